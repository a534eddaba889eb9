# shellcheck shell=sh
# Whether the dump of a drill can be read: it is opened, all tasks are listed and the stack of the one that panicked. A
# distribution's crash may be older than its kernel, and a dump that nobody can open is found out too late on the day it is
# needed. The file being whole proves nothing of that.

# How long crash, drgn and makedumpfile may take together, in seconds.
readable_limit=900

# readable_check FILE: readable is yes, no or `not checked`, words of src/drillArgs.ts's DumpReadability, and readable_why a
# sentence or two: who has read it, or what to do.
readable_check() {
    readable='not checked' readable_why=
    if [ "$dump_away" = ssh ]; then
        readable_why="The dump went to $dump_place, and what comes there is not opened on request of those who send it. A VmcoreReport with dumpServer and this vmcore reads it there."
        return 0
    fi
    files_free "$state"
    if [ "${files_kib:-0}" -lt 65536 ]; then
        readable_why="$files_mount has ${files_kib:-0} KiB free, where opening the dump takes 65536 KiB."
        return 0
    fi
    confine_find
    if [ -n "$RET" ]; then
        readable_why=$RET
        return 0
    fi
    say "opening the dump, for at most $readable_limit s"
    vmcore_begin readable
    vmcore_open "$1"
    if [ -n "$RET" ]; then
        readable_why="${1#"$root"} $RET."
    else
        readable_try
    fi
    vmcore_close
}

# readable_try: by crash first, then by drgn, which may know a kernel that crash does not; without what either needs, by
# makedumpfile, which knows no tasks but reads every page.
readable_try() {
    vmcore_at_hand "$readable_limit"
    if [ -n "$RET" ]; then
        readable_why=$RET
        return 0
    fi
    if [ -n "$vmcore_cut" ]; then
        readable=no readable_why="It is cut off or damaged: it could be unpacked in part only."
        return 0
    fi
    readable_missing=
    readable_kernel
    if [ -z "$RET" ]; then
        readable_missing="There is no debuginfo of the kernel $dumps_release on this host. Set debuginfo on the Kdump to have it installed, and the dump opened."
    elif command -v crash >/dev/null; then
        vmcore_kernel "$RET"
        readable_crash
    elif command -v drgn >/dev/null; then
        vmcore_kernel "$RET"
    else
        readable_missing="Neither crash nor drgn is installed on this host. Install one of them to have the dump opened."
    fi
    if [ "$readable" = yes ]; then return 0; fi
    if [ -z "$readable_missing" ] && command -v drgn >/dev/null; then readable_drgn; fi
    if [ "$readable" = 'not checked' ]; then readable_pages; fi
}

# readable_kernel: RET is the vmlinux of the kernel that crashed, empty where there is none.
readable_kernel() {
    RET=
    if [ -n "$dumps_build" ]; then vmlinux_find_build "$dumps_build"; fi
    if [ -n "$RET" ]; then return 0; fi
    # shellcheck disable=SC2034
    vmlinux_build=$dumps_build
    vmlinux_of "$dumps_release"
    RET=$vmlinux
}

# crash's exit status tells nothing, so each section is judged by what is in it.
readable_crash() {
    printf '%s\n' 'sys > sys.txt' 'bt > bt.txt' 'ps > ps.txt' quit >"$crash_dir/read"
    crash_session read
    if ! crash_good && [ "$crash_status" != 124 ] && ! crash_hopeless; then crash_session read --zero_excluded; fi
    readable_by=$(timeout -k 1 10 crash --version 2>/dev/null </dev/null | sed -n 's/^\(crash [0-9][^ ]\{0,20\}\).*/\1/p' | head -n 1) || :
    readable_by=${readable_by:-crash}
    readable_tasks=$(grep -cs -E '^>? +[0-9]+ +[0-9]+ +[0-9]+ +[0-9a-f]{8,16} ' "$crash_dir/ps.txt") || readable_tasks=0
    readable_frames=$(grep -cs -E '^ *#[0-9]+ \[[0-9a-f]+\] [A-Za-z_]' "$crash_dir/bt.txt") || readable_frames=0
    if crash_good && grep -qs "^ *RELEASE: $dumps_release\$" "$crash_dir/sys.txt" && readable_enough; then return 0; fi
    if [ "$crash_status" = 124 ]; then
        readable_why="$readable_by did not come to an end within $readable_limit s and was ended. A VmcoreReport with a longer timeLimit may read it."
        return 0
    fi
    readable=no
    if crash_good; then
        RET="It lists $readable_tasks tasks, and $readable_frames calls of the one that panicked."
    else
        crash_said
    fi
    readable_ask=$(printf '%s' "$RET" | tr -cd ' -~' | cut -c 1-300)
    readable_why="$readable_by cannot read the dump with the debuginfo of this very kernel. ${readable_ask%.}. "
    readable_remedy
    readable_why=$readable_why$RET
}

# readable_remedy: RET is what to do. What makedumpfile has left out by mistake, no other crash finds.
readable_remedy() {
    family dump_level
    dump_level=$RET
    dump_size_words
    dump_size_word=$RET
    if dump_size_loses && [ "$host_release" = "$dumps_release" ]; then
        remark_tool
        RET="$remark_tool does not know $dump_size_word, by which this kernel describes its pages, and leaves out some that are needed, so that a newer crash alone would not do. Install a newer makedumpfile, or set coreCollector with -d 17 or lower, and drill again; or boot a kernel of the distribution's own release."
        return 0
    fi
    RET="Install a crash or a drgn that knows Linux $(readable_series), read it on another host that has one, or boot a kernel of the distribution's own release."
}

