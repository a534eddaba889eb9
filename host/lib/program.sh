# shellcheck shell=sh
# A program that puts itself in place, from the file that was copied to the host.

# program_is FILE DIGEST: RET is FILE's SHA-256; status 1 unless it begins so.
program_is() {
    RET=$(sha256sum "$1") || fail read "$1 cannot be read."
    RET=${RET%% *}
    case $RET in
    "$2"*) return 0 ;;
    esac
    return 1
}

# program_check DIGEST: RET is the running file's SHA-256, which has to begin so.
program_check() {
    program_is "$0" "$1" ||
        fail digest "The program arrived with the digest $RET and not $1. Run this again; if it stays so, something" \
            "changes the file on its way."
}

# program_lacks DIGEST: in a look, what is amiss with the program that is in place; its SHA-256 has to begin so.
program_lacks() {
    if [ ! -f "$program" ]; then
        would_write "$program"
        return 0
    fi
    if [ ! -x "$program" ]; then would_change "$program" "cannot be executed"; fi
    program_is "$program" "$1" || would_change "$program" "is another version, or was changed"
}

program_put() {
    if [ ! -x "$program" ] || ! cmp -s "$0" "$program"; then
        files_temp "$program"
        [ -d "${program%/*}" ] || files_make_dir "${program%/*}" 755
        files_space "${program%/*}" 128 disk-space
        (cp "$0" "$litter" && chmod 755 "$litter") 2>/dev/null ||
            fail read-only "$program could not be written. Is its file system read-only?"
        files_move "$program"
        changed=true
    fi
    # The copy that was sent is not needed any more. On a second run it is the installed program that runs.
    if [ "$0" != "$program" ]; then rm -f "$0"; fi
}

program_remove() {
    files_remove "$program"
    files_unmake_dir "${program%/*}"
    if [ "$log" != /dev/null ]; then files_remove "$log"; fi
}
