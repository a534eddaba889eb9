# shellcheck shell=sh
# What the unit runs: report.json, report.md and report.html beside every complete dump that has none yet. The reader
# runs confined too, for what it reads comes from a dump.

# How many were made, the first fault, and the dump that it is of.
reports_made=0 reports_fault='' reports_unread=

# Seconds that the reader may take.
reports_limit=120

step_reports() {
    [ $# = 0 ] || fail_usage "kdump-host reports"
    directory_find
    vmcore_begin reports
    ln -s "$beside_reader" "$crash_dir/report.js"
    confined_find
    reports_fault=$RET
    if [ -z "$reports_fault" ]; then
        if [ -z "$dump_away" ]; then dumps_each reports_one; fi
        if [ -f "$state/gasp" ]; then reports_gasps; fi
    fi
    if [ -n "$reports_fault" ]; then
        fail reports "Not every dump has its report. $reports_fault The next boot tries again; or run: kdump-host" \
            "reports"
    fi
    json_put made "$reports_made"
    json_answer
}

# reports_gasps: those of crashes without a dump.
reports_gasps() {
    gasps_report "$reports_unread"
    reports_made=$((reports_made + gasps_made)) reports_fault=${reports_fault:-$gasps_fault}
}

reports_one() {
    # Not older than the dump: another one may have taken its place.
    if [ -f "${1%/*}/report.json" ] && [ "$(stat -c %Y "${1%/*}/report.json")" -ge "$(stat -c %Y "$1")" ]; then
        return 0
    fi
    dumps_read "$1"
    if [ -n "$RET" ]; then
        say "${1#"$root"} $RET, so there is no report of it"
        return 0
    fi
    if reports_make "$1"; then
        say "${1#"$root"} has its report"
        reports_made=$((reports_made + 1)) changed=true
    else
        say "${1#"$root"}: $RET"
        reports_unread=${reports_unread:-"${1#"$root"}"} reports_fault=${reports_fault:-"${1#"$root"}: $RET"}
    fi
}

# reports_make FILE: status 1 with RET, a sentence. A program of its own asks the dump, so that what ends that does not
# end the others; its lock is its own.
reports_make() {
    local reports_kind
    rm -f "$crash_dir"/*.txt "$crash_dir/session.out"
    if ! sh "$0" report --vmcore "${1#"$root"}" >"$crash_dir/answer" 2>"$vmcore_dir/said" </dev/null 7>&-; then
        cat "$vmcore_dir/said" >&2
        outside_last "$vmcore_dir/said"
        RET=${RET#"error ["*"]: "}
        return 1
    fi
    beside_node
    confined "$crash_dir" "$reports_limit" "${RET:-node}" report.js answer </dev/null || :
    for reports_kind in html md json; do
        if [ ! -s "$crash_dir/$reports_kind.txt" ]; then
            outside_last "$crash_dir/session.out"
            RET="The reader made no report of it. It says: ${RET:-nothing}."
            return 1
        fi
    done
    # The one that counts goes last.
    for reports_kind in html md json; do
        beside_put "${1%/*}/report.$reports_kind" "$crash_dir/$reports_kind.txt" || return 1
    done
}
