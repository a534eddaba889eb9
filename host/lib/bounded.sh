# shellcheck shell=sh
# bounded KIB COMMAND...: no file grows beyond KIB by what COMMAND writes; beyond twice that in a bash that is not
# POSIX. It is told that there is no room, and goes on or ends as it does then.
bounded() (
    ulimit -f $(($1 * 2)) 2>/dev/null || :
    shift
    trap '' XFSZ
    exec "$@"
)
