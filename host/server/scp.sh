# shellcheck shell=sh
# What scp sends: kdump-tools of Debian and Ubuntu sends the kernel log by it, and kdump.sh of EL the log of kdump
# itself. To the host of kdump it is one program; here it is one of two protocols, by the version of OpenSSH there.
# Neither scp nor sftp-server is run for it: they can be told what they may do, but not where. Both are spoken here as
# far as files are brought, one after another, and every name goes through the checks of the other words.

# The request of sftp: its type and number, and how many bytes of it are to come. The one file: whether it is open, how
# much of it has come, and how much since its room was asked for.
scp_type='' scp_id='' scp_left=0 scp_open='' scp_at=0 scp_piece=0

# scp_bytes COUNT: RET is so many bytes of stdin as numbers, fewer at its end.
scp_bytes() {
    RET=$(dd bs="$1" count=1 iflag=fullblock 2>/dev/null | od -A n -v -t u1)
}

# scp_put NUMBER...: bytes to stdout.
scp_put() {
    local scp_text
    scp_text=$(printf '\\0%03o' "$@")
    printf %b "$scp_text"
}

# scp_number A B C D
scp_number() {
    RET=$(($1 * 16777216 + $2 * 65536 + $3 * 256 + $4))
}

# scp_plain: stdin without what no kdump has in a name, in whose place is ?.
scp_plain() {
    tr -c 'A-Za-z0-9/._:@%+=,-' '?'
}

# scp_target PATH: may it be named at all?
scp_target() {
    case $1 in
    *\?* | '') receive_refuse "it names a file as no kdump does" ;;
    esac
}

