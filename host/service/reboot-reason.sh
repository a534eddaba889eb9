# shellcheck shell=sh
# reboot_reason PREDICTED: reason is a sentence, or empty if the running kernel has that already.
reboot_reason() {
    local reboot_now=
    reason=
    if [ "$value" = auto ]; then
        if [ "$host_crashkernel" = auto ]; then return 0; fi
        say_mib "$host_reserved"
        reason="The running kernel has reserved $RET, and crashkernel=auto leaves it to the kernel after a reboot."
        return 0
    fi
    if [ "$1" = "$host_reserved" ]; then
        reboot_reason_cma
        return 0
    fi
    # This value allows two reservations, and the running kernel chose the other one; or the address it names was taken,
    # and will be again. No reboot helps.
    if [ "$value" = "$host_crashkernel" ]; then
        if [ "$host_reserved" = "$size_other" ] || [ -n "$size_fixed" ]; then return 0; fi
    fi
    say_mib "$host_reserved"
    reboot_now=$RET
    say_mib "$1"
    reason="The running kernel has reserved $reboot_now, and crashkernel=$value reserves $RET after a reboot."
}

# What ,cma asks for is no part of what the kernel says to have reserved.
reboot_reason_cma() {
    local reboot_now
    size_cma_part "$host_arguments"
    reboot_now=${RET#crashkernel=}
    size_cma_part "$value"
    if [ "$RET" != "$reboot_now" ]; then
        reason="The running kernel's command line has ${reboot_now:-no ,cma}, and crashkernel=$value gives it"
        reason="$reason ${RET:-none} after a reboot."
    fi
}
