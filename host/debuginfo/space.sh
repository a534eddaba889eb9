# shellcheck shell=sh
# debuginfo_space KIB: in the file system that will hold /usr/lib/debug.
debuginfo_space() {
    local debuginfo_dir
    debuginfo_dir=$root/usr/lib/debug
    while [ ! -d "$debuginfo_dir" ]; do debuginfo_dir=${debuginfo_dir%/*}; done
    files_space "$debuginfo_dir" "$1" debuginfo-space
}
