# shellcheck shell=sh
# The gate: after this the host will write a dump, or the answer says in a sentence why not.
step_service() {
    local service_due
    [ $# -le 1 ] || fail_usage "kdump-host service DIGEST"
    state_get reboot-due
    service_due=$RET
    if [ "$service_due" = "$host_boot" ]; then
        fail reboot-not-happened "A reboot was due, and the host still runs under the boot_id $host_boot. Look at it" \
            "with: journalctl -b -u 'run-*', then reboot the host and run this again."
    fi
    unit_remember
    directory_make
    if [ -z "$dump_away" ]; then files_space "$root$dump_path" 65536 dump-space; fi
    unit_enable
    facts_read
    if [ -n "$service_due" ] && [ "$facts_reboot" = true ]; then
        fail reservation "The host was rebooted, and yet: $reason Look at it with: dmesg | grep -i crashkernel; cat" \
            "/proc/cmdline"
    fi
    if [ "$host_reserved" -gt 0 ]; then
        unit_load
        facts_read
    fi
    if [ "$facts_ready" = true ]; then state_forget reboot-due; fi
    facts_answer
}

undo_service() {
    if [ -f "$state/unit-before" ]; then unit_back; fi
    # Last, because stopping the unit makes the dump directory again.
    directory_back
}

# would_service: after the steps before it. Where nothing is reserved, nothing can be loaded.
would_service() {
    local service_file
    family unit
    service_unit=$RET
    case $(systemctl is-enabled "$service_unit" 2>/dev/null || :) in
    enabled) ;;
    *) would_say "$service_unit is not enabled." ;;
    esac
    if would_run reboot; then would_say "The host would be rebooted, and the capture kernel loaded after that."; fi
    if [ "$host_reserved" = 0 ]; then return 0; fi
    service_state=$(systemctl is-active "$service_unit" 2>/dev/null) || :
    if unit_due; then would_say "$RET"; fi
    family conf_file
    for service_file in $RET; do
        if would_make "${service_file#"$root"}"; then
            would_say "${service_file#"$root"} would be written, and the capture kernel has to be loaded with it."
        fi
    done
}
