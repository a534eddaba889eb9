# shellcheck shell=sh
# One dump, opened and made readable for confined programs. Names and contents in a dump directory are untrusted: they
# are passed as arguments and never become part of executed text, and a path is resolved once. Descriptor 7 is the dump
# as it lies there, 6 the dump as confined programs read it.

# The directory of this run, and in it the one that confined programs are shown.
vmcore_dir='' crash_dir=

# The dump: by which path it was opened, by which it is read from then on, the directory of ours that it lies in, the
# user who may change it, and the group and mode that it gets back.
vmcore_file='' vmcore_here='' vmcore_beside='' vmcore_owner='' vmcore_granted=

# A copy of the kernel log beside it.
vmcore_log=

# What is unpacked: its file, whether it is cut off, and why there is none.
vmcore_copy='' vmcore_cut='' vmcore_fault=

# vmcore_begin NAME: a directory of ours for this run; vmcore_dir is it, $crash_dir in there what confined programs are
# shown. Runs are one at a time, so what a killed one left can be removed. Each has a new name: a crash that outlives
# its run delivers its texts to a directory that is gone.
vmcore_begin() {
    vmcore_forget "$1"
    vmcore_dir=$(mktemp -d "$state/$1.XXXXXX") ||
        fail write "$state could not be written. Is its file system full or read-only?"
    litter_dir=$vmcore_dir crash_dir=$vmcore_dir/crash
    owned_work=$vmcore_dir vmcore_granted='' vmcore_fault=''
    mkdir -m 700 "$crash_dir" || fail write "$crash_dir could not be made. Is its file system full or read-only?"
    files_space "$vmcore_dir" 65536 disk-space
}

# vmcore_forget NAME: what runs that were killed have left.
vmcore_forget() {
    local vmcore_left
    for vmcore_left in "$state/$1".??????; do
        if [ -d "$vmcore_left" ]; then rm -rf "$vmcore_left"; fi
    done
}

# vmcore_open FILE: from here on it is the file that was opened, by the name vmcore_here, which ends as FILE does,
# because that tells how it is packed. vmcore_owner is the user who may change what FILE leads to, empty when that is
# nobody but root. RET is why it cannot be, the middle of a sentence, or empty.
vmcore_open() {
    vmcore_owner='' vmcore_file=$1
    owned_open "$1" || return 0
    vmcore_owner=$owned_uid
    exec 7<&4 4<&-
    # Whoever reads root's own dump changes its mode for that long. Another user's is copied, and may be locked by that
    # user for ever.
    if [ -z "$vmcore_owner" ]; then lock_wait 7 "another run that reads the dump"; fi
    # Room beside it, where that is ours.
    vmcore_beside=$owned_dir
    dumps_packer "$1"
    vmcore_here=$vmcore_dir/given${RET:+.${1##*.}}
    ln -s /proc/self/fd/7 "$vmcore_here"
    RET=
}

# vmcore_at_hand SECONDS: the dump as crash reads it, $crash_dir/vmcore, where it is needed. The time limit begins with
# it. RET is why it cannot be had, a sentence, or empty; vmcore_cut says that not all of it could be unpacked.
vmcore_at_hand() {
    RET=$vmcore_fault
    if [ -n "$RET" ] || [ -L "$crash_dir/vmcore" ]; then return 0; fi
    vmcore_cut='' crash_deadline=$(($(date +%s) + $1))
    dumps_packer "$vmcore_here"
    if [ -n "$RET" ] || [ -n "$vmcore_owner" ] || ! vmcore_grant; then
        vmcore_unpack "$1"
        vmcore_fault=$RET
        if [ -n "$RET" ]; then return 0; fi
    fi
    ln -s /proc/self/fd/6 "$crash_dir/vmcore"
    RET=
}

# vmcore_grant: root's own dump is too large to be copied for nothing. So its group is, for a while, the one that
# confined programs have and nobody else; no mode lets anybody else in. Status 1 where its file system has no groups.
vmcore_grant() {
    vmcore_granted=$(stat -L -c '%g %a' /proc/self/fd/7)
    case $vmcore_granted in
    *[4567]) vmcore_granted= ;;
    # A run that was killed has left it so.
    "$confined_uid "*) vmcore_granted="0 600" ;;
    esac
    if [ -n "$vmcore_granted" ] && ! chgrp "$confined_uid" /proc/self/fd/7 2>/dev/null; then
        vmcore_granted=
        return 1
    fi
    vmcore_grant_again
    exec 6</proc/self/fd/7
}

# vmcore_grant_again: a collection that comes meanwhile makes dumps private (dumps_private).
vmcore_grant_again() {
    if [ -n "$vmcore_granted" ]; then chmod g+r /proc/self/fd/7; fi
}

# vmcore_close: also at every exit of the program.
vmcore_close() {
    if [ -n "$vmcore_granted" ]; then
        if ! chgrp "${vmcore_granted% *}" /proc/self/fd/7 || ! chmod "${vmcore_granted#* }" /proc/self/fd/7; then
            say "the mode ${vmcore_granted#* } of $vmcore_file could not be given back"
        fi
        vmcore_granted=
    fi
    exec 6<&- 7<&-
}

