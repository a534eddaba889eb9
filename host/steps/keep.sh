# shellcheck shell=sh
# Retention, the same on every family: the line `keep N` becomes a unit that runs `kdump-host keep N` at each boot.
# Anything older than the newest N complete dumps is removed, complete or not; the rest stays. So the newest complete
# one is never removed, nor an incomplete one after it: that may still be growing, or show what went wrong.

# How many whole dumps were met, and directories removed; the inodes of those that were judged.
keep_whole=0 keep_removed=0 keep_stay=' '

step_keep() {
    local keep_file keep_number
    case $#:${1-} in
    1: | 1:*[!0-9]* | 1:??????* | [!1]*) fail_usage "kdump-host keep N, a number above 0" ;;
    esac
    [ "$1" -gt 0 ] || fail_usage "kdump-host keep N, a number above 0"
    if [ -e "$root/proc/vmcore" ]; then fail capture-kernel "This is a capture kernel, in which no dump is removed."; fi
    directory_find
    if [ -n "$dump_away" ]; then fail dump-away "Dumps go to $dump_path, so none are kept or removed here."; fi
    retention_finish
    keep_list
    keep_file=
    for keep_number in $RET; do
        eval "keep_file=\$keep_file_${keep_number#*:}"
        keep_judge "$keep_file" "$1"
    done
    if [ "$retention_stay" != 0 ]; then
        fail keep-stay "Of the dumps beyond the newest $1 in $dump_path, $retention_stay could not be removed, or not" \
            "completely. What its file system says is in ${log#"$root"}; the next boot tries again."
    fi
    json_put whole "$keep_whole"
    json_put removed "$keep_removed"
    json_answer
}

# keep_list: RET is TIME:NUMBER of each dump, the newest first, and keep_file_NUMBER its file, whose name may be
# anything.
keep_list() {
    local keep_count=0 keep_times=
    dumps_each keep_note
    RET=$(printf '%s' "$keep_times" | sort -t : -k 1,1nr -k 2,2nr)
}

keep_note() {
    keep_count=$((keep_count + 1))
    eval "keep_file_$keep_count=\$1"
    keep_times=$keep_times$(stat -c %Y "$1"):$keep_count$NL
}

# keep_judge FILE N: from the newest to the oldest. A directory with several dumps is as young as its youngest.
keep_judge() {
    local keep_inode
    if [ ! -e "$1" ]; then return 0; fi
    keep_inode=$(stat -c %i "${1%/*}")
    case $keep_stay in
    *" $keep_inode "*) return 0 ;;
    esac
    keep_stay="$keep_stay$keep_inode "
    if [ "$keep_whole" -ge "$2" ]; then
        keep_remove "${1%/*}"
        return 0
    fi
    dumps_read "$1"
    if [ -z "$RET" ]; then keep_whole=$((keep_whole + 1)); fi
}

# keep_remove DIR
keep_remove() {
    local keep_quoted
    json_quote "${1#"$root"}"
    keep_quoted=$RET
    if ! keep_away "$1"; then
        say "$keep_quoted stays: it was not collected yet"
    elif ! retention_files : "$1"; then
        say "$keep_quoted stays: it holds more than files"
    elif mv "$1" "$root$dump_path/$retention_gone$keep_inode" 2>>"$log"; then
        say "removing $keep_quoted"
        changed=true keep_removed=$((keep_removed + 1))
        retention_delete "$root$dump_path/$retention_gone$keep_inode"
    else
        retention_stay=$((retention_stay + 1))
        say "$keep_quoted stays: it cannot be moved"
    fi
}

# keep_away DIR: if a collection is declared, is every dump in it collected? Incomplete ones never are.
keep_away() {
    if [ ! -e "$state/collection" ]; then return 0; fi
    local keep_unsent=
    dumps_each keep_away_one "$1"
    [ -z "$keep_unsent" ]
}

# keep_away_one DIR FILE
keep_away_one() {
    case $2 in
    "$1"/*) ;;
    *) return 0 ;;
    esac
    if mark_has "$2"; then return 0; fi
    dumps_read "$2"
    if [ -z "$RET" ]; then keep_unsent=1; fi
}
