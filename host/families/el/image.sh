# shellcheck shell=sh
# The capture initramfs, which kdumpctl makes.

# kdumpctl builds one for each kernel that it has loaded, in /var/lib/kdump where /boot is read-only. Only the removal
# of its kernel takes it away, not that of kdump's package.
el_images() {
    local el_image
    RET=
    for el_image in "$root/boot"/initramfs-*kdump.img "$root/var/lib/kdump"/initramfs-*kdump.img \
        "$root/boot"/*/*/initrdkdump; do
        if [ -f "$el_image" ]; then RET=$RET${el_image#"$root"}$NL; fi
    done
}

# What kdumpctl itself looks at before it loads (check_files_modified): its configuration and the kernel. It makes none
# anew where it is told not to.
el_image_old() {
    local el_image el_file
    RET=
    if [ -f "$el_conf_sysconfig" ]; then files_read "$el_conf_sysconfig"; fi
    shell_value KDUMP_KERNELVER "$RET"
    if [ -n "$RET" ] && [ "$RET" != "$host_release" ]; then
        RET=
        return 0
    fi
    for el_image in "$root/boot/initramfs-${host_release}kdump.img" \
        "$root/var/lib/kdump/initramfs-${host_release}kdump.img" "$root/boot"/*/"$host_release/initrdkdump"; do
        if [ -f "$el_image" ]; then break; fi
    done
    if [ ! -f "$el_image" ]; then
        el_images
        if [ -z "$RET" ]; then return 0; fi
        RET="/boot/initramfs-${host_release}kdump.img, the capture initramfs of the running kernel, is not there."
        return 0
    fi
    RET=
    if files_has "$el_conf_main" '^force_no_rebuild[[:blank:]]*1'; then return 0; fi
    for el_file in "$el_conf_main" "$root/boot/vmlinuz-$host_release"; do
        if [ "$el_file" -nt "$el_image" ]; then
            RET="${el_image#"$root"}, the capture initramfs, is older than ${el_file#"$root"}."
            return 0
        fi
    done
}
