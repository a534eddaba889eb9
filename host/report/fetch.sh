# shellcheck shell=sh
# What a report has installed on request. A failure does not end the report.

# report_fetch_crash: status 1 with RET, why crash cannot be installed.
report_fetch_crash() {
    say "installing crash"
    report_fetch_by report_fetch_package crash
}

# report_fetch_drgn: the same of drgn.
report_fetch_drgn() {
    say "installing drgn"
    report_fetch_by report_fetch_package drgn
}

report_fetch_package() {
    added_begin debuginfo
    if [ "$1" = drgn ]; then family drgn_package; else RET=$1; fi
    family add "$1" "$RET"
    added_end debuginfo
}

# report_fetch_vmlinux RELEASE: by the debuginfo step's own way, for the kernel of that release. Status 1 with RET, why
# it cannot be installed.
report_fetch_vmlinux() {
    say "fetching the debuginfo of kernel $1"
    report_fetch_by report_fetch_vmlinux_packages "$1"
}

report_fetch_vmlinux_packages() {
    # shellcheck disable=SC2030
    host_release=$1
    family debuginfo_install '' ''
}

# report_fetch_by COMMAND...: runs COMMAND, whose failure does not end the report.
report_fetch_by() {
    # Whatever a package starts need not hold the dump.
    if RET=$({ table_find && "$@"; } 2>&1 >/dev/null 6<&- 7<&-); then
        changed=true
        return 0
    fi
    RET=${RET##*]: }
    return 1
}
