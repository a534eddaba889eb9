# shellcheck shell=sh
# Our part of a file that others write too: a block between two marks. The rest stays byte for byte, so it never passes
# through a variable, which holds no NUL, and in which a shell looks for an end in quadratic time: it is cut by line numbers.
# The state file `blocks` has a line `made FILE` for one that is ours as a whole, and `joined SIZE FILE` for one whose SIZE
# bytes had no line break at their end. A file of which we know nothing is not removed, even when it is empty.
block_end='# END pulumi-kdump'

# block_find FILE BEGIN: block_found is set if it has our block, block_made if the file is ours as a whole. The functions
# below are about this file.
block_find() {
    block_file=$1 block_begin=$2 block_found='' block_made='' block_joined='' block_from=0 block_to=0
    if [ ! -f "$1" ]; then return 0; fi
    if ! [ -r "$1" ]; then fail read "$1 cannot be read."; fi
    block_marks=$(grep -a -n -e '# BEGIN pulumi-kdump' -e "$block_end" "$1") || return 0
    case $block_marks in
    *:"$2$NL"*:"$block_end$NL"*) block_marks= ;;
    *:"$2$NL"*:"$block_end") ;;
    *) block_marks= ;;
    esac
    block_from=${block_marks%%:*}
    block_marks=${block_marks#*"$NL"}
    block_to=${block_marks%%:*}
    case $block_marks in
    '' | *"$NL"*) fail conf-file "The lines between '# BEGIN pulumi-kdump' and '$block_end' in ${1#"$root"} are not whole any more. Delete them, both marks too, and run this again." ;;
    esac
    block_found=1
    if state_has blocks "made $1"; then block_made=1; fi
    # What somebody else wrote there since has line breaks of its own, or needs the one that we put.
    if [ -n "$(tail -n "+$((block_to + 1))" "$1" | head -c 1 | od -A n -t x1)" ]; then return 0; fi
    block_size=$(head -n "$((block_from - 1))" "$1" | wc -c)
    if state_has blocks "joined $((block_size - 1)) $1"; then block_joined=1; fi
}

# block_forget LINE: of this file, `blocks` has LINE alone.
block_forget() {
    state_get blocks
    block_lines=$RET
    while IFS= read -r block_line; do
        case $block_line in
        "$1") ;;
        "made $block_file" | 'joined '*" $block_file") state_drop blocks "$block_line" ;;
        esac
    done <<LINES
$block_lines
LINES
}

# block_theirs: prints the file without our block.
block_theirs() {
    if [ ! -f "$block_file" ]; then return 0; fi
    if [ -z "$block_found" ]; then
        cat "$block_file"
        return 0
    fi
    if [ -n "$block_joined" ]; then
        head -n "$((block_from - 1))" "$block_file" | head -c -1
    else
        head -n "$((block_from - 1))" "$block_file" && tail -n "+$((block_to + 1))" "$block_file"
    fi
}

# block_join THEIRS LINES: prints what the command THEIRS prints, with our block at its end.
block_join() {
    block_text=$block_begin
    if block_unbroken "$1"; then block_text=$NL$block_begin; fi
    "$1" && printf '%s\n%s%s\n' "$block_text" "$2" "$block_end"
}

# block_unbroken THEIRS: is there something, and no line break at its end?
block_unbroken() {
    case $("$1" | tail -c 1 | od -A n -t x1) in
    '' | *0a*) return 1 ;;
    esac
}

# block_put FILE BEGIN LINES MODE: our block at the end of FILE; without LINES FILE as it is without us. MODE is for a file
# that was not there.
block_put() {
    block_find "$1" "$2"
    if [ -n "$3" ]; then block_in block_theirs "$3" "$4"; elif [ -n "$block_found" ]; then block_out block_theirs; fi
}

# block_in THEIRS LINES MODE: what undo has to know is remembered before, and tidied after, so that a run that is killed in
# between has lost nothing.
block_in() {
    block_line=
    if [ -n "$block_made" ] || [ ! -f "$block_file" ]; then
        block_line="made $block_file"
    elif block_unbroken "$1"; then
        block_line="joined $(($("$1" | wc -c))) $block_file"
    fi
    if [ -n "$block_line" ]; then state_add blocks "$block_line"; fi
    block_kept=$block_line
    files_make "$block_file" "$3" block_join "$1" "$2"
    block_forget "$block_kept"
}

# block_out THEIRS: the file says what THEIRS prints, or is gone if it was ours as a whole. Where it is a link, that stays.
block_out() {
    if [ -z "$block_made" ] || [ -n "$("$1" | head -c 1 | od -A n -t x1)" ]; then
        files_make "$block_file" 644 "$1"
    else
        files_real "$block_file"
        files_remove "$RET"
    fi
    block_forget ''
}
