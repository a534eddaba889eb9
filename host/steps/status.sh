# shellcheck shell=sh
step_status() {
    [ $# = 0 ] || fail_usage "kdump-host status"
    facts_read
    facts_answer
}
