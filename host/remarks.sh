# shellcheck shell=sh
# What people should know of a host that is ready and may yet write no dump, or a larger one than they think: sentences,
# each true by itself. They become warnings.

# remarks_read: remarks is a JSON list of them, without its brackets.
remarks_read() {
    remarks=
    remark_filtering
    encryption_remarks
}

remark_add() {
    json_quote "$1"
    remarks="${remarks:+$remarks,}$RET"
}

remark_filtering() {
    remark_tool
    mib "$dump_size"
    remark_size=$RET
    if dump_size_loses; then
        remark_add "$remark_tool does not know $dump_size_word, by which the kernel $host_release describes its pages, and leaves out some that a dump needs: it will be written, and cannot be read. Install a newer makedumpfile, or keep what it mistakes them for, by coreCollector with -d 17 or lower."
    fi
    if dump_size_keeps_free && [ $((dump_level / 16 % 2)) = 1 ]; then
        mib "$dump_size_free"
        remark_free=$RET
        mib "$dump_size_free_counted"
        remark_add "$remark_tool does not know the free pages of the kernel $host_release: $remark_free are free, and it counts $RET. They stay in the dump, which may become as large as $remark_size before it is compressed. A newer makedumpfile leaves them out."
    fi
    case $dump_filtering in
    unsupported)
        remark_add "$remark_tool says that it does not support the kernel $host_release. It counts its pages, and may take some for others: a dump may become larger than the $remark_size that it counts, or not be readable. A drill tells."
        ;;
    fails)
        remark_said=$(printf '%s\n' "$dump_size_said" | tr -cd ' -~\n' | grep -v -e '^$' -e '^makedumpfile Failed' | tail -n 1 | cut -c 1-200) || remark_said=
        remark_said=${remark_said%.}
        remark_add "$remark_tool cannot read the memory of the kernel $host_release: ${remark_said:-it does not say why}. A dump may not be written, or hold all of the memory. A drill tells."
        ;;
    esac
}

# remark_tool: remark_tool is makedumpfile with its version.
remark_tool() {
    RET=$(timeout 10 makedumpfile -v 2>&1 </dev/null | sed -n 's/^makedumpfile: version \([0-9][0-9A-Za-z.+-]\{0,20\}\).*/\1/p' | head -n 1) || RET=
    remark_tool=makedumpfile${RET:+ $RET}
}
