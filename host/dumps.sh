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

# dumps_packer FILE: RET is the program that kdump-tools has packed FILE with, empty when it has not.
dumps_packer() {
    case $1 in
    *.gz) RET=gzip ;;
    *.bz2) RET=bzip2 ;;
    *.xz) RET=xz ;;
    *.lz4) RET=lz4 ;;
    *) RET= ;;
    esac
}

# dumps_text FILE [COMMAND...]: the dump on stdout, unpacked; COMMAND is what the unpacking is done by, such as timeout.
dumps_text() {
    dumps_packer "$1"
    dumps_file=$1
    shift
    if [ -n "$RET" ]; then "$@" "$RET" -dc; else "$@" cat; fi <"$dumps_file" 2>/dev/null
}

# dumps_hex: stdin in hexadecimal, as one word.
dumps_hex() {
    od -A n -v -t x1 | tr -d ' \n'
}

# dumps_end FILE: its last 16 bytes in hexadecimal. One that is not packed is not read for them.
dumps_end() {
    dumps_packer "$1"
    if [ -n "$RET" ]; then dumps_text "$1" | tail -c 16; else tail -c 16 <"$1"; fi | dumps_hex
}

# dumps_begin FILE: dumps_format is kdump (makedumpfile's own), elf or flattened, by its first bytes; else empty.
dumps_begin() {
    case $(dumps_text "$1" | head -c 16 | dumps_hex) in
    4b44554d50202020*) dumps_format=kdump ;;
    7f454c46*) dumps_format=elf ;;
    6d616b6564756d7066696c65*) dumps_format=flattened ;;
    *) dumps_format= ;;
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
    dumps_packer "$1"
    if [ -n "$RET" ] && ! command -v "$RET" >/dev/null; then RET="is packed by $RET, which is not installed" && return 0; fi
    dumps_begin "$1"
    if [ -z "$dumps_format" ]; then RET="does not begin as a vmcore does" && return 0; fi
    if [ "$dumps_format" = flattened ] && [ "$(dumps_end "$1")" != ffffffffffffffffffffffffffffffff ]; then
        RET="breaks off before its end"
        return 0
    fi
    dumps_notes "$1"
    RET=
    if [ -z "$dumps_release" ]; then RET="does not say which kernel it is of"; fi
}

# dumps_notes FILE: dumps_release, dumps_build (since 5.9) and dumps_time, as the kernel wrote them down for its dump:
# VMCOREINFO, plain text near the beginning of every format, behind the registers of each CPU. A dump may hold anything,
# and these become parts of paths: nothing but what a release, a build-id and a time consist of is taken, the first of each.
# No here-document: some shells write those to a file, and the disk may be full of dumps.
dumps_notes() {
    dumps_release='' dumps_build='' dumps_time=0
    for dumps_note in $(dumps_text "$1" | head -c 16777216 | grep -a -o -E '(OSRELEASE=[0-9][0-9A-Za-z._+~-]{2,63}|BUILD-ID=[0-9a-f]{32,64}|CRASHTIME=[0-9]{1,12})' | head -n 20); do
        case ${dumps_note%%=*}:$dumps_release:$dumps_build:$dumps_time in
        OSRELEASE::*) dumps_release=${dumps_note#*=} ;;
        BUILD-ID:*::*) dumps_build=${dumps_note#*=} ;;
        CRASHTIME:*:0) if digits "${dumps_note#*=}"; then dumps_time=${dumps_note#*=}; fi ;;
        esac
    done
}

# dumps_whose FILE: dumps_node and dumps_machine, the name of the machine that crashed and its architecture, as
# makedumpfile copied them from its uname into the dump's header (diskdump.h, six fields of 65 bytes behind 12 others);
# empty where the format of dumps_begin has none. In a flattened dump the header comes behind 4096 and 16 bytes.
dumps_whose() {
    dumps_node='' dumps_machine=
    case $dumps_format in
    kdump) dumps_at=12 ;;
    flattened) dumps_at=4124 ;;
    *) return 0 ;;
    esac
    dumps_field "$1" "$dumps_at"
    if [ "$RET" != Linux ]; then return 0; fi
    dumps_field "$1" $((dumps_at + 65))
    dumps_node=$RET
    dumps_field "$1" $((dumps_at + 260))
    dumps_machine=$RET
}

# dumps_field FILE OFFSET: RET is the text of 65 bytes at most that stands there, without what does not print.
dumps_field() {
    RET=$(dumps_text "$1" | head -c $(($2 + 65)) | tail -c 65 | tr '\000' '\n' | head -n 1 | tr -cd '[:print:]')
}

# dumps_private FILE: the dump and what lies beside it are root's alone. kdump-tools leaves it to the umask.
dumps_private() {
    if [ "$(stat -c %a "${1%/*}")" != 700 ]; then chmod 700 "${1%/*}" && changed=true; fi
    for dumps_beside in "${1%/*}"/*; do
        if [ ! -f "$dumps_beside" ] || [ -L "$dumps_beside" ] || [ "$(stat -c %a "$dumps_beside")" = 600 ]; then continue; fi
        chmod 600 "$dumps_beside" && changed=true
    done
}
