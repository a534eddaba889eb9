# shellcheck shell=sh
# sh FILE install DIGEST [ID:VERSION_ID] [--owner OWNER [--take-over]]: the beginning of the file's SHA-256, what
# os-release has to say, and whose the host is to be. Every reason not to begin is found here, before anything is
# changed.
step_install() {
    local install_os='' install_sum
    owners_options "$@"
    case $RET:${2-} in
    1:*) ;;
    2:?*:?*) install_os=$2 ;;
    *) fail_usage "sh FILE install DIGEST [ID:VERSION_ID] [--owner OWNER [--take-over]]" ;;
    esac
    program_check "$1"
    install_sum=$RET
    table_find
    if [ -n "$install_os" ]; then install_expect "$install_os"; fi
    install_check
    owners_allow
    lock
    owners_install
    program_put
    json_object os facts_os
    json_add version "$install_sum"
    json_answer
}

# would_install DIGEST OWNER: either may be empty.
would_install() {
    if [ -n "$2" ]; then owners_refuse "$2"; fi
    program_lacks "$1"
    if [ -n "$2" ] && ! owners_find owners_is "$2"; then would_change "$state/owners" "does not name $2"; fi
}

# install_expect ID:VERSION_ID: the plan was checked for that distribution. A main version stands for all of its own.
install_expect() {
    case $os_id:$os_version in
    "$1" | "$1".*) ;;
    *)
        fail os-differs "The host is $os_name ($os_id $os_version), and the plan is for ${1%%:*} ${1#*:}. Correct" \
            "\`os\`, or the host's address."
        ;;
    esac
}

install_check() {
    local install_grub install_file install_dir
    if [ -e "$root/run/systemd/container" ] || [ -e "$root/.dockerenv" ] || [ -e "$root/run/.containerenv" ] ||
        systemd-detect-virt -q -c 2>/dev/null; then
        fail container "This is a container, and a container has no kernel of its own to dump. Prepare the machine" \
            "that runs it instead."
    fi
    install_grub=
    for install_file in "$root/boot/grub/grub.cfg" "$root/boot/grub2/grub.cfg" "$root/boot/efi/EFI"/*/grub.cfg; do
        if [ -f "$install_file" ]; then install_grub=$install_file; fi
    done
    if [ -z "$install_grub" ]; then
        fail no-grub "There is no /boot/grub/grub.cfg and no /boot/grub2/grub.cfg, and GRUB is the only boot loader" \
            "that is supported."
    fi
    host_line /proc/sys/kernel/kexec_load_disabled
    if [ "$RET" = 1 ]; then
        fail kexec-disabled "kernel.kexec_load_disabled is 1, so no capture kernel can be loaded until the next boot." \
            "Take the setting out of /etc/sysctl.conf and /etc/sysctl.d, and reboot."
    fi
    for install_dir in "${program%/*}" "$root/var/lib" "$root/etc/default" "${install_grub%/*}"; do
        if [ -d "$install_dir" ] && [ ! -w "$install_dir" ]; then
            fail read-only "${install_dir#"$root"} cannot be written to: its file system is read-only. Mount it" \
                "read-write."
        fi
    done
}

# Forgets what it remembers, as far as nothing is left to be taken back, and removes the program last, so that a run
# that is killed can be run again.
undo_install() {
    # What packages remembered of the boot loader's entries is of use to crashkernel alone.
    if [ ! -f "$state/crashkernel" ] && [ ! -f "$state/crashkernel-put" ]; then state_forget boot-entries; fi
    state_forget debuginfo.lock unit-before images-before reboot-due conf-changed \
        packages.out debuginfo.out ssh.out .new .new-debuginfo
    state_forget owners
    vmcore_forget report
    install_forget
    program_remove
    install_forget
    if [ -d "$state" ]; then say "keeping ${state#"$root"}: other steps are not taken back"; fi
}

# install_forget: where all else is taken back, what stays is nobody's concern any more: packages that were to stay, and
# a directory with dumps in it. made-dirs is needed for as long as the program lies in a directory that was made for it.
install_forget() {
    local install_one
    for install_one in "$state"/* "$state"/.[!.]*; do
        case ${install_one##*/} in
        '*' | '.[!.]*' | made-dirs | packages-added | debuginfo-added | debuginfo-file) ;;
        *) return 0 ;;
        esac
    done
    state_get made-dirs
    for install_one in $RET; do
        files_unmake_dir "$install_one"
        case $program in
        "$install_one"/*) if [ -e "$program" ]; then continue; fi ;;
        esac
        state_drop made-dirs "$install_one"
    done
    state_forget packages-added debuginfo-added debuginfo-file
    if [ -d "$state" ] && rmdir "$state" 2>/dev/null; then changed=true; fi
}
