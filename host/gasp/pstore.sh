# shellcheck shell=sh
# pstore: where a kernel that ends writes down the end of its log, and what of that there is after the next boot. It is
# kept by the firmware (ERST, EFI's variables), or by memory that was reserved at boot (ramoops).

# Files of records: the kernel's own, and where systemd-pstore moves them, so that there is room for the next.
pstore_dir=$root/sys/fs/pstore
pstore_archive=$root/var/lib/systemd/pstore

pstore_unit=systemd-pstore.service

# pstore_backend: RET is what keeps records, as the kernel calls it, or empty.
pstore_backend() {
    host_line /sys/module/pstore/parameters/backend
    case $RET in
    *[!a-z0-9_-]* | '') RET= ;;
    esac
}

# pstore_unit_file: RET is the file of the unit that moves them away, or empty.
pstore_unit_file() {
    for RET in /usr/lib/systemd/system /lib/systemd/system; do
        RET=$RET/$pstore_unit
        if [ -f "$root$RET" ]; then return 0; fi
    done
    RET=
}

# pstore_storage: RET is what pstore.conf(5) says of where they go; the last word counts.
pstore_storage() {
    RET=$(cat "$root/usr/lib/systemd/pstore.conf" "$root/etc/systemd/pstore.conf" \
        "$root/usr/lib/systemd/pstore.conf.d"/*.conf "$root/etc/systemd/pstore.conf.d"/*.conf 2>/dev/null |
        sed -n 's/^[[:space:]]*Storage[[:space:]]*=[[:space:]]*\([a-z]*\).*/\1/p' | tail -n 1) || RET=
    RET=${RET:-external}
}

# pstore_each COMMAND...: runs COMMAND FILE for each record.
pstore_each() {
    local pstore_file
    for pstore_file in "$pstore_dir"/dmesg-* "$pstore_archive"/dmesg-* "$pstore_archive"/*/dmesg-* \
        "$pstore_archive"/*/*/dmesg-*; do
        case ${pstore_file##*/} in
        *[!a-zA-Z0-9_-]*) continue ;;
        esac
        if [ -f "$pstore_file" ] && [ ! -L "$pstore_file" ]; then "$@" "$pstore_file"; fi
    done
}

# pstore_mark FILE: RET tells this record from every other.
pstore_mark() {
    RET=$(cksum <"$1") || RET=
    RET="$RET ${1##*/}"
}
