# shellcheck shell=sh
# el_menu_find: el_cfg is the configuration that this machine boots, and el_menu what it makes the menu of: `entries`,
# or `menu` for entries of its own (GRUB_ENABLE_BLSCFG=false, as EL's own scripts set it on Xen), so that nobody reads
# the files. `unclear` is a menu that grub2-mkconfig would not make again, but write over the entries instead.
el_menu_find() {
    el_menu=entries
    el_mkconfig_efi
    el_cfg=${RET:-$root/boot/grub2/grub.cfg}
    if [ ! -f "$el_cfg" ] || files_has "$el_cfg" -E '^[[:blank:]]*blscfg([[:blank:]]|$)'; then return 0; fi
    if ! files_has "$el_cfg" -E '^[[:blank:]]*linux(16|efi)?[[:blank:]]'; then return 0; fi
    el_menu=menu
    RET=
    if [ -f "$default_grub" ]; then
        files_read "$default_grub"
        shell_value GRUB_ENABLE_BLSCFG "$RET"
    fi
    # Not set means true, unless the old grubby is there (10_linux).
    if [ "$RET" = true ] || { [ -z "$RET" ] && [ ! -e "$root/usr/sbin/new-kernel-pkg" ]; }; then el_menu=unclear; fi
}

el_menu_clear() {
    if [ "$el_menu" = unclear ]; then
        fail bootloader-menu "${el_cfg#"$root"} has a menu of its own and does not read /boot/loader/entries, and yet" \
            "GRUB_ENABLE_BLSCFG is not false in /etc/default/grub, so that grub2-mkconfig would change how this" \
            "machine boots. Set GRUB_ENABLE_BLSCFG=false there, or change to entries with: grub2-switch-to-blscfg"
    fi
}
