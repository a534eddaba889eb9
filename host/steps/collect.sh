# shellcheck shell=sh
# What the timer runs: sends every complete dump that is not marked to the declared destination, with the logs beside it
# and a manifest. Nothing is compressed: makedumpfile compresses each page already.

# How long a file must not have changed before it is sent, in seconds.
collect_quiet=15

# The counts of the answer, and the first fault; set when nothing more is to be tried.
collect_sent=0 collect_away=0 collect_waiting=0 collect_broken=0 collect_fault='' collect_stop=

# What a run before this one has begun, as `INODE SIZE TIME`.
collect_begun=

# Of the dump that is sent: its directory at the destination, that as people write it, and whether a fault is not its
# own.
collect_base='' collect_to='' collect_elsewhere=

step_collect() {
    [ $# = 0 ] || fail_usage "kdump-host collect"
    settings_read
    directory_find
    collection_run_directory
    progress_read
    if [ -n "$progress_dump" ]; then collect_resume; fi
    if [ -z "$dump_away" ]; then dumps_each collect_rest; fi
    if [ -n "$collect_fault" ]; then
        fail collect "$collect_waiting of $((collect_waiting + collect_away)) complete dumps are not collected yet." \
            "$collect_fault The timer tries again; or run: kdump-host collect"
    fi
    json_put collected "$collect_sent"
    json_put away "$collect_away"
    json_put waiting "$collect_waiting"
    json_put incomplete "$collect_broken"
    json_answer
}

# What an earlier run started comes first. The dump may be gone, or the destination may have changed.
collect_resume() {
    local collect_met=
    collect_begun=$progress_dump
    if [ -z "$dump_away" ]; then dumps_each collect_begun; fi
    if [ -n "$collect_met" ]; then return 0; fi
    "${settings_kind}_name" ''
    if [ -n "$progress_upload" ] && [ "$progress_to" = "$RET" ] && s3_open; then
        s3_abandon "$progress_object" "$progress_upload"
    fi
    progress_forget
}

collect_begun() {
    if [ "$(stat -c '%i %s %Y' "$1")" != "$collect_begun" ]; then return 0; fi
    collect_met=1
    collect_one "$1"
}

collect_rest() {
    if [ "$(stat -c '%i %s %Y' "$1")" != "$collect_begun" ]; then collect_one "$1"; fi
}

collect_one() {
    local collect_age
    if mark_has "$1"; then
        collect_away=$((collect_away + 1))
        return 0
    fi
    collect_age=$(($(date +%s) - $(stat -c %Y "$1")))
    # If one dump cannot be sent, the next cannot either. A time in the future means that the clock was wrong.
    if [ -n "$collect_stop" ] || { [ "$collect_age" -ge 0 ] && [ "$collect_age" -lt "$collect_quiet" ]; }; then
        collect_waiting=$((collect_waiting + 1))
        return 0
    fi
    dumps_read "$1"
    if [ -n "$RET" ]; then
        say "${1#"$root"} $RET, so it is not collected"
        collect_broken=$((collect_broken + 1))
        return 0
    fi
    dumps_private "$1"
    if collect_send "$1"; then
        say "${1#"$root"} is collected to $collect_to"
        collect_sent=$((collect_sent + 1)) collect_away=$((collect_away + 1)) changed=true
    else
        collect_fault=${collect_fault:-$RET} collect_stop=$collect_elsewhere collect_waiting=$((collect_waiting + 1))
    fi
}

# collect_send FILE: status 1 with RET, a sentence, unless it is collected and marked. collect_elsewhere is set if the
# failure is not due to the dump itself.
collect_send() {
    local collect_id collect_place collect_time collect_manifest
    collect_id=$(stat -c '%i %s %Y' "$1") collect_elsewhere=1
    "${settings_kind}_open" || return 1
    "${settings_kind}_name" ''
    collect_place=$RET
    if [ "$progress_dump" != "$collect_id" ] || [ "$progress_to" != "$collect_place" ] || [ -z "$progress_sha" ]; then
        say "reading ${1#"$root"} for its checksum"
        collect_sum "$1" || return 1
        progress_begin "$collect_id" "$collect_place" "$RET"
    fi
    collect_time=$dumps_time
    case $collect_time in
    0* | ?????????????*) collect_time=$(stat -c %Y "$1") ;;
    esac
    manifest_base "$collect_time" "$progress_sha"
    collect_base=$RET
    manifest_begin "$collect_time"
    "${settings_kind}_name" "$collect_base/"
    collect_to=$RET
    say "sending ${1#"$root"}, $(stat -c %s "$1") bytes, to $collect_to"
    collect_file "$1" "$progress_sha" || return 1
    collect_logs "$1" || return 1
    if [ "$(stat -c '%i %s %Y' "$1")" != "$collect_id" ]; then
        RET="${1#"$root"} changed while it was sent." collect_elsewhere=
        return 1
    fi
    manifest_end
    collect_manifest=$RET
    (umask 077 && printf '%s\n' "$collect_manifest" >"$litter_dir/manifest") 2>/dev/null || {
        RET="$litter_dir could not be written. Is its file system full?"
        return 1
    }
    collect_sum "$litter_dir/manifest" || return 1
    "${settings_kind}_put" "$litter_dir/manifest" "$collect_base/manifest.json" \
        "$(stat -c %s "$litter_dir/manifest")" "$RET" || return 1
    progress_forget
    collect_elsewhere=
    mark_put "$1" "$collect_to" "$collect_manifest"
}

# collect_file FILE SHA256
collect_file() {
    local collect_size
    manifest_plain "${1##*/}"
    collect_size=$(stat -c %s "$1")
    manifest_add "${1##*/}" "$RET" "$collect_size" "$2"
    manifest_plain "${1##*/}"
    "${settings_kind}_put" "$1" "$collect_base/$RET" "$collect_size" "$2"
}

# collect_logs DUMP: the logs that kdump left beside it.
collect_logs() {
    local collect_log
    for collect_log in "${1%/*}"/*; do
        case ${collect_log##*/} in
        *dmesg* | *.txt | *.log) ;;
        *) continue ;;
        esac
        if [ ! -f "$collect_log" ] || [ -L "$collect_log" ] || [ ! -s "$collect_log" ]; then continue; fi
        collect_sum "$collect_log" || return 1
        collect_file "$collect_log" "$RET" || return 1
    done
}

# collect_sum FILE: RET is its SHA-256.
collect_sum() {
    RET=$(sha256sum <"$1" 2>/dev/null) || {
        RET="${1#"$root"} cannot be read." collect_elsewhere=
        return 1
    }
    RET=${RET%% *}
}
