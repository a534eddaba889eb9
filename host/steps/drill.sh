# shellcheck shell=sh
# A crash on purpose. `drill` makes it, once everything else says that a dump would be written; `dump`, after the
# reboot, finds what it left, and opens it. In between, $state/drill remembers in lines `KEY VALUE`: boot, release, time and key,
# which stands for what is to be proved; drill-known the dumps that were there before; drill-nmi a setting to be put
# back. drill-answer is what `dump` answered, and drill-failed is there when it found none.
# How long an NMI is waited for, in seconds.
drill_nmi_wait=600

step_drill() {
    case $#:${1-} in
    2:sysrq | 2:nmi) ;;
    *) usage "kdump-host drill sysrq|nmi '$words_drill'" ;;
    esac
    if [ "$2" != "$words_drill" ]; then usage "The last word of kdump-host drill has to be '$words_drill', and nothing else."; fi
    drill_key=$(cksum)
    drill_recall
    # The same drill, made and not judged yet: whoever asked for it was cut off.
    if [ "$drill_was_key" != "$drill_key" ] || [ "$drill_was_boot" = "$host_boot" ] ||
        [ -f "$state/drill-answer" ] || [ -f "$state/drill-failed" ]; then
        drill_able "$1"
        drill_mark "$1"
        drill_crash "$1"
        drill_was_boot=$host_boot
    fi
    json_add crashedBoot "$drill_was_boot"
    json_answer
}

# drill_recall: what the last drill noted down.
drill_recall() {
    drill_was_boot='' drill_was_release='' drill_was_time=0 drill_was_key=
    if [ ! -f "$state/drill" ]; then return 0; fi
    while read -r drill_word drill_value; do
        case $drill_word in
        boot) drill_was_boot=$drill_value ;;
        release) drill_was_release=$drill_value ;;
        time) if digits "$drill_value"; then drill_was_time=$drill_value; fi ;;
        key) drill_was_key=$drill_value ;;
        esac
    done <"$state/drill"
}

# drill_able HOW
drill_able() {
    facts_read
    if [ "$facts_ready" = false ]; then fail not-ready "The host would not write a dump now, so it is not crashed: $reason"; fi
    ssh_tries=3 nfs_tries=2
    place_open
    if [ -z "$dump_away" ]; then files_space "$root$dump_path" 65536 dump-space; fi
    if [ "$1" = nmi ] && [ ! -e "$root/proc/sys/kernel/unknown_nmi_panic" ]; then
        fail no-nmi "This kernel has no kernel.unknown_nmi_panic: on $host_arch an NMI cannot crash it. Drill with sysrq instead."
    fi
}

drill_mark() {
    state_forget drill-answer drill-failed
    drill_known=
    place_each drill_note
    place_close
    state_put drill-known "$drill_known"
    state_put drill "boot $host_boot${NL}release $host_release${NL}time $(date +%s)${NL}key $drill_key$NL"
    changed=true
}

# drill_note KEY SIZE FILE, as dump_add and dump_judge.
drill_note() {
    drill_known=$drill_known$1$NL
}

drill_crash() {
    lock_debuginfo
    sync
    case $1 in
    sysrq)
        say "crashing now, by sysrq"
        leave_listeners 120
        # This works whatever kernel.sysrq is, which is about keyboards.
        leave_later 3 sh -c "echo c >$root/proc/sysrq-trigger" ||
            fail drill "The crash could not be scheduled with systemd-run. Run this again."
        ;;
    nmi)
        say "waiting up to $drill_nmi_wait s for an NMI, which will crash this host"
        host_line /proc/sys/kernel/unknown_nmi_panic
        state_put drill-nmi "$RET$NL"
        policy_set kernel.unknown_nmi_panic 1
        leave_listeners $drill_nmi_wait
        ;;
    esac
}

step_dump() {
    case $#:${1-} in
    0: | 1:--allow-unreadable) dump_allowed=${1-} ;;
    *) usage "kdump-host dump [--allow-unreadable]" ;;
    esac
    drill_recall
    if [ -z "$drill_was_boot" ]; then
        fail no-drill "No drill was made on this host. Run \`pulumi up --target-replace\` for the -crash resource of the CrashDrill."
    fi
    state_get drill-answer
    if [ -n "$RET" ]; then
        dump_again "${RET%"$NL"}"
        return 0
    fi
    if [ "$drill_was_boot" = "$host_boot" ]; then dump_not_crashed; fi
    place_open
    wait_while "the dump to be written" dump_grows || :
    dump_found='' dump_fault=
    place_each dump_judge
    if [ -z "$dump_found" ]; then
        drill_failed
        dump_why
        fail no-dump "$RET"
    fi
    dump_back=$(date +%s)
    readable_check "$dump_found"
    dump_refuse
    dump_answer
    place_close
    dump_ready
    dump_readable
    state_put drill-answer "$answer$NL"
    json_answer
}

