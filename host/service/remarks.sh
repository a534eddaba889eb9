# shellcheck shell=sh
# What people should know of a host that is ready and may yet write no dump, or a larger one than they think: sentences,
# each true by itself. They become warnings.

# The JSON list, and makedumpfile with its version.
remarks='' remarks_tool=

# remarks_read: remarks is a JSON list of them, without its brackets.
remarks_read() {
    remarks=
    remarks_filtering
    encryption_remarks
    remarks_memory
}

remarks_add() {
    json_quote "$*"
    remarks="${remarks:+$remarks,}$RET"
}

remarks_filtering() {
    local remark_size remark_free='' remark_said=
    remarks_tool
    say_mib "$dumps_size_bytes"
    remark_size=$RET
    if dumps_size_loses; then
        remarks_add "$remarks_tool does not know $dumps_size_word, by which the kernel $host_release describes its" \
            "pages, and leaves out some that a dump needs: it will be written, and cannot be read. Install a newer" \
            "makedumpfile, or keep what it mistakes them for, by coreCollector with -d 17 or lower."
    fi
    if dumps_size_keeps_free && [ $((dump_level / 16 % 2)) = 1 ]; then
        say_mib "$dumps_size_free"
        remark_free=$RET
        say_mib "$dumps_size_free_counted"
        remarks_add "$remarks_tool does not know the free pages of the kernel $host_release: $remark_free are free," \
            "and it counts $RET. They stay in the dump, which may become as large as $remark_size before it is" \
            "compressed. A newer makedumpfile leaves them out."
    fi
    case $dump_filtering in
    unsupported)
        remarks_add "$remarks_tool says that it does not support the kernel $host_release. It counts its pages, and" \
            "may take some for others: a dump may become larger than the $remark_size that it counts, or not be" \
            "readable. A drill tells."
        ;;
    fails)
        remark_said=$(printf '%s\n' "$dumps_size_said" | tr -cd ' -~\n' |
            grep -v -e '^$' -e '^makedumpfile Failed' | tail -n 1 | cut -c 1-200) || remark_said=
        remark_said=${remark_said%.}
        remarks_add "$remarks_tool cannot read the memory of the kernel $host_release:" \
            "${remark_said:-it does not say why}. A dump may not be written, or hold all of the memory. A drill tells."
        ;;
    esac
}

# remarks_tool: remarks_tool is makedumpfile with its version.
remarks_tool() {
    RET=$(timeout 10 makedumpfile -v 2>&1 </dev/null |
        sed -n 's/^makedumpfile: version \([0-9][0-9A-Za-z.+-]\{0,20\}\).*/\1/p' | head -n 1) || RET=
    remarks_tool=makedumpfile${RET:+ $RET}
}

# A capture kernel that had hardly enough.
remarks_memory() {
    local remark_needed
    if [ "$host_reserved" = 0 ] || ! measured_here || measured_fits "$host_reserved"; then return 0; fi
    measured_sentence
    remark_needed=$RET
    measured_old
    remark_needed="$remark_needed${RET:+ $RET}"
    say_mib "$host_reserved"
    remarks_add "$remark_needed Of the $RET that are reserved now too little is left for a larger kernel or" \
        "initramfs, and the next dump may fail. crashkernel=$((measured_enough / 1048576))M is enough."
}
