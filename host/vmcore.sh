# shellcheck shell=sh
# The dump that a report is made of. The names and the content of what lies in a dump directory are nobody's promise:
# they go to programs as arguments and never into a text that is executed.

# vmcore_newest: RET is the newest complete dump, empty when there is none; vmcore_passed is a newer one that is not
# complete, and vmcore_fault what is wrong with it. From the newest on, because a look may have to unpack all of it.
vmcore_newest() {
    vmcore_passed='' vmcore_fault='' vmcore_bound=
    while :; do
        vmcore_found=
        dumps_each vmcore_newer
        RET=$vmcore_found
        if [ -z "$RET" ]; then return 0; fi
        dumps_read "$vmcore_found"
        if [ -z "$RET" ]; then RET=$vmcore_found && return 0; fi
        if [ -z "$vmcore_passed" ]; then vmcore_passed=$vmcore_found vmcore_fault=$RET; fi
        vmcore_bound=$vmcore_youngest
    done
}

# vmcore_newer FILE: vmcore_found is FILE if nothing newer below vmcore_bound was found. Of two that were written in the
# same second the inode decides.
vmcore_newer() {
    vmcore_time=$(stat -c '%Y %i' "$1")
    if [ -n "$vmcore_bound" ] && ! vmcore_before "$vmcore_time" "$vmcore_bound"; then return 0; fi
    if [ -z "$vmcore_found" ] || vmcore_before "$vmcore_youngest" "$vmcore_time"; then vmcore_found=$1 vmcore_youngest=$vmcore_time; fi
}

# vmcore_before 'TIME INODE' 'TIME INODE'
vmcore_before() {
    [ "${1% *}" -lt "${2% *}" ] || { [ "${1% *}" = "${2% *}" ] && [ "${1#* }" -lt "${2#* }" ]; }
}

# vmcore_dmesg FILE: RET is the kernel log beside a dump, which kdump writes first; empty when there is none.
vmcore_dmesg() {
    for vmcore_one in "${1%/*}/vmcore-dmesg.txt" "${1%/*}"/dmesg.* "${1%/*}/dmesg.txt"; do
        case $vmcore_one in
        *incomplete* | *.gz | *.bz2 | *.lz4 | *.xz) continue ;;
        esac
        if [ -f "$vmcore_one" ] && [ -s "$vmcore_one" ]; then RET=$vmcore_one && return 0; fi
    done
    RET=
}

# vmcore_unpack FILE SECONDS: /proc/self/fd/7 is what FILE unpacks to. It has no name, so that it is gone with this
# program, however that ends. It lies on the file system of $crash_dir or of FILE, whichever has more room, and leaves 64
# MiB of that free. RET is why there is none, a sentence, or empty; vmcore_cut says that not all of it could be unpacked.
vmcore_unpack() {
    vmcore_cut=
    vmcore_room "$crash_dir" "${1%/*}"
    if [ "$vmcore_kib" -lt $(($(stat -L -c %s "$1") / 1024)) ]; then vmcore_no_room && return 0; fi
    say "unpacking the dump"
    exec 7<>"$vmcore_copy"
    rm -f "$vmcore_copy"
    {
        vmcore_status=0
        dumps_text "$1" timeout -k 10 "$2" || vmcore_status=$?
        echo "$vmcore_status" >"$crash_dir/unpacked"
    } 8>&- | head -c $((vmcore_kib * 1024)) 8>&- >&7 || { vmcore_no_room && return 0; }
    read -r vmcore_status <"$crash_dir/unpacked" || vmcore_status=1
    if [ "$(stat -L -c %s /proc/self/fd/7)" = $((vmcore_kib * 1024)) ]; then vmcore_no_room && return 0; fi
    RET=
    case $vmcore_status in
    0) ;;
    124 | 137) RET="The dump could not be unpacked within $2 s." ;;
    *) vmcore_cut=1 ;;
    esac
}

# vmcore_room DIR OTHER: vmcore_copy is a new file in the directory with more room, and vmcore_kib the room that it has.
vmcore_room() {
    files_free "$2"
    vmcore_copy='' vmcore_kib=${files_kib:-0} vmcore_mount=$files_mount
    files_free "$1"
    if [ "$vmcore_kib" -gt "${files_kib:-0}" ]; then vmcore_copy=$(mktemp "$2/.pulumi-kdump.XXXXXX" 2>/dev/null) || vmcore_copy=; fi
    if [ -z "$vmcore_copy" ]; then
        vmcore_kib=${files_kib:-0} vmcore_mount=$files_mount
        vmcore_copy=$(mktemp "$1/.pulumi-kdump.XXXXXX") || fail write "No file could be made in $1. Is its file system full or read-only?"
    fi
    vmcore_kib=$((vmcore_kib - 65536))
}

vmcore_no_room() {
    rm -f "$vmcore_copy"
    RET="The dump is packed, and $vmcore_mount, where there is most room to unpack it, has no more than $((vmcore_kib + 65536)) KiB free."
}
