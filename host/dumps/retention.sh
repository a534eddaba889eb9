# shellcheck shell=sh
# The line `keep N` of the configuration becomes a unit that runs `kdump-host keep N` (steps/keep.sh) at each boot.

# What is being removed has a name that is not a dump's, so that the next run can finish a killed one.
retention_gone=.pulumi-kdump.removed.

# How many the file system did not let go.
retention_stay=0

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

# retention_files COMMAND DIR: runs COMMAND FILE for each file; status 1 when there is anything else, links too.
retention_files() {
    local retention_one
    for retention_one in "$2"/* "$2"/.[!.]* "$2"/..?*; do
        if [ -f "$retention_one" ] && [ ! -L "$retention_one" ]; then
            "$1" "$retention_one"
        elif [ -e "$retention_one" ] || [ -L "$retention_one" ]; then
            return 1
        fi
    done
}

# retention_delete DIR: file by file, so that only what was checked is removed.
retention_delete() {
    if retention_files retention_unlink "$1" && rmdir "$1" 2>>"$log"; then return 0; fi
    retention_stay=$((retention_stay + 1))
    say "${1#"$root"} could not be removed completely"
}

retention_unlink() { rm -f "$1" 2>>"$log"; }

# What a run that was killed has left.
retention_finish() {
    local retention_dir
    for retention_dir in "$root$dump_path/$retention_gone"*; do
        if [ -d "$retention_dir" ] && [ ! -L "$retention_dir" ] && [ -O "$retention_dir" ]; then
            changed=true
            retention_delete "$retention_dir"
        fi
    done
}
