# shellcheck shell=sh
# Settings in a file that a shell reads: our assignments go to the end of the administrator's text, because the
# last one wins. No value holds a quote (conf/parse.sh sees to that), so single quotes are enough.

# shell_block_line NAME VALUE: one more assignment in shell_block, unless VALUE is empty.
shell_block_line() {
    if [ -n "$2" ]; then shell_block="$shell_block$1='$2'$NL"; fi
}

# shell_block_check TEXT: a shell reads from TEXT exactly what shell_block means.
shell_block_check() {
    printf '%s' "$1" | sh -n 2>/dev/null || return 1
    shell_rest=$shell_block
    while [ -n "$shell_rest" ]; do
        shell_line=${shell_rest%%"$NL"*}
        shell_rest=${shell_rest#*"$NL"}
        shell_value "${shell_line%%=*}" "$1"
        [ "$shell_line" = "${shell_line%%=*}='$RET'" ] || return 1
    done
}
