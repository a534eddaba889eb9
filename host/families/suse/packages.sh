# shellcheck shell=sh
# Packages on SUSE: zypper and rpm.

# zypper's status and what it said; options that go before `install`.
suse_text='' suse_options='' suse_status=0

suse_packages='kdump kexec-tools makedumpfile crash'

suse_packages_missing() {
    # shellcheck disable=SC2086
    installed_missing $suse_packages
}

suse_packages_installed() {
    # shellcheck disable=SC2086
    installed_json $suse_packages
}

# A list cut short would make undo take away what is not ours, so rpm's own status counts.
suse_package_names() {
    RET=$(rpm -qa --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\n' 2>>"$log") ||
        fail packages-unknown "rpm does not tell which packages are installed. More in ${log#"$root"}."
}

# zypper, YaST and PackageKit lock by a file with their process id, which a dead one leaves behind.
suse_packages_busy() {
    host_line /run/zypp.pid
    [ -n "$RET" ] && [ -d "$root/proc/$RET" ]
}

suse_idle() {
    wait_while 'zypper, which is at work,' suse_packages_busy ||
        fail packages-locked "Timed out after $patience s of waiting for another zypper to end." \
            "Look at it with: ps -p \$(cat /run/zypp.pid)"
}

# suse_packages_zypper ARGUMENT...: zypper without questions, and again while another holds the lock (status 7). Status
# 1 with RET as what zypper says. From 100 on a status is news and no failure, but for 104 (no such package),
# 105 (cancelled) and 106 (a repository was left out).
suse_packages_zypper() {
    state_make
    retry $((patience / 5 + 1)) suse_packages_unlocked "$@" ||
        fail packages-locked "zypper stayed locked by another for $patience s. Look at it with: ps -p \$(cat" \
            "/run/zypp.pid)"
    suse_text=$(cat "$state/$state_out")
    rm -f "$state/$state_out"
    RET=${suse_text##*"$NL"}
    case $suse_status in
    0 | 10[0-3] | 107) return 0 ;;
    esac
    return 1
}

# suse_packages_unlocked ARGUMENT...: suse_status is zypper's; status 1 while another holds the lock.
suse_packages_unlocked() {
    suse_idle
    suse_status=0
    ZYPP_LOCK_TIMEOUT=0 zypper --non-interactive "$@" >"$state/$state_out" 2>&1 </dev/null || suse_status=$?
    cat "$state/$state_out" >>"$log"
    [ "$suse_status" != 7 ]
}

suse_drgn_package() { RET=python3-drgn; }

# suse_add WHAT PACKAGE...: installs, or fails with the cause. suse_options go before `install`.
suse_add() {
    local suse_says suse_what
    suse_what=$1
    shift
    say "installing $suse_what"
    # shellcheck disable=SC2086
    if suse_packages_zypper ${suse_options-} install --no-recommends --auto-agree-with-licenses "$@"; then return 0; fi
    suse_says="zypper says: ${RET:-nothing}. More in ${log#"$root"}."
    case $suse_text in
    *'ould not resolve'* | *'onnection failed'* | *'onnection timed out'* | *'imeout exceeded'* | \
        *'ownload (curl) error'*)
        fail packages-network "The host does not reach its package repositories, and $suse_what cannot be installed." \
            "$suse_says"
        ;;
    *'ot enough'*space* | *'o space left'*)
        fail packages-space "There is not enough free space to install $suse_what. $suse_says"
        ;;
    *'Signature verification failed'*)
        fail debuginfo-signature "What the repository of $suse_what says of itself is not signed by a key that this" \
            "host trusts, so nothing of it is installed. Import its key if it is the vendor's (rpm --import FILE)." \
            "$suse_says"
        ;;
    esac
    if [ "$suse_status" = 104 ]; then
        fail packages-missing "The host's package repositories do not have $suse_what. Is the system registered?" \
            "$suse_says"
    fi
    fail packages-failed "$suse_what could not be installed. $suse_says"
}

# suse_packages_finish: a run that was killed may have killed rpm as well, over a package that counts as installed.
suse_packages_finish() {
    local suse_what
    rpm_packages_unfinished packages
    if [ -z "$RET" ]; then return 0; fi
    suse_what=${RET# }
    say "installing $suse_what once more: an earlier run was interrupted"
    # shellcheck disable=SC2086
    suse_packages_zypper install --force --no-recommends $suse_what ||
        fail packages-failed "$suse_what could not be completed. zypper says: $RET. More in ${log#"$root"}."
}

suse_packages_install() {
    local suse_wanted
    suse_packages_finish
    suse_packages_missing
    suse_wanted=$RET
    if [ -z "$RET" ]; then
        added_end packages
        return 0
    fi
    cloud_init_wait
    suse_idle
    added_begin packages
    suse_options=
    # shellcheck disable=SC2086
    suse_add "${suse_wanted# }" $suse_wanted
    added_end packages
}

suse_packages_purge() {
    rpm_packages_remove "$1" suse_packages_remove
    state_forget "$1-added" "$1-before"
}

suse_packages_remove() {
    suse_packages_zypper remove "$@" ||
        fail packages-failed "The packages could not be removed. zypper says: $RET. More in ${log#"$root"}."
}
