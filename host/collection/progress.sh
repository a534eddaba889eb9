# shellcheck shell=sh
# What has been sent of the dump that is on its way, so that a run after a cut, a kill or a reboot goes on with it. There is
# one at a time. $state/collection-progress has lines: `dump INODE SIZE TIME`, `to DESTINATION`, `sha256 SUM`; then, of the
# object that is on its way in parts, `object KEY`, `upload ID`, `mib SIZE` and a line `part NUMBER TAG` each.

progress_read() {
    progress_dump='' progress_to='' progress_sha='' progress_text='' progress_parts=$NL
    progress_object='' progress_upload='' progress_mib=
    if [ ! -f "$state/collection-progress" ]; then return 0; fi
    while read -r progress_word progress_value; do
        case $progress_word in
        dump) progress_dump=$progress_value ;;
        to) progress_to=$progress_value ;;
        sha256) progress_sha=$progress_value ;;
        object) progress_object=$progress_value ;;
        upload) progress_upload=$progress_value ;;
        mib) if digits "$progress_value" 6; then progress_mib=$progress_value; fi ;;
        part) progress_parts=$progress_parts$progress_value$NL ;;
        esac
    done <"$state/collection-progress"
    # Without it nobody can tell where a part begins.
    if [ -z "$progress_mib" ]; then progress_object='' progress_upload='' progress_parts=$NL; fi
}

progress_write() {
    progress_text="dump $progress_dump${NL}to $progress_to${NL}sha256 $progress_sha$NL"
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
