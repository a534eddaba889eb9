# shellcheck shell=sh
# vmlinux of exactly the running kernel, from packages: kernel-debuginfo and kernel-debuginfo-common-ARCH. By the
# plugin debuginfo-install where it is there, else from the debug repositories that the host has (they are off by
# default), else from a given address or from given files, with rpm. From a debuginfod server only where asked for.

el_debuginfo_install() {
    if [ -n "$facts_vmlinux" ] && rpm_build_matches; then
        added_end debuginfo
        return 0
    fi
    if [ -n "$debuginfo_server" ]; then
        rpm_debuginfod
        return 0
    fi
    rpm_kernel
    added_begin debuginfo
    if [ -n "$debuginfo_files" ]; then
        rpm_install_files "$debuginfo_files"
    elif [ -n "$1" ]; then
        rpm_install_archive "${1%/}"
    else
        rpm_install_repository
    fi
    added_end debuginfo
    facts_vmlinux_find
    if [ -n "$facts_vmlinux" ] && ! rpm_build_matches; then
        fail debuginfo-build "$facts_vmlinux is of another build than the running kernel, whose build-id is $rpm_build. Take the packages away (kdump-host undo debuginfo), and reboot into the kernel that they are of."
    fi
}

# RET and rpm_build: the running kernel's build-id, a note of type 3 of the owner GNU; empty where it has none.
rpm_running_build() {
    rpm_build=
    RET=$(od -An -v -tx1 "$root/sys/kernel/notes" 2>/dev/null | tr -d ' \n') || RET=
    case $RET in
    *040000001400000003000000474e5500*)
        RET=${RET#*040000001400000003000000474e5500}
        rpm_build=${RET%"${RET#????????????????????????????????????????}"}
        ;;
    esac
    RET=$rpm_build
}

# Is facts_vmlinux of the running kernel's build? Packages of debuginfo bring a link that is named after it; else
# the file is asked. Where nothing can tell, the release in the package's name has to do.
rpm_build_matches() {
    rpm_running_build
    if [ -z "$rpm_build" ]; then return 0; fi
    rpm_link=$root/usr/lib/debug/.build-id/${rpm_build%"${rpm_build#??}"}/${rpm_build#??}.debug
    rpm_file=$(readlink -f "$rpm_link") || rpm_file=
    if [ "$rpm_file" = "$(readlink -f "$root$facts_vmlinux")" ]; then return 0; fi
    for rpm_program in eu-readelf readelf; do
        if ! command -v "$rpm_program" >/dev/null; then continue; fi
        rpm_notes=$("$rpm_program" -n "$root$facts_vmlinux" 2>/dev/null </dev/null) || continue
        case $rpm_notes in
        *"$rpm_build"*) return 0 ;;
        *'uild ID'*) return 1 ;;
        esac
    done
    say "no program here can tell the build-id of $facts_vmlinux; going by its release"
}

# rpm_name, rpm_nvra: the package of the running kernel's image; rpm_base: what its debuginfo is named after.
rpm_kernel() {
    rpm_name=
    for rpm_file in "/boot/vmlinuz-$host_release" "/lib/modules/$host_release/vmlinuz" "/usr/lib/modules/$host_release/vmlinuz"; do
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
}

rpm_install_repository() {
    rpm_space 1048576
    el_idle
    el_manager
    el_program=$RET
    if rpm_plugin; then
        say "installing debuginfo of $rpm_name-$rpm_version, by debuginfo-install"
        if rpm_run_plugin; then
            if rpm_there; then return 0; fi
        fi
    fi
    if ! "$el_program" -q repolist all 2>/dev/null </dev/null | grep -qi debug; then
        fail debuginfo-gone "This host has no debuginfo repository, and $rpm_debug cannot be fetched. Set debuginfoArchive to the address of a directory that holds it with $rpm_common."
    fi
    say "installing $rpm_debug from the debuginfo repositories"
    if el_run '--enablerepo=*debug*' install "$rpm_debug"; then
        if rpm_there; then return 0; fi
    fi
    case $el_said in
    *'isk Requirements'* | *'more space needed'* | *'o space left'*) fail debuginfo-space "There is not enough free space for $rpm_debug. $el_program says: $RET" ;;
    esac
    fail debuginfo-gone "The debuginfo repositories of this host do not have $rpm_debug, the debuginfo of the running kernel. $el_program says: ${RET:-nothing}. Upgrade the kernel and reboot into it, or set debuginfoArchive to the address of a directory that holds it."
}

# yum's plugin is a program of its own, dnf's is a command.
rpm_plugin() {
    case $el_program in
    yum) command -v debuginfo-install >/dev/null ;;
    *) dnf -q debuginfo-install --help >/dev/null 2>&1 </dev/null ;;
    esac
}

rpm_run_plugin() {
    case $el_program in
    yum) debuginfo-install -y "$rpm_name-$rpm_version" >>"$log" 2>&1 </dev/null 8>&- ;;
    *) el_run debuginfo-install "$rpm_name-$rpm_version" ;;
    esac
}

rpm_there() {
    rpm_answer=$RET
    facts_vmlinux_find
    RET=$rpm_answer
    [ -n "$facts_vmlinux" ]
}

