# shellcheck shell=sh
# After the reboot of a drill: finds the dump that it left, judges it and opens it.

# Whether a dump may be unreadable.
dump_allowed=

# The dump that was found, its size, when it was written and when the host was back; and what is wrong with the last
# that is none, a sentence's end, and its file.
dump_found='' dump_size=0 dump_written=0 dump_back=0 dump_fault='' dump_faulty=

# The dumps that were there before the drill, a line each, and how much the new ones had when they were looked at last.
dump_known='' dump_after=none

step_dump() {
    case $#:${1-} in
    0: | 1:--allow-unreadable) dump_allowed=${1-} ;;
    *) fail_usage "kdump-host dump [--allow-unreadable]" ;;
    esac
    last_drill_read
    if [ -z "$last_drill_boot" ]; then
        fail no-drill "No drill was made on this host. Run \`pulumi up --target-replace\` for the -crash resource of" \
            "the CrashDrill."
    fi
    capture_memory_back
    state_get drill-answer
    if [ -n "$RET" ]; then
        dump_again "${RET%"$NL"}"
        return 0
    fi
    if [ "$last_drill_boot" = "$host_boot" ]; then dump_not_crashed; fi
    place_open
    wait_while "the dump to be written" dump_grows || :
    dump_found='' dump_fault=
    place_each dump_judge
    if [ -z "$dump_found" ]; then
        last_drill_fail
        dump_why
        fail no-dump "$RET"
    fi
    dump_back=$(date +%s)
    readable_check "$dump_found"
    dump_refuse
    dump_answer
    place_close
    dump_ready
    dump_memory
    dump_readable
    state_put drill-answer "$answer$NL"
    state_forget drill-memory
    json_answer
}

dump_not_crashed() {
    state_get drill-nmi
    if [ -n "$RET" ]; then
        policy_set kernel.unknown_nmi_panic "$RET"
        last_drill_fail
        fail not-crashed "The host did not crash: it still runs under the boot_id $host_boot. No NMI arrived, or only" \
            "one whose cause the kernel knows. Send it while the CrashDrill waits."
    fi
    last_drill_fail
    fail not-crashed "The host did not crash: it still runs under the boot_id $host_boot. Look at it with: journalctl" \
        "-b -u 'run-*'"
}

# A dump still on its way grows; kdump may also still be busy with it, where it went to a raw device first.
dump_grows() {
    local dump_sum=0 dump_before
    place_each dump_add
    dump_before=$dump_after dump_after=$dump_sum
    if [ "$dump_sum" != 0 ]; then [ "$dump_before" != "$dump_sum" ]; else dump_unit_busy; fi
}

dump_add() {
    if ! dump_is_new "$1"; then return 0; fi
    dump_sum=$((dump_sum + $2))
}

dump_unit_busy() {
    family unit
    [ "$(systemctl is-active "$RET" 2>/dev/null)" = activating ]
}

dump_is_new() {
    if [ -z "$dump_known" ]; then
        state_get drill-known
        dump_known=$NL$RET$NL
    fi
    case $dump_known in
    *"$NL$1$NL"*) return 1 ;;
    esac
}