# vmcore_kernel VMLINUX [MODULES]: what crash is shown of the kernel. Modules from outside the kernel's tree have their
# debuginfo where whoever built them left it; SUSE's have it beside vmlinux, where crash looks for nothing when it is
# given the image as well.
vmcore_kernel() {
    local vmcore_modules
    ln -s "$root$1" "$crash_dir/vmlinux"
    vmlinux_loaded "$1"
    if [ -n "$RET" ]; then ln -s "$root$RET" "$crash_dir/vmlinux.image"; fi
    vmcore_modules=${2:+$root$2}
    if [ -z "$vmcore_modules" ]; then
        vmcore_modules=$root$1
        if owned_walk "$vmcore_modules" && [ -z "$owned_uid" ]; then vmcore_modules=$owned_path; fi
        vmcore_modules=${vmcore_modules%/*}
    fi
    ln -s "$vmcore_modules" "$crash_dir/modules"
}

# vmcore_reader PROGRAM: RET is crash or drgn with its version.
vmcore_reader() {
    RET=$(timeout -k 1 10 "$1" --version 2>/dev/null </dev/null |
        sed -n "s/^\($1 [0-9][^ ]\{0,20\}\).*/\1/p" | head -n 1) || :
    RET=${RET:-$1}
}

# vmcore_dmesg FILE: RET is the kernel log beside a dump, which kdump writes first; empty when there is none. vmcore_log
# is a copy of its end: opened as the dump is, for it is of the same people.
vmcore_dmesg() {
    local vmcore_one
    vmcore_log=$vmcore_dir/beside
    for vmcore_one in "${1%/*}/vmcore-dmesg.txt" "${1%/*}"/dmesg.* "${1%/*}/dmesg.txt"; do
        case $vmcore_one in
        *incomplete* | *.gz | *.bz2 | *.lz4 | *.xz) continue ;;
        esac
        if [ ! -f "$vmcore_one" ] || [ ! -s "$vmcore_one" ]; then continue; fi
        if owned_open "$vmcore_one"; then
            tail -c 1048576 <&4 >"$vmcore_log"
            exec 4<&-
            RET=$vmcore_one && return 0
        fi
        say "${vmcore_one#"$root"} $RET, so it is not read"
    done
    RET=
}

# vmcore_unpack SECONDS: descriptor 6 is the dump, unpacked where it is packed, in a file that is the confined user's.
# It has no name, so that it is gone with this program, however that ends. It lies on the file system of $state or
# beside the dump, whichever has more room. RET is why there is none, a sentence, or empty.
vmcore_unpack() {
    local vmcore_status
    vmcore_room
    if [ "$dumps_kib" -lt $(($(stat -L -c %s /proc/self/fd/7) / 1024)) ]; then vmcore_no_room && return 0; fi
    dumps_packer "$vmcore_here"
    if [ -n "$RET" ]; then say "unpacking the dump"; else say "copying the dump"; fi
    # It is filled by descriptor 5.
    exec 5>"$vmcore_copy"
    exec 6<"$vmcore_copy"
    rm -f "$vmcore_copy"
    chown "$confined_uid" /proc/self/fd/5 2>/dev/null || chmod 604 /proc/self/fd/5
    {
        vmcore_status=0
        if [ -n "$RET" ]; then
            confined '' "$1" "$RET" -dc </proc/self/fd/7 2>/dev/null || vmcore_status=$?
        else
            timeout -k 10 "$1" cat </proc/self/fd/7 || vmcore_status=$?
        fi
        echo "$vmcore_status" >"$vmcore_dir/unpacked"
    } 5>&- 6<&- 8>&- | head -c $((dumps_kib * 1024)) 6<&- 7<&- 8>&- >&5 || { vmcore_no_room && return 0; }
    exec 5>&-
    read -r vmcore_status <"$vmcore_dir/unpacked" || vmcore_status=1
    if [ "$(stat -L -c %s /proc/self/fd/6)" = $((dumps_kib * 1024)) ]; then vmcore_no_room && return 0; fi
    RET=
    case $vmcore_status in
    0) ;;
    124 | 137) RET="The dump could not be unpacked within $1 s." ;;
    *) vmcore_cut=1 ;;
    esac
}

# vmcore_room: vmcore_copy is a new file in the directory with more room, and dumps_kib the room that it has.
vmcore_room() {
    local vmcore_kib
    dumps_room "$vmcore_beside"
    vmcore_copy='' vmcore_kib=$dumps_kib
    dumps_room "$vmcore_dir"
    if [ "$vmcore_kib" -gt "$dumps_kib" ] &&
        vmcore_copy=$(mktemp "$vmcore_beside/.pulumi-kdump.XXXXXX" 2>/dev/null); then
        dumps_room "$vmcore_beside"
    else
        vmcore_copy=$(mktemp "$vmcore_dir/.pulumi-kdump.XXXXXX") ||
            fail write "No file could be made in $vmcore_dir. Is its file system full or read-only?"
    fi
}

vmcore_no_room() {
    local vmcore_what
    rm -f "$vmcore_copy"
    vmcore_what="The dump is packed"
    if [ -n "$vmcore_owner" ]; then
        vmcore_what="The dump belongs to the user $vmcore_owner, so it is copied before it is read"
    fi
    files_free "${vmcore_copy%/*}"
    RET="$vmcore_what, and $dumps_mount, where there is most room for that, has $files_kib KiB free, of which a report"
    RET="$RET may take no more than $((dumps_kib > 0 ? dumps_kib : 0)) KiB."
}
