# shellcheck shell=sh
# Files of a client come into being here, and get their final names. All that changes names goes under one lock of the
# account, and a file that is finished has mode 0400: no word writes to it, moves it or puts another in its place.

# receive_places: root made the locks, in the account's home; an account of an earlier version has none.
receive_places() {
    receive_locks=$homes/$(id -un)/locks
    receive_names=$receive_locks/names
    if [ ! -f "$receive_names" ]; then receive_locks='' receive_names=$dump_path; fi
}

# receive_opens FILE: it can be. Where `exec` fails, the shell ends.
receive_opens() {
    (: <"$1") 2>/dev/null || receive_refuse "$1 cannot be opened"
}

receive_lock() {
    receive_opens "$receive_names"
    exec 9<"$receive_names"
    flock 9 || receive_refuse "$receive_names could not be locked"
}

receive_unlock() {
    exec 9<&-
}

# receive_slot: one of the streams that an account may have at a time. A session whose client is gone holds one until
# sshd notices.
receive_slot() {
    if [ -z "$receive_locks" ] || [ -n "${receive_has_slot-}" ]; then return 0; fi
    receive_tries=0
    while [ $receive_tries -lt 30 ]; do
        receive_number=0
        while [ "$receive_number" -lt "$room_streams" ]; do
            receive_number=$((receive_number + 1))
            receive_opens "$receive_locks/stream.$receive_number"
            exec 8<"$receive_locks/stream.$receive_number"
            if flock -n 8; then
                receive_has_slot=1
                return 0
            fi
        done
        receive_tries=$((receive_tries + 1))
        sleep 1
    done
    exec 8<&-
    receive_refuse "$room_streams files are being sent by this client already, and no more are taken at a time"
}

receive_finished() {
    [ "$(stat -c %a "$1")" = 400 ]
}

# receive_file PATH: receive_to is a file that may be written.
receive_file() {
    receive_inside "$1"
    receive_to=$RET
    if [ -d "$receive_to" ]; then receive_refuse "$1 is a directory"; fi
    if [ ! -e "$receive_to" ]; then
        room_name 1
    elif [ ! -f "$receive_to" ]; then
        receive_refuse "$1 is no file"
    elif receive_finished "$receive_to"; then
        receive_refuse "$1 is finished, and is not written again"
    fi
}

# receive_cut FILE: ends what still writes to FILE. A session whose client is gone waits for more, maybe for hours, and may
# not write to what has been sent anew or is finished. The account sees its own processes alone, which are all this program's.
receive_cut() {
    receive_tries=0
    while
        receive_writers "$1"
        [ -n "$RET" ]
    do
        receive_tries=$((receive_tries + 1))
        if [ $receive_tries -gt 500 ]; then receive_refuse "$1 is being written to by another session"; fi
        # shellcheck disable=SC2086
        kill -9 $RET 2>/dev/null || :
    done
}

# receive_writers FILE: RET is the processes that have FILE open to write.
receive_writers() {
    RET='' receive_inode=$(stat -c %d:%i "$1")
    set +f
    receive_fds=$(stat -L -c '%d:%i %n' /proc/[0-9]*/fd/* 2>/dev/null | grep "^$receive_inode " | cut -d ' ' -f 2) || receive_fds=
    set -f
    for receive_fd in $receive_fds; do
        if receive_writes "$receive_fd"; then
            receive_fd=${receive_fd#/proc/}
            RET="$RET ${receive_fd%%/*}"
        fi
    done
}

# receive_writes /proc/PID/fd/N: by the flags of open(2), in octal, whose last digit is 1 or 2.
receive_writes() {
    (
        while read -r receive_key receive_flags; do
            case $receive_key:$receive_flags in
            flags:*[12]) exit 0 ;;
            esac
        done <"${1%/fd/*}/fdinfo/${1##*/}"
        exit 1
    ) 2>/dev/null
}

