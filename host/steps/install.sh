# shellcheck shell=sh
# sh FILE install DIGEST, the beginning of the file's SHA-256: every reason not to begin is found here, before anything is changed.
step_install() {
    [ $# = 1 ] || usage "sh FILE install DIGEST"
    install_sum=$(sha256sum "$0") || fail read "$0 cannot be read."
    install_sum=${install_sum%% *}
    case $install_sum in
    "$1"*) ;;
    *) fail digest "The program arrived with the digest $install_sum and not $1. Run this again; if it stays so, something changes the file on its way." ;;
    esac
    family_find
    install_check
    if [ ! -f "$program" ] || ! cmp -s "$0" "$program"; then
        files_temp "$program"
        [ -d "${program%/*}" ] || files_make_dir "${program%/*}" 755
        files_space "${program%/*}" 128 disk-space
        { cp "$0" "$litter" && chmod 755 "$litter" && sync "$litter" && mv -f "$litter" "$program"; } 2>/dev/null ||
            fail read-only "$program could not be written. Is its file system read-only?"
        litter=
        changed=true
    fi
    # The copy that was sent is not needed any more. On a second run it is the installed program that runs.
    if [ "$0" != "$program" ]; then rm -f "$0"; fi
    state_make
    facts_os
    json_add version "$install_sum"
    json_answer
}

install_check() {
    if [ -e "$root/run/systemd/container" ] || [ -e "$root/.dockerenv" ] || [ -e "$root/run/.containerenv" ] ||
        systemd-detect-virt -q -c 2>/dev/null; then
        fail container "This is a container, and a container has no kernel of its own to dump. Prepare the machine that runs it instead."
    fi
    install_grub=
    for install_file in "$root/boot/grub/grub.cfg" "$root/boot/grub2/grub.cfg" "$root/boot/efi/EFI"/*/grub.cfg; do
        if [ -f "$install_file" ]; then install_grub=$install_file; fi
    done
    if [ -z "$install_grub" ]; then
        fail no-grub "There is no /boot/grub/grub.cfg and no /boot/grub2/grub.cfg, and GRUB is the only boot loader that is supported."
    fi
    host_line /proc/sys/kernel/kexec_load_disabled
    if [ "$RET" = 1 ]; then
        fail kexec-disabled "kernel.kexec_load_disabled is 1, so no capture kernel can be loaded until the next boot. Take the setting out of /etc/sysctl.conf and /etc/sysctl.d, and reboot."
    fi
    for install_dir in "${program%/*}" "$root/var/lib" "$root/etc/default" "${install_grub%/*}"; do
        if [ -d "$install_dir" ] && [ ! -w "$install_dir" ]; then
            fail read-only "${install_dir#"$root"} cannot be written to: its file system is read-only. Mount it read-write."
        fi
    done
}

# Removes the program, and what it remembers as far as nothing is left to be taken back.
undo_install() {
    files_remove "$program"
    files_unmake_dir "${program%/*}"
    files_remove "$log"
    state_forget debuginfo.lock unit-before reboot-due conf-changed apt.out packages.out undo.out debuginfo.out .new
    if [ -d "$state" ]; then
        if rmdir "$state" 2>/dev/null; then changed=true; else say "keeping ${state#"$root"}: other steps are not taken back"; fi
    fi
}
