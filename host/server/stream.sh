# shellcheck shell=sh
# Creates a client's files and gives them their final names. Everything that changes names takes one lock of the
# account. A finished file has mode 0400: no command writes to it, moves it or replaces it.

# The locks of the account's streams, and the file that is locked for names; the file that is written, and whether this
# session has a stream.
stream_locks='' stream_names='' stream_to='' stream_has_slot=

# stream_places: root made the locks, in the account's home; an account of an earlier version has none.
stream_places() {
    stream_locks=$homes/$(id -un)/locks
    stream_names=$stream_locks/names
    if [ ! -f "$stream_names" ]; then stream_locks='' stream_names=$dump_path; fi
}

# stream_opens FILE: it can be. Where `exec` fails, the shell ends.
stream_opens() {
    (: <"$1") 2>/dev/null || receive_refuse "$1 cannot be opened"
}

stream_lock() {
    stream_opens "$stream_names"
    exec 9<"$stream_names"
    flock 9 || receive_refuse "$stream_names could not be locked"
}

stream_unlock() {
    exec 9<&-
}

# stream_slot: one of the streams that an account may have at a time. A session whose client is gone holds its stream
# until sshd notices.
stream_slot() {
    local stream_tries stream_number
    if [ -z "$stream_locks" ] || [ -n "$stream_has_slot" ]; then return 0; fi
    stream_tries=0
    while [ $stream_tries -lt 30 ]; do
        stream_number=0
        while [ "$stream_number" -lt "$room_streams" ]; do
            stream_number=$((stream_number + 1))
            stream_opens "$stream_locks/stream.$stream_number"
            exec 8<"$stream_locks/stream.$stream_number"
            if flock -n 8; then
                stream_has_slot=1
                return 0
            fi
        done
        stream_tries=$((stream_tries + 1))
        sleep 1
    done
    exec 8<&-
    receive_refuse "$room_streams files are being sent by this client already, and no more are accepted at a time"
}

stream_finished() {
    [ "$(stat -c %a "$1")" = 400 ]
}

# stream_file PATH: stream_to is a file that may be written.
stream_file() {
    receive_inside "$1"
    stream_to=$RET
    if [ -d "$stream_to" ]; then receive_refuse "$1 is a directory"; fi
    if [ ! -e "$stream_to" ]; then
        room_name 1
    elif [ ! -f "$stream_to" ]; then
        receive_refuse "$1 is not a file"
    elif stream_finished "$stream_to"; then
        receive_refuse "$1 is finished, and is not written again"
    fi
}

# stream_cut FILE: ends processes that still write to FILE. A session whose client is gone may wait for hours, and must
# not write to a file that was sent again or is finished. The account may signal its own processes alone, and all of
# them are this program's.
stream_cut() {
    local stream_tries=0
    while
        stream_writers "$1"
        [ -n "$RET" ]
    do
        stream_tries=$((stream_tries + 1))
        if [ $stream_tries -gt 500 ]; then receive_refuse "$1 is being written to by another session"; fi
        # shellcheck disable=SC2086
        kill -9 $RET 2>/dev/null || :
    done
}

# stream_writers FILE: RET is the processes that have FILE open to write.
stream_writers() {
    local stream_inode stream_fds stream_fd
    RET='' stream_inode=$(stat -c %d:%i "$1")
    set +f
    stream_fds=$(stat -L -c '%d:%i %n' /proc/[0-9]*/fd/* 2>/dev/null | grep "^$stream_inode " | cut -d ' ' -f 2) ||
        stream_fds=
    set -f
    for stream_fd in $stream_fds; do
        if stream_writes "$stream_fd"; then
            stream_fd=${stream_fd#/proc/}
            RET="$RET ${stream_fd%%/*}"
        fi
    done
}

# stream_writes /proc/PID/fd/N: by the flags of open(2), in octal, whose last digit is 1 or 2.
stream_writes() {
    local stream_key stream_flags
    (
        while read -r stream_key stream_flags; do
            case $stream_key:$stream_flags in
            flags:*[12]) exit 0 ;;
            esac
        done <"${1%/fd/*}/fdinfo/${1##*/}"
        exit 1
    ) 2>/dev/null
}