# rpm_space KIB: yum and dnf look themselves, once they know the size.
rpm_space() {
    rpm_dir=$root/usr/lib/debug
    while [ ! -d "$rpm_dir" ]; do rpm_dir=${rpm_dir%/*}; done
    files_space "$rpm_dir" "$1" debuginfo-space
}

rpm_cache=$root/var/cache/pulumi-kdump

# Fetched first, so that their sizes are known and their signatures can be checked.
rpm_install_archive() {
    files_make_dir "$rpm_cache" 700
    files_space "$rpm_cache" 1048576 debuginfo-space
    rpm_list=
    for rpm_package in "$rpm_common" "$rpm_debug"; do
        say "fetching $rpm_package.rpm"
        if ! rpm_said=$(curl -fsSL --retry 2 --connect-timeout 30 -o "$rpm_cache/$rpm_package.rpm" "$1/$rpm_package.rpm" 2>&1 </dev/null); then
            rpm_forget
            fail debuginfo-gone "$1/$rpm_package.rpm, debuginfo of the running kernel, cannot be fetched. curl says: ${rpm_said##*"$NL"}"
        fi
        rpm_list="$rpm_list ${rpm_cache#"$root"}/$rpm_package.rpm"
        if ! rpm_said=$(rpm -K "$rpm_cache/$rpm_package.rpm" 2>&1 </dev/null); then
            rpm_forget
            fail debuginfo-signature "The signature of $rpm_package.rpm cannot be checked: ${rpm_said##*"$NL"}. Import the key that it is signed with (rpm --import FILE; keys are in /etc/pki/rpm-gpg)."
        fi
    done
    rpm_install_files "$rpm_list"
    rpm_forget
}

rpm_forget() {
    rm -f "$rpm_cache"/*.rpm
    files_unmake_dir "$rpm_cache"
}

# rpm_install_files LIST: together, because each half needs the other. What is installed already is left out.
rpm_install_files() {
    rpm_wanted='' rpm_need=0 rpm_match=
    for rpm_file in $1; do
        if ! rpm_said=$(rpm -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH} %{SIZE}\n' "$root$rpm_file" 2>/dev/null </dev/null); then
            fail debuginfo-files "$rpm_file is not a package that rpm can read."
        fi
        case ${rpm_said%% *} in
        "$rpm_debug") rpm_match=1 ;;
        esac
        if rpm -q "${rpm_said%% *}" >/dev/null 2>&1 </dev/null; then continue; fi
        rpm_need=$((rpm_need + ${rpm_said#* } / 1024))
        rpm_wanted="$rpm_wanted $root$rpm_file"
    done
    if [ -z "$rpm_match" ]; then
        fail debuginfo-files "None of the packages is $rpm_debug, the debuginfo of the running kernel. Its other half is $rpm_common."
    fi
    if [ -z "$rpm_wanted" ]; then return 0; fi
    rpm_space $((rpm_need + 65536))
    el_idle
    say "installing$rpm_wanted"
    # shellcheck disable=SC2086
    if ! rpm_said=$(rpm -ivh $rpm_wanted 2>&1 </dev/null 8>&-); then
        printf '%s\n' "$rpm_said" >>"$log"
        fail debuginfo-files "rpm does not install$rpm_wanted. It says: ${rpm_said##*"$NL"}"
    fi
    changed=true
}

# A debuginfod server gives the file by the build-id alone.
rpm_debuginfod() {
    rpm_running_build
    if [ -z "$RET" ]; then fail debuginfo-build "The running kernel does not tell its build-id in /sys/kernel/notes, and a debuginfod server goes by nothing else."; fi
    rpm_servers=$debuginfo_server
    if [ "$rpm_servers" = host ]; then
        rpm_servers=
        for rpm_file in "$root/etc/debuginfod"/*.urls; do
            if [ -f "$rpm_file" ]; then rpm_servers="$rpm_servers $(cat "$rpm_file")"; fi
        done
    fi
    if [ -z "${rpm_servers# }" ]; then fail debuginfo-gone "This host knows no debuginfod server: there is no /etc/debuginfod/*.urls. Name one."; fi
    rpm_target=$root/usr/lib/debug/lib/modules/$host_release/vmlinux
    files_make_dir "${rpm_target%/*}" 755
    rpm_space 1048576
    files_temp "$rpm_target"
    for rpm_server in $rpm_servers; do
        say "fetching the running kernel's debuginfo by its build-id $rpm_build"
        if curl -fsSL --retry 2 --connect-timeout 30 -o "$litter" "${rpm_server%/}/buildid/$rpm_build/debuginfo" >>"$log" 2>&1 </dev/null; then
            chmod 644 "$litter"
            state_put debuginfo-file "$rpm_target$NL"
            { sync "$litter" && mv -f "$litter" "$rpm_target"; } 2>/dev/null || fail write "$rpm_target could not be written."
            litter=
            changed=true
            return 0
        fi
    done
    files_unmake_dir "${rpm_target%/*}"
    fail debuginfo-gone "No debuginfod server has the debuginfo of build-id $rpm_build. More in ${log#"$root"}."
}

el_debuginfo_remove() {
    state_get debuginfo-file
    if [ -n "$RET" ]; then
        rpm_target=$RET
        files_remove "$rpm_target"
        files_unmake_dir "${rpm_target%/*}"
        state_forget debuginfo-file
    fi
    el_packages_purge debuginfo
}
