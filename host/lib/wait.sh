# shellcheck shell=sh
# wait_while WHAT COMMAND...: returns as soon as COMMAND fails, status 1 when patience is at its end. It is said once
# that it waits.
wait_while() {
    local wait_what wait_for
    wait_what=$1 wait_for=0
    shift
    while "$@"; do
        if [ "$wait_for" -ge "$patience" ]; then return 1; fi
        if [ "$wait_for" = 0 ]; then say "waiting for $wait_what, at most $patience s"; fi
        sleep 3
        wait_for=$((wait_for + 3))
    done
}
