# shellcheck shell=sh
# retry TIMES COMMAND...: runs COMMAND until it succeeds, at most so many times, 5 s apart. Status 1, and RET as the
# last one left it, if none did.
retry() {
    local retry_left="$1"
    shift
    until "$@"; do
        retry_left=$((retry_left - 1))
        if [ "$retry_left" -le 0 ]; then return 1; fi
        sleep 5
    done
}
