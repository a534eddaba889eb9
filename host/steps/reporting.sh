# shellcheck shell=sh
# Reports beside the dumps, without anybody's doing: what a dump says (steps/report.sh) is made into files by a reader
# that the plan's half brings, the same that makes a VmcoreReport. It is JavaScript, for Node.js of the distribution.
reporting_service=pulumi-kdump-reports.service

# The oldest Node.js that runs it.
reporting_node=10

# reporting FILE DIGEST: the reader as it was copied to the host, and the beginning of its SHA-256.
step_reporting() {
    [ $# = 2 ] || fail_usage "kdump-host reporting FILE DIGEST"
    directory_find
    if [ -n "$dump_away" ] && [ ! -f "$state/gasp" ]; then
        fail dump-away "Dumps of this host are written elsewhere, to $dump_path, so no report can lie beside them" \
            "here. Leave out report, or conf.target."
    fi
    reporting_install
    reporting_put "$1" "$2"
    reporting_unit "$reporting_text"
    json_add unit "$reporting_service"
    json_answer
}

# would_reporting DIGEST
would_reporting() {
    beside_node
    if [ -z "$RET" ]; then would_say "Node.js is not installed."; fi
    if [ ! -f "$beside_reader" ]; then
        would_write "$beside_reader"
    elif ! program_is "$beside_reader" "$1"; then
        would_change "$beside_reader" "is another version, or was changed"
    fi
    reporting_unit "$reporting_text"
}

reporting_install() {
    local reporting_program
    beside_node
    if [ -z "$RET" ]; then
        cloud_init_wait
        added_begin packages
        family add Node.js nodejs
        added_end packages
    fi
    beside_node
    reporting_program=${RET:-node}
    RET=$(timeout -k 1 20 "$reporting_program" -p process.versions.node 2>/dev/null </dev/null | head -n 1) || RET=
    case $RET in
    [0-9]*.*) ;;
    *) fail node "Node.js is installed on this host, and does not run. Try:" \
        "$reporting_program --version" ;;
    esac
    if ! digits "${RET%%.*}" || [ "${RET%%.*}" -lt "$reporting_node" ]; then
        outside_text "$RET"
        fail node-old "This host has Node.js $RET, and the reports need $reporting_node or newer. Install a newer one" \
            "(on EL 8: dnf module switch-to nodejs:20), or leave out report."
    fi
}

# reporting_put FILE DIGEST: whoever logs in may change FILE, so that only its content counts.
reporting_put() {
    if [ ! -f "$beside_reader" ] || ! program_is "$beside_reader" "$2"; then
        if [ ! -f "$1" ]; then
            fail reader-gone "$1, which makes the reports, did not arrive. Run \`pulumi up\` again."
        fi
        state_make_file report.new cat "$1"
        if ! program_is "$state/report.new" "$2"; then
            state_forget report.new
            fail digest "The reader arrived with the digest $RET and not $2. Run this again; if it stays so," \
                "something changes the file on its way."
        fi
        mv -f "$state/report.new" "$beside_reader" || fail write "$beside_reader could not be written."
        changed=true
    fi
    rm -f "$1"
}

reporting_text="# Written by pulumi-kdump. To take it back: kdump-host undo reporting
[Unit]
Description=Reports of new vmcores, beside them
After=kdump.service kdump-tools.service systemd-pstore.service
# A capture kernel may boot this same system.
ConditionPathExists=!/proc/vmcore

[Service]
Type=oneshot
ExecStart=/usr/local/bin/kdump-host reports
UMask=0077
Nice=19
IOSchedulingClass=idle
"

# reporting_unit TEXT: it runs at each boot, or is not there if TEXT is empty.
reporting_unit() {
    units_put_boot "$reporting_service" "$1"
}

# The reports stay, as the dumps do.
undo_reporting() {
    if [ -f "$units_dir/$reporting_service" ]; then systemctl stop "$reporting_service" >>"$log" 2>&1 || :; fi
    reporting_unit ''
    vmcore_forget reports
    state_forget report.js report.new reports.lock
}
