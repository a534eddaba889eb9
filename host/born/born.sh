# shellcheck shell=sh
# The first boot: every step of a host, in order. It is run again from its beginning at each boot until all of it went
# well, because a step that has nothing to do does nothing; then nothing of it is left but its result.
set -eu

# Every place lies under $root, so that a test can give it a throwaway directory.
root=${KDUMP_ROOT-}
born_dir=$root/var/lib/pulumi-kdump-first-boot
born_log=$root/var/log/pulumi-kdump-first-boot.log
born_program=$root/usr/local/bin/kdump-host
born_unit=$root/etc/systemd/system/pulumi-kdump-first-boot.service
born_link=$root/etc/systemd/system/multi-user.target.wants/pulumi-kdump-first-boot.service

# What the program has to be, what its copy is called, and where it is fetched from; the last is empty where the copy
# came along.
born_sum='' born_copy='' born_url=

# This boot; what the step printed, and what the service step did.
born_boot='' born_answer='' born_facts=

born_main() {
    cd "$born_dir"
    umask 077
    IFS= read -r born_boot <"$root/proc/sys/kernel/random/boot_id"
    born_say "begins in the boot $born_boot"
    read -r born_sum born_copy born_url <program
    born_fetch
    while read -r born_step born_command <&3; do
        born_run "$born_step" "$born_command"
    done 3<steps
    born_end
}

# born_say TEXT: to the log, and to where the unit's output goes: the console, which a cloud shows without a login.
born_say() {
    printf '%s pulumi-kdump: %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$*" | tee -a "$born_log"
}

# born_fail STEP TEXT: the unit stays, so that the next boot tries again. Nothing here makes that boot come.
born_fail() {
    born_put result "failed $1: $2"
    born_say "failed $1: $2"
    exit 1
}

# born_put NAME TEXT: whole or not at all.
born_put() {
    printf '%s\n' "$2" >"$1.new"
    sync
    mv -f "$1.new" "$1"
}

# born_is FILE: is it the program?
born_is() {
    [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d ' ' -f 1)" = "$born_sum" ]
}

# born_fetch: the program is there, as a copy or in its place, or it is fetched as a copy.
born_fetch() {
    local born_left=5
    if born_is "$born_program" || born_is "$born_copy"; then return 0; fi
    if [ -z "$born_url" ]; then born_fail program "The copy $born_dir/$born_copy was changed or removed."; fi
    until born_fetch_once; do
        born_left=$((born_left - 1))
        if [ "$born_left" = 0 ]; then
            born_fail program "Nothing with the SHA-256 $born_sum could be fetched from $born_url. $born_log tells more."
        fi
        sleep 15
    done
    born_say "fetched the program from $born_url"
}

# born_fetch_once: what answers there must not fill the disk. Its sum tells whether it is the program, and whole.
born_fetch_once() {
    born_get 2>>"$born_log" | head -c 8388608 >fetched
    case $born_url in
    # npm's archive of the package, in which the program is a file.
    *.tgz) tar -xzOf fetched package/dist/kdump-host 2>>"$born_log" >"$born_copy.new" || : ;;
    *) mv -f fetched "$born_copy.new" ;;
    esac
    rm -f fetched
    if ! born_is "$born_copy.new"; then return 1; fi
    mv -f "$born_copy.new" "$born_copy"
}

# born_get: what is at the address. Images without either program have cloud-init's Python, which EL 8 keeps to itself.
born_get() {
    local born_python
    if command -v curl >/dev/null; then
        curl -fsSL --connect-timeout 30 "$born_url"
        return 0
    fi
    if command -v wget >/dev/null; then
        wget -q -O - "$born_url"
        return 0
    fi
    for born_python in python3 /usr/libexec/platform-python; do
        if ! command -v "$born_python" >/dev/null; then continue; fi
        "$born_python" -c 'import shutil, sys, urllib.request
shutil.copyfileobj(urllib.request.urlopen(sys.argv[1], timeout=30), sys.stdout.buffer)' "$born_url"
        return 0
    done
    echo "This host has none of curl, wget and python3 to fetch $born_url with." >&2
}

# born_run STEP COMMAND
born_run() {
    if [ "$1" = reboot ] && ! born_may_reboot; then return 0; fi
    if ! born_answer=$(sh -c "$2" 2>>"$born_log" </dev/null 3<&-); then
        born_fail "$1" "$(tail -n 1 "$born_log")"
    fi
    printf '%s\n' "$born_answer" >>"$born_log"
    born_say "$1: $(born_done)"
    case $1:$born_answer in
    reboot:*'"scheduled":true'*)
        born_say "reboots, and goes on after that"
        exit 0
        ;;
    service:*) born_facts=$born_answer ;;
    esac
}

born_done() {
    case $born_answer in
    *'"changed":true'*) echo "done" ;;
    *) echo "nothing to do" ;;
    esac
}

# born_may_reboot: the reboot step runs in one boot alone. Whatever comes of the reboot, no other follows it: where too
# little was reserved the service step says so.
born_may_reboot() {
    if [ ! -f reboot ]; then born_put reboot "$born_boot"; fi
    [ "$(cat reboot)" = "$born_boot" ]
}

# born_end: the result is there before anything is taken away.
born_end() {
    case $born_facts in
    *'"ready":true'*) born_put result ready ;;
    *) born_put result "not-ready: $(printf '%s\n' "$born_facts" | sed 's/.*"reason":"\([^"]*\)".*/\1/')" ;;
    esac
    born_say "ended: $(cat result)"
    rm -f "$born_link" "$born_unit" steps program reboot run "$born_copy" ./*.new
    systemctl daemon-reload 2>>"$born_log" || :
}

born_main
