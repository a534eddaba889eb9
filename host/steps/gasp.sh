# shellcheck shell=sh
# A last gasp: where the capture kernel itself fails, the kernel that crashed has still written down the end of its log,
# in pstore. With a capture kernel loaded it does so only where panic notifiers come first (crash_kexec_post_notifiers),
# and those run in the kernel that has just failed: so this is done for who asks for it alone.
#
# No argument of the kernel's is needed, and no reboot.

# What sets it at each boot, in systemd's own way (systemd-pstore(8)).
gasp_settings=$root/etc/tmpfiles.d/pulumi-kdump-gasp.conf
gasp_notifiers=/sys/module/kernel/parameters/crash_kexec_post_notifiers

# Of EFI's variables, which a distribution may have left out of this.
gasp_efi_modules=$root/etc/modules-load.d/pulumi-kdump-gasp.conf
gasp_efi_options=$root/etc/modprobe.d/pulumi-kdump-gasp.conf
gasp_efi_off=/sys/module/efi_pstore/parameters/pstore_disable

gasp_enabled=$units_dir/sysinit.target.wants/$pstore_unit

step_gasp() {
    [ $# = 0 ] || fail_usage "kdump-host gasp"
    if [ ! -f "$root$gasp_notifiers" ]; then
        fail pstore-kernel "The kernel of this host takes crash_kexec_post_notifiers at boot alone, if at all, and" \
            "without it writes nothing to pstore when a capture kernel is loaded. Leave out lastGasp."
    fi
    gasp_archives
    gasp_store
    # Records that are there already are of no crash to come.
    if [ ! -f "$state/gasp" ]; then gasp_seen; fi
    gasp_apply
    json_add store "$gasp_backend"
    json_answer
}

would_gasp() {
    pstore_backend
    if [ -z "$RET" ]; then
        would_say "The kernel has no place that outlives a crash: /sys/module/pstore/parameters/backend is empty."
        return 0
    fi
    gasp_backend=$RET
    gasp_apply
}

# What keeps the records.
gasp_backend=

# gasp_archives: records have to be moved away, or the next crash finds no room.
gasp_archives() {
    pstore_unit_file
    if [ -z "$RET" ]; then
        fail pstore-archive "This host has no $pstore_unit, which makes room for the next record after a crash" \
            "(systemd 243 and later). Leave out lastGasp."
    fi
    pstore_storage
    if [ "$RET" != external ]; then
        fail pstore-archive "pstore.conf of this host says Storage=$RET, so that no record stays a file. Set it to" \
            "external, or leave out lastGasp."
    fi
}

# gasp_store: gasp_backend is what keeps records. EFI's variables are asked for where nothing else does.
gasp_store() {
    pstore_backend
    if [ -z "$RET" ] && [ -d "$root/sys/firmware/efi" ]; then
        gasp_efi_on
        pstore_backend
    fi
    gasp_backend=$RET
    if [ -z "$RET" ]; then
        fail pstore-none "Nothing on this host outlives a crash: neither the firmware's ERST nor EFI's variables nor" \
            "reserved memory keeps records for pstore. Give the VM one (QEMU: -device acpi-erst), reserve memory" \
            "for ramoops at boot, or leave out lastGasp."
    fi
}

# gasp_efi_on: the module may not be loaded, or be told to do nothing.
gasp_efi_on() {
    modprobe efi_pstore >>"$log" 2>&1 || :
    pstore_backend
    if [ -z "$RET" ] && [ -f "$root$gasp_efi_off" ]; then gasp_set "$gasp_efi_off" N || :; fi
}

# gasp_apply: all that says so.
gasp_apply() {
    local gasp_text="# Written by pulumi-kdump. To take it back: kdump-host undo gasp$NL" gasp_off=
    case $gasp_backend in
    efi*)
        gasp_off="w $gasp_efi_off - - - - N$NL"
        gasp_put "$gasp_efi_modules" "${gasp_text}efi_pstore$NL"
        gasp_put "$gasp_efi_options" "${gasp_text}options efi_pstore pstore_disable=0$NL"
        ;;
    esac
    gasp_put "$gasp_settings" "$gasp_text${gasp_off}w $gasp_notifiers - - - - Y$NL"
    gasp_enable
    gasp_set "$gasp_notifiers" Y || fail pstore-kernel "The kernel does not take crash_kexec_post_notifiers=Y."
    state_put gasp "$gasp_backend$NL"
}

gasp_put() {
    files_make_dir "${1%/*}" 755
    files_put "$1" "$2"
}

# gasp_enable: as `systemctl enable` does it.
gasp_enable() {
    if [ -L "$gasp_enabled" ] || would_write "$gasp_enabled"; then return 0; fi
    files_make_dir "${gasp_enabled%/*}" 755
    state_put gasp-enabled ''
    pstore_unit_file
    ln -s "$RET" "$gasp_enabled" || fail write "$gasp_enabled could not be made. Is its file system full or read-only?"
    systemctl daemon-reload || :
    changed=true
}

# gasp_set FILE VALUE: a setting of the running kernel, whose former one is remembered. Status 1 where it stays.
gasp_set() {
    host_line "$1"
    if [ "$RET" = "$2" ] || would_change "$root$1" "says $RET and not $2"; then return 0; fi
    if [ ! -f "$state/gasp-before" ] || ! files_has "$state/gasp-before" "^$1="; then
        state_add gasp-before "$1=$RET"
    fi
    (printf '%s\n' "$2" >"$root$1") 2>/dev/null || return 1
    changed=true
}

# gasp_seen: every record that there is counts as reported.
gasp_seen() {
    gasp_marks=
    pstore_each gasp_see
    state_put gasps "$gasp_marks"
}

gasp_see() {
    pstore_mark "$1"
    gasp_marks=$gasp_marks$RET$NL
}

gasp_marks=

# The reports stay, as the dumps do.
undo_gasp() {
    local gasp_line gasp_file
    for gasp_file in "$gasp_settings" "$gasp_efi_modules" "$gasp_efi_options"; do
        files_remove "$gasp_file"
        files_unmake_dir "${gasp_file%/*}"
    done
    if [ -f "$state/gasp-enabled" ]; then
        files_remove "$gasp_enabled"
        systemctl daemon-reload || :
    fi
    files_unmake_dir "${gasp_enabled%/*}"
    state_get gasp-before
    for gasp_line in $RET; do
        (printf '%s\n' "${gasp_line#*=}" >"$root${gasp_line%%=*}") 2>/dev/null || :
        changed=true
    done
    state_forget gasp gasp-enabled gasp-before gasps
}
