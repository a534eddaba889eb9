# shellcheck shell=sh
# The forced command of a client's key. What the client asked for is in SSH_ORIGINAL_COMMAND: it is read word by word and
# nothing of it is ever executed. Allowed is what the kdump of each distribution sends, inside of the client's own
# directory: kdump-config of Debian and Ubuntu, kdump.sh and mkdumprd of EL, kdump-save of SUSE. Nothing is read back,
# nothing removed, and what is finished has mode 0400 and is not written to again.

# What sftp-server grants besides: no read, no rename, no removal, no change of a mode, at which scp of OpenSSH 9 grumbles
# once it is done. That it has no root of its own is why each client has an account of its own.
receive_requests=open,close,write,lstat,fstat,stat,mkdir,realpath,fsync,limits,statvfs,fstatvfs,expand-path

# receive DIR
receive() {
    step=kdump-server root='' dump_path=${1-}
    cd "$dump_path" || receive_refuse "the directory $dump_path of this client is not there"
    umask 077
    receive_asked=${SSH_ORIGINAL_COMMAND-}
    case $receive_asked in
    '') receive_refuse "there is no shell here" ;;
    internal-sftp* | */sftp-server | */sftp-server\ *)
        receive_sftp || receive_refuse "there is no sftp-server here"
        exec "$RET" -d "$dump_path" -u 0077 -p "$receive_requests"
        ;;
    *[!A-Za-z0-9\ /._:@%+=,\'\&\;\>-]*) receive_refuse "it has a character that no kdump sends" ;;
    esac
    receive_text=$(printf '%s' "$receive_asked" | tr -d "'")
    receive_text=${receive_text#umask 0077 && }
    set -f
    case $receive_text in
    'umask 077; mkdir -p '*' && cat > '*)
        receive_text=${receive_text#umask 077; }
        receive_one "${receive_text%% && *}"
        receive_file "${receive_text#* && cat > }"
        { receive_write && receive_seal; } || exit 1
        ;;
    *) receive_one "$receive_text" ;;
    esac
    exit 0
}

# receive_one TEXT: one command.
receive_one() {
    case $1 in
    *[\&\;\>]*) receive_refuse "it is more than one command" ;;
    esac
    # shellcheck disable=SC2086
    set -- $1
    case $#:${1-}:${2-} in
    3:mkdir:-p) receive_inside "$3" && mkdir -p "$RET" ;;
    2:dd:of=* | 3:dd:*) receive_dd "$@" ;;
    3:mv:*) receive_mv "$2" "$3" ;;
    *:scp:*) receive_scp "$@" ;;
    3:mktemp:-dqp) receive_inside "$3" && mktemp -d "$RET/tmp.XXXXXXXXXX" ;;
    2:rmdir:*/tmp.*) receive_inside "$2" && rmdir "$RET" ;;
    3:df:-P | 3:df:--output=avail) receive_inside "$3" && df "$2" "$RET" ;;
    2:sha256sum:*) receive_inside "$2" && sha256sum "$RET" ;;
    1:kdump-dumps:) receive_dumps ;;
    2:kdump-dump:*) receive_dump "$2" ;;
    *) receive_refuse "no kdump sends such a command" ;;
    esac || exit 1
}

# receive_inside PATH: RET is PATH, which is the client's directory or lies in it, and no link on the way.
receive_inside() {
    receive_rest=${1%/}
    RET=$receive_rest
    case $receive_rest/ in
    */../* | */./* | *//*) receive_refuse "$1 is not written out" ;;
    "$dump_path"/*[\ \&\;\>]*) receive_refuse "$1 is not a path" ;;
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

# receive_file PATH: receive_to is a file that may be written.
receive_file() {
    receive_inside "$1"
    receive_to=$RET
    if [ -d "$receive_to" ]; then receive_refuse "$1 is a directory"; fi
    if [ -e "$receive_to" ] && [ "$(stat -c %a "$receive_to")" = 400 ]; then receive_refuse "$1 is finished, and is not written again"; fi
}

receive_write() {
    cat >"$receive_to" && { sync "$receive_to" 2>/dev/null || sync; }
}

# SUSE writes to the final name at once, and its README twice.
receive_seal() {
    case ${receive_to##*/} in
    README.txt) ;;
    *) chmod 400 "$receive_to" ;;
    esac
}

# receive_dd dd [bs=N] of=FILE: in whatever order; the size of its blocks is our own affair.
receive_dd() {
    receive_of=
    shift
    for receive_word; do
        case $receive_word in
        of=?*)
            if [ -n "$receive_of" ]; then receive_refuse "dd writes to one file"; fi
            receive_of=${receive_word#of=}
            ;;
        bs=[0-9]*) ;;
        *) receive_refuse "dd is only for of=FILE and bs=NUMBER" ;;
        esac
    done
    receive_file "$receive_of"
    receive_write
}

receive_mv() {
    receive_inside "$2"
    receive_to=$RET
    receive_inside "$1"
    if [ ! -f "$RET" ]; then receive_refuse "$1 is no file"; fi
    if [ -e "$receive_to" ]; then receive_refuse "$2 is there already"; fi
    mv "$RET" "$receive_to" && chmod 400 "$receive_to"
}

# receive_scp scp [-v] -t FILE: as scp before OpenSSH 9 sends it; it may name a directory too.
receive_scp() {
    shift
    while [ "${1-}" = -v ] || [ "${1-}" = -d ]; do shift; done
    [ "$#:${1-}" = 2:-t ] || receive_refuse "scp may bring one file, and nothing else"
    receive_inside "$2"
    if [ ! -d "$RET" ]; then receive_file "$2"; fi
    exec scp -t "$RET"
}

# receive_sftp: RET is the program that sshd runs for sftp; status 1 when it is nowhere.
receive_sftp() {
    for RET in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server /usr/lib/ssh/sftp-server \
        /usr/libexec/ssh/sftp-server /usr/lib/sftp-server /usr/libexec/sftp-server; do
        if [ -x "$RET" ]; then return 0; fi
    done
    return 1
}

# For a drill of the client: a line `INODE TIME SIZE FILE` for each dump. The first line says that this is a DumpServer.
receive_dumps() {
    echo "kdump-server 1"
    set +f
    dumps_each receive_dumps_line
}

# Only by sftp could a name be one that no kdump gives.
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

receive_refuse() {
    printf 'kdump-server: refused, because %s.\n' "$1" >&2
    exit 1
}
