# shellcheck shell=sh
# 7 and Amazon Linux 2: GRUB_CMDLINE_LINUX, and grub2-mkconfig into the file that this machine boots.

# The configuration on the EFI partition, and the directories in which it may be.
el_efi='' el_vendors=

el_mkconfig_put() {
    if [ ! -f "$default_grub" ]; then
        fail default-grub "There is no /etc/default/grub, and grub2-mkconfig makes no configuration without it. Bring" \
            "it back (rpm -V grub2-tools), and run this again."
    fi
    arguments_make "$1"
    el_future_put "$RET"
}

el_mkconfig_remove() { el_future_remove; }

# What kdump's package does to entries is none of these releases' matter.
el_mkconfig_remember() { :; }
el_mkconfig_mend() { :; }
el_mkconfig_back() { :; }

el_mkconfig_regenerate() {
    el_mkconfig_file
    grub_cfg_make grub2-mkconfig "$RET" "$1"
}

el_mkconfig_next() {
    el_mkconfig_efi
    el_cfg=${RET:-$root/boot/grub2/grub.cfg}
    next_boot_menu "$el_cfg" "${el_cfg%/*}/grubenv"
}

# RET: on BIOS /boot/grub2/grub.cfg; on EFI the one of this distribution on the EFI partition, unless that only points
# to the first.
el_mkconfig_file() {
    el_mkconfig_efi
    el_cfg=${RET:-$root/boot/grub2/grub.cfg}
    if [ -z "$el_efi" ] && [ -d "$root/sys/firmware/efi" ]; then
        fail no-grub "This machine boots by EFI, and there is no /boot/efi/EFI/${el_vendors%% *}/grub.cfg. Is" \
            "/boot/efi mounted?"
    fi
    if [ ! -f "$el_cfg" ]; then fail no-grub "There is no ${el_cfg#"$root"}, which this machine would boot from."; fi
    RET=$el_cfg
}

# RET: the generated configuration on the EFI partition, if that is what this machine boots; el_efi is what is there, in
# a directory that is named after the vendor.
el_mkconfig_efi() {
    local el_vendor
    RET='' el_efi=
    if [ ! -d "$root/sys/firmware/efi" ]; then return 0; fi
    case $os_id in
    centos) el_vendors='centos redhat' ;;
    amzn | almalinux | rocky | fedora) el_vendors=$os_id ;;
    *) el_vendors='redhat' ;;
    esac
    for el_vendor in $el_vendors; do
        if [ -z "$el_efi" ] && [ -f "$root/boot/efi/EFI/$el_vendor/grub.cfg" ]; then
            el_efi=$root/boot/efi/EFI/$el_vendor/grub.cfg
        fi
    done
    if [ -n "$el_efi" ] && files_has "$el_efi" '^### BEGIN /etc/grub.d/10_linux'; then RET=$el_efi; fi
}
