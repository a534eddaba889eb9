# shellcheck shell=sh
# Packages by yum or dnf.

# What yum or dnf said.
el_said=

el_packages_missing() {
    local el_names
    el_traits
    el_names=$el_kdump
    if el_packages_keyctl; then el_names="$el_names keyutils"; fi
    # shellcheck disable=SC2086
    installed_missing $el_names
}

el_packages_installed() {
    local el_names
    el_traits
    # makedumpfile is a package of its own from some release of 9 on.
    el_names="$el_kdump makedumpfile"
    if el_packages_keyctl; then el_names="$el_names keyutils"; fi
    # shellcheck disable=SC2086
    installed_json $el_names
}

# el_packages_keyctl: does this host's kdumpctl call keyctl? From kdump-utils 1.0.58 on it looks for the keys of
# encrypted disks, while its package names keyutils for POWER alone, and there as one of the weak dependencies. Before,
# it was called for POWER's Secure Boot alone (`padd`).
el_packages_keyctl() {
    local el_calls
    el_calls=$(cat "$root/usr/bin/kdumpctl" "$root/usr/sbin/kdumpctl" "$root/usr/lib/kdump"/*.sh 2>/dev/null |
        grep -w keyctl | grep -v '^[[:blank:]]*#') || el_calls=
    if [ "$host_arch" != ppc64le ]; then el_calls=$(printf '%s\n' "$el_calls" | grep -v 'keyctl padd') || el_calls=; fi
    [ -n "$el_calls" ]
}

# rpm locks with fcntl, which flock(1) cannot see, and the kernel lists such locks by inode; yum and dnf leave
# their process number in a file as well.
el_packages_busy() {
    local el_locks el_lock='' el_file el_line
    el_locks=$(cd "$root/" && stat -c %i var/lib/rpm/.rpm.lock usr/lib/sysimage/rpm/.rpm.lock \
        run/dnf/rpmtransaction.lock 2>/dev/null) || :
    while read -r el_line; do
        for el_lock in $el_locks; do
            case $el_line in
            *WRITE*":$el_lock "*) return 0 ;;
            esac
        done
    done <"$root/proc/locks"
    for el_file in "$root/var/run/yum.pid" "$root/var/cache/dnf"/*_lock.pid "$root/var/lib/dnf"/*_lock.pid; do
        if [ ! -f "$el_file" ]; then continue; fi
        host_line "${el_file#"$root"}"
        if [ -n "$RET" ] && [ -d "$root/proc/$RET" ]; then return 0; fi
    done
    return 1
}

el_idle() {
    wait_while 'yum, dnf or rpm, which is at work,' el_packages_busy ||
        fail packages-locked "Timed out after $patience s of waiting for another yum, dnf or rpm to end." \
            "Look at it with: ps -ef | grep -e yum -e dnf -e rpm"
}

# el_packages_run ARGUMENT...: yum or dnf without questions. Status 1 with el_said, what it printed, and RET, its error
# line.
el_packages_run() {
    local el_out el_ok=
    el_traits
    state_make
    # debuginfo runs beside other steps.
    el_out=$state/$state_out
    if "$el_manager" -y "$@" >"$el_out" 2>&1 </dev/null; then el_ok=0; else el_ok=1; fi
    cat "$el_out" >>"$log"
    el_said=$(cat "$el_out")
    RET=$(grep -i -e '^error' -e '^no package' -e 'no match for argument' -e 'cannot find a valid baseurl' \
        -e 'failed to' "$el_out" | head -n 1) || RET=
    rm -f "$el_out"
    return $el_ok
}

el_drgn_package() { RET=drgn; }

# el_add WHAT PACKAGE...: yum ends well when it has found only some of them, so they are looked for afterwards.
el_add() {
    local el_weak='' el_says el_what
    el_what=$1
    shift
    el_idle
    say "installing $el_what"
    el_traits
    case $el_manager in
    yum) el_weak= ;;
    *) el_weak=--setopt=install_weak_deps=False ;;
    esac
    if el_packages_run ${el_weak:+"$el_weak"} install "$@"; then
        installed_missing "$@"
        if [ -z "$RET" ]; then return 0; fi
        el_what=${RET# } RET="it found no package ${RET# }"
    fi
    el_says="$el_manager says: ${RET:-nothing}. More in ${log#"$root"}."
    case $el_said in
    *'ould not resolve host'* | *'onnection timed out'* | *'ailed to connect'* | *'annot find a valid baseurl'* | \
        *'annot download repomd'* | *'ailed to download metadata'* | *'etwork is unreachable'*)
        fail packages-network "The host does not reach its package repositories, and $el_what cannot be installed." \
            "$el_says"
        ;;
    *'isk Requirements'* | *'more space needed'* | *'o space left'*)
        fail packages-space "There is not enough free space to install $el_what. $el_says"
        ;;
    esac
    case $el_release:$el_what in
    al2023:*kdump-utils*)
        fail packages-missing "Amazon Linux 2023 has kdump-utils from release 2023.6.20250107 on, and this host's" \
            "repositories are of an older one. Update it first: dnf upgrade --releasever=latest"
        ;;
    esac
    case $el_said in
    *'nable to find a match'* | *'o match for argument'* | *'o package '*)
        fail packages-missing "The host's repositories do not have $el_what. $el_says"
        ;;
    esac
    fail packages-failed "$el_what could not be installed. $el_says"
}

# Names with their architecture and without a version: an update that came along is nothing to take away.
el_package_names() {
    RET=$(rpm -qa --qf '%{NAME}.%{ARCH}\n' 2>>"$log" </dev/null) ||
        fail packages-unknown "rpm does not tell which packages are installed. More in ${log#"$root"}."
    if [ -z "$RET" ]; then
        fail packages-unknown "rpm says that no package is installed, which cannot be. Look at it with: rpm -qa"
    fi
}

# el_packages_finish: a run that was killed may have killed rpm as well, over a package that counts as installed.
el_packages_finish() {
    local el_what
    rpm_packages_unfinished packages
    if [ -z "$RET" ]; then return 0; fi
    el_idle
    el_what=${RET# }
    say "installing $el_what once more: an earlier run was interrupted"
    # shellcheck disable=SC2086
    el_packages_run reinstall $el_what ||
        fail packages-failed "$el_what could not be completed. $el_manager says: ${RET:-nothing}. More in" \
            "${log#"$root"}."
}

el_packages_install() {
    local el_wanted
    el_packages_finish
    el_traits
    # shellcheck disable=SC2086
    installed_missing $el_kdump
    el_wanted=$RET
    if [ -n "$el_wanted" ]; then
        cloud_init_wait
        added_begin packages
        # From 9.3 on, and on Amazon Linux 2023 and Fedora, the package gives every entry its own default (%posttrans),
        # by grubby, so what is there is remembered before.
        el_boot remember
        # shellcheck disable=SC2086
        el_add "${el_wanted# }" $el_wanted
    fi
    if el_packages_keyctl; then el_packages_keyutils; fi
    if [ -f "$state/packages-before" ]; then el_boot mend; fi
    added_end packages
}

el_packages_keyutils() {
    installed_missing keyutils
    if [ -z "$RET" ]; then return 0; fi
    cloud_init_wait
    added_begin packages
    el_add keyutils keyutils
}

el_packages_purge() {
    rpm_packages_remove "$1" el_packages_remove
    if [ "$1" = packages ]; then
        # Without the crashkernel step nobody else gives the entries back what kdump's package has put into them.
        remembered_read
        if [ -z "$remembered_value" ]; then el_boot back; fi
    fi
    state_forget "$1-added" "$1-before"
}

el_packages_remove() {
    el_packages_run --setopt=clean_requirements_on_remove=False remove "$@" ||
        fail packages-failed "The packages could not be removed. $el_manager says: $RET. More in ${log#"$root"}."
}
