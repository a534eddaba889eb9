# shellcheck shell=sh
# Programs that read what a stranger may have written (crash, makedumpfile, unpackers) run confined: as a user that is
# nobody else's, without capabilities and network, seeing of the file system the programs and libraries, all read-only,
# what it was shown and a scratch directory in memory; for a limited time, with limited memory. A dump holds the memory
# of a kernel that may have been an attacker's, so that goes for root's own dumps too.
#
# util-linux does it, because it is everywhere: unshare, setpriv (or chroot of coreutils where there is none), prlimit.
# Where systemd runs the machine a scope bounds the memory of all of it together. systemd-run's own sandbox would take
# no descriptor but three, and on EL 7 and SLES 12 it has none.

# No account has this number: it is above what systemd and useradd give away and what identity services map to.
confined_uid=2147480000

# Whether confined_find has run, and its answer; the limits of a systemd scope; the time limit of a filter, in seconds.
confined_found='' confined_why='' confined_scope='' confined_limit=120

# Inside: the directory that is shown, the root of the new file system, and the program within it.
confined_dir='' confined_jail='' confined_program=

# confined_find: RET is why this host cannot confine programs, a sentence, or empty. Looked up once a run.
confined_find() {
    if [ -z "$confined_found" ]; then
        confined_found=1
        confined_look
        confined_why=$RET
    fi
    RET=$confined_why
}

confined_look() {
    for RET in unshare mount chroot prlimit timeout; do
        if ! command -v "$RET" >/dev/null; then
            RET="$RET is not installed on the host, and without it no program can be isolated. Install util-linux and"
            RET="$RET coreutils."
            return 0
        fi
    done
    confined_scope
    if RET=$(confined '' 20 true 2>&1 </dev/null); then
        say "dumps are read by the user $confined_uid, without a network${confined_scope:+, in a scope of systemd}"
        RET=
    else
        RET="crash is not run as root on the content of a dump. It says: ${RET##*"$NL"}"
        RET="This host does not let programs be isolated, as in some containers, and $RET"
    fi
}

# confined_scope: confined_scope is the limits that this host's systemd knows, or empty where none runs it.
confined_scope() {
    confined_scope=
    if [ ! -d "$root/run/systemd/system" ] || ! command -v systemd-run >/dev/null; then return 0; fi
    confined_memory
    # Before 231 memory had another name, and before 227 tasks were not counted.
    for confined_scope in "-p MemoryMax=$RET -p MemorySwapMax=0 -p TasksMax=64" \
        "-p MemoryLimit=$RET -p TasksMax=64" "-p MemoryLimit=$RET"; do
        # shellcheck disable=SC2086
        if timeout 20 systemd-run --scope --quiet $confined_scope -- true \
            >/dev/null 2>&1 </dev/null 4<&- 5>&- 6<&- 7<&- 8>&- 9>&-; then
            return 0
        fi
    done
    confined_scope=
}

# confined_memory: RET is three quarters of the machine's memory in bytes, 1 GiB at least.
confined_memory() {
    RET=$(sed -n 's/^MemTotal: *\([0-9]\{1,12\}\) kB$/\1/p' "$root/proc/meminfo" 2>/dev/null) || RET=
    RET=$((${RET:-0} * 768))
    if [ "$RET" -lt 1073741824 ]; then RET=1073741824; fi
}

# confined_user UID COMMAND...: as that user, in no group but the one that has no members, without capabilities.
confined_user() {
    local confined_as="$1"
    shift
    if command -v setpriv >/dev/null; then
        setpriv --reuid "$confined_as" --regid "$confined_uid" --clear-groups --no-new-privs --inh-caps=-all "$@"
    else
        chroot --userspec="$confined_as:$confined_uid" --groups= / "$@"
    fi
}

# confined DIR SECONDS COMMAND...: runs COMMAND confined, for at most SECONDS; after that the status is 124 or 137. It
# is killed with all its children. Without DIR it is a filter, from stdin to stdout.
#
# DIR, below $state, holds what it is shown in its working directory: what links lead to, and other files, as copies.
# The dump is descriptor 6, which the link vmcore leads to. What it leaves as *.txt comes back to DIR, its stdout and
# stderr as session.out, of each 1 MiB at most.
confined() {
    set -- sh "$0" confined "$(readlink /proc/self/ns/mnt)" "$@"
    if [ -n "$confined_scope" ]; then
        # shellcheck disable=SC2086
        set -- systemd-run --scope --quiet $confined_scope -- unshare -m -n -i -u -- "$@"
    else
        set -- unshare -m -n -i -u -- "$@"
    fi
    # What may outlive us must not hold a lock, and no descriptor may lead out.
    "$@" 3>&- 4<&- 5>&- 7<&- 8>&- 9>&-
}

