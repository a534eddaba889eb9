# shellcheck shell=sh
# What has been sent of the current dump, so that a run after a cut, a kill or a reboot resumes it. There is one at a
# time. $state/collection-progress has lines: `dump INODE SIZE TIME`, `to DESTINATION`, `sha256 SUM`; then, of an object
# that is sent in parts, `object KEY`, `upload ID`, `mib SIZE` and a line `part NUMBER TAG` each.

# The lines of the file; progress_parts are those of parts, each `NUMBER TAG`, between ends of lines.
progress_dump='' progress_to='' progress_sha='' progress_object='' progress_upload='' progress_mib='' progress_parts=$NL

progress_read() {
    records_read "$state/collection-progress" ' ' dump=progress_dump to=progress_to sha256=progress_sha \
        object=progress_object upload=progress_upload mib=progress_mib
    # Without it nobody can tell where a part begins.
    if ! digits "$progress_mib" 6; then progress_object='' progress_upload='' progress_mib=; fi
    progress_parts=$NL
    if [ -n "$progress_mib" ] && [ -f "$state/collection-progress" ]; then
        RET=$(sed -n 's/^part //p' "$state/collection-progress") || RET=
        progress_parts=$NL${RET:+$RET$NL}
    fi
}

progress_write() {
    local progress_text="dump $progress_dump${NL}to $progress_to${NL}sha256 $progress_sha$NL"
    if [ -n "$progress_object" ]; then
        progress_text="${progress_text}object $progress_object${NL}upload $progress_upload${NL}mib $progress_mib$NL"
        if [ "$progress_parts" != "$NL" ]; then
            progress_text=$progress_text$(printf %s "$progress_parts" | sed -n 's/^./part &/p')$NL
        fi
    fi
    state_put collection-progress "$progress_text"
}

# progress_begin ID DESTINATION SHA256: another dump is on its way.
progress_begin() {
    progress_dump=$1 progress_to=$2 progress_sha=$3
    progress_drop_upload
}

progress_begin_upload() {
    progress_object=$1 progress_upload=$2 progress_mib=$3 progress_parts=$NL
    progress_write
}

progress_drop_upload() {
    progress_begin_upload '' '' ''
}

# progress_part NUMBER: was it sent? RET is its tag.
progress_part() {
    case $progress_parts in
    *"$NL$1 "*) ;;
    *) return 1 ;;
    esac
    RET=${progress_parts#*"$NL$1 "}
    RET=${RET%%"$NL"*}
}

progress_add_part() {
    progress_parts=$progress_parts$1\ $2$NL
    progress_write
    RET=$2
}

progress_forget() {
    state_forget collection-progress
    progress_read
}
