# shellcheck shell=sh
# The capture kernel of kdump-tools: it boots this very system, and the unit that writes the dump.

debian_capture_opens() { RET=/; }
debian_capture_keys() { return 1; }
debian_capture_base() { table_recommended; }

debian_capture_unit() { RET=kdump-tools-dump.service; }

debian_capture_image() {
    debian_conf_setting KDUMP_INITRD
    RET=$root${RET:-/var/lib/kdump/initrd.img}
}

# debian_capture_unpacked FILE: initramfs-tools lists its own, with a size in the fifth column.
debian_capture_unpacked() {
    RET=$(timeout 120 lsinitramfs -l "$1" 2>/dev/null </dev/null |
        awk '/^-/ && $5 ~ /^[0-9]+$/ { kib += int(($5 + 4095) / 4096) * 4 } END { printf "%d", kib }') || RET=0
}
