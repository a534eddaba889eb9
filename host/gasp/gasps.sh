# shellcheck shell=sh
# Reports of crashes that left no whole dump, of what pstore kept: each in a directory of its own beside the dumps,
# which holds no dump, so that nothing takes it for one. The records stay where systemd-pstore has put them.

# Where the reports go, and what is wrong, a sentence.
gasps_dir='' gasps_fault=

# How many records are shown to the reader, and their marks, a line `NUMBER MARK` each; those that are reported.
gasps_count=0 gasps_marks='' gasps_done=

# At most so many records at a time, and logs of dumps.
gasps_most=200

# gasps_report UNREAD: gasps_made is how many there are now more, gasps_fault why not all. UNREAD is a dump of which no
# report could be made, or empty.
gasps_report() {
    gasps_dir=$dump_path gasps_fault=''
    if [ -n "$dump_away" ]; then gasps_dir=/var/crash; fi
    gasps_find "$1"
    if [ "$gasps_count" = 0 ]; then return 0; fi
    gasps_dumped
    while gasps_next; do :; done
    if [ -n "$gasps_fault" ]; then return 0; fi
    # What is left tells of no crash.
    state_put gasps "$gasps_done${gasps_marks#"$NL"}"
}

gasps_made=0

# gasps_find UNREAD: the records that were not there before, as files that the reader is shown.
gasps_find() {
    local gasps_taken
    gasps_count=0 gasps_marks='' gasps_done=
    host_line /proc/sys/kernel/hostname
    printf '%s\n' "host $RET" "directory $gasps_dir" "away ${dump_away:+$dump_path}" "unread $1" >"$crash_dir/place"
    for gasps_taken in "$root$gasps_dir"/gasp-*; do
        printf 'taken %s\n' "${gasps_taken##*/}" >>"$crash_dir/place"
    done
    pstore_each gasps_take
}

gasps_take() {
    pstore_mark "$1"
    if state_has gasps "$RET"; then
        gasps_done=$gasps_done$RET$NL
        return 0
    fi
    if [ "$gasps_count" -ge "$gasps_most" ]; then return 0; fi
    gasps_count=$((gasps_count + 1))
    gasps_marks=$gasps_marks$RET$NL
    head -c 262144 <"$1" >"$crash_dir/record.$gasps_count"
    printf 'record %s %s %s\n' "$gasps_count" "$(stat -c %Y "$1")" "${1##*/}" >>"$crash_dir/place"
}

# gasps_dumped: the reports of the dumps since the last time, by which the reader knows a crash that has one.
gasps_dumped() {
    local gasps_file gasps_number=0
    if [ -n "$dump_away" ]; then return 0; fi
    for gasps_file in "$root$gasps_dir"/*/report.json; do
        if [ ! -f "$gasps_file" ] || [ -L "$gasps_file" ]; then continue; fi
        if [ "$(find "$gasps_file" ! -newer "$state/gasps" 2>/dev/null)" ]; then continue; fi
        gasps_number=$((gasps_number + 1))
        if [ "$gasps_number" -gt "$gasps_most" ]; then return 0; fi
        cat "$gasps_file" >"$crash_dir/dump.$gasps_number"
    done
}

# gasps_next: the report of the oldest crash that has none. Status 1 when there is no further one.
gasps_next() {
    local gasps_number gasps_used
    rm -f "$crash_dir"/*.txt "$crash_dir/session.out"
    confined "$crash_dir" "$reports_limit" node report.js gasp place </dev/null || :
    if [ ! -f "$crash_dir/used.txt" ]; then
        outside_last "$crash_dir/session.out"
        gasps_fault="The reader made nothing of the records of pstore. It says: ${RET:-nothing}."
        return 1
    fi
    gasps_used=
    while IFS= read -r gasps_number; do
        if ! digits "$gasps_number" || [ ! -f "$crash_dir/record.$gasps_number" ]; then continue; fi
        gasps_used=1
        rm -f "$crash_dir/record.$gasps_number"
    done <"$crash_dir/used.txt"
    if [ -z "$gasps_used" ]; then return 1; fi
    if [ -s "$crash_dir/json.txt" ] && ! gasps_put; then return 1; fi
    for gasps_number in "$crash_dir"/record.*; do
        if [ -f "$gasps_number" ]; then return 0; fi
    done
    return 1
}

# gasps_put: the report that the reader left, and the lines that it is made of. Status 1 with gasps_fault.
gasps_put() {
    local gasps_name gasps_kind
    gasps_name=$(head -c 100 "$crash_dir/name.txt" | head -n 1)
    case $gasps_name in
    gasp-*[!0-9]* | gasp-???????????????*) gasps_name= ;;
    gasp-??????????????) ;;
    *) gasps_name= ;;
    esac
    if [ -z "$gasps_name" ]; then
        gasps_fault="The reader gave the report of pstore's records no name."
        return 1
    fi
    gasps_name=$root$gasps_dir/$gasps_name
    if [ ! -d "$gasps_name" ]; then
        (umask 077 && mkdir -p "$gasps_name") 2>/dev/null || :
    fi
    if ! dumps_ours "${gasps_name%/*}" || ! dumps_own_dir "$gasps_name"; then
        gasps_fault="${gasps_name#"$root"} could not be made, or is not root's own."
        return 1
    fi
    cp "$crash_dir/log.txt" "$crash_dir/dmesg.txt"
    # The one that counts goes last.
    for gasps_kind in dmesg.txt:dmesg report.html:html report.md:md report.json:json; do
        if ! beside_put "$gasps_name/${gasps_kind%:*}" "$crash_dir/${gasps_kind#*:}.txt"; then
            gasps_fault=$RET
            return 1
        fi
    done
    say "${gasps_name#"$root"} has the report of a crash without a dump, by the kernel's last lines"
    gasps_made=$((gasps_made + 1)) changed=true
}
