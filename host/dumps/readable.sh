# shellcheck shell=sh
# Whether a drill's dump can be read: it is opened, and all tasks and the stack of the one that panicked are listed. A
# distribution's crash may be older than its kernel, and the day a dump is needed is too late to find out. A complete
# file proves nothing about that.

# How long crash, drgn and makedumpfile may take together, in seconds.
readable_limit=900

# The answer: yes, no or `not checked`, words of DumpReadability in src/drill, and a sentence or two: who has read the
# dump, or what to do.
readable='' readable_why=

# Who read it, and what was counted; and what is missing to read it.
readable_by='' readable_tasks=0 readable_frames=0 readable_missing=

# readable_check FILE: readable is yes, no or `not checked`, words of DumpReadability in src/drill, and readable_why a
# sentence or two: who has read it, or what to do.
readable_check() {
    readable='not checked' readable_why=
    if [ "$dump_away" = ssh ]; then
        readable_why="The dump went to $dump_place, and a DumpServer opens no dump for the host that sent it. A"
        readable_why="$readable_why VmcoreReport with dumpServer and this vmcore reads it there."
        return 0
    fi
    files_free "$state"
    if [ "${files_kib:-0}" -lt 65536 ]; then
        readable_why="$files_mount has ${files_kib:-0} KiB free, and opening the dump needs 65536 KiB."
        return 0
    fi
    confined_find
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

# readable_try: with crash, then with drgn, which may know a kernel that crash does not; without debuginfo or either of
# them, with makedumpfile, which knows no tasks but reads every page.
readable_try() {
    vmcore_at_hand "$readable_limit"
    if [ -n "$RET" ]; then
        readable_why=$RET
        return 0
    fi
    if [ -n "$vmcore_cut" ]; then
        readable=no readable_why="It is truncated or damaged: only part of it could be unpacked."
        return 0
    fi
    readable_missing=
    readable_kernel
    if [ -z "$RET" ]; then
        readable_missing="There is no debuginfo of the kernel $dumps_release on this host. Set debuginfo on the Kdump"
        readable_missing="$readable_missing to have it installed, and the dump opened."
    elif command -v crash >/dev/null; then
        vmcore_kernel "$RET"
        readable_crash
    elif command -v drgn >/dev/null; then
        vmcore_kernel "$RET"
    else
        readable_missing="Neither crash nor drgn is installed on this host. Install one of them to have the dump"
        readable_missing="$readable_missing opened."
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
    local readable_ask
    printf '%s\n' 'sys > sys.txt' 'bt > bt.txt' 'ps > ps.txt' quit >"$crash_dir/read"
    crash_session read
    if ! crash_good && [ "$crash_status" != 124 ] && ! crash_hopeless; then crash_session read --zero_excluded; fi
    vmcore_reader crash
    readable_by=$RET
    readable_tasks=$(grep -cs -E '^>? +[0-9]+ +[0-9]+ +[0-9]+ +[0-9a-f]{8,16} ' "$crash_dir/ps.txt") || readable_tasks=0
    readable_count bt.txt
    if readable_enough; then return 0; fi
    if [ "$crash_status" = 124 ]; then
        readable_why="$readable_by did not finish within $readable_limit s and was stopped. A VmcoreReport with a"
        readable_why="$readable_why longer timeLimit may read it."
        return 0
    fi
    readable=no
    if crash_good; then
        RET="It lists $readable_tasks tasks, and $readable_frames calls of the one that panicked."
    else
        crash_said
    fi
    readable_ask=$(printf '%s' "$RET" | tr -cd ' -~' | cut -c 1-300)
    readable_why="$readable_by cannot read the dump with this kernel's own debuginfo. ${readable_ask%.}. "
    readable_remedy
    readable_why=$readable_why$RET
}

# readable_remedy: RET is what to do. What makedumpfile has left out by mistake, no other crash finds.
readable_remedy() {
    family dump_level
    dump_level=$RET
    dumps_size_words
    dumps_size_word=$RET
    if dumps_size_loses && [ "$host_release" = "$dumps_release" ]; then
        remarks_tool
        RET="$remarks_tool does not know $dumps_size_word, by which this kernel describes its pages, and leaves out"
        RET="$RET some that are needed, so that a newer crash alone would not do. Install a newer makedumpfile, or set"
        RET="$RET coreCollector with -d 17 or lower, and drill again; or boot a kernel of the distribution's own"
        RET="$RET release."
        return 0
    fi
    RET="Install a crash or a drgn that knows Linux $(readable_series), read it on another host that has one, or boot a"
    RET="$RET kernel of the distribution's own release."
}

# readable_series: 6.12 of 6.12.118+deb13-cloud-amd64.
readable_series() {
    printf '%s\n' "$dumps_release" | sed 's/^\([0-9]*\.[0-9]*\).*/\1/'
}

# readable_count FILE: the calls of the stack in it.
readable_count() {
    readable_frames=$(grep -cs -E '^ *#[0-9]+ \[[0-9a-f]+\] [A-Za-z_]' "$crash_dir/$1") || readable_frames=0
}

# readable_enough: every kernel has tasks, and a panic has callers.
readable_enough() {
    if ! crash_good || ! grep -qs "^ *RELEASE: $dumps_release\$" "$crash_dir/sys.txt"; then return 1; fi
    if [ "$readable_tasks" -lt 2 ] || [ "$readable_frames" -lt 2 ]; then return 1; fi
    readable=yes
    readable_why="$readable_by lists $readable_tasks tasks, and $readable_frames calls of the one that panicked."
}

readable_drgn() {
    drgn_read
    vmcore_reader drgn
    readable_by=$RET
    readable_tasks=$(sed -n 's/^ *TASKS: \([0-9]\{1,9\}\)$/\1/p' "$crash_dir/sys.txt" 2>/dev/null) || :
    readable_tasks=${readable_tasks:-0}
    readable_count btl.txt
    if readable_enough; then return 0; fi
    if [ "$drgn_status" = 124 ]; then return 0; fi
    readable=no
    if crash_good; then
        RET="It lists $readable_tasks tasks, and $readable_frames calls of the one that panicked."
    else
        drgn_said
    fi
    readable_why="${readable_why:+$readable_why }$readable_by cannot read it${readable_why:+ either}. $RET"
}

# readable_pages: without debuginfo nobody knows what is in the pages, but makedumpfile reads and unpacks each of them.
# It wrote them, so what it cannot read is damaged. It has to rearrange a flattened dump in memory first, and waits ten
# minutes for the rest of a truncated one, so it is not given those.
readable_pages() {
    local readable_left readable_status
    readable_why="${readable_why:+$readable_why }$readable_missing"
    readable_left=$((crash_deadline - $(date +%s)))
    if [ "$readable_left" -lt 1 ] || ! makedumpfile -h 2>/dev/null </dev/null | grep -q -e --dry-run; then return 0; fi
    set -- vmcore
    case $dumps_format in
    kdump) ;;
    flattened)
        dumps_size_meminfo MemAvailable:
        if [ $((dump_size * 3)) -gt "$RET" ]; then return 0; fi
        set -- ordered
        ;;
    *) return 0 ;;
    esac
    printf '%s\n' 'set -e' "if [ $1 = ordered ]; then makedumpfile -R ordered <vmcore; fi" \
        "makedumpfile --message-level 4 -d 0 --dry-run $1 nothing" >"$crash_dir/pages"
    readable_status=0
    confined "$crash_dir" "$readable_left" sh pages </dev/null || readable_status=$?
    case $readable_status in
    0) readable_why="makedumpfile has read all of its pages, but nothing has opened it. $readable_why" ;;
    124 | 137) ;;
    *)
        RET=$(grep -v -e '^$' -e 'makedumpfile Failed' "$crash_dir/session.out" 2>/dev/null | tail -n 1 |
            tr -cd ' -~' | cut -c 1-200) || RET=
        RET=${RET%.}
        readable=no
        readable_why="It is damaged: makedumpfile, which wrote it, cannot read all of its pages. It says:"
        readable_why="$readable_why ${RET:-nothing}. Look for errors of the disk or network it was written to, and"
        readable_why="$readable_why drill again."
        ;;
    esac
}
