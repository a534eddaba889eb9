# shellcheck shell=sh
# A reboot happens only if the reservation would change by it.
step_reboot() {
    case $#:${1-} in
    2:never | 2:when-required) ;;
    *) usage "kdump-host reboot never|when-required VALUE" ;;
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

# reboot_reason PREDICTED: reason is a sentence, or empty if the running kernel has that already.
reboot_reason() {
    reason=
    if [ "$value" = auto ]; then
        if [ "$host_crashkernel" = auto ]; then return 0; fi
        mib "$host_reserved"
        reason="The running kernel has reserved $RET, and crashkernel=auto leaves it to the kernel after a reboot."
        return 0
    fi
    if [ "$1" = "$host_reserved" ]; then
        reboot_reason_cma
        return 0
    fi
    # The running kernel had this very value and made of it the other of the two things that it could; or found the
    # address taken, where it will be taken again.
    if [ "$value" = "$host_crashkernel" ]; then
        if [ "$host_reserved" = "$size_other" ] || [ -n "$size_fixed" ]; then return 0; fi
    fi
    mib "$host_reserved"
    reboot_now=$RET
    mib "$1"
    reason="The running kernel has reserved $reboot_now, and crashkernel=$value reserves $RET after a reboot."
}

# What ,cma asks for is no part of what the kernel says to have reserved.
reboot_reason_cma() {
    size_cma_part "$host_arguments"
    reboot_now=${RET#crashkernel=}
    size_cma_part "$value"
    if [ "$RET" != "$reboot_now" ]; then
        reason="The running kernel's command line has ${reboot_now:-no ,cma}, and crashkernel=$value gives it ${RET:-none} after a reboot."
    fi
}

reboot_schedule() {
    family idle
    lock_debuginfo
    family before_reboot
    state_put reboot-due "$host_boot$NL"
    sync
    changed=true
    say "rebooting now: $reason"
    leave_listeners 120
    leave_later 3 systemctl reboot || fail reboot "The reboot could not be scheduled with systemd-run. Reboot the host and run this again."
}
