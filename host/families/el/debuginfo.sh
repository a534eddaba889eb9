# shellcheck shell=sh
# vmlinux of exactly the running kernel, from packages: kernel-debuginfo and kernel-debuginfo-common-ARCH. By the
# plugin debuginfo-install where it is there, else from the debug repositories that the host has (they are off by
# default), else from a given address or from given files, with rpm (../rpm/files.sh).

# el_debuginfo_install ARCHIVE FILES
el_debuginfo_install() {
    el_debuginfo_kernel
    added_begin debuginfo
    if [ -n "$2" ]; then
        rpm_files_install_given "$2"
    elif [ -n "$1" ]; then
        el_debuginfo_archive "${1%/}"
    else
        el_debuginfo_repository
    fi
    added_end debuginfo
}

# rpm_name, rpm_nvra: the package of the running kernel's image; rpm_base: what its debuginfo is named after.
el_debuginfo_kernel() {
    rpm_name=
    for rpm_file in "/boot/vmlinuz-$host_release" "/lib/modules/$host_release/vmlinuz" \
        "/usr/lib/modules/$host_release/vmlinuz"; do
        if [ -n "$rpm_name" ]; then break; fi
        rpm_name=$(rpm -q --qf '%{NAME}\n' -f "$rpm_file" 2>/dev/null </dev/null | head -n 1) || rpm_name=
        case $rpm_name in
        *' '*) rpm_name= ;;
        esac
    done
    rpm_name=${rpm_name:-kernel}
    rpm_base=${rpm_name%-core}
    # The flavour is in the release too: 5.14.0-427.el9.aarch64+64k.
    rpm_version=${host_release%%+*}
    case $rpm_version in
    *."$host_arch") ;;
    *) rpm_version=$rpm_version.$host_arch ;;
    esac
    rpm_debug=$rpm_base-debuginfo-$rpm_version
    # kernel-64k has the part in common with kernel.
    rpm_common=${rpm_base%-64k}-debuginfo-common-$host_arch-$rpm_version
    rpm_half=" Its other half is $rpm_common."
}

el_debuginfo_repository() {
    # yum and dnf look themselves, once they know the size.
    debuginfo_space 1048576
    el_idle
    el_traits
    if el_debuginfo_plugin; then
        say "installing debuginfo of $rpm_name-$rpm_version, by debuginfo-install"
        if el_debuginfo_run_plugin; then
            if el_debuginfo_there; then return 0; fi
        fi
    fi
    if ! "$el_manager" -q repolist all 2>/dev/null </dev/null | grep -qi debug; then
        fail debuginfo-gone "This host has no debuginfo repository, and $rpm_debug cannot be fetched. Set" \
            "debuginfoArchive to the address of a directory that holds it with $rpm_common."
    fi
    say "installing $rpm_debug from the debuginfo repositories"
    if el_packages_run '--enablerepo=*debug*' install "$rpm_debug"; then
        if el_debuginfo_there; then return 0; fi
    fi
    case $el_said in
    *'isk Requirements'* | *'more space needed'* | *'o space left'*)
        fail debuginfo-space "There is not enough free space for $rpm_debug. $el_manager says: $RET"
        ;;
    esac
    fail debuginfo-gone "The debuginfo repositories of this host do not have $rpm_debug, the debuginfo of the running" \
        "kernel. $el_manager says: ${RET:-nothing}. Upgrade the kernel and reboot into it, or set debuginfoArchive to" \
        "the address of a directory that holds it."
}

# yum's plugin is a program of its own, dnf's is a command.
el_debuginfo_plugin() {
    case $el_manager in
    yum) command -v debuginfo-install >/dev/null ;;
    *) dnf -q debuginfo-install --help >/dev/null 2>&1 </dev/null ;;
    esac
}

el_debuginfo_run_plugin() {
    case $el_manager in
    yum) debuginfo-install -y "$rpm_name-$rpm_version" >>"$log" 2>&1 </dev/null ;;
    *) el_packages_run debuginfo-install "$rpm_name-$rpm_version" ;;
    esac
}

# Whatever build it is of: no other package would bring a better one.
el_debuginfo_there() {
    rpm_answer=$RET
    vmlinux_find
    RET=$rpm_answer
    [ -n "$vmlinux$vmlinux_odd" ]
}

# Fetched first, so that their sizes are known and their signatures can be checked. Whoever answers may have any package
# of a trusted key, so they have to be the very ones.
el_debuginfo_archive() {
    files_make_dir "$rpm_cache" 700
    files_space "$rpm_cache" 1048576 debuginfo-space
    rpm_list=
    for rpm_one in "$rpm_common" "$rpm_debug"; do
        say "fetching $rpm_one.rpm"
        rpm_package=$rpm_cache/$rpm_one.rpm
        if ! fetch "$1/$rpm_one.rpm" "$rpm_package"; then
            rpm_files_refuse debuginfo-gone "$1/$rpm_one.rpm, debuginfo of the running kernel, cannot be fetched. $RET"
        fi
        if ! rpm_files_signed "$rpm_package"; then
            rpm_files_refuse debuginfo-signature "$1/$rpm_one.rpm is not installed. $RET. Packages from an address" \
                "are installed with a signature alone, whatever the address begins with."
        fi
        rpm_files_described "$rpm_package" || RET=
        if [ "${RET%% *}" != "$rpm_one" ]; then
            rpm_files_refuse debuginfo-signature "$1/$rpm_one.rpm is another package, ${RET%% *}, and is not installed."
        fi
        rpm_list="$rpm_list ${rpm_package#"$root"}"
    done
    rpm_files_install "$rpm_list"
    rpm_files_forget
}

el_debuginfo_remove() { el_packages_purge debuginfo; }