# dump_judge KEY SIZE FILE: dump_found is the file if it is whole and of this crash; else dump_fault says what is wrong
# with it.
dump_judge() {
    if [ -n "$dump_found" ] || ! dump_is_new "$1"; then return 0; fi
    place_read "$3"
    if [ -z "$RET" ] && [ "$dumps_release" != "$last_drill_release" ]; then
        RET="is of the kernel $dumps_release, and the one that was crashed is $last_drill_release"
    fi
    if [ -z "$RET" ] && [ "$dumps_time" != 0 ] && [ "$dumps_time" -lt "$last_drill_time" ]; then
        RET="is of a crash before this one"
    fi
    if [ -n "$RET" ]; then
        dump_fault=$RET dump_faulty=$3
        place_name "$3"
        dump_fault="$RET $dump_fault"
        return 0
    fi
    dump_found=$3 dump_size=$2 dump_written=${1#* }
}

dump_answer() {
    if [ "$dumps_time" = 0 ]; then dumps_time=$last_drill_time; fi
    place_name "$dump_found"
    say "found $RET; reading it once for its checksum"
    json_add vmcore "$RET"
    json_add format "$dumps_format"
    json_put size "$dump_size"
    place_sum "$dump_found"
    json_add sha256 "$RET"
    say "found a whole dump of $dump_size bytes"
    json_add kernelRelease "$dumps_release"
    json_put crashTime "$dumps_time"
    json_put secondsToDump $((dump_written - dumps_time))
    json_put secondsToBeBack $((dump_back - dumps_time))
    json_add bootId "$host_boot"
    changed=true
}

# What the capture kernel needed.
dump_memory() {
    if measured_put; then
        measured_sentence
        say "$RET"
        json_object captureMemory measured_members
    else
        json_put captureMemory null
    fi
}

# The host must be as ready after the drill as before.
dump_ready() {
    local dump_answered="$answer"
    family unit
    service_unit=$RET
    wait_while "the capture kernel to be loaded" unit_waits || :
    facts_read
    answer=$dump_answered
    json_put ready "$facts_ready"
    json_add reason "$reason"
}

# dump_why: RET is why there is no dump, as far as the host can tell.
dump_why() {
    local dump_sentence dump_reason dump_last dump_free
    RET="The host crashed and came back, and there is no new dump in $place_shown."
    if [ -n "$dump_fault" ]; then RET="The host crashed and came back, but $dump_fault."; fi
    dump_sentence=$RET
    dump_log
    case $RET in
    *'No space left on device'*) dump_reason="There was no space left for it." ;;
    *'Out of memory'* | *oom-kill* | *'oom_kill'* | *'Killed process'*)
        dump_reason="The capture kernel ran out of memory: reserve more with crashkernel."
        ;;
    *'Connection refused'* | *'timed out'* | *nreachable* | *'Could not resolve'* | *'nable to mount'* | \
        *'Unable to reach'*)
        dump_reason="The dump's target could not be reached."
        ;;
    *) dump_reason= ;;
    esac
    # kdump-tools ends with the date, whatever came of it.
    dump_last=$(printf '%s\n' "$RET" | grep -v -e '^[A-Z][a-z][a-z], [0-9]' -e '^[[:space:]]*$' | tail -n 1) ||
        dump_last=
    dump_free=65536
    if [ "$dump_away" != ssh ]; then
        files_free "$root$dump_path"
        dump_free=${files_kib:-0}
    fi
    if [ -z "$dump_reason" ] && [ "$dump_free" -lt 65536 ]; then
        dump_reason="Its file system has $dump_free KiB free."
    fi
    if [ -z "$dump_reason" ] && capture_memory_short; then
        say_mib $((capture_memory_lowest * 1024))
        dump_reason="The capture kernel had $RET of memory left when it had least; crashkernel can reserve more."
    fi
    if [ -n "$dump_last" ]; then
        dump_reason="${dump_reason:+$dump_reason }The capture kernel's last message: $dump_last"
    elif [ -z "$dump_reason" ]; then
        say_mib "$host_reserved"
        dump_reason="The capture kernel left no message: it may not have booted in the $RET that are reserved. Its"
        dump_reason="$dump_reason console tells more."
    fi
    RET="$dump_sentence $dump_reason"
}

# dump_log: RET is what the capture kernel wrote down, where a distribution has it do so: in a file beside the dump, or,
# with kdump-tools, in the journal, as the boot before this one.
dump_log() {
    RET=
    if [ -n "$dump_faulty" ] && [ -f "${dump_faulty%/*}/kexec-dmesg.log" ]; then
        RET=$(tail -c 65536 "${dump_faulty%/*}/kexec-dmesg.log" | tail -n 400)
        return 0
    fi
    RET=$(journalctl -q -b -1 -n 400 -o cat --no-pager -u kdump-tools-dump.service 2>/dev/null) || RET=
}

# dump_again ANSWER: a drill is judged once, but a dump that was not read may be readable with what is installed by now.
# It may also be gone.
dump_again() {
    answer=$1 dump_found='' dump_fault='' readable=
    directory_find
    case $1:$dump_away in
    *'"readable":"yes"'* | *:ssh) ;;
    *)
        place_open
        place_each dump_judge
        if [ -n "$dump_found" ]; then readable_check "$dump_found"; fi
        ;;
    esac
    if [ -z "$readable" ]; then
        case $1 in
        *'"readable":"no"'*) readable=no readable_why="It was unreadable when it was found, and is gone now." ;;
        esac
        dump_refuse
    else
        dump_refuse
        answer=${1%%,\"readable\":*}
        dump_readable
    fi
    place_close
    if [ "$answer" != "$1" ]; then
        state_put drill-answer "$answer$NL"
        changed=true
    fi
    json_answer
}

# dump_readable: the last two members, so that they can be replaced.
dump_readable() {
    json_add readable "$readable"
    json_add readableReason "$readable_why"
}

# dump_refuse: nothing is recorded, so the next run opens the same dump again, with what is installed by then.
dump_refuse() {
    if [ "$readable" != no ] || [ -n "$dump_allowed" ]; then return 0; fi
    if [ -n "$dump_found" ]; then place_name "$dump_found"; else RET='a dump'; fi
    fail unreadable "The host crashed and wrote $RET, and that cannot be read. $readable_why Or set allowUnreadable" \
        "on the drill, if a dump that is written is enough."
}
