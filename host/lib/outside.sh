# shellcheck shell=sh
# What others write: a server's answer, a store's, a dump's, another program's. It is looked at where it comes in, because
# bash evaluates what stands in an arithmetic expression, and $(...) within the subscript of an array with it; and no more
# of it is taken than there can be a use for.

# digits TEXT [MOST]: is it a number as every shell reads it? Digits alone, without a 0 before others, which would make it
# octal, and at most MOST of them: 15 are still exact in JSON, and times 1024 below what arithmetic of 64 bits holds.
digits() {
    case $1 in
    '' | *[!0123456789]* | 0?*) return 1 ;;
    esac
    [ "${#1}" -le "${2:-15}" ]
}

# outside_text TEXT: RET is as much of it as a sentence may hold: one line of printable ASCII.
outside_text() {
    RET=$(printf '%s' "$1" | head -c 1000 | tr -s '[:space:]' ' ' | tr -c ' -~' '?' | head -c 300)
    RET=${RET% }
}

# outside_last FILE: the same of its last line.
outside_last() {
    outside_text "$(tail -c 1000 "$1" 2>/dev/null | tail -n 1 | tr -d '\000')"
}

# outside_line TEXT: the same of its last line. A shell's own ${TEXT##*...} takes quadratic time over a text of one line.
outside_line() {
    outside_text "$(printf '%s\n' "$1" | tail -n 1 | head -c 1000)"
}

# bounded KIB COMMAND...: no file grows beyond KIB by what COMMAND writes; beyond twice that in a bash that is not POSIX. It
# is told that there is no room, and goes on or ends as it does then.
bounded() (
    ulimit -f $(($1 * 2)) 2>/dev/null || :
    shift
    trap '' XFSZ
    exec "$@"
)
