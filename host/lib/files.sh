# shellcheck shell=sh
# Files change atomically: written beside, synced, renamed. Owner, mode and label stay, because the new file starts as a
# copy of the old one. The name beside starts with a dot and ends in .new, which none of the directories that are read
# by pattern (grub.d, sources.list.d, unit drop-ins) takes for its own.

# What files_free has found, and what df said.
files_kib='' files_mount='' files_df=

# files_free DIR: files_kib is what DIR's file system has free, in KiB, and empty where df does not tell; files_mount is
# where that file system is mounted. The directory of a file in / is the empty name. RET stays what it is, because a
# write looks for space too.
files_free() {
    files_df=$(df -Pk "${1:-/}" 2>/dev/null | tail -n 1) || files_df=
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
        fail "$3" "The file system $files_mount has $files_kib KiB free and $2 KiB are needed. Free some space there" \
            "and run this again."
    fi
}

# files_read FILE: RET is its text with every final newline.
files_read() {
    RET=$(cat "$1" && printf x) || fail read "$1 cannot be read."
    RET=${RET%x}
}

# files_has FILE GREP-ARGUMENT...: whether a line of FILE matches. That it could not be read is no answer.
files_has() {
    local has_file has_status
    has_file=$1 has_status=0
    shift
    grep -q "$@" "$has_file" 2>/dev/null || has_status=$?
    case $has_status in
    0 | 1) return $has_status ;;
    esac
    fail read "$has_file cannot be read."
}

# files_temp FILE: litter is a name beside FILE that no other run has.
files_temp() {
    if [ -n "$would_looking" ]; then return 0; fi
    files_sweep "$1"
    litter=${1%/*}/.pulumi-kdump.${1##*/}.$run.new
}

# files_sweep FILE: what a run that was killed has left beside FILE goes: nothing that such a run has started goes on,
# for the lock is ours (lib/lock.sh).
files_sweep() {
    local files_litter files_old
    if [ -n "$would_looking" ]; then return 0; fi
    files_litter=${1%/*}/.pulumi-kdump.${1##*/}.
    for files_old in "$files_litter"new "$files_litter"new.new "$files_litter"*.new "$files_litter"*.new.new \
        "$files_litter"*.new.pub; do
        if [ -e "$files_old" ] || [ -L "$files_old" ]; then
            rm -f "$files_old" ||
                fail write "$files_old, which a run that was killed has left, could not be removed. Is its file" \
                    "system read-only?"
        fi
    done
}

# files_move FILE: the temporary file takes FILE's name, and both are on the disk before anybody goes on. A program
# beside it may not know how to sync a directory, and then syncs all.
files_move() {
    (sync "$litter" && mv -fT "$litter" "$1") 2>/dev/null ||
        fail write "$1 could not be written; it is as it was. Is its file system full or read-only?"
    litter=
    (sync "${1%/*}" || sync) 2>/dev/null ||
        fail write "$1 was written, and its directory could not be synced. Look at the disk with: dmesg"
}

# files_real FILE: RET is where it really lies, so that a link stays one.
files_real() {
    RET=$1
    if [ ! -L "$1" ]; then return 0; fi
    RET=$(readlink -f "$1") || RET=
    if [ ! -d "${RET%/*}/" ]; then
        fail write "$1 is a link that leads nowhere. Remove it, or make what it points to."
    fi
}

# files_put FILE TEXT [MODE]: FILE holds exactly TEXT. MODE is for a file that was not there.
files_put() {
    files_make "$1" "${3:-644}" printf '%s' "$2"
}

# files_copy FILE SOURCE [MODE]: FILE holds what SOURCE holds, whatever bytes these are.
files_copy() {
    files_make "$1" "${3:-644}" cat "$2"
}

# files_make FILE MODE COMMAND...: FILE holds exactly what COMMAND prints, and is read back for that: bash writes line
# by line, and forgets that one of them could not be written. A redirection that fails would end bash
# without a word, so it is made in a subshell.
files_make() {
    local put_file put_mode
    files_real "$1"
    put_file=$RET put_mode=$2
    shift 2
    files_temp "$put_file"
    if [ -f "$put_file" ] && "$@" | cmp -s - "$put_file"; then
        litter=
        return 0
    fi
    if would_write "$put_file"; then return 0; fi
    files_space "${put_file%/*}" 64 disk-space
    (
        if [ -f "$put_file" ]; then
            cp -a "$put_file" "$litter"
        else
            printf '' >"$litter" && chmod "$put_mode" "$litter"
        fi && "$@" >"$litter" && "$@" | cmp -s - "$litter"
    ) 2>/dev/null || fail write "$put_file could not be written; it is as it was. Is its file system full or read-only?"
    files_move "$put_file"
    files_label "$put_file"
    changed=true
}

# files_label PATH: the SELinux label that the policy has for it, where SELinux is on.
files_label() {
    if [ -e "$root/sys/fs/selinux/enforce" ] && command -v restorecon >/dev/null; then
        restorecon "$1" >>"$log" 2>&1 || :
    fi
}

# files_remove FILE: where it is a link, that alone.
files_remove() {
    files_sweep "$1"
    if [ -e "$1" ] || [ -L "$1" ]; then
        if would_change "$1" "is there, and is not wanted any more"; then return 0; fi
        rm -f "$1" || fail write "$1 could not be removed. Is its file system read-only?"
        changed=true
    fi
}

# files_make_dir DIR MODE: makes DIR and its parents, and remembers which of them are ours. A dump directory is
# never there with another mode, not even for a moment. The parent of a directory in / is the empty name.
files_make_dir() {
    if [ -z "$1" ] || [ -d "$1" ] || would_write "$1"; then return 0; fi
    files_make_dir "${1%/*}" 755
    state_add made-dirs "$1"
    mkdir -m "$2" "$1" 2>/dev/null || fail write "The directory $1 could not be made. Is its file system read-only?"
    files_label "$1"
    changed=true
}

# files_unmake_dir DIR: takes back what files_make_dir made, as far as it is empty.
files_unmake_dir() {
    if [ -n "$would_looking" ] || ! state_has made-dirs "$1"; then return 0; fi
    if [ -d "$1" ] && ! rmdir "$1" 2>/dev/null; then return 0; fi
    state_drop made-dirs "$1"
    changed=true
    files_unmake_dir "${1%/*}"
}
