# shellcheck shell=sh
# drgn(8), run confined over one dump in $crash_dir as crash is, where crash is not there or does not know the kernel.
# It has no commands but Python. Ours, drgn.py, leaves what crash_read leaves, in the same files and the same form.
drgn_python='@drgn.py@'

# How it ended; 124 when the time was over.
drgn_status=0

# drgn_read: until crash_deadline. Whether it can read the dump, crash_good tells.
drgn_read() {
    local drgn_left
    drgn_left=$((crash_deadline - $(date +%s)))
    drgn_status=124
    if [ "$drgn_left" -le 0 ]; then return 0; fi
    printf '%s' "$drgn_python" >"$crash_dir/read.py"
    # Of what crash has left, the log may be all that there will be.
    for RET in sys set bt btl btl2 sym mod modtaint taint; do rm -f "$crash_dir/$RET.txt"; done
    rm -f "$crash_dir/session.out"
    drgn_status=0
    vmcore_grant_again
    confined "$crash_dir" "$drgn_left" drgn -q -c vmcore -s vmlinux read.py </dev/null || drgn_status=$?
    if [ "$drgn_status" = 137 ]; then drgn_status=124; fi
}

# drgn_said: RET is its complaint, as a sentence. Python's last line says what was wrong.
drgn_said() {
    outside_last "$crash_dir/session.out"
    if [ -n "$RET" ]; then RET="It says: $RET"; else RET="It does not say why."; fi
}
