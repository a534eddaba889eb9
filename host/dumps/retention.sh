# shellcheck shell=sh
# The line `keep N` of the configuration becomes a unit that runs `kdump-host keep N` (steps/keep.sh) at each boot.

# retention_refuse N WHERE: dumps that go away leave nothing here to be counted.
retention_refuse() {
    if [ "$1" -gt 0 ]; then
        fail conf-line "The line 'keep $1' cannot be used: dumps go to $2, and only those in a directory of this host" \
            "can be counted here. Leave it out, and clear them where they arrive."
    fi
}

# retention_apply N: the unit, or none for 0.
retention_apply() {
    local retention_text=
    if [ "$1" -gt 0 ]; then
        if [ -n "$dump_away" ]; then retention_refuse "$1" "$dump_path"; fi
        family unit
        retention_text="# Written by pulumi-kdump. To take it back: kdump-host undo conf
[Unit]
Description=Removal of dumps beyond the newest $1
After=$RET
# A capture kernel may boot this same system.
ConditionPathExists=!/proc/vmcore

[Service]
Type=oneshot
ExecStart=/usr/local/bin/kdump-host keep $1
Nice=19
IOSchedulingClass=idle
"
    fi
    units_put_boot pulumi-kdump-keep.service "$retention_text"
}