# readable_series: 6.12 of 6.12.118+deb13-cloud-amd64.
readable_series() {
    printf '%s\n' "$dumps_release" | sed 's/^\([0-9]*\.[0-9]*\).*/\1/'
}

# readable_enough: a kernel has tasks, and whoever panics has been called.
readable_enough() {
    if [ "$readable_tasks" -lt 2 ] || [ "$readable_frames" -lt 2 ]; then return 1; fi
    readable=yes readable_why="$readable_by lists $readable_tasks tasks, and $readable_frames calls of the one that panicked."
}

# drgn(1) has no commands but Python; a build without libkdumpfile reads ELF alone.
readable_drgn() {
    readable_left=$((crash_deadline - $(date +%s)))
    if [ "$readable_left" -lt 1 ]; then return 0; fi
    printf '%s\n' 'from drgn.helpers.linux.pid import for_each_task' \
        'print("release", prog["init_uts_ns"].name.release.string_().decode())' \
        'for task in for_each_task(prog): print("task", task.pid.value_())' \
        'for frame in prog.crashed_thread().stack_trace(): print("frame", frame.name)' >"$crash_dir/tasks.py"
    readable_status=0
    confined "$crash_dir" "$readable_left" drgn -q -c vmcore -s vmlinux tasks.py </dev/null || readable_status=$?
    readable_tasks=$(grep -cs -E '^task [0-9]+$' "$crash_dir/session.out") || readable_tasks=0
    readable_frames=$(grep -cs -E '^frame [A-Za-z_]' "$crash_dir/session.out") || readable_frames=0
    readable_by=$(timeout -k 1 10 drgn --version 2>/dev/null </dev/null | sed -n 's/^\(drgn [0-9][^ ]\{0,20\}\).*/\1/p' | head -n 1) || :
    readable_by=${readable_by:-drgn}
    if grep -qsxF "release $dumps_release" "$crash_dir/session.out" && readable_enough; then return 0; fi
    if [ "$readable_status" = 124 ] || [ "$readable_status" = 137 ]; then return 0; fi
    readable=no
    RET=$(tail -n 1 "$crash_dir/session.out" 2>/dev/null | tr -cd ' -~' | cut -c 1-200) || RET=
    readable_why="${readable_why:+$readable_why }$readable_by cannot read it either: ${RET:-it does not say why}."
}

# readable_pages: without debuginfo nobody knows what is in the pages, but makedumpfile reads and unpacks each of them. It
# is the very program that wrote them, so that what it cannot read is damaged. A flattened dump it can only put in order
# first, in memory; and of one that breaks off it waits for more, for ten minutes, so those are not given to it.
readable_pages() {
    readable_why="${readable_why:+$readable_why }$readable_missing"
    readable_left=$((crash_deadline - $(date +%s)))
    if [ "$readable_left" -lt 1 ] || ! makedumpfile -h 2>/dev/null </dev/null | grep -q -e --dry-run; then return 0; fi
    set -- vmcore
    case $dumps_format in
    kdump) ;;
    flattened)
        dump_size_meminfo MemAvailable:
        if [ $((dump_size * 3)) -gt "$RET" ]; then return 0; fi
        set -- ordered
        ;;
    *) return 0 ;;
    esac
    printf '%s\n' 'set -e' "if [ $1 = ordered ]; then makedumpfile -R ordered <vmcore; fi" "makedumpfile --message-level 4 -d 0 --dry-run $1 nothing" >"$crash_dir/pages"
    readable_status=0
    confined "$crash_dir" "$readable_left" sh pages </dev/null || readable_status=$?
    case $readable_status in
    0) readable_why="makedumpfile has read all of its pages, and nobody has opened it. $readable_why" ;;
    124 | 137) ;;
    *)
        RET=$(grep -v -e '^$' -e 'makedumpfile Failed' "$crash_dir/session.out" 2>/dev/null | tail -n 1 | tr -cd ' -~' | cut -c 1-200) || RET=
        RET=${RET%.}
        readable=no readable_why="It is damaged: makedumpfile, which wrote it, cannot read all of its pages. It says: ${RET:-nothing}. Look for errors of the disk or the network that it was written by, and drill again."
        ;;
    esac
}

# dump_again ANSWER: a drill is judged once, but a dump that could not be read, or was not, may be read by what is installed
# by now. It may also be gone.
dump_again() {
    answer=$1 dump_found='' dump_fault='' readable=
    dump_dir_find
    case $1:$dump_away in
    *'"readable":"yes"'* | *:ssh) ;;
    *)
        place_open
        place_each dump_judge
        if [ -n "$dump_found" ]; then readable_check "$dump_found"; fi
        ;;
    esac
    if [ -z "$readable" ]; then
        case $1 in
        *'"readable":"no"'*) readable=no readable_why="It was so when it was there, and is gone by now." ;;
        esac
        dump_refuse
    else
        dump_refuse
        answer=${1%%,\"readable\":*}
        dump_readable
    fi
    place_close
    if [ "$answer" != "$1" ]; then
        state_put drill-answer "$answer$NL"
        changed=true
    fi
    json_answer
}

# dump_readable: the last two members, so that they can be had anew.
dump_readable() {
    json_add readable "$readable"
    json_add readableReason "$readable_why"
}

# dump_refuse: nothing is noted, so that the next run opens the same dump again, by what is installed by then.
dump_refuse() {
    if [ "$readable" != no ] || [ -n "$dump_allowed" ]; then return 0; fi
    if [ -n "$dump_found" ]; then place_name "$dump_found"; else RET='a dump'; fi
    fail unreadable "The host crashed and wrote $RET, and that cannot be read. $readable_why Or set allowUnreadable on the drill, if a dump that is written is enough."
}
