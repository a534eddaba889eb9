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

# beside_put FILE SOURCE: status 1 with RET, a sentence. No free space is demanded, and a failure ends nothing: the
# dump may have taken the last of it.
beside_put() {
    if [ -L "$1" ] || { [ -e "$1" ] && [ ! -f "$1" ]; }; then
        RET="$1 is there already, and is no file."
        return 1
    fi
    files_temp "$1"
    if (umask 077 && cat "$2" >"$litter" && files_move "$1") 2>/dev/null; then
        litter=
        return 0
    fi
    rm -f "$litter"
    litter=
    RET="${1#"$root"} could not be written. Is its file system full or read-only?"
    return 1
}

# beside_node: RET is the name of Node.js; empty where there is none. Where versions are installed beside each other, a
# package without their weak dependencies may bring node-22 alone, so that the highest counts.
beside_node() {
    RET=node
    if command -v node >/dev/null; then return 0; fi
    RET=$(cd "$root/usr/bin" 2>/dev/null && printf '%s\n' node-[0-9]* |
        sed -n '/^node-[0-9]\{1,3\}$/p' | sort -t - -k 2 -n | tail -n 1) || RET=
    command -v "${RET:-node}" >/dev/null || RET=
}