# confined_filter COMMAND...: for confined_limit seconds.
confined_filter() {
    confined '' "$confined_limit" "$@"
}

# confined OUTSIDE DIR SECONDS COMMAND...: the program itself, in mounts of its own, which end with it.
confined_inside() {
    local confined_seconds confined_chroot confined_setpriv confined_status
    confined_refuse "$@"
    confined_dir=$2 confined_seconds=$3
    shift 3
    # Where memory runs out, this goes before anything of the host's.
    echo 1000 2>/dev/null >/proc/self/oom_score_adj || :
    confined_program=$(command -v "$1") || confined_program=$1
    confined_chroot=$(command -v chroot)
    confined_setpriv=$(command -v setpriv) || confined_setpriv=
    shift
    confined_jail
    # What follows is found in there.
    PATH=/usr/sbin:/usr/bin:/sbin:/bin
    confined_memory
    # Numbers of processes and of bytes; no core file. Address space is more than memory: crash maps the whole vmlinux.
    # drgn would take a thread a processor, of which there may be more.
    set -- prlimit --core=0 --nproc=64 --as=$((RET + 4294967296)) -- env -i PATH=$PATH LC_ALL=C TZ=UTC HOME=/work \
        TMPDIR=/tmp OMP_NUM_THREADS=8 CRASH_MODULE_PATH=modules/. \
        /bin/sh -c "$confined_check" "$confined_uid" "$confined_program" "$@"
    if [ -n "$confined_setpriv" ]; then
        set -- "$confined_chroot" "$confined_jail" setpriv --reuid "$confined_uid" --regid "$confined_uid" \
            --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
    else
        set -- "$confined_chroot" --userspec="$confined_uid:$confined_uid" --groups= "$confined_jail" "$@"
    fi
    # timeout is process 1 in there, which is not theirs to stop: with it all of them end. unshare of EL 7 may not know
    # how to fork, so that a shell does it, whose first child is in the new namespace, and mounts what shows it alone.
    # shellcheck disable=SC2016
    set -- unshare -p -- sh -c '"$@" || exit' sh \
        sh -c 'mount -t proc -o nosuid,nodev,noexec proc "$0" && exec "$@"' "$confined_jail/proc" \
        timeout -k 10 "$confined_seconds" "$@"
    if [ -z "$confined_dir" ]; then
        exec "$@"
    fi
    confined_status=0
    "$@" >"$confined_jail/work/session.out" 2>&1 || confined_status=$?
    confined_results
    exit "$confined_status"
}

# For nobody but confined: it mounts over /sys.
confined_refuse() {
    case $#:${2-} in
    [0123]:*) fail_usage "${program##*/} runs this itself" ;;
    *:*/../*) fail_usage "DIR is below $state" ;;
    *: | *:"$state"/*) ;;
    *) fail_usage "DIR is below $state" ;;
    esac
    if [ "$(readlink /proc/self/ns/mnt)" = "$1" ]; then fail_usage "${program##*/} runs this itself"; fi
}

# confined_jail: the file system that it sees; /sys is a directory that every host has and none of this needs.
confined_jail() {
    local confined_one
    confined_jail=/sys
    umask 022
    mount --make-rprivate /
    # By default it may take half of the memory.
    mount -t tmpfs -o mode=755,nosuid,nodev confined "$confined_jail"
    mkdir "$confined_jail/proc" "$confined_jail/dev" "$confined_jail/etc"
    mkdir -m 700 "$confined_jail/tmp" "$confined_jail/work" "$confined_jail/var" "$confined_jail/var/tmp"
    chown "$confined_uid:$confined_uid" "$confined_jail/tmp" "$confined_jail/work" "$confined_jail/var" \
        "$confined_jail/var/tmp"
    for confined_one in /usr /bin /sbin /lib /lib32 /lib64 /libx32 /etc/ld.so.cache /etc/alternatives; do
        if [ -L "$confined_one" ]; then
            ln -s "$(readlink "$confined_one")" "$confined_jail$confined_one"
        elif [ -e "$confined_one" ]; then
            confined_bind "$confined_one" "$confined_jail$confined_one"
        fi
    done
    for confined_one in null zero full random urandom; do
        printf '' >"$confined_jail/dev/$confined_one"
        mount --bind "/dev/$confined_one" "$confined_jail/dev/$confined_one"
    done
    case $confined_program in
    /*) confined_program ;;
    esac
    if [ -n "$confined_dir" ]; then confined_shows; fi
}

# confined_program: where it is not one of those, it is shown by its name, for it may begin with that what it says.
confined_program() {
    interpreter_show "$confined_program"
    if confined_shown "$confined_program" && confined_shown "$(readlink -f "$confined_program")"; then return 0; fi
    mkdir "$confined_jail/program"
    confined_bind "$confined_program" "$confined_jail/program/${confined_program##*/}"
    confined_program=/program/${confined_program##*/}
}

