# shellcheck shell=sh
# The manifest of a collected dump: its origin and its files, each with size and checksum. It is sent last, so a
# manifest means that everything is there. Files are stored under names that need no quoting; the manifest has the
# original ones.

# The manifest so far: its beginning, and its files.
manifest_text='' manifest_files=

# manifest_base TIME SHA256: RET is the directory of a dump at its destination. The checksum tells apart dumps of two
# hosts with the same name and time.
manifest_base() {
    local manifest_when
    host_line /proc/sys/kernel/hostname
    manifest_plain "${RET:-unknown}"
    manifest_when=$(date -u -d "@$1" +%Y%m%dT%H%M%SZ 2>/dev/null) || manifest_when=unknown
    RET=$RET/$manifest_when-$(printf %.12s "$2")
}

# manifest_plain NAME: RET is NAME if it is plain, else a similar name that no other NAME maps to.
manifest_plain() {
    local manifest_sum
    RET=$1
    case $1 in
    .* | *[!A-Za-z0-9._-]*)
        manifest_sum=$(printf %s "$1" | cksum)
        RET=$(printf %s "$1" | tr -c 'A-Za-z0-9._-' _ | head -c 100)
        RET=${RET#.}.${manifest_sum%% *}
        ;;
    esac
}

# manifest_begin: of the dump that dumps_read has read.
manifest_begin() {
    manifest_files=''
    host_line /proc/sys/kernel/hostname
    json_quote "$RET"
    manifest_text="{\"schema\":1,\"host\":$RET"
    host_line /etc/machine-id
    json_quote "$RET"
    manifest_text="$manifest_text,\"machineId\":$RET"
    json_quote "$dumps_release"
    manifest_text="$manifest_text,\"kernelRelease\":$RET,\"crashTime\":$1,\"format\":\"$dumps_format\""
}

# manifest_add NAME OBJECT SIZE SHA256
manifest_add() {
    json_text_name "$1"
    manifest_files="$manifest_files,{\"name\":$RET,\"object\":\"$2\",\"size\":$3,\"sha256\":\"$4\"}"
}

# manifest_end: RET is the text.
manifest_end() {
    RET="$manifest_text,\"files\":[${manifest_files#,}]}"
}