# receive_open PATH [MIB]: descriptor 4 appends to the file, which is empty, or as long as MIB.
receive_open() {
    receive_slot
    receive_lock
    receive_file "$1"
    if [ -e "$receive_to" ]; then receive_cut "$receive_to"; fi
    if [ -n "${2-}" ]; then
        if [ ! -e "$receive_to" ] || [ "$(stat -c %s "$receive_to")" -lt $(($2 * 1048576)) ]; then
            receive_refuse "$1 is not as long as it is to go on from"
        fi
        dd of="$receive_to" bs=1048576 seek="$2" count=0 2>/dev/null </dev/null || receive_refuse "$1 could not be written"
    else
        (: >"$receive_to") 2>/dev/null || receive_refuse "$1 could not be written"
    fi
    receive_opens "$receive_to"
    exec 4>>"$receive_to"
    receive_unlock
}

# receive_fits: where no room is left for the next piece, nothing is kept of a file that has not been sent to its end, so
# that it takes no room from the next one.
receive_fits() {
    if room_there; then return 0; fi
    receive_lost "$room_why"
}

receive_lost() {
    receive_lock
    rm -f "$receive_to"
    receive_refuse "$1"
}

# receive_stream BYTES: so many bytes of stdin to descriptor 4, or all of it where BYTES is empty.
receive_stream() {
    receive_had=$(stat -c %s "$receive_to")
    receive_rest=$1
    while [ "$receive_rest" != 0 ]; do
        receive_fits
        receive_block=1048576 receive_count=$((room_piece / 1048576))
        if [ -n "$receive_rest" ] && [ "$receive_rest" -lt "$room_piece" ]; then
            receive_count=$((receive_rest / 1048576))
            if [ "$receive_count" = 0 ]; then receive_block=$receive_rest receive_count=1; fi
        fi
        dd bs="$receive_block" count="$receive_count" iflag=fullblock 2>/dev/null >&4 ||
            receive_lost "$receive_to could not be written; is the file system full?"
        receive_now=$(stat -c %s "$receive_to")
        receive_got=$((receive_now - receive_had)) receive_had=$receive_now
        if [ -n "$receive_rest" ]; then receive_rest=$((receive_rest - receive_got)); fi
        if [ "$receive_got" -lt $((receive_block * receive_count)) ]; then break; fi
    done
    case $receive_rest in
    '' | 0) ;;
    *) receive_refuse "$receive_to broke off $receive_rest bytes before its end" ;;
    esac
}

receive_close() {
    exec 4>&-
    sync "$receive_to" 2>/dev/null || sync
}

# receive_seal: what came to its final name at once is finished with its end. SUSE writes its README twice.
receive_seal() {
    case ${receive_to##*/} in
    README.txt | *incomplete* | *.part | .*) ;;
    *) chmod 400 "$receive_to" ;;
    esac
}

# receive_dd dd [bs=N] [seek=N] of=FILE: in whatever order; the size of its blocks is our own affair, but to go on from.
receive_dd() {
    receive_of='' receive_seek='' receive_bs=
    shift
    for receive_word; do
        case $receive_word in
        of=?*)
            if [ -n "$receive_of" ]; then receive_refuse "dd writes to one file"; fi
            receive_of=${receive_word#of=}
            ;;
        bs=*) receive_bs=${receive_word#bs=} ;;
        seek=*) receive_seek=${receive_word#seek=} ;;
        *) receive_refuse "dd is only for of=FILE, bs=NUMBER and seek=NUMBER" ;;
        esac
    done
    case $receive_bs:$receive_seek in
    *[!0-9:]* | *:?????????*) receive_refuse "dd counts in numbers" ;;
    1048576:[1-9]*) ;;
    *:0) receive_seek= ;;
    *:?*) receive_refuse "dd goes on in blocks of 1048576 bytes" ;;
    esac
    receive_open "$receive_of" "$receive_seek"
    receive_stream ''
    receive_close
}

receive_mv() {
    receive_lock
    receive_inside "$2"
    receive_to=$RET
    receive_inside "$1"
    if [ ! -f "$RET" ]; then receive_refuse "$1 is no file"; fi
    if receive_finished "$RET"; then receive_refuse "$1 is finished, and keeps its name"; fi
    if [ -e "$receive_to" ]; then receive_refuse "$2 is there already"; fi
    receive_from=$RET
    receive_cut "$receive_from"
    mv "$receive_from" "$receive_to" && chmod 400 "$receive_to" && { sync "$receive_to" "${receive_to%/*}" 2>/dev/null || sync; }
}
