# shellcheck shell=sh
# What crashes have left in the dump directory, whatever a distribution calls it: DIRECTORY/vmcore on EL and SUSE,
# vmcore.flat where it came over ssh, dump.TIME or dump.TIME.gz and so on with kdump-tools.

# dumps_each COMMAND...: runs COMMAND FILE for each dump, whole or not.
dumps_each() {
    for dumps_dir in "$root$dump_path"/*/; do
        if [ -L "${dumps_dir%/}" ]; then continue; fi
        for dumps_file in "$dumps_dir"vmcore "$dumps_dir"vmcore.* "$dumps_dir"dump.* "$dumps_dir"*-incomplete*; do
            case ${dumps_file##*/} in
            *dmesg* | *.txt | *.log) continue ;;
            esac
            if [ -f "$dumps_file" ] && [ ! -L "$dumps_file" ]; then "$@" "$dumps_file"; fi
        done
    done
}

# dumps_text FILE: the dump on stdout, unpacked if kdump-tools has packed it.
dumps_text() {
    case $1 in
    *.gz) gzip -dc <"$1" ;;
    *.bz2) bzip2 -dc <"$1" ;;
    *.xz) xz -dc <"$1" ;;
    *.lz4) lz4 -dc <"$1" ;;
    *) cat "$1" ;;
    esac 2>/dev/null
}

# dumps_hex: stdin in hexadecimal, as one word.
dumps_hex() {
    od -A n -v -t x1 | tr -d ' \n'
}

# dumps_begin HEX: RET is the format of a dump that begins with these bytes: kdump, elf or flattened; else empty.
dumps_begin() {
    case $1 in
    4b44554d50202020*) RET=kdump ;;
    7f454c46*) RET=elf ;;
    6d616b6564756d7066696c65*) RET=flattened ;;
    *) RET= ;;
    esac
}

# dumps_read FILE: dumps_format, dumps_release and dumps_time, as the dump itself says them; RET is what keeps it from
# being whole, in the middle of a sentence, or empty.
#
# kdump-tools of Debian 12 gives a dump its final name even where makedumpfile was killed over it, so the name proves
# nothing. The stream that makedumpfile -F writes ends with 16 bytes of ones (makedumpfile.h, END_FLAG_FLAT_HEADER).
dumps_read() {
    dumps_format='' dumps_release='' dumps_time=0
    case ${1##*/} in
    *incomplete*) RET="was not written to its end" && return 0 ;;
    esac
    if [ ! -s "$1" ]; then RET="is empty" && return 0; fi
    dumps_begin "$(dumps_text "$1" | head -c 16 | dumps_hex)"
    dumps_format=$RET
    if [ -z "$RET" ]; then RET="does not begin as a vmcore does" && return 0; fi
    if [ "$dumps_format" = flattened ] &&
        [ "$(dumps_text "$1" | tail -c 16 | dumps_hex)" != ffffffffffffffffffffffffffffffff ]; then
        RET="breaks off before its end"
        return 0
    fi
    dumps_notes "$1"
    RET=
    if [ -z "$dumps_release" ]; then RET="does not say which kernel it is of"; fi
}

# dumps_notes FILE: what the kernel wrote down for its dump, VMCOREINFO, which is plain text near the beginning of every
# format. No here-document: some shells write those to a file, and the disk may be full of dumps.
dumps_notes() {
    set -f
    for dumps_note in $(dumps_text "$1" | head -c 1048576 | tr -c '[:print:]' '\n' | grep -e '^OSRELEASE=' -e '^CRASHTIME='); do
        case $dumps_note in
        OSRELEASE=*) dumps_release=${dumps_note#OSRELEASE=} ;;
        CRASHTIME= | CRASHTIME=*[!0-9]*) ;;
        CRASHTIME=*) dumps_time=${dumps_note#CRASHTIME=} ;;
        esac
    done
    set +f
}

# dumps_private FILE: the dump and what lies beside it are root's alone. kdump-tools leaves it to the umask.
dumps_private() {
    if [ "$(stat -c %a "${1%/*}")" != 700 ]; then chmod 700 "${1%/*}" && changed=true; fi
    for dumps_beside in "${1%/*}"/*; do
        if [ ! -f "$dumps_beside" ] || [ -L "$dumps_beside" ] || [ "$(stat -c %a "$dumps_beside")" = 600 ]; then continue; fi
        chmod 600 "$dumps_beside" && changed=true
    done
}
