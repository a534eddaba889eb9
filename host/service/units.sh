# shellcheck shell=sh
# Units of ours, and additions to the units of others, in /etc/systemd/system. systemd is told of what changes.
units_dir=$root/etc/systemd/system

# units_put NAME TEXT: NAME says TEXT, or is not there if that is empty. NAME is a drop-in, such as x.service.d/y.conf,
# or a service of ours, which then runs at each boot.
units_put() {
    units_before=$changed
    changed=false
    units_file=$units_dir/$1
    if [ -n "$2" ]; then
        files_make_dir "${units_file%/*}" 755
        files_put "$units_file" "$2"
    fi
    case $1 in
    */*) ;;
    *) units_boot "$1" "$2" ;;
    esac
    if [ -z "$2" ]; then
        files_remove "$units_file"
        files_unmake_dir "${units_file%/*}"
    fi
    if [ "$changed" = true ]; then systemctl daemon-reload || :; else changed=$units_before; fi
}

# units_boot NAME TEXT: the link by which a unit runs at boot, as `systemctl enable` makes it.
units_boot() {
    units_link=$units_dir/multi-user.target.wants/$1
    if [ -z "$2" ]; then
        files_remove "$units_link"
        files_unmake_dir "${units_link%/*}"
    elif [ ! -L "$units_link" ]; then
        files_make_dir "${units_link%/*}" 755
        ln -s "../$1" "$units_link" || fail write "$units_link could not be made. Is its file system full or read-only?"
        changed=true
    fi
}
