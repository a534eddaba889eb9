# shellcheck shell=sh
# How much a client may take: QUOTA for all that lies in its directory, and KEEP that stays free on the file system for
# the others. Each is a size (200G) or a share of the file system (50%). A stream is written in pieces of 8 MiB, and
# before each piece there has to be room for one piece of every stream that the account may have, so parallel streams
# stay within the quota.
room_piece=8388608
room_streams=8
room_margin=$((room_piece * room_streams / 1024))

# For an account of an earlier version, which was given neither.
room_quota_default=50% room_keep_default=10%

# How many directories and files a client may have, to limit its inodes.
room_names=10000

# What this client may take, as the forced command has it, and what of it is left: in KiB what it takes, what may still
# be written, and why no more. The size of the file system and what it has free, in KiB.
room_quota='' room_keep='' room_used=0 room_left=0 room_why='' room_size=0 room_free=0

# room_text TEXT: is it at most six digits and a unit?
room_text() {
    case ${1%?} in
    '' | *[!0-9]* | 0?* | ???????*) return 1 ;;
    esac
    case $1 in
    ???%) return 1 ;;
    *[MGT%]) ;;
    *) return 1 ;;
    esac
}

# room_of TEXT KIB: RET is TEXT in KiB, of a file system that has KIB.
room_of() {
    local room_number="${1%?}"
    case $1 in
    *%) RET=$(($2 * room_number / 100)) ;;
    *M) RET=$((room_number * 1024)) ;;
    *G) RET=$((room_number * 1048576)) ;;
    *T) RET=$((room_number * 1073741824)) ;;
    esac
}

# room_system DIR: room_size and room_free of its file system, in KiB.
room_system() {
    local room_told room_block
    room_told=$(stat -f -c '%b %a %S' "$1" 2>/dev/null) || room_told=
    case $room_told in
    *[!0-9\ ]* | '' | *' '*' '*' '*) return 1 ;;
    *[0-9]' '[0-9]*' '[0-9]*) ;;
    *) return 1 ;;
    esac
    room_block=$((${room_told##* } / 512))
    room_size=$((${room_told%% *} * room_block / 2))
    room_told=${room_told#* }
    room_free=$((${room_told%% *} * room_block / 2))
}

# room_look: room_left is what this client may still write, in KiB, and room_why what limits that, in a sentence.
room_look() {
    room_system "$dump_path" || receive_refuse "the free space of $dump_path cannot be told"
    room_used=$(du -sk "$dump_path" 2>/dev/null) || :
    room_used=${room_used%%[!0-9]*}
    room_of "$room_quota" "$room_size"
    room_left=$((RET - ${room_used:-0}))
    room_why="dumps of this client may take $((RET / 1024)) MiB ($room_quota) and take $((${room_used:-0} / 1024)) MiB"
    room_why="$room_why already; have old ones removed from $dump_path, or a larger quota declared"
    room_of "$room_keep" "$room_size"
    if [ $((room_free - RET)) -lt "$room_left" ]; then
        room_left=$((room_free - RET))
        room_why="the file system of $dump_path has $((room_free / 1024)) MiB free, and $((RET / 1024)) MiB of it"
        room_why="$room_why ($room_keep) stay free for other clients; have old dumps removed there"
    fi
    if [ "$room_left" -lt 0 ]; then room_left=0; fi
}

# room_there: is there room for the next piece?
room_there() {
    room_look
    [ "$room_left" -ge "$room_margin" ]
}

# room_reserve DIR: RET is how many KiB of DIR's file system have to stay free for the next dumps: what the DumpServer
# keeps free for its clients.
room_reserve() {
    local room_kept
    state_get keep-free
    if ! room_text "$RET"; then RET=$room_keep_default; fi
    room_kept=$RET
    room_system "$1" && room_of "$room_kept" "$room_size" || RET=0
    if [ "$RET" -lt 65536 ]; then RET=65536; fi
}

# room_name COUNT: COUNT more names may be created, or the command is refused.
room_name() {
    local room_count
    room_count=$(find "$dump_path" 2>/dev/null | head -n $((room_names + 1)) | wc -l)
    if [ $((room_count + $1)) -gt "$room_names" ]; then
        RET="which is as many as a client may have; have old ones removed"
        receive_refuse "$dump_path holds $room_names files and directories, $RET"
    fi
}

# room_df -P|--output=avail: what df says, of the room that this client has.
room_df() {
    room_look
    case $1 in
    -P)
        echo 'Filesystem 1024-blocks Used Available Capacity Mounted on'
        RET=$((${room_used:-0} * 100 / (${room_used:-0} + room_left + 1)))
        echo "dumps $((${room_used:-0} + room_left)) ${room_used:-0} $room_left $RET% $dump_path"
        ;;
    *) printf 'Avail\n%s\n' "$room_left" ;;
    esac
}
