# shellcheck shell=sh
# What crashes have left in the dump directory, whatever a distribution calls it: DIRECTORY/vmcore on EL and SUSE,
# vmcore.flat where it came over ssh, dump.TIME or dump.TIME.gz and so on with kdump-tools.

# dumps_each COMMAND...: runs COMMAND FILE for each dump, whole or not. What lies in a directory that others may write to is
# not looked at before its owner is: a directory that another user made was not made by kdump (/var/crash had mode 1777).
dumps_each() {
    dumps_ours "$root$dump_path" || return 0
    for dumps_dir in "$root$dump_path"/*/; do
        if ! dumps_own_dir "${dumps_dir%/}"; then continue; fi
        for dumps_file in "$dumps_dir"vmcore "$dumps_dir"vmcore.* "$dumps_dir"dump.* "$dumps_dir"*-incomplete*; do
            case ${dumps_file##*/} in
            *dmesg* | *.txt | *.log) continue ;;
            esac
            if dumps_own "$dumps_file"; then "$@" "$dumps_file"; fi
        done
    done
}

# Where the dumps of this host lie by another machine's word, in an export, owners are whatever that says.
dumps_anybodys=

# dumps_ours DIR: may nobody but root, and who runs this, change what DIR leads to? If not, it says so.
dumps_ours() {
    if [ -n "$dumps_anybodys" ] || [ ! -d "$1" ]; then return 0; fi
    if ! owned_walk "$1"; then
        say "${1#"$root"} $RET, so nothing in there is taken for a dump"
        return 1
    fi
    if [ -z "$owned_uid" ]; then return 0; fi
    say "${1#"$root"} may be changed by the user $owned_uid, so nothing in there is taken for a dump"
    return 1
}

# dumps_own_dir DIR: a directory, no link, that nobody else may put anything into.
dumps_own_dir() {
    if [ -L "$1" ] || [ ! -d "$1" ]; then return 1; fi
    if [ -n "$dumps_anybodys" ]; then return 0; fi
    owned_uid='' owned_path='' owned_dir='' owned_left=
    owned_stat "$1" && [ -z "$owned_uid" ] && [ $((owned_mode & 02)) = 0 ]
}

# dumps_own FILE: a file, no link, of ours, in such a directory.
dumps_own() {
    if [ -L "$1" ] || [ ! -f "$1" ]; then return 1; fi
    if [ -n "$dumps_anybodys" ]; then return 0; fi
    case $(stat -c %u "$1") in
    0 | "$owned_me") ;;
    *) return 1 ;;
    esac
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

# What programs that read a dump's content are run by: nothing, or a report's confine_filter.
dumps_by=

# dumps_text FILE: the dump on stdout, unpacked.
dumps_text() {
    dumps_packer "$1"
    (if [ -n "$RET" ]; then $dumps_by "$RET" -dc; else cat; fi) <"$1" 2>/dev/null
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
    for dumps_note in $(dumps_text "$1" | head -c 16777216 | $dumps_by grep -a -o -E '(OSRELEASE=[0-9][0-9A-Za-z._+~-]{2,63}|BUILD-ID=[0-9a-f]{32,64}|CRASHTIME=[0-9]{1,12})' | head -n 20); do
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
    RET=$(dumps_text "$1" | head -c $(($2 + 65)) | tail -c 65 | tr '\000' '\n' | head -n 1 | tr -cd ' -~')
}

# dumps_room DIR: dumps_kib is how much of DIR's file system may be taken for a while, in KiB, and dumps_mount where that is
# mounted. What has to stay free is for the next dump, which must not be lost to a report of the last.
dumps_room() {
    dump_reserve "$1"
    dumps_kib=$RET
    files_free "$1"
    dumps_mount=$files_mount dumps_kib=$((${files_kib:-0} - dumps_kib))
}

# dumps_private FILE: the dump and what lies beside it are root's alone. kdump-tools leaves it to the umask.
dumps_private() {
    if [ "$(stat -c %a "${1%/*}")" != 700 ]; then chmod 700 "${1%/*}" && changed=true; fi
    for dumps_beside in "${1%/*}"/*; do
        if [ ! -f "$dumps_beside" ] || [ -L "$dumps_beside" ] || [ "$(stat -c %a "$dumps_beside")" = 600 ]; then continue; fi
        chmod 600 "$dumps_beside" && changed=true
    done
}