# stream_open PATH [MIB]: descriptor 4 appends to the file, which is empty, or as long as MIB.
stream_open() {
    stream_slot
    stream_lock
    stream_file "$1"
    if [ -e "$stream_to" ]; then stream_cut "$stream_to"; fi
    if [ -n "${2-}" ]; then
        if [ ! -e "$stream_to" ] || [ "$(stat -c %s "$stream_to")" -lt $(($2 * 1048576)) ]; then
            receive_refuse "$1 is not as long as it is to go on from"
        fi
        dd of="$stream_to" bs=1048576 seek="$2" count=0 2>/dev/null </dev/null ||
            receive_refuse "$1 could not be written"
    else
        (: >"$stream_to") 2>/dev/null || receive_refuse "$1 could not be written"
    fi
    stream_opens "$stream_to"
    exec 4>>"$stream_to"
    stream_unlock
}

# stream_fits: without room for the next piece, the incomplete file is removed, so it takes no room from the next one.
stream_fits() {
    if room_there; then return 0; fi
    stream_lost "$room_why"
}

stream_lost() {
    stream_lock
    rm -f "$stream_to"
    receive_refuse "$1"
}

# stream_bytes BYTES: so many bytes of stdin to descriptor 4, or all of it where BYTES is empty.
stream_bytes() {
    local stream_had stream_rest stream_block stream_count stream_now stream_got
    stream_had=$(stat -c %s "$stream_to")
    stream_rest=$1
    while [ "$stream_rest" != 0 ]; do
        stream_fits
        stream_block=1048576 stream_count=$((room_piece / 1048576))
        if [ -n "$stream_rest" ] && [ "$stream_rest" -lt "$room_piece" ]; then
            stream_count=$((stream_rest / 1048576))
            if [ "$stream_count" = 0 ]; then stream_block=$stream_rest stream_count=1; fi
        fi
        dd bs="$stream_block" count="$stream_count" iflag=fullblock 2>/dev/null >&4 ||
            stream_lost "$stream_to could not be written; is the file system full?"
        stream_now=$(stat -c %s "$stream_to")
        stream_got=$((stream_now - stream_had)) stream_had=$stream_now
        if [ -n "$stream_rest" ]; then stream_rest=$((stream_rest - stream_got)); fi
        if [ "$stream_got" -lt $((stream_block * stream_count)) ]; then break; fi
    done
    case $stream_rest in
    '' | 0) ;;
    *) receive_refuse "$stream_to broke off $stream_rest bytes before its end" ;;
    esac
}

stream_close() {
    exec 4>&-
    sync "$stream_to" 2>/dev/null || sync
}

# stream_seal: what came to its final name at once is finished with its end. SUSE writes its README twice.
stream_seal() {
    case ${stream_to##*/} in
    README.txt | *incomplete* | *.part | .*) ;;
    *) chmod 400 "$stream_to" ;;
    esac
}

# stream_dd dd [bs=N] [seek=N] of=FILE: in whatever order; its block size matters only for resuming.
stream_dd() {
    local stream_of='' stream_seek='' stream_bs='' stream_word
    shift
    for stream_word; do
        case $stream_word in
        of=?*)
            if [ -n "$stream_of" ]; then receive_refuse "dd writes to one file"; fi
            stream_of=${stream_word#of=}
            ;;
        bs=*) stream_bs=${stream_word#bs=} ;;
        seek=*) stream_seek=${stream_word#seek=} ;;
        *) receive_refuse "dd is only for of=FILE, bs=NUMBER and seek=NUMBER" ;;
        esac
    done
    case $stream_bs:$stream_seek in
    *[!0-9:]* | *:?????????*) receive_refuse "dd counts in numbers" ;;
    1048576:[1-9]*) ;;
    *:0) stream_seek= ;;
    *:?*) receive_refuse "dd goes on in blocks of 1048576 bytes" ;;
    esac
    stream_open "$stream_of" "$stream_seek"
    stream_bytes ''
    stream_close
}

stream_mv() {
    local stream_from
    stream_lock
    receive_inside "$2"
    stream_to=$RET
    receive_inside "$1"
    if [ ! -f "$RET" ]; then receive_refuse "$1 is not a file"; fi
    if stream_finished "$RET"; then receive_refuse "$1 is finished, and keeps its name"; fi
    if [ -e "$stream_to" ]; then receive_refuse "$2 is there already"; fi
    stream_from=$RET
    stream_cut "$stream_from"
    mv "$stream_from" "$stream_to" && chmod 400 "$stream_to" &&
        { sync "$stream_to" "${stream_to%/*}" 2>/dev/null || sync; }
}
