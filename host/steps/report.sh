# shellcheck shell=sh
# What a dump says: crash's texts, each a section, and the end of the kernel log. The plan's half parses them
# (src/vmcore). The dump itself does not leave the host. Where crash is not there or cannot read it, drgn may.

# Set where the dumps of many hosts lie, on a kdump-server: there it has to be said which one a report is of.
report_clients=

# The arguments: paths, or empty; a time limit in seconds; and whether to install what is missing.
report_vmcore='' report_vmlinux='' report_modules='' report_limit=900 report_fetch=

# What goes beside their texts: why neither has read the dump, and what else to say; the kernel log beside the dump, and
# the file with the one that is answered.
report_without='' report_remark='' report_dmesg='' report_log=

step_report() {
    while [ $# -gt 0 ]; do
        case $#:$1 in
        1:--fetch | *[0-9]:--fetch) report_fetch=1 ;;
        1:*) report_usage ;;
        *:--vmcore) report_vmcore=$2 && shift ;;
        *:--vmlinux) report_vmlinux=$2 && shift ;;
        *:--modules) report_modules=$2 && shift ;;
        *:--limit) report_limit=$2 && shift ;;
        *) report_usage ;;
        esac
        shift
    done
    case $report_limit in
    '' | *[!0-9]* | 0*) report_usage ;;
    esac
    vmcore_begin report
    report_find_vmcore
    report_find_vmlinux
    if [ -n "$report_vmlinux" ]; then report_read; fi
    report_find_log
    fixed_find "$report_log"
    report_answer
    vmcore_close
}

report_usage() {
    fail_usage "${program##*/} report [--vmcore FILE] [--vmlinux FILE] [--modules DIR] [--limit SECONDS] [--fetch]"
}

report_find_vmcore() {
    if [ -n "$report_vmcore" ]; then
        case $report_vmcore in
        /*) report_vmcore=$root$report_vmcore ;;
        *) fail vmcore-path "'$report_vmcore' is not the full path of a dump on the host; it begins with /." ;;
        esac
        if [ ! -f "$report_vmcore" ]; then
            fail vmcore-gone "There is no dump ${report_vmcore#"$root"} on the host. Leave vmcore out to read the" \
                "newest."
        fi
    elif [ -n "$report_clients" ]; then
        fail_usage "${program##*/} report --vmcore FILE, and what else a report on a host may be told"
    else
        directory_find
        if [ -n "$dump_away" ]; then
            fail vmcore-away "Dumps of this host are written elsewhere, to $dump_path. Set vmcore to the path of one" \
                "that was copied back."
        fi
        newest_find
        report_vmcore=$RET
        if [ -z "$RET" ]; then
            fail vmcore-none "There is no complete dump in $dump_path. One is looked for as" \
                "$dump_path/DIRECTORY/vmcore, vmcore.flat or dump.STAMP, in what is root's own; set vmcore to the" \
                "path of another.${newest_passed:+ ${newest_passed#"$root"} $newest_fault.}"
        fi
    fi
    dumps_packer "$report_vmcore"
    if [ -n "$RET" ] && ! command -v "$RET" >/dev/null; then
        fail vmcore-packed "${report_vmcore#"$root"} is packed by $RET, which is not installed on the host. Install" \
            "it and run this again."
    fi
    vmcore_open "$report_vmcore"
    if [ -n "$RET" ]; then
        fail vmcore-owner "${report_vmcore#"$root"} $RET. A dump that is root's lies in directories to which root" \
            "alone may write, and one of another user in that user's own; move it there and run this again."
    fi
    confined_find
    report_without=$RET
    report_begin
}

# What the dump says of itself. Its beginning is unpacked once, and confined.
report_begin() {
    local report_packed report_head
    dumps_packer "$vmcore_here"
    report_packed=$RET report_head=$vmcore_here dumps_by=confined_filter
    confined_limit=$report_limit
    if [ "$confined_limit" -gt 120 ]; then confined_limit=120; fi
    if [ -n "$report_without" ]; then dumps_by=; fi
    if [ -n "$report_packed" ]; then
        report_head=$vmcore_dir/head
        if [ -n "$report_without" ]; then
            printf '' >"$report_head"
        else
            dumps_text "$vmcore_here" | head -c 16777216 >"$report_head" || :
        fi
    fi
    dumps_begin "$report_head"
    if [ -z "$dumps_format" ] && [ -z "${report_packed:+$report_without}" ]; then
        fail vmcore-format "${report_vmcore#"$root"} is not a dump that crash reads: it has neither a makedumpfile" \
            "header (compressed or flattened) nor an ELF header. Was it truncated, or does its name not match its" \
            "content?"
    fi
    dumps_notes "$report_head"
    dumps_whose "$report_head"
}

