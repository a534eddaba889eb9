# shellcheck shell=sh
# The dumps in the dump directory, whatever a distribution calls them: DIRECTORY/vmcore on EL and SUSE, vmcore.flat
# where it came over ssh, dump.TIME or dump.TIME.gz and so on with kdump-tools.

# What dumps_read tells of a dump; dumps_build of its kernel, and dumps_node and dumps_machine of its host.
dumps_format='' dumps_release='' dumps_time=0 dumps_build='' dumps_node='' dumps_machine=

# What dumps_room tells of a file system.
dumps_kib=0 dumps_mount=

# dumps_each COMMAND...: runs COMMAND FILE for each dump, whole or not. In a directory that others may write to, owners
# are checked first: kdump did not make another user's directory (/var/crash had mode 1777).
dumps_each() {
    local dumps_dir dumps_file
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

# Set for dumps in an export, where owners are up to the server.
dumps_anybodys=

# dumps_ours DIR: can only root, and whoever runs this, change what DIR leads to? Otherwise says so.
dumps_ours() {
    if [ -n "$dumps_anybodys" ] || [ ! -d "$1" ]; then return 0; fi
    if ! owned_walk "$1"; then
        say "${1#"$root"} $RET, so nothing in it counts as a dump"
        return 1
    fi
    if [ -z "$owned_uid" ]; then return 0; fi
    say "${1#"$root"} may be changed by the user $owned_uid, so nothing in it counts as a dump"
    return 1
}

# dumps_own_dir DIR: a directory, not a link, that nobody else may write to.
dumps_own_dir() {
    if [ -L "$1" ] || [ ! -d "$1" ]; then return 1; fi
    if [ -n "$dumps_anybodys" ]; then return 0; fi
    owned_uid='' owned_path='' owned_dir='' owned_left=
    owned_stat "$1" && [ -z "$owned_uid" ] && [ $((owned_mode & 02)) = 0 ]
}

# dumps_own FILE: a file of ours in such a directory, not a link.
dumps_own() {
    if [ -L "$1" ] || [ ! -f "$1" ]; then return 1; fi
    if [ -n "$dumps_anybodys" ]; then return 0; fi
    case $(stat -c %u "$1") in
    0 | "$owned_me") ;;
    *) return 1 ;;
    esac
}

# dumps_packer FILE: RET is the program that kdump-tools packed FILE with, empty if it did not.
dumps_packer() {
    case $1 in
    *.gz) RET=gzip ;;
    *.bz2) RET=bzip2 ;;
    *.xz) RET=xz ;;
    *.lz4) RET=lz4 ;;
    *) RET= ;;
    esac
}

# A command that runs programs which read a dump's content: none, or a report's confined_filter.
dumps_by=

# dumps_text FILE: the dump on stdout, unpacked.
dumps_text() {
    dumps_packer "$1"
    (if [ -n "$RET" ]; then $dumps_by "$RET" -dc; else cat; fi) <"$1" 2>/dev/null
}

# dumps_end FILE: its last 16 bytes in hexadecimal. Only a packed one has to be read from its beginning.
dumps_end() {
    dumps_packer "$1"
    if [ -n "$RET" ]; then dumps_text "$1" | tail -c 16; else tail -c 16 <"$1"; fi | hex
}

# dumps_begin FILE: dumps_format is kdump (makedumpfile's own), elf or flattened, by its first bytes; else empty.
dumps_begin() {
    case $(dumps_text "$1" | head -c 16 | hex) in
    4b44554d50202020*) dumps_format=kdump ;;
    7f454c46*) dumps_format=elf ;;
    6d616b6564756d7066696c65*) dumps_format=flattened ;;
    *) dumps_format= ;;
    esac
}

# dumps_read FILE: dumps_format, dumps_release and dumps_time, as the dump itself says them; RET is why it is
# incomplete, in the middle of a sentence, or empty.
#
# kdump-tools of Debian 12 gives a dump its final name even if makedumpfile was killed, so the name proves nothing. The
# stream that makedumpfile -F writes ends with 16 bytes of ones (makedumpfile.h, END_FLAG_FLAT_HEADER).
dumps_read() {
    dumps_format='' dumps_release='' dumps_time=0
    case ${1##*/} in
    *incomplete*) RET="was not written completely" && return 0 ;;
    esac
    if [ ! -s "$1" ]; then RET="is empty" && return 0; fi
    dumps_packer "$1"
    if [ -n "$RET" ] && ! command -v "$RET" >/dev/null; then
        RET="is packed by $RET, which is not installed"
        return 0
    fi
    dumps_begin "$1"
    if [ -z "$dumps_format" ]; then RET="does not begin as a vmcore does" && return 0; fi
    if [ "$dumps_format" = flattened ] && [ "$(dumps_end "$1")" != ffffffffffffffffffffffffffffffff ]; then
        RET="is truncated"
        return 0
    fi
    dumps_notes "$1"
    RET=
    if [ -z "$dumps_release" ]; then RET="does not say which kernel it is from"; fi
}

# dumps_notes FILE: dumps_release, dumps_build (since 5.9) and dumps_time, as the kernel wrote them down for its dump:
# VMCOREINFO, plain text near the beginning of every format, behind the registers of each CPU. A dump may hold anything,
# and these become parts of paths: only the characters of a release, a build-id and a time are taken, and the first of
# each. No here-document: some shells write those to a file, and the disk may be full of dumps.
dumps_notes() {
    local dumps_note dumps_wanted
    dumps_release='' dumps_build='' dumps_time=0
    dumps_wanted='OSRELEASE=[0-9][0-9A-Za-z._+~-]{2,63}|BUILD-ID=[0-9a-f]{32,64}|CRASHTIME=[0-9]{1,12}'
    for dumps_note in $(dumps_text "$1" | head -c 16777216 | $dumps_by grep -a -o -E "($dumps_wanted)" | head -n 20); do
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
    local dumps_at
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

# dumps_field FILE OFFSET: RET is the text there, of at most 65 bytes, without unprintable characters.
dumps_field() {
    RET=$(dumps_text "$1" | head -c $(($2 + 65)) | tail -c 65 | tr '\000' '\n' | head -n 1 | tr -cd ' -~')
}

# The function that tells how many KiB of DIR's file system have to stay free for the next dump, where 64 MiB are not
# enough: a kdump-server has one.
dumps_reserve=

# dumps_room DIR: dumps_kib is how much of DIR's file system may be used temporarily, in KiB, and dumps_mount where it
# is mounted. The rest stays free for the next dump, which must not be lost to a report of the last.
dumps_room() {
    RET=65536
    if [ -n "$dumps_reserve" ]; then "$dumps_reserve" "$1"; fi
    dumps_kib=$RET
    files_free "$1"
    dumps_mount=$files_mount dumps_kib=$((${files_kib:-0} - dumps_kib))
}

# dumps_private FILE: the dump and what lies beside it are root's alone. kdump-tools leaves it to the umask.
dumps_private() {
    local dumps_beside
    if [ "$(stat -c %a "${1%/*}")" != 700 ]; then chmod 700 "${1%/*}" && changed=true; fi
    for dumps_beside in "${1%/*}"/*; do
        if [ ! -f "$dumps_beside" ] || [ -L "$dumps_beside" ] || [ "$(stat -c %a "$dumps_beside")" = 600 ]; then
            continue
        fi
        chmod 600 "$dumps_beside" && changed=true
    done
}
