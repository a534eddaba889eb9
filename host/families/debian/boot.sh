# shellcheck shell=sh
# GRUB on Debian and Ubuntu, by a drop-in of its own for /etc/default/grub.

# GRUB reads the drop-ins of grub.d in the order of their names, so ours comes last: it takes every
# crashkernel= out, wherever it came from, and appends ours. No conffile is edited. Recovery entries get
# none, as Debian does it.
debian_crashkernel_put() {
    local debian_strip
    debian_strip="sed -E '$arguments_sed'"
    files_make_dir "${debian_grub_file%/*}" 755
    arguments_make "$1"
    files_put "$debian_grub_file" "# Written by pulumi-kdump. To take it back: kdump-host undo crashkernel
GRUB_CMDLINE_LINUX=\"\$(printf '%s\\n' \"\${GRUB_CMDLINE_LINUX-}\" | $debian_strip)\"
GRUB_CMDLINE_LINUX_DEFAULT=\"\$(printf '%s\\n' \"\${GRUB_CMDLINE_LINUX_DEFAULT-}\" | $debian_strip) $RET\"
"
}

# debian_crashkernel_said: the last line of the drop-in is the only one that we have put there.
debian_crashkernel_said() {
    local debian_line
    RET=
    if [ ! -f "$debian_grub_file" ]; then return 0; fi
    while read -r debian_line; do RET=$debian_line; done <"$debian_grub_file"
    RET=${RET##*) }
    arguments_value "${RET%\"}"
}

debian_crashkernel_remove() {
    files_remove "$debian_grub_file"
    files_unmake_dir "${debian_grub_file%/*}"
}

# update-grub is grub-mkconfig -o /boot/grub/grub.cfg.
debian_boot_regenerate() {
    grub_cfg_make grub-mkconfig "$root/boot/grub/grub.cfg" "$1"
}

debian_next_boot() { next_boot_menu "$root/boot/grub/grub.cfg" "$root/boot/grub/grubenv"; }

# With LOAD_KEXEC=true kexec-tools turns a reboot into a kexec of the running command line, and the new
# crashkernel= never arrives. It skips that once for the file /no-kexec-reboot.
debian_before_reboot() {
    local debian_kexec
    debian_kexec=$root/etc/default/kexec
    if [ -f "$debian_kexec" ] && files_has "$debian_kexec" '^[[:space:]]*LOAD_KEXEC=["'\'']*true'; then
        files_put "$root/no-kexec-reboot" ''
    fi
    host_line /sys/kernel/kexec_loaded
    if [ "$RET" = 1 ]; then kexec -u >>"$log" 2>&1 || :; fi
}
