# shellcheck shell=sh
# A crash on purpose, made once everything else says that a dump would be written. After the reboot `dump` finds what it
# left (steps/dump.sh); dumps/last-drill.sh tells what is remembered in between.

# How long an NMI is waited for, in seconds.
drill_nmi_wait=600

# A checksum of what the drill is to prove.
drill_key=

step_drill() {
    case $#:${1-} in
    2:sysrq | 2:nmi) ;;
    *) fail_usage "kdump-host drill sysrq|nmi '$words_drill'" ;;
    esac
    if [ "$2" != "$words_drill" ]; then
        fail_usage "The last word of kdump-host drill has to be '$words_drill', and nothing else."
    fi
    drill_key=$(cksum)
    last_drill_read
    # The same drill, made but not judged yet: its caller lost the connection.
    if [ "$last_drill_key" != "$drill_key" ] || [ "$last_drill_boot" = "$host_boot" ] ||
        [ -f "$state/drill-answer" ] || [ -f "$state/drill-failed" ]; then
        drill_able "$1"
        drill_mark
        capture_memory_watch
        drill_crash "$1"
        last_drill_boot=$host_boot
    fi
    json_add crashedBoot "$last_drill_boot"
    json_answer
}

# drill_able HOW
drill_able() {
    facts_read
    if [ "$facts_ready" = false ]; then
        fail not-ready "The host would not write a dump now, so it is not crashed: $reason"
    fi
    place_open up
    if [ -z "$dump_away" ]; then files_space "$root$dump_path" 65536 dump-space; fi
    if [ "$1" = nmi ] && [ ! -e "$root/proc/sys/kernel/unknown_nmi_panic" ]; then
        fail no-nmi "This kernel has no kernel.unknown_nmi_panic: on $host_arch an NMI cannot crash it. Drill with" \
            "sysrq instead."
    fi
}

drill_mark() {
    state_forget drill-answer drill-failed
    local drill_known=
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
        go_down_listeners 120
        # This works whatever kernel.sysrq is, which is about keyboards.
        go_down_later 3 sh -c "echo c >$root/proc/sysrq-trigger" ||
            fail drill "The crash could not be scheduled with systemd-run. Run this again."
        say "scheduled a crash, by sysrq"
        ;;
    nmi)
        host_line /proc/sys/kernel/unknown_nmi_panic
        state_put drill-nmi "$RET$NL"
        policy_set kernel.unknown_nmi_panic 1
        go_down_listeners $drill_nmi_wait
        say "made this host crash by an NMI, if one comes within $drill_nmi_wait s"
        ;;
    esac
}

# The dumps stay, and what the capture kernel needed: only the drill's records go.
undo_drill() {
    capture_memory_back
    state_forget drill drill-known drill-nmi drill-answer drill-failed drill-memory
}
