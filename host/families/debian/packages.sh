# shellcheck shell=sh
# Packages on Debian and Ubuntu.

# What apt-get said, and what it said when it read the package lists.
debian_text='' debian_updated=

debian_packages='kdump-tools kexec-tools makedumpfile crash'

# debian_package_versions PACKAGE...: RET is a line `name version` for each that is installed.
debian_package_versions() {
    # Without a name dpkg-query would list all that there is.
    RET=
    if [ $# = 0 ]; then return 0; fi
    # shellcheck disable=SC2016
    RET=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' "$@" 2>/dev/null | sed -n 's/^installed //p')
}

debian_packages_missing() {
    # shellcheck disable=SC2086
    installed_missing $debian_packages
}

debian_packages_installed() {
    # shellcheck disable=SC2086
    installed_json $debian_packages
}

# apt and dpkg lock with fcntl, which flock(1) cannot see; the kernel lists such locks by inode.
debian_packages_busy() {
    local debian_locks debian_line debian_lock=
    debian_locks=$(cd "$root/var" && stat -c %i lib/dpkg/lock-frontend lib/dpkg/lock lib/apt/lists/lock \
        cache/apt/archives/lock 2>/dev/null) || :
    while read -r debian_line; do
        for debian_lock in $debian_locks; do
            case $debian_line in
            *":$debian_lock "*) return 0 ;;
            esac
        done
    done <"$root/proc/locks"
    return 1
}

debian_idle() {
    wait_while 'apt or dpkg, which is at work,' debian_packages_busy ||
        fail packages-locked "Timed out after $patience s of waiting for another apt or dpkg to end." \
            "Look at it with: ps -ef | grep -e apt -e dpkg"
}

# debian_packages_apt ARGUMENT...: apt-get without questions. Status 1 with RET as apt's own error line.
debian_packages_apt() {
    local debian_ok=
    state_make
    if DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 APT_LISTCHANGES_FRONTEND=none UCF_FORCE_CONFFOLD=1 \
        apt-get -q -y -o DPkg::Lock::Timeout="$patience" -o Acquire::Retries=2 -o Acquire::http::Timeout=30 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
        "$@" >"$state/$state_out" 2>&1 </dev/null; then
        debian_ok=0
    else
        debian_ok=1
    fi
    cat "$state/$state_out" >>"$log"
    RET=$(grep -e '^E: ' -e '^W: Failed to fetch' "$state/$state_out" | head -n 1) || RET=
    debian_text=$(grep -e '^E: ' -e '^W: ' -e '^Err' "$state/$state_out") || debian_text=
    rm -f "$state/$state_out"
    return $debian_ok
}

# apt-get update has no patience of its own for the lock of the lists.
debian_packages_update() {
    say "reading the package lists"
    retry $((patience / 5 + 1)) debian_packages_lists ||
        fail packages-locked "The package lists stayed locked for $patience s. apt says: $RET"
    debian_updated=$debian_text
}

# debian_packages_lists: status 1 while they are locked.
debian_packages_lists() {
    if debian_packages_apt update; then return 0; fi
    case $debian_text in
    *[Cc]ould\ not\ get\ lock* | *Unable\ to\ lock*) return 1 ;;
    esac
}

# debian_add WHAT PACKAGE...: installs, with one retry for the causes that can be mended here.
debian_add() {
    local debian_what debian_says
    debian_what=$1 debian_updated=
    shift
    debian_idle
    say "installing $debian_what"
    if debian_packages_apt install --no-install-recommends "$@"; then return 0; fi
    case $debian_text in
    *'dpkg was interrupted'*) debian_packages_configure ;;
    *'nable to locate'* | *'o installation candidate'* | *'ailed to fetch'* | *"was not found"*)
        debian_packages_update
        ;;
    esac
    if debian_packages_apt install --no-install-recommends "$@"; then return 0; fi
    debian_says="apt says: ${RET:-nothing}. More in ${log#"$root"}."
    case $debian_text$debian_updated in
    *[Tt]emporary\ failure* | *'ould not resolve'* | *'nable to connect'* | *'ould not connect'* | \
        *'nnection timed out'* | *'nnection failed'* | *'etwork is unreachable'*)
        # That a package is unknown follows from lists that could not be fetched.
        RET=$(printf '%s\n' "$debian_updated" "$debian_text" | grep -i -e resol -e connect -e unreachable | head -n 1)
        fail packages-network "The host does not reach its package archive, and $debian_what cannot be installed." \
            "apt says: $RET. More in ${log#"$root"}."
        ;;
    *'enough free space'* | *'o space left'*)
        fail packages-space "There is not enough free space to install $debian_what. $debian_says"
        ;;
    *'nable to locate'* | *'o installation candidate'* | *'was not found'*)
        fail packages-missing "The host's package archive does not have $debian_what. $debian_says"
        ;;
    esac
    fail packages-failed "$debian_what could not be installed. $debian_says"
}