# So that the same drill may be made again. The disk may be full.
drill_failed() {
    (printf '' >"$state/drill-failed") 2>/dev/null || :
}

dump_not_crashed() {
    state_get drill-nmi
    if [ -n "$RET" ]; then
        policy_set kernel.unknown_nmi_panic "$RET"
        drill_failed
        fail not-crashed "The host did not crash: it still runs under the boot_id $host_boot. No NMI came, or none that the kernel does not know the reason of. Send it while the CrashDrill waits."
    fi
    drill_failed
    fail not-crashed "The host did not crash: it still runs under the boot_id $host_boot. Look at it with: journalctl -b -u 'run-*'"
}

# A dump still on its way grows; kdump may also still be busy with it, where it went to a raw device first.
dump_grows() {
    dump_sum=0
    place_each dump_add
    dump_before=${dump_after:-none} dump_after=$dump_sum
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
    if [ -z "${dump_known-}" ]; then
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
    if [ -z "$RET" ] && [ "$dumps_release" != "$drill_was_release" ]; then
        RET="is of the kernel $dumps_release, and the one that was crashed is $drill_was_release"
    fi
    if [ -z "$RET" ] && [ "$dumps_time" != 0 ] && [ "$dumps_time" -lt "$drill_was_time" ]; then
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
    if [ "$dumps_time" = 0 ]; then dumps_time=$drill_was_time; fi
    place_name "$dump_found"
    say "found $RET; reading it once for its checksum"
    json_add vmcore "$RET"
    json_add format "$dumps_format"
    json_put size "$dump_size"
    place_sum "$dump_found"
    json_add sha256 "$RET"
    json_add kernelRelease "$dumps_release"
    json_put crashTime "$dumps_time"
    json_put secondsToDump $((dump_written - dumps_time))
    json_put secondsToBeBack $((dump_back - dumps_time))
    json_add bootId "$host_boot"
    changed=true
}

# The host is to be as ready after the drill as it was before.
dump_ready() {
    dump_answered=$answer
    family unit
    service_unit=$RET
    wait_while "the capture kernel to be loaded" service_waits || :
    facts_read
    answer=$dump_answered
    json_put ready "$facts_ready"
    json_add reason "$reason"
}

# dump_why: RET is why there is no dump, as far as the host can tell.
dump_why() {
    RET="The host crashed and came back, and there is no new dump in $place_shown."
    if [ -n "$dump_fault" ]; then RET="The host crashed and came back, but $dump_fault."; fi
    dump_sentence=$RET
    dump_log
    case $RET in
    *'No space left on device'*) dump_reason="There was no space left for it." ;;
    *'Out of memory'* | *oom-kill* | *'oom_kill'* | *'Killed process'*) dump_reason="The capture kernel ran out of memory: reserve more with crashkernel." ;;
    *'Connection refused'* | *'timed out'* | *nreachable* | *'Could not resolve'* | *'nable to mount'* | *'Unable to reach'*) dump_reason="The dump's target could not be reached." ;;
    *) dump_reason= ;;
    esac
    # kdump-tools ends with the date, whatever came of it.
    dump_last=$(printf '%s\n' "$RET" | grep -v -e '^[A-Z][a-z][a-z], [0-9]' -e '^[[:space:]]*$' | tail -n 1) || dump_last=
    dump_free=65536
    if [ "$dump_away" != ssh ]; then
        files_free "$root$dump_path"
        dump_free=${files_kib:-0}
    fi
    if [ -z "$dump_reason" ] && [ "$dump_free" -lt 65536 ]; then dump_reason="Its file system has $dump_free KiB free."; fi
    if [ -n "$dump_last" ]; then
        dump_reason="${dump_reason:+$dump_reason }The last that the capture kernel said: $dump_last"
    elif [ -z "$dump_reason" ]; then
        mib "$host_reserved"
        dump_reason="The capture kernel left no word: it may not have come up in the $RET that are reserved. Its console tells more."
    fi
    RET="$dump_sentence $dump_reason"
}

# dump_log: RET is what the capture kernel wrote down, where a distribution has it do so: in a file beside the dump, or,
# with kdump-tools, in the journal, as the boot before this one.
dump_log() {
    RET=
    if [ -n "${dump_faulty-}" ] && [ -f "${dump_faulty%/*}/kexec-dmesg.log" ]; then
        RET=$(tail -c 65536 "${dump_faulty%/*}/kexec-dmesg.log" | tail -n 400)
        return 0
    fi
    RET=$(journalctl -q -b -1 -n 400 -o cat --no-pager -u kdump-tools-dump.service 2>/dev/null) || RET=
}

# The dumps stay; what goes is the memory of the drill.
undo_drill() {
    state_forget drill drill-known drill-nmi drill-answer drill-failed
}
