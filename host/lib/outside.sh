# shellcheck shell=sh
# What others write: a server's answer, a store's, a dump's, another program's. It is looked at where it comes in,
# because bash evaluates what stands in an arithmetic expression, and $(...) within the subscript of an array with it;
# and no more of it is taken than there can be a use for.

# outside_text TEXT: RET is as much of it as a sentence may hold: one line of printable ASCII.
outside_text() {
    RET=$(printf '%s' "$1" | head -c 1000 | tr -s '[:space:]' ' ' | tr -c ' -~' '?' | head -c 300)
    RET=${RET% }
}

# outside_last FILE: the same of its last line.
outside_last() {
    outside_text "$(tail -c 1000 "$1" 2>/dev/null | tail -n 1 | tr -d '\000')"
}

# outside_line TEXT: the same of its last line. A shell's own ${TEXT##*...} takes quadratic time over a text of one
# line.
outside_line() {
    outside_text "$(printf '%s\n' "$1" | tail -n 1 | head -c 1000)"
}
