# shellcheck shell=sh
# A reboot happens only if the reservation would change by it.
step_reboot() {
    local reboot_required reboot_scheduled
    case $#:${1-} in
    2:never | 2:when-required) ;;
    *) fail_usage "kdump-host reboot never|when-required VALUE" ;;
    esac
    size_want "$2"
    reboot_required=false reboot_scheduled=false
    reboot_reason "$predicted"
    if [ -n "$reason" ]; then
        reboot_required=true
        if [ "$1" = when-required ]; then reboot_scheduled=true; fi
    fi
    if [ "$reboot_scheduled" = true ]; then reboot_schedule; else state_forget reboot-due; fi
    json_put rebootRequired $reboot_required
    json_put scheduled $reboot_scheduled
    json_add reason "$reason"
    json_add bootId "$host_boot"
    json_answer
}

reboot_schedule() {
    family idle
    lock_debuginfo
    family before_reboot
    state_put reboot-due "$host_boot$NL"
    sync
    changed=true
    go_down_listeners 120
    go_down_later 3 systemctl reboot ||
        fail reboot "The reboot could not be scheduled with systemd-run. Reboot the host and run this again."
    say "scheduled: $reason"
}

# would_reboot VALUE: where it may reboot. A kernel that was booted with the value has reserved what it could: after
# another reboot a look would find the same, and have the host rebooted by every update.
would_reboot() {
    size_want "$1"
    if [ "$value" = "$host_crashkernel" ]; then return 0; fi
    reboot_reason "$predicted"
    if [ -n "$reason" ]; then would_say "$reason"; fi
}