# scp_receive scp [-v] [-d] -t [--] PATH: as scp before OpenSSH 9 asks; PATH may be a directory. For each file comes a
# line `C0644 SIZE NAME`, then, once it is taken, the file and a byte 0 (scp.c, sink).
scp_receive() {
    local scp_dir scp_size
    shift
    while [ "${1-}" = -v ] || [ "${1-}" = -d ]; do shift; done
    if [ "${1-}:${2-}" = -t:-- ]; then
        shift 2
        set -- -t "$@"
    fi
    [ "$#:${1-}" = 2:-t ] || receive_refuse "scp may bring files, and nothing else"
    receive_inside "$2"
    scp_dir=$RET
    if [ ! -d "$scp_dir" ]; then stream_file "$2"; fi
    scp_put 0
    while
        scp_line
        [ -n "$RET" ]
    do
        # shellcheck disable=SC2086
        set -- $RET
        case $#:$1:$2 in
        3:C0[0-7][0-7][0-7]:*[!0-9]* | 3:C0[0-7][0-7][0-7]:????????????????*) receive_refuse "scp tells no size" ;;
        3:C0[0-7][0-7][0-7]:0 | 3:C0[0-7][0-7][0-7]:[1-9]*) ;;
        *) receive_refuse "scp may bring files, and nothing else" ;;
        esac
        scp_size=$2
        if [ -d "$scp_dir" ]; then
            case $3 in
            */* | . | ..) receive_refuse "$3 is not a name" ;;
            esac
            scp_target "$3"
            stream_open "$scp_dir/$3"
        else
            stream_open "$scp_dir"
        fi
        scp_put 0
        stream_bytes "$scp_size"
        scp_bytes 1
        case $RET in
        *[1-9]* | '') receive_refuse "$stream_to was not sent to its end" ;;
        esac
        stream_close
        stream_seal
        scp_put 0
    done
}

# scp_line: RET is the next line, and empty at the end. The client waits for an answer behind it, so that what is there
# to be read is the line alone.
scp_line() {
    local scp_read='' scp_more
    while :; do
        scp_more=$(dd bs=1024 count=1 2>/dev/null | tr '\n' '\001' | tr -c 'A-Za-z0-9/._:@%+=, \001-' '?')
        scp_read=$scp_read$scp_more
        case $scp_read in
        *"$scp_end") break ;;
        esac
        if [ -z "$scp_read" ]; then
            RET=
            return 0
        fi
        if [ -z "$scp_more" ] || [ ${#scp_read} -gt 1024 ]; then receive_refuse "scp sends no such line"; fi
    done
    RET=${scp_read%"$scp_end"}
}

# A line's end as scp_line reads it, because $(...) drops those at its end.
scp_end=$(printf '\001')

# scp_sftp: as scp asks since OpenSSH 9, by version 3 of the protocol (draft-ietf-secsh-filexfer-02). It asks whether
# its target is a directory, opens one file for writing, writes it from beginning to end, and closes it. Anything else
# is not scp, and ends the session.
scp_sftp() {
    local scp_begun
    scp_begun='' scp_open='' scp_at=0
    while scp_head; do
        case $scp_begun:$scp_type in
        :1)
            # The version came in the place of the number of a request.
            scp_begun=1
            scp_skip
            scp_put 0 0 0 5 2 0 0 0 3
            ;;
        1:3) scp_sftp_open ;;
        1:4) scp_sftp_close ;;
        1:6) scp_sftp_write ;;
        1:7 | 1:17) scp_sftp_stat ;;
        1:10)
            # Its size, which is right already, or a mode and times, which are ours to set.
            scp_skip
            scp_status 0
            ;;
        *) receive_refuse "sftp is here for what scp sends, which is one file after another" ;;
        esac
    done
    if [ -z "$scp_begun" ] || [ -n "$scp_open" ]; then receive_refuse "the sftp session is incomplete"; fi
}

# scp_head: scp_type, scp_id and how many bytes come behind, scp_left. A request is no longer than OpenSSH's own may be.
scp_head() {
    scp_bytes 9
    # shellcheck disable=SC2086
    set -- $RET
    if [ $# != 9 ]; then return 1; fi
    scp_number "$1" "$2" "$3" "$4"
    scp_type=$5 scp_id="$6 $7 $8 $9" scp_left=$((RET - 5))
    if [ "$scp_left" -lt 0 ] || [ "$scp_left" -gt 262144 ]; then receive_refuse "sftp has no such request"; fi
}

scp_skip() {
    if [ "$scp_left" != 0 ]; then dd bs="$scp_left" count=1 iflag=fullblock of=/dev/null 2>/dev/null; fi
    scp_left=0
}

# scp_status CODE: 0 is success, 2 no such file.
scp_status() {
    # shellcheck disable=SC2086
    scp_put 0 0 0 17 101 $scp_id 0 0 0 "$1" 0 0 0 0 0 0 0 0
}

# scp_path: RET is the path that the request begins with.
scp_path() {
    scp_bytes 4
    # shellcheck disable=SC2086
    set -- $RET
    [ $# = 4 ] || receive_refuse "sftp has no such request"
    scp_number "$@"
    scp_left=$((scp_left - 4 - RET))
    if [ "$RET" = 0 ] || [ "$RET" -gt 1024 ] || [ "$scp_left" -lt 0 ]; then receive_refuse "sftp names no file"; fi
    RET=$(dd bs="$RET" count=1 iflag=fullblock 2>/dev/null | scp_plain)
    scp_target "$RET"
}

# Says a directory of mode 0700 or a file of mode 0600, and no size.
scp_sftp_stat() {
    scp_path
    scp_skip
    receive_inside "$RET"
    # shellcheck disable=SC2086
    if [ -d "$RET" ]; then
        scp_put 0 0 0 13 105 $scp_id 0 0 0 4 0 0 65 192
    elif [ -f "$RET" ]; then
        scp_put 0 0 0 13 105 $scp_id 0 0 0 4 0 0 129 128
    else
        scp_status 2
    fi
}

# To write (2), maybe to make (8) and to empty (16), which is done in any case.
scp_sftp_open() {
    local scp_name
    if [ -n "$scp_open" ]; then receive_refuse "sftp may have one file open"; fi
    scp_path
    scp_name=$RET
    scp_bytes 4
    scp_left=$((scp_left - 4))
    # shellcheck disable=SC2086
    set -- $RET
    case $#:${1-}${2-}${3-}:${4-} in
    4:000:2 | 4:000:10 | 4:000:18 | 4:000:26) ;;
    *) receive_refuse "sftp may write files anew, and nothing else" ;;
    esac
    if [ "$scp_left" -lt 0 ]; then receive_refuse "sftp has no such request"; fi
    scp_skip
    stream_open "$scp_name"
    stream_fits
    scp_open=1 scp_at=0 scp_piece=0
    # shellcheck disable=SC2086
    scp_put 0 0 0 10 102 $scp_id 0 0 0 1 48
}

# scp_handle COUNT: behind the one handle that there is, 4 and 1 bytes, RET is COUNT bytes more.
scp_handle() {
    scp_bytes $(($1 + 5))
    scp_left=$((scp_left - $1 - 5))
    # shellcheck disable=SC2086
    set -- $RET
    if [ -z "$scp_open" ] || [ "$scp_left" -lt 0 ] || [ "${1-}${2-}${3-}${4-}${5-}" != 000148 ]; then
        receive_refuse "sftp has no such file open"
    fi
    shift 5
    RET=$*
}

# Each piece from where the one before it ended: there are no holes.
scp_sftp_write() {
    local scp_offset
    scp_handle 12
    # shellcheck disable=SC2086
    set -- $RET
    if [ "$#:${1-}" != 12:0 ]; then receive_refuse "sftp has no such request"; fi
    scp_number "$1" "$2" "$3" "$4"
    scp_offset=$RET
    scp_number "$5" "$6" "$7" "$8"
    scp_offset=$((scp_offset * 4294967296 + RET))
    shift 8
    scp_number "$@"
    if [ "$scp_offset" != "$scp_at" ] || [ "$RET" != "$scp_left" ]; then
        receive_refuse "sftp may write a file from its beginning to its end"
    fi
    if [ "$scp_left" != 0 ]; then
        dd bs="$scp_left" count=1 iflag=fullblock 2>/dev/null >&4 ||
            stream_lost "$stream_to could not be written; is the file system full?"
    fi
    scp_at=$((scp_at + scp_left)) scp_piece=$((scp_piece + scp_left))
    if [ "$scp_piece" -ge $((room_piece - 262144)) ]; then
        stream_fits
        scp_piece=0
    fi
    scp_status 0
}

scp_sftp_close() {
    scp_handle 0
    scp_skip
    stream_close
    if [ "$(stat -c %s "$stream_to")" != "$scp_at" ]; then receive_refuse "$stream_to was not sent to its end"; fi
    stream_seal
    scp_open=
    scp_status 0
}
