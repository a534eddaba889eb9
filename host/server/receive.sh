# shellcheck shell=sh
# The forced command of a client's key. What the client asked for is in SSH_ORIGINAL_COMMAND: it is read word by word
# and nothing of it is ever executed. Allowed is what the kdump of each distribution sends, inside of the client's own
# directory: kdump-config of Debian and Ubuntu, kdump.sh and mkdumprd of EL, kdump-save of SUSE; and what a
# DumpCollection sends. Nothing is read back, nothing removed, and what is finished has mode 0400 and stays as it is
# (stream.sh).

# The directory that the client writes into.
dump_path=

# receive DIR [QUOTA KEEP]
receive() {
    local receive_asked receive_text
    step=kdump-server root='' dump_path=${1-} room_quota=${2-$room_quota_default} room_keep=${3-$room_keep_default}
    cd "$dump_path" || receive_refuse "the directory $dump_path of this client is not there"
    umask 077
    receive_limits
    stream_places
    receive_asked=${SSH_ORIGINAL_COMMAND-}
    if [ ${#receive_asked} -gt 4096 ]; then receive_refuse "it is longer than what a kdump sends"; fi
    set -f
    case $receive_asked in
    '') receive_refuse "there is no shell here" ;;
    internal-sftp* | */sftp-server | */sftp-server\ *)
        scp_sftp
        exit 0
        ;;
    *[!A-Za-z0-9\ /._:@%+=,\'\&\;\>-]*) receive_refuse "it has a character that no kdump sends" ;;
    esac
    receive_text=$(printf '%s' "$receive_asked" | tr -d "'")
    receive_text=${receive_text#umask 0077 && }
    case $receive_text in
    'umask 077; mkdir -p '*' && cat > '*)
        receive_text=${receive_text#umask 077; }
        receive_one "${receive_text%% && *}"
        stream_open "${receive_text#* && cat > }"
        stream_bytes ''
        stream_close
        stream_seal
        ;;
    # kdump of SLES 12 and of 15 before SP6.
    'dd of='*' && mv '*)
        receive_one "${receive_text%% && *}"
        receive_one "${receive_text#* && }"
        ;;
    *) receive_one "$receive_text" ;;
    esac
    exit 0
}

# What each process of a client may take: an hour of the processor, as much memory as a packer may want, no image of
# itself.
receive_limits() {
    if command -v prlimit >/dev/null; then prlimit --pid $$ --cpu=3600 --as=4294967296 --core=0 2>/dev/null || :; fi
}

# receive_one TEXT: one command.
receive_one() {
    case $1 in
    *[\&\;\>]*) receive_refuse "it is more than one command" ;;
    esac
    # shellcheck disable=SC2086
    set -- $1
    case $#:${1-}:${2-} in
    3:mkdir:-p) receive_mkdir "$3" ;;
    [234]:dd:*) stream_dd "$@" ;;
    3:mv:*) stream_mv "$2" "$3" ;;
    *:scp:*) scp_receive "$@" ;;
    3:mktemp:-dqp) receive_mktemp "$3" ;;
    2:rmdir:*/tmp.*) receive_inside "$2" && rmdir "$RET" ;;
    3:df:-P | 3:df:--output=avail) receive_inside "$3" && room_df "$2" ;;
    4:stat:-c) receive_stat "$3" "$4" ;;
    2:sha256sum:*) receive_inside "$2" && sha256sum "$RET" ;;
    1:kdump-dumps:) receive_dumps ;;
    2:kdump-dump:*) receive_dump "$2" ;;
    *) receive_refuse "no kdump sends such a command" ;;
    esac || exit 1
}

# receive_inside PATH: RET is PATH, which is the client's directory or lies in it, and no link on the way.
receive_inside() {
    local receive_rest="${1%/}" receive_at
    RET=$receive_rest
    if [ ${#receive_rest} -gt 1024 ]; then receive_refuse "a path is longer than what a kdump sends"; fi
    case $receive_rest/ in
    */../* | */./* | *//*) receive_refuse "$1 is not written out" ;;
    "$dump_path"/*[\ \&\;\>\']*) receive_refuse "$1 is not a path" ;;
    "$dump_path"/*/*/*/*/*/*/*/*/?*) receive_refuse "$1 is deeper than what a kdump makes" ;;
    "$dump_path"/*) receive_rest=${receive_rest#"$dump_path"} ;;
    *) receive_refuse "$1 is not in $dump_path" ;;
    esac
    receive_at=$dump_path
    while [ -n "$receive_rest" ]; do
        receive_rest=${receive_rest#/}
        receive_at=$receive_at/${receive_rest%%/*}
        if [ -L "$receive_at" ]; then receive_refuse "$receive_at is a link"; fi
        case $receive_rest in
        */*) receive_rest=/${receive_rest#*/} ;;
        *) receive_rest= ;;
        esac
    done
}

receive_mkdir() {
    stream_lock
    receive_inside "$1"
    if [ ! -d "$RET" ]; then room_name 8; fi
    mkdir -p "$RET"
    stream_unlock
}

receive_mktemp() {
    stream_lock
    receive_inside "$1"
    room_name 1
    mktemp -d "$RET/tmp.XXXXXXXXXX"
}

# How much has arrived, to go on from there.
receive_stat() {
    [ "$1" = %s ] || receive_refuse "stat is for the size alone"
    receive_inside "$2"
    if [ ! -f "$RET" ]; then receive_refuse "there is no file $2"; fi
    stat -c %s "$RET"
}

# For a drill of the client: a line `INODE TIME SIZE FILE` for each dump. The first line says that this is a DumpServer.
receive_dumps() {
    echo "kdump-server 1"
    set +f
    dumps_each receive_dumps_line
}

# An administrator may have put something there under a name that no kdump gives.
receive_dumps_line() {
    case $1 in
    *[!A-Za-z0-9/._:@%+=,-]*) ;;
    *) stat -c '%i %Y %s %n' "$1" ;;
    esac
}

# A line `FORMAT RELEASE TIME`, and what keeps the dump from being whole; - stands for nothing.
receive_dump() {
    receive_inside "$1"
    dumps_read "$RET"
    case $dumps_release in
    *[!A-Za-z0-9._+~-]*) dumps_release= ;;
    esac
    echo "${dumps_format:--} ${dumps_release:--} $dumps_time $RET"
}

# receive_refuse WHY: to the client, and to the server's log by syslog, where there is one.
receive_refuse() {
    printf 'kdump-server: refused, because %.600s.\n' "$1" >&2
    if command -v logger >/dev/null; then
        logger -t kdump-server -p auth.notice -- "$(id -un): refused, because $(printf '%.300s' "$1")" \
            2>/dev/null </dev/null || :
    fi
    exit 1
}
