# shellcheck shell=sh
# Units of ours, and additions to the units of others, in /etc/systemd/system. systemd is told of what changes.
units_dir=$root/etc/systemd/system

# units_put NAME TEXT...: each NAME says TEXT, or is not there if that is empty. NAME is a drop-in, such as
# x.service.d/y.conf, or a unit of ours.
units_put() {
    local units_before="$changed"
    changed=false
    while [ $# -gt 0 ]; do
        units_write "$1" "$2"
        shift 2
    done
    units_tell "$units_before"
}

# units_put_boot NAME TEXT: the same of a service of ours that runs at each boot.
units_put_boot() {
    local units_before="$changed"
    changed=false
    if [ -z "$2" ]; then units_boot "$1" ''; fi
    units_write "$1" "$2"
    if [ -n "$2" ]; then units_boot "$1" "$2"; fi
    units_tell "$units_before"
}

# units_tell BEFORE: systemd is told, and `changed` is what it was where nothing changed.
units_tell() {
    if [ "$changed" = true ]; then systemctl daemon-reload || :; else changed=$1; fi
}

units_write() {
    local units_file="$units_dir/$1"
    if [ -n "$2" ]; then
        files_make_dir "${units_file%/*}" 755
        files_put "$units_file" "$2"
    else
        files_remove "$units_file"
        files_unmake_dir "${units_file%/*}"
    fi
}

# units_boot NAME TEXT: the link by which a unit runs at boot, as `systemctl enable` makes it.
units_boot() {
    local units_link="$units_dir/multi-user.target.wants/$1"
    if [ -z "$2" ]; then
        files_remove "$units_link"
        files_unmake_dir "${units_link%/*}"
    elif [ ! -L "$units_link" ]; then
        if would_write "$units_link"; then return 0; fi
        files_make_dir "${units_link%/*}" 755
        ln -s "../$1" "$units_link" || fail write "$units_link could not be made. Is its file system full or read-only?"
        changed=true
    fi
}
