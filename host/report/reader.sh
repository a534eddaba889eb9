# shellcheck shell=sh
# What reads a dump for a report: crash, or drgn where crash is not there or cannot read it.

# Which of them has, with its version; and why crash has not, where it was tried first.
reader_by='' reader_passed=

# reader_find FETCH: RET is why neither is on this host, a sentence, or empty. With FETCH crash is installed, or drgn.
reader_find() {
    RET=
    if command -v crash >/dev/null || command -v drgn >/dev/null; then return 0; fi
    if [ -n "$1" ]; then
        if report_fetch_crash; then RET='' && return 0; fi
        reader_passed=$RET
        if report_fetch_drgn; then RET='' reader_passed='' && return 0; fi
        RET="and could not be installed. $reader_passed"
        reader_passed=
    fi
    RET="Neither crash nor drgn is installed on the host${RET:+, $RET}"
    RET=${RET%.}.
}

# reader_read VMLINUX SECONDS FETCH: the sections in $crash_dir; RET is why there are none, in sentences, or empty.
# crash goes first, because people know what it says. drgn reads kernels that no crash knows yet.
reader_read() {
    RET=
    if command -v crash >/dev/null; then
        reader_crash "$1" "$2"
        if [ -z "$RET" ]; then return 0; fi
        # An old crash takes the vmlinux of a new kernel for another's, so what it says of that is not believed.
        if ! command -v drgn >/dev/null; then
            if [ -z "$3" ] || [ "$crash_status" = 124 ]; then return 0; fi
            reader_passed=$RET
            if ! report_fetch_drgn; then RET=$reader_passed reader_passed='' && return 0; fi
            RET=$reader_passed
        fi
    fi
    reader_drgn "$2"
}

reader_crash() {
    say "crash reads the dump, for at most $2 s"
    crash_read
    say "crash has read the dump"
    if crash_good; then
        crash_look_up
        vmcore_reader crash
        reader_by=$RET RET=
        return 0
    fi
    crash_said
    if [ "$crash_status" = 124 ]; then
        RET="crash did not finish within $2 s and was stopped."
    else
        RET="crash cannot read the dump with $1. $RET"
    fi
}

# reader_drgn SECONDS: RET is why crash has not read it, or empty, before it and after it.
reader_drgn() {
    case $RET in
    *[.!?] | '') ;;
    *) RET=$RET. ;;
    esac
    reader_passed=$RET
    say "drgn reads the dump"
    drgn_read
    vmcore_reader drgn
    reader_by=$RET RET=
    if crash_good; then
        # What crash had to do without is of no account then.
        crash_fallback='' crash_status=0
        return 0
    fi
    drgn_said
    if [ "$drgn_status" = 124 ]; then RET="It did not finish within $1 s and was stopped."; fi
    RET="${reader_passed:+$reader_passed }$reader_by cannot read the dump${reader_passed:+ either}. $RET"
    reader_by='' reader_passed=
}