confined_shown() {
    case $1 in
    /usr/* | /bin/* | /sbin/*) ;;
    *) return 1 ;;
    esac
}

# confined_bind SOURCE TARGET: as it is, read-only, and without what raises whoever runs it.
confined_bind() {
    if [ -d "$1" ]; then mkdir -p "$2"; else printf '' >"$2"; fi
    mount --rbind "$1" "$2"
    mount -o remount,bind,ro,nosuid "$2"
}

confined_shows() {
    local confined_one confined_name confined_link
    for confined_one in "$confined_dir"/*; do
        confined_name=$confined_jail/work/${confined_one##*/}
        case $confined_one in
        *.txt | */session.out) continue ;;
        esac
        if [ ! -L "$confined_one" ]; then
            if [ -f "$confined_one" ]; then confined_copy "$confined_one" "$confined_name"; fi
            continue
        fi
        confined_link=$(readlink "$confined_one")
        case $confined_link in
        /proc/self/fd/*) ln -s "$confined_link" "$confined_name" ;;
        *) confined_show "$confined_link" "$confined_name" ;;
        esac
    done
}

# confined_show SOURCE TARGET: a file that others may not read, such as a kernel's image on EL, is copied; but none that
# lies where another than root may have put it.
confined_show() {
    case $(stat -L -c %A "$1" 2>/dev/null) in
    -??????r* | d??????r?x) confined_bind "$1" "$2" ;;
    -*)
        if owned_walk "$1" && [ -z "$owned_uid" ]; then
            confined_copy "$owned_path" "$2"
        else
            say "${1#"$root"} is hidden from the program that reads the dump, because it is not world-readable"
        fi
        ;;
    *) say "${1#"$root"} is hidden from the program that reads the dump, because it is not world-readable" ;;
    esac
}

confined_copy() {
    cp "$1" "$2" && chmod 444 "$2"
}

# Nothing is run before it is seen to be so, whatever this host's chroot and setpriv are.
# shellcheck disable=SC2016
confined_check='
umask 077
seen=
while read -r key one two three four rest; do
    case $key in
    Uid: | Gid:)
        [ "$one $two $three $four" = "$0 $0 $0 $0" ] || exit 96
        seen=$seen$key
        ;;
    Groups:)
        case $one in
        "" | "$0") ;;
        *) exit 96 ;;
        esac
        [ -z "$two" ] || exit 96
        seen=$seen$key
        ;;
    CapPrm: | CapEff:)
        case $one in
        *[!0]*) exit 96 ;;
        esac
        seen=$seen$key
        ;;
    esac
done </proc/self/status
[ "$seen" = Uid:Gid:Groups:CapPrm:CapEff: ] || exit 96
cd /work || exit 96
exec "$@"'

# confined_results: what it left. All of it has ended, so that a file that is no link stays none.
confined_results() {
    local confined_one
    for confined_one in "$confined_jail/work"/*.txt "$confined_jail/work/session.out"; do
        if [ -L "$confined_one" ] || [ ! -f "$confined_one" ]; then continue; fi
        case ${confined_one##*/} in
        *[!a-z0-9.]* | ????????????????*) continue ;;
        log.txt | dmesg.txt) tail -c 1048576 "$confined_one" >"$confined_dir/${confined_one##*/}" ;;
        *) head -c 1048576 "$confined_one" >"$confined_dir/${confined_one##*/}" ;;
        esac
    done
}