# The kernel that crashed need not be the running one. Without its vmlinux there is still the log.
report_find_vmlinux() {
    local report_kernel
    if [ -z "$report_without" ]; then
        reader_find "$report_fetch"
        report_without=$RET
    fi
    if [ -n "$report_without" ]; then
        report_vmlinux=
        return 0
    fi
    if [ -n "$dumps_machine" ] && [ "$dumps_machine" != "$host_arch" ]; then
        report_without="The dump is of a machine with the architecture $dumps_machine, and crash on this host reads"
        report_without="$report_without those of $host_arch."
        report_vmlinux=
        return 0
    fi
    if [ -n "$report_vmlinux" ]; then
        if [ ! -f "$root$report_vmlinux" ]; then
            fail vmlinux-gone "There is no $report_vmlinux on the host. Leave vmlinux out to have it looked for."
        fi
        report_same_build ||
            fail vmlinux-build "$report_vmlinux is of build $RET, and the kernel that crashed of build $dumps_build." \
                "Leave vmlinux out, or give the one of release ${dumps_release:-that crashed}."
    else
        report_look_vmlinux
        if [ -z "$report_vmlinux" ] && [ -n "$report_fetch" ] && [ -n "$dumps_release" ]; then
            if report_fetch_vmlinux "$dumps_release"; then
                report_look_vmlinux
            else
                report_without="The debuginfo of kernel $dumps_release could not be installed. $RET"
            fi
        fi
    fi
    if [ -z "$report_vmlinux" ]; then
        report_kernel="kernel $dumps_release"
        if [ -z "$dumps_release" ]; then
            report_kernel='the kernel that crashed, whose release the dump does not tell,'
        fi
        RET="There is no debuginfo of $report_kernel on the host. Set fetchDebuginfo to have it installed."
        report_without=${report_without:-$RET}
        return 0
    fi
    if [ -n "$report_modules" ] && [ ! -d "$root$report_modules" ]; then
        fail modules-gone "There is no directory $report_modules on the host. Leave moduleDebuginfo out where no" \
            "module from outside the kernel's tree matters."
    fi
    vmcore_kernel "$report_vmlinux" "$report_modules"
}

report_look_vmlinux() {
    if [ -z "$dumps_release" ]; then report_ask_release; fi
    report_vmlinux=
    if [ -n "$dumps_build" ]; then
        vmlinux_find_build "$dumps_build"
        report_vmlinux=$RET
    fi
    if [ -n "$report_vmlinux" ] || [ -z "$dumps_release" ]; then return 0; fi
    # shellcheck disable=SC2034
    vmlinux_build=$dumps_build
    vmlinux_of "$dumps_release"
    report_vmlinux=$vmlinux
    if [ -z "$vmlinux" ] && [ -n "$vmlinux_odd" ]; then
        report_without="$vmlinux_odd is of build ${vmlinux_odd_build:-unknown}, and the kernel that crashed of build"
        report_without="$report_without $dumps_build."
    fi
}

# crash finds the release even if the notes are not at the beginning of the dump.
report_ask_release() {
    if ! command -v crash >/dev/null; then return 0; fi
    vmcore_at_hand "$report_limit"
    if [ -n "$RET" ]; then return 0; fi
    confined "$crash_dir" 120 crash --osrelease vmcore </dev/null || :
    dumps_release=$(head -c 65 "$crash_dir/session.out" 2>/dev/null) || :
    rm -f "$crash_dir/session.out"
    case $dumps_release in
    [!0-9]* | *[!0-9A-Za-z._+~-]* | ?????????????????????????????????????????????????????????????????*)
        dumps_release=
        ;;
    esac
}