# All that is installed, wholly or in part. A list cut short would make undo take away what is not ours, so
# dpkg-query's own status counts, which a pipeline would hide.
debian_package_names() {
    # shellcheck disable=SC2016
    RET=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>>"$log") ||
        fail packages-unknown "dpkg-query does not tell which packages are installed. More in ${log#"$root"}."
    RET=$(printf '%s\n' "$RET" | sed '/^not-installed /d; /^config-files /d; s/^[^ ]* //') ||
        fail packages-unknown "The list of installed packages could not be read."
}

debian_drgn_package() { RET=python3-drgn; }

# debian_packages_add NAME WHAT PACKAGE...: installs, and remembers what is new in NAME-added.
debian_packages_add() {
    local added_name
    added_name=$1
    shift
    added_begin "$added_name"
    debian_add "$@"
    added_end "$added_name"
}

# debian_packages_finish: what a run that was killed has left unpacked is configured, and what that needs comes. apt
# does it by itself only where there is something to install.
debian_packages_finish() {
    debian_idle
    if [ -z "$(dpkg --audit 2>>"$log")" ]; then return 0; fi
    debian_packages_configure
    if [ -z "$(dpkg --audit 2>>"$log")" ]; then return 0; fi
    debian_packages_apt --fix-broken install ||
        fail packages-failed "Packages that an earlier run left half installed could not be completed. apt says:" \
            "${RET:-nothing}. Look at them with: dpkg --audit"
}

debian_packages_configure() {
    say "an earlier run of dpkg was interrupted; finishing it"
    DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --configure -a >>"$log" 2>&1 </dev/null || :
    changed=true
}

debian_packages_install() {
    local debian_wanted
    if [ -f "$state/packages-before" ]; then debian_packages_finish; fi
    debian_packages_missing
    debian_wanted=$RET
    if [ -z "$RET" ]; then
        added_end packages
        return 0
    fi
    cloud_init_wait
    debian_idle
    # Before 2.0.27 kexec-tools asks to handle reboots, and says yes by default: see before_reboot.
    case $debian_wanted in
    *kexec-tools*) printf 'kexec-tools kexec-tools/load_kexec boolean false\n' | debconf-set-selections >>"$log" 2>&1 ;;
    esac
    # shellcheck disable=SC2086
    debian_packages_add packages "${debian_wanted# }" $debian_wanted
}

# debian_packages_purge LIST: exactly the packages of the state file NAME-added that are still there.
debian_packages_purge() {
    local debian_there debian_package debian_more=
    added_end "$1"
    state_get "$1-added"
    # shellcheck disable=SC2086
    debian_package_versions $RET
    debian_there=
    while read -r debian_package _; do
        debian_there="$debian_there $debian_package"
    done <<THERE
$RET
THERE
    if [ -n "${debian_there# }" ]; then
        debian_idle
        # A package that came later and needs one of ours must not go with it.
        # shellcheck disable=SC2086
        debian_more=$(apt-get -s purge $debian_there 2>/dev/null |
            sed -n 's/^Purg \([^ :]*\).*/\1/p; s/^Remv \([^ :]*\).*/\1/p')
        for debian_package in $debian_more; do
            case "$debian_there " in
            *" $debian_package "*) ;;
            *)
                fail packages-needed "$debian_package was installed later and needs a package that would be taken" \
                    "away. Remove $debian_package first, or keep the packages."
                ;;
            esac
        done
        say "removing$debian_there"
        # shellcheck disable=SC2086
        debian_packages_apt purge $debian_there ||
            fail packages-failed "The packages could not be removed. apt says: $RET. More in ${log#"$root"}."
        say "removed$debian_there"
        changed=true
    fi
    state_forget "$1-added" "$1-before"
}
