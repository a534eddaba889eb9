# shellcheck shell=sh
# The mark of a collected dump: pulumi-kdump.collected beside it, a line of JSON for each dump of the directory. It
# holds for one file, known by inode, size and time; another file of the same name is not collected.
mark_file=pulumi-kdump.collected

# mark_part FILE: RET is what its line has of it. A file's name cannot look like this, because JSON escapes its quotes.
mark_part() {
    RET=$(stat -c '"inode":%i,"size":%s,"modified":%Y,"manifest":' "$1") || RET=gone
}

# mark_has FILE: is it collected?
mark_has() {
    local mark="${1%/*}/$mark_file" mark_line
    if [ ! -f "$mark" ] || [ -L "$mark" ]; then return 1; fi
    mark_part "$1"
    while IFS= read -r mark_line; do
        case $mark_line in
        *",$RET"*) return 0 ;;
        esac
    done <"$mark"
    return 1
}

# mark_put FILE DESTINATION MANIFEST: status 1 with RET, a sentence. No free space is demanded, because the dump may
# have taken the last of it, and a failure must not end the run: so not files_put.
mark_put() {
    local mark="${1%/*}/$mark_file" mark_name mark_text mark_inode
    json_text_name "${1##*/}"
    mark_name=$RET
    mark_part "$1"
    mark_text="{\"schema\":1,\"collectedAt\":$(date +%s),\"destination\":\"$2\",\"name\":$mark_name,$RET$3}$NL"
    mark_inode=",${RET%%,*},"
    files_temp "$mark"
    if [ -f "$mark" ] && [ ! -L "$mark" ]; then
        mark_text=$(grep -vF "$mark_inode" "$mark" || :)$NL$mark_text
        mark_text=${mark_text#"$NL"}
    fi
    if (umask 077 && printf %s "$mark_text" >"$litter" && files_move "$mark") 2>/dev/null; then
        litter=
        return 0
    fi
    rm -f "$litter"
    litter=
    RET="The dump is at $2, but $mark, which records that, could not be written. Is that file system full or read-only?"
    return 1
}