# Is report_vmlinux of the dump's build? RET is its build. Before 5.9 a dump does not tell, and crash itself has to see.
report_same_build() {
    vmlinux_read "$root$report_vmlinux"
    [ -z "$dumps_build" ] || [ "$RET" = "$dumps_build" ]
}

# Without a reader there is still the log.
report_read() {
    vmcore_at_hand "$report_limit"
    if [ -z "$RET" ]; then reader_read "$report_vmlinux" "$report_limit" "$report_fetch"; fi
    report_without=$RET
    if [ -n "$RET" ]; then report_vmlinux=; fi
}

# crash's log may be empty, where crash is older than the kernel.
report_find_log() {
    vmcore_dmesg "$report_vmcore"
    report_dmesg=$RET
    report_log=$crash_dir/log.txt
    if grep -qs '^<*[0-9]*>*\[' "$report_log"; then return 0; fi
    report_log=$vmcore_log
    if [ -z "$report_dmesg" ]; then
        report_log=$crash_dir/dmesg.txt
        report_dump_log
    fi
    if [ ! -s "$report_log" ] && [ -n "$report_without" ]; then
        fail report-nothing "Nothing can be read of ${report_vmcore#"$root"}, and there is no kernel log beside it." \
            "$report_without"
    fi
}

# makedumpfile finds the log in a dump without any debuginfo.
report_dump_log() {
    confined_find
    if [ -n "$RET" ] || ! command -v makedumpfile >/dev/null; then return 0; fi
    vmcore_at_hand "$report_limit"
    if [ -n "$RET" ]; then return 0; fi
    confined "$crash_dir" 300 makedumpfile --dump-dmesg vmcore dmesg.txt </dev/null || rm -f "$report_log"
}

report_answer() {
    local report_json report_ended
    json_text_name "${report_vmcore#"$root"}"
    report_json="{\"path\":$RET,\"bytes\":$(stat -L -c %s /proc/self/fd/7),\"written\":$(stat -L -c %Y /proc/self/fd/7)"
    json_text_name "${report_dmesg#"$root"}"
    report_json="$report_json,\"format\":\"$dumps_format\",\"release\":\"$dumps_release\""
    report_json="$report_json,\"buildId\":\"$dumps_build\",\"dmesg\":$RET"
    json_quote "$dumps_node"
    report_json="$report_json,\"nodename\":$RET"
    json_quote "$dumps_machine"
    json_put vmcore "$report_json,\"machine\":$RET}"
    host_line /proc/sys/kernel/hostname
    json_add host "$RET"
    if [ -n "$vmcore_cut" ]; then
        report_remark="${report_vmcore#"$root"} is truncated or damaged: only part of it could be unpacked."
    fi
    if [ -n "$newest_passed" ]; then
        report_remark="$newest_fault.${report_remark:+ $report_remark}"
        report_remark="There is a newer dump, but ${newest_passed#"$root"} $report_remark"
    fi
    # A kdump-server has no drills.
    if [ -z "$report_clients" ] && measured_of "$dumps_time" "$dumps_release"; then
        json_object captureMemory measured_members
    fi
    json_text_name "$report_remark"
    json_put remark "$RET"
    json_text_name "$report_vmlinux"
    json_put vmlinux "$RET"
    json_text_name "$report_without"
    json_put without "$RET"
    json_add fallback "$crash_fallback"
    report_ended=false
    if [ "$crash_status" = 124 ]; then report_ended=true; fi
    json_put ended "$report_ended"
    json_add reader "$reader_by"
    json_text_name "$reader_passed"
    json_put passed "$RET"
    cat "$crash_dir/sys.txt" "$crash_dir/set.txt" >"$crash_dir/header.txt" 2>/dev/null || :
    json_text_file header "$crash_dir/header.txt" head 4096
    json_text_file bt "$crash_dir/btl.txt" head 12288
    json_text_file sym "$crash_dir/sym.txt" head 8192
    json_text_file log "$report_log" tail 20000 200
    json_text_file mod "$crash_dir/mod.txt" head 6144
    json_text_file modTaint "$crash_dir/modtaint.txt" head 2048
    json_text_file taint "$crash_dir/taint.txt" head 256
    json_text_file errors "$crash_dir/session.out" tail 1024
    json_text_file newer "$fixed_found" head 16384
    json_answer
}
