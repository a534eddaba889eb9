# shellcheck shell=sh
# Dumps: which there are, what they are, and of which kernel. The names and the content of what lies in a dump
# directory are nobody's promise: they go to programs as arguments and never into a text that is executed.

# vmcore_format FILE: RET is kdump-compressed, elf, flattened or unknown, by its first bytes as they are: crash unpacks
# nothing.
vmcore_format() {
    dumps_begin "$(head -c 16 "$1" 2>/dev/null | dumps_hex)"
    case $RET in
    kdump) RET=kdump-compressed ;;
    '') RET=unknown ;;
    esac
}

# vmcore_newest: RET is the newest complete dump that crash reads as it is, empty when there is none.
vmcore_newest() {
    vmcore_found='' vmcore_youngest=0
    dumps_each vmcore_newer
    RET=$vmcore_found
}

vmcore_newer() {
    case $1 in
    *.gz | *.bz2 | *.lz4 | *.xz) return 0 ;;
    esac
    vmcore_time=$(stat -c %Y "$1")
    if [ "$vmcore_time" -lt "$vmcore_youngest" ]; then return 0; fi
    dumps_read "$1"
    if [ -z "$RET" ]; then vmcore_found=$1 vmcore_youngest=$vmcore_time; fi
}

# vmcore_notes FILE: vmcore_release and vmcore_build, from the VMCOREINFO at the beginning, empty where it is not found.
# They become parts of paths, so nothing but what a release and a build-id consist of is taken.
vmcore_notes() {
    vmcore_release='' vmcore_build=
    vmcore_text=$(head -c 67108864 "$1" | grep -a -o -E '(OSRELEASE=[0-9][0-9A-Za-z._+~-]{2,63}|BUILD-ID=[0-9a-f]{32,64})' | head -n 20) || :
    while IFS='=' read -r vmcore_key vmcore_value; do
        case $vmcore_key:$vmcore_release:$vmcore_build in
        OSRELEASE::*) vmcore_release=$vmcore_value ;;
        BUILD-ID:*:) vmcore_build=$vmcore_value ;;
        esac
    done <<NOTES
$vmcore_text
NOTES
}

# vmcore_dmesg FILE: RET is the kernel log beside a dump, which kdump writes first; empty when there is none.
vmcore_dmesg() {
    for vmcore_one in "${1%/*}/vmcore-dmesg.txt" "${1%/*}"/dmesg.* "${1%/*}/dmesg.txt"; do
        case $vmcore_one in
        *incomplete* | *.gz | *.bz2 | *.lz4 | *.xz) continue ;;
        esac
        if [ -f "$vmcore_one" ] && [ -s "$vmcore_one" ]; then RET=$vmcore_one && return 0; fi
    done
    RET=
}
