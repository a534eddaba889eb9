# shellcheck shell=sh
# What the timer runs: every whole dump that is not marked goes to where the collection was declared to, with the logs
# beside it and a manifest. Nothing is compressed: makedumpfile compresses each page already.

# A file that was written to just now may still be written to, in seconds.
collect_quiet=15

step_collect() {
    [ $# = 0 ] || fail_usage "kdump-host collect"
    settings_read
    directory_find
    collection_run_directory
    collect_sent=0 collect_away=0 collect_waiting=0 collect_broken=0 collect_fault='' collect_stop='' collect_begun=
    progress_read
    if [ -n "$progress_dump" ]; then collect_resume; fi
    if [ -z "$dump_away" ]; then dumps_each collect_rest; fi
    if [ -n "$collect_fault" ]; then
        fail collect "$collect_waiting of $((collect_waiting + collect_away)) whole dumps are not safely away." \
            "$collect_fault The timer tries again; or run: kdump-host collect"
    fi
    json_put collected "$collect_sent"
    json_put away "$collect_away"
    json_put waiting "$collect_waiting"
    json_put incomplete "$collect_broken"
    json_answer
}

# What a run before this one has begun comes first. It may be gone, or be meant for another place.
collect_resume() {
    collect_begun=$progress_dump collect_met=
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
    # Where one dump could not go, the next cannot either. A time to come is a clock that was wrong.
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
        say "${1#"$root"} is safely at $collect_to"
        collect_sent=$((collect_sent + 1)) collect_away=$((collect_away + 1)) changed=true
    else
        collect_fault=${collect_fault:-$RET} collect_stop=$collect_elsewhere collect_waiting=$((collect_waiting + 1))
    fi
}

# collect_send FILE: status 1 with RET, a sentence, unless it is safely away and marked. collect_elsewhere is set where
# the fault is not the dump's own.
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

# collect_logs DUMP: what kdump left beside it to be read by people.
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
