# shellcheck shell=sh
# Files change atomically: written beside, synced, renamed. Owner, mode and label stay, because the new
# file starts as a copy of the old one. The name beside starts with a dot and ends in .new, which none
# of the directories that are read by pattern (grub.d, sources.list.d, unit drop-ins) takes for its own.

# files_free DIR: files_kib is what DIR's file system has free, in KiB, and empty where df does not tell; files_mount is
# where that file system is mounted. RET stays what it is, because a write looks for space too.
files_free() {
    files_df=$(df -Pk "$1" 2>/dev/null | tail -n 1) || files_df=
    # Columns: device, size, used, free, share, mount point (which may hold blanks).
    set -f
    # shellcheck disable=SC2086
    set -- $files_df
    set +f
    files_kib='' files_mount=
    if [ $# -lt 6 ]; then return 0; fi
    if ! digits "$4"; then return 0; fi
    files_kib=$4
    shift 5
    files_mount=$*
}

# files_space DIR KIB CODE: DIR's file system has so much free.
files_space() {
    files_free "$1"
    if [ -z "$files_kib" ]; then fail "$3" "The free space of $1 cannot be told: df said '$files_df'."; fi
    if [ "$files_kib" -lt "$2" ]; then
        fail "$3" "The file system $files_mount has $files_kib KiB free and $2 KiB are needed. Free some space there and run this again."
    fi
}

# files_read FILE: RET is its text with every final newline.
files_read() {
    RET=$(cat "$1" && printf x) || fail read "$1 cannot be read."
    RET=${RET%x}
}

files_temp() {
    litter=${1%/*}/.pulumi-kdump.${1##*/}.new
    if [ -e "$litter" ]; then rm -f "$litter"; fi
}

# files_put FILE TEXT [MODE]: FILE holds exactly TEXT. MODE is for a file that was not there.
files_put() {
    put_file=$1
    if [ -L "$put_file" ]; then put_file=$(readlink -f "$put_file"); fi
    files_temp "$put_file"
    if [ -f "$put_file" ] && printf '%s' "$2" | cmp -s - "$put_file"; then
        litter=
        return 0
    fi
    files_space "${put_file%/*}" 64 disk-space
    {
        if [ -f "$put_file" ]; then
            cp -a "$put_file" "$litter"
        else
            : >"$litter" && chmod "${3:-644}" "$litter"
        fi && printf '%s' "$2" >"$litter" && sync "$litter" && mv -f "$litter" "$put_file"
    } 2>/dev/null || fail write "$put_file could not be written; it is as it was. Is its file system full or read-only?"
    litter=
    label "$put_file"
    changed=true
}

# label PATH: the SELinux label that the policy has for it, where SELinux is on.
label() {
    if [ -e "$root/sys/fs/selinux/enforce" ] && command -v restorecon >/dev/null; then restorecon "$1" >>"$log" 2>&1 || :; fi
}

files_remove() {
    files_temp "$1"
    litter=
    if [ -e "$1" ] || [ -L "$1" ]; then
        rm -f "$1" || fail write "$1 could not be removed. Is its file system read-only?"
        changed=true
    fi
}

# files_make_dir DIR MODE: makes DIR and its parents, and remembers which of them are ours. A dump directory is
# never there with another mode, not even for a moment. The parent of a directory in / is the empty name.
files_make_dir() {
    if [ -z "$1" ] || [ -d "$1" ]; then return 0; fi
    files_make_dir "${1%/*}" 755
    state_add made-dirs "$1"
    mkdir -m "$2" "$1" 2>/dev/null || fail write "The directory $1 could not be made. Is its file system read-only?"
    label "$1"
    changed=true
}

# files_unmake_dir DIR: takes back what files_make_dir made, as far as it is empty.
files_unmake_dir() {
    if ! state_has made-dirs "$1"; then return 0; fi
    if [ -d "$1" ] && ! rmdir "$1" 2>/dev/null; then return 0; fi
    state_drop made-dirs "$1"
    changed=true
    files_unmake_dir "${1%/*}"
}
