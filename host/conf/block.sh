# shellcheck shell=sh
# Our part of a file that others write too: a block between two marks. The rest stays byte for byte, so it never passes
# through a variable, which holds no NUL, and in which a shell looks for an end in quadratic time, nor through a pipe,
# whose first half may fail unseen: it is cut by line numbers, from file to file.
# The state file `blocks` has a line `made FILE` for one that is ours as a whole, and `joined SIZE FILE` for one whose
# SIZE bytes had no line break at their end. A file of which we know nothing is not removed, even when it is empty.
block_end='# END pulumi-kdump'

# The file that block_find has looked at, its block, and the lines in which that begins and ends.
block_file='' block_begin='' block_found='' block_from='' block_to=
# Whether it is ours as a whole, or lacked a line break before us; how long it is before our block; a file with the
# rest.
block_made='' block_joined='' block_before='' block_rest=
# The line break that our block needs in front of it.
block_break=

# block_find FILE BEGIN: block_found is set if it has our block, block_made if the file is ours as a whole, and
# block_rest is a file that holds what is theirs. block_in and block_out are about this file.
block_find() {
    local block_status block_marks
    block_file=$1 block_begin=$2 block_found='' block_made='' block_joined='' block_rest=$1
    if [ ! -f "$1" ]; then
        block_rest=/dev/null
        return 0
    fi
    block_status=0
    block_marks=$(grep -a -n -e '# BEGIN pulumi-kdump' -e "$block_end" "$1") || block_status=$?
    case $block_status in
    0) ;;
    1) return 0 ;;
    *) fail read "$1 cannot be read." ;;
    esac
    case $block_marks in
    *:"$2$NL"*:"$block_end$NL"*) block_marks= ;;
    *:"$2$NL"*:"$block_end") ;;
    *) block_marks= ;;
    esac
    block_from=${block_marks%%:*}
    block_marks=${block_marks#*"$NL"}
    block_to=${block_marks%%:*}
    case $block_marks in
    '' | *"$NL"*)
        fail conf-file "The lines between '# BEGIN pulumi-kdump' and '$block_end' in ${1#"$root"} are not whole any" \
            "more. Delete them, both marks too, and run this again."
        ;;
    esac
    block_found=1
    if state_has blocks "made $1"; then block_made=1; fi
    block_before=$(($(head -n "$((block_from - 1))" "$1" | wc -c)))
    # What somebody else wrote there since has line breaks of its own, or needs the one that we put.
    if [ "$(($(head -n "$block_to" "$1" | wc -c)))" = "$(($(wc -c <"$1")))" ] &&
        state_has blocks "joined $((block_before - 1)) $1"; then
        block_joined=1
    fi
    block_part theirs block_theirs
    block_rest=$RET
}

# block_theirs: prints the file without our block.
block_theirs() {
    if [ -n "$block_joined" ]; then
        head -c "$((block_before - 1))" "$block_file"
    else
        head -n "$((block_from - 1))" "$block_file" && tail -n "+$((block_to + 1))" "$block_file"
    fi
}

# block_part NAME COMMAND...: RET is a passing file that holds what COMMAND prints.
block_part() {
    local block_name
    block_name=.new-step.$1.$run
    shift
    if [ -n "$would_looking" ]; then
        RET=$litter_dir/$block_name
        "$@" >"$RET"
        return 0
    fi
    state_make_file "$block_name" "$@"
    RET=$state/$block_name
}

# block_parts_away: at the end.
block_parts_away() { state_forget ".new-step.theirs.$run" ".new-step.print.$run"; }

# block_join REST LINES: prints REST with our block at its end.
block_join() {
    cat "$1" && printf '%s%s\n%s%s\n' "$block_break" "$block_begin" "$2" "$block_end"
}

# block_unbroken FILE: is there something in it, and no line break at its end?
block_unbroken() {
    if [ ! -s "$1" ]; then return 1; fi
    case $(tail -c 1 "$1" | od -A n -t x1) in
    *0a*) return 1 ;;
    '') fail read "$1 cannot be read." ;;
    esac
}

# block_put FILE BEGIN LINES MODE: our block at the end of FILE; without LINES FILE as it is without us. MODE is for a
# file that was not there.
block_put() {
    block_find "$1" "$2"
    if [ -n "$3" ]; then block_in "$block_rest" "$3" "$4"; else block_away; fi
    if [ -d "$state" ]; then block_parts_away; fi
}

# block_in REST LINES MODE: what undo has to know is remembered before, and tidied after, so that a run that is killed
# in between has lost nothing.
block_in() {
    local block_keep
    block_keep='' block_break=
    if [ -n "$block_made" ] || [ ! -f "$block_file" ]; then block_keep="made $block_file"; fi
    if block_unbroken "$1"; then
        block_break=$NL
        block_keep="${block_keep:-"joined $(($(wc -c <"$1"))) $block_file"}"
    fi
    if [ -n "$block_keep" ]; then state_add blocks "$block_keep"; fi
    files_make "$block_file" "$3" block_join "$1" "$2"
    block_forget "$block_keep"
}

# block_away: what block_find has found is taken out; and what a run has left that was killed before it put one in.
block_away() {
    if [ -n "$block_found" ]; then
        block_out "$block_rest"
    else
        files_sweep "$block_file"
        block_forget ''
    fi
}

# block_out REST: the file says what REST does, or is gone if it was ours as a whole. Where it is a link, that stays.
block_out() {
    if [ -z "$block_made" ] || [ -s "$1" ]; then
        files_copy "$block_file" "$1"
    else
        files_real "$block_file"
        files_remove "$RET"
    fi
    block_forget ''
}

# block_forget LINE: of this file, `blocks` has LINE alone.
block_forget() {
    local block_lines block_line
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
