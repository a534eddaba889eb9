# shellcheck shell=sh
# Reports beside the dumps: what declares them (steps/reporting.sh) and what writes them (steps/reports.sh) share the
# reader, which is there where they are declared.
beside_reader=$state/report.js

# beside_lock: a run that writes them at a time. crash may take long, so it keeps no other step waiting.
beside_lock() {
    if [ ! -f "$beside_reader" ]; then
        fail no-reporting "No reports are declared on this host. Set report on its Kdump."
    fi
    lock_long reports
}
