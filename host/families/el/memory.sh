# shellcheck shell=sh
# What the entries of the boot loader were before anybody of ours changed them: remembered, put right after the
# installation of kdump's package, and given back. How entries are read and written is in entries.sh.

# el_memory_remember: the options of each entry before anybody changes any, once; kernelopts has no ID. Entries that
# come later are not in it.
el_memory_remember() {
    if [ -f "$state/boot-entries" ] || [ -f "$state/crashkernel-entries" ]; then return 0; fi
    el_entries_read
    el_kernelopts
    state_put boot-entries "${RET:+/$RET$NL}$el_list"
}

# el_memory: el_kept_all is what el_memory_remember kept. Earlier versions kept the arguments alone, after a blank
# (el_kept_words).
el_memory() {
    el_memory_lines
    el_kept_all=$RET
}

el_memory_lines() {
    el_kept_words=
    state_get boot-entries
    if [ -n "$RET" ] || [ ! -f "$state/crashkernel-entries" ]; then return 0; fi
    el_kept_words=1
    RET=$(sed 's/^kernelopts$/\//; s/^kernelopts /\//; /^\//b
        s/^[^ ]*$/&\//; s/ /\//' "$state/crashkernel-entries")
}

# el_memory_line ID NUMBER: RET is that line of its options, and el_head what is before; status 1 when there is none.
el_memory_line() {
    el_nth=0
    while IFS= read -r el_kept; do
        case $el_kept in
        "$1/"*)
            el_nth=$((el_nth + 1))
            RET=${el_kept#*/}
            if [ "$el_nth" != "$2" ]; then continue; fi
            if [ -n "$1" ] && [ -z "$el_kept_words" ]; then el_entries_key "$RET"; fi
            return 0
            ;;
        esac
    done <<MEMORY
$el_kept_all
MEMORY
    RET=
    return 1
}

# el_memory_plain TEXT: RET is what the kernel gets of TEXT beside crashkernel=, with kernelopts as it was remembered,
# and one blank between: grubby, which kdump's own package runs, leaves no more.
el_memory_plain() {
    el_plain_text=$1
    if el_kernelopts_in "$1"; then
        el_memory_line '' 1 || :
        el_plain_text=" $1 "
        # shellcheck disable=SC2016
        el_plain_text="${el_plain_text%%' $kernelopts '*} $RET ${el_plain_text#*' $kernelopts '}"
    fi
    arguments_strip "$el_plain_text"
    RET=$(printf '%s\n' "$RET" | sed -E 's/[[:blank:]]+/ /g; s/^ //; s/ $//')
}

# el_memory_same ONE OTHER: they differ in crashkernel= and in blanks at the most.
el_memory_same() {
    el_memory_plain "$1"
    el_plain_one=$RET
    el_memory_plain "$2"
    [ "$RET" = "$el_plain_one" ]
}

# An entry of which kdump's package, by grubby, has made something else than another crashkernel= gets its options back.
el_memory_mend() {
    if [ ! -f "$state/boot-entries" ]; then return 0; fi
    el_memory
    el_entries_each el_memory_mend_one
}

el_memory_mend_one() { el_entries_lines el_memory_mend_line; }

el_memory_mend_line() {
    if ! el_memory_line "$el_id" "$2"; then
        RET=$1
        return 0
    fi
    el_was=$RET
    if el_memory_same "$1" "$el_was"; then
        RET=$1
        return 0
    fi
    el_line_head=$el_head
    RET=$el_was
}

# Each entry gets what it had. One that came later gets what /etc/default/grub would have given it.
el_memory_back() {
    el_memory
    if [ -n "$el_kept_all" ]; then
        el_future_original grub
        el_default=$RET
        el_entries_each el_memory_back_one
        el_memory_kernelopts
    fi
    state_forget boot-entries crashkernel-entries made.kernelopts
}

el_memory_kernelopts() {
    if [ -f "$state/made.kernelopts" ]; then
        el_kernelopts_set ''
    elif el_memory_line '' 1; then
        el_was=$RET
        el_kernelopts
        if [ -n "$RET" ]; then
            el_memory_restored "$RET" "$el_was"
            el_kernelopts_set "$RET"
        fi
    fi
}

el_memory_back_one() { el_entries_lines el_memory_back_line; }

el_memory_back_line() {
    if el_memory_line "$el_id" "$2"; then
        el_memory_restored "$1" "$RET"
        return 0
    fi
    arguments_strip "$1"
    if [ "$2" = 1 ] && ! el_kernelopts_in "$RET"; then arguments_join "$RET" "$el_default"; fi
}

# el_memory_restored NOW WAS: WAS as it was, or, when somebody else changed the line since, NOW with the arguments of
# WAS.
el_memory_restored() {
    el_now=$1 el_was=$2
    if [ -z "$el_kept_words" ] && el_memory_same "$el_now" "$el_was"; then
        el_line_head=$el_head
        RET=$el_was
        return 0
    fi
    arguments_find "$el_was"
    el_words=$RET
    arguments_strip "$el_now"
    arguments_join "$RET" "$el_words"
}
