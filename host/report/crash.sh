# shellcheck shell=sh
# crash(8), run confined over one dump in a directory of its own, $crash_dir. Its files are there by links of fixed
# names and its commands hold no text of others, because crash runs shell commands: for `!`, and to look into a
# compressed vmlinux.
#
# Its exit status tells nothing: a command that failed ends in 0, and a session without `quit` in 1. So every section
# goes to a file of its own, which is judged by what is in it; and what comes before a failure is not lost.

# When crash has to end, in seconds since 1970, how it ended, and the option that it took.
crash_deadline=0 crash_status=0 crash_fallback=

# crash_session FILE [OPTION]: runs the commands of FILE. crash_status is 124 when the time was over.
crash_session() {
    local crash_left
    crash_left=$((crash_deadline - $(date +%s)))
    crash_status=124
    if [ "$crash_left" -le 0 ]; then return 0; fi
    set -- -s --no_crashrc ${2:+"$2"} -i "$1" vmlinux
    if [ -e "$crash_dir/vmlinux.image" ]; then set -- "$@" vmlinux.image; fi
    crash_status=0
    vmcore_grant_again
    confined "$crash_dir" "$crash_left" crash "$@" vmcore </dev/null || crash_status=$?
    if [ "$crash_status" = 137 ]; then crash_status=124; fi
}

# crash_read: all sections, in the order of what matters most. -s drops the header, so `sys` and `set` print it.
crash_read() {
    local crash_option
    crash_fallback=
    printf '%s\n' 'sys > sys.txt' 'set > set.txt' 'log > log.txt' 'bt > bt.txt' 'bt -l > btl.txt' \
        'sys -t > taint.txt' 'mod -t > modtaint.txt' 'mod > mod.txt' quit >"$crash_dir/read"
    crash_session read
    for crash_option in --zero_excluded --minimal; do
        if crash_good || [ "$crash_status" = 124 ] || crash_hopeless; then return 0; fi
        say "crash cannot read the dump as it is; trying $crash_option"
        crash_fallback=$crash_option
        if [ "$crash_option" = --minimal ]; then printf '%s\n' 'log > log.txt' quit >"$crash_dir/read"; fi
        crash_session read "$crash_option"
    done
}

crash_good() { grep -qs '^ *RELEASE: ' "$crash_dir/sys.txt"; }

# Failures that no option helps against.
crash_hopeless() {
    grep -qs -e 'do not match!' -e 'no debugging data available' -e 'not a supported file format' \
        -e 'does not have panic dump header' "$crash_dir/session.out"
}

# crash_look_up: what each address of the stack is, and the lines of its modules, which crash has to load first: those
# on the stack, and those that the kernel itself names as the place, because the stack does not tell whose an
# exception's place is. crash looks for their files below /usr/lib/debug/lib/modules, then in $crash_dir/modules, then
# below /lib/modules. Only hexadecimal digits and words are taken from the texts.
crash_look_up() {
    local crash_module
    if ! grep -qs '^ *#0 ' "$crash_dir/bt.txt"; then return 0; fi
    cp "$crash_dir/session.out" "$crash_dir/first.out"
    {
        crash_module='\[\([A-Za-z0-9_][A-Za-z0-9_-]\{0,55\}\)\]'
        {
            sed -n "s/.* at [0-9a-f]\{8,16\} $crash_module\$/\1/p" "$crash_dir/bt.txt"
            tail -n 500 "$crash_dir/log.txt" 2>/dev/null |
                sed -n -e "s/.*RIP: 0010:.*+0x[^ ]* $crash_module.*/\1/p" -e "s/.*pc : .*+0x[^ ]* $crash_module.*/\1/p"
        } | sort -u | head -n 16 | sed 's/.*/mod -s & > mods.txt/'
        echo 'bt -l > btl2.txt'
        sed -n -e 's/^ *#[0-9]* \[[0-9a-f]*\] .* at \([cf][0-9a-f]\{15\}\).*/sym \1/p' \
            -e 's/^ *RIP: \([cf][0-9a-f]\{15\}\) .*/sym \1/p' \
            -e 's/^ *PC: \([cf][0-9a-f]\{15\}\) .*/sym \1/p' "$crash_dir/bt.txt" | awk '!seen[$0]++' | head -n 64
        echo quit
    } >"$crash_dir/look"
    crash_session look "$crash_fallback"
    mv "$crash_dir/session.out" "$crash_dir/sym.txt"
    mv "$crash_dir/first.out" "$crash_dir/session.out"
    if grep -qs '^ *#0 ' "$crash_dir/btl2.txt"; then mv "$crash_dir/btl2.txt" "$crash_dir/btl.txt"; fi
    if ! grep -qs '^ *#0 ' "$crash_dir/btl.txt"; then mv "$crash_dir/bt.txt" "$crash_dir/btl.txt"; fi
}

# crash_said: RET is its complaint, as a sentence: that something is cut off, which it calls something else at last, or
# the last one. Of some dumps that are cut off it says nothing at all.
crash_said() {
    local crash_words
    crash_words=$(grep -s '^crash: .*truncated' "$crash_dir/session.out" | head -n 1) || :
    if [ -z "$crash_words" ]; then
        crash_words=$(grep -s -e '^crash: ' -e '^WARNING: ' "$crash_dir/session.out" | tail -n 1) || :
    fi
    crash_words=${crash_words#crash: }
    outside_text "${crash_words#WARNING: }"
    RET="It says: $RET"
    if [ -z "$crash_words" ]; then RET="It does not say why; the dump may be truncated or damaged."; fi
}
