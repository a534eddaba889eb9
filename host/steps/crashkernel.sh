# shellcheck shell=sh
step_crashkernel() {
    [ $# = 1 ] || fail_usage "kdump-host crashkernel VALUE"
    remembered_read
    if [ "$1" = recommended ]; then
        remembered_recommend
        if [ -n "$measured_raised" ] && measured_read; then
            measured_sentence
            say "$RET Now crashkernel=$remembered_recommended is recommended"
        fi
        set -- "$remembered_recommended"
    fi
    size_want "$1"
    remembered_put "$value"
    family crashkernel_put "$value"
    if [ "$size_why" = wish ]; then
        say_mib "$host_memory"
        say "crashkernel=$value says 0M for this machine's $RET of memory; nothing will be reserved"
    fi
    if [ -n "$size_fixed" ]; then
        say "crashkernel=$value asks for a fixed address; the kernel reserves nothing when that is taken"
    fi
    if [ "$size_lent" != 0 ]; then
        say "a part of crashkernel=$value is lent to user space, whose pages there are missing from every dump"
    fi
    json_add crashkernel "$value"
    json_put predictedBytes "$predicted"
    json_put memoryBytes "$host_memory"
    json_answer
}

# would_crashkernel VALUE: what a machine of this memory was recommended stays as it is.
would_crashkernel() {
    size_want "$1"
    would_lacks="does not say crashkernel=$value"
    if [ "$1" = recommended ]; then
        if ! remembered_here; then
            would_say "What is recommended for this machine's memory and release was not found out yet."
            remembered_recommended_is "$value"
        elif [ "$remembered_recommended" != "$value" ]; then
            measured_sentence
            would_say "$RET Now crashkernel=$value is recommended."
            remembered_recommended_is "$value"
        fi
    fi
    remembered_put "$value"
    family crashkernel_put "$value"
}

# The boot loader's configuration is always made anew, never put back from a copy: kernels may have come
# and gone since. The marker makes a run that was killed in between complete when it is run again.
undo_crashkernel() {
    state_forget capture-memory
    remembered_read
    if [ -z "$remembered_value" ] && [ ! -f "$state/crashkernel-undo" ]; then
        crashkernel_forgotten
        return 0
    fi
    state_put crashkernel-undo ''
    family crashkernel_remove
    remembered_forget
    family boot_regenerate ''
    state_forget crashkernel-undo
}

# crashkernel_forgotten: where our memory is lost nothing tells our value from another's, and nobody's is taken away.
crashkernel_forgotten() {
    RET=$(cat "$root/etc/default/grub" "$root/etc/kernel/cmdline" "$root/boot/loader/entries"/*.conf 2>/dev/null |
        sed -n '/^[[:space:]]*#/d; s/.*\(crashkernel=[^[:space:]"]*\).*/\1/p' | sort -u | tr '\n' ' ') || RET=
    if [ -z "$RET" ]; then return 0; fi
    say "the boot configuration says ${RET% }. Nothing here remembers that kdump-host set it, so it stays. If nobody" \
        "needs it, remove it from /etc/default/grub and regenerate the boot loader's configuration" \
        "(where grubby is: grubby --update-kernel=ALL --remove-args=crashkernel)"
}
