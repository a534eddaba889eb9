# shellcheck shell=sh
# log_open: a step must not fail for want of its log: a command whose output cannot be sent there would not even be run.
# Nothing is made on a host where nothing was done.
log_open() {
    if [ ! -e "$log" ] && [ ! -d "$state" ] && [ -d "${log%/*}" ]; then return 0; fi
    if ! (printf '' >>"$log") 2>/dev/null; then
        say "$log cannot be written, so nothing more is said there"
        log=/dev/null
    fi
}
