# shellcheck shell=sh
# What the capture kernel of a drill needed (dumps/capture-memory.sh), for as long as this host is as large as it was
# then, and what `recommended` makes of it. $state/capture-memory has lines `KEY VALUE`: time, release and memory of the
# crash; stamp of the capture initramfs; and in bytes what was reserved, the total that the capture kernel had of it,
# what was left when least was, and what its start took.

measured_time='' measured_release='' measured_memory='' measured_stamp='' measured_reserved='' measured_total=''
measured_left='' measured_boot=

# What it needed at most, and what is enough for that, in bytes.
measured_needed=0 measured_enough=0

# What has to be left: so much `kdumpctl estimate` adds for programs and what a kernel takes while it runs.
measured_least=16777216

# measured_read: status 1 where nothing was measured.
measured_read() {
    records_read "$state/capture-memory" ' ' time=measured_time release=measured_release memory=measured_memory \
        stamp=measured_stamp reserved=measured_reserved total=measured_total left=measured_left boot=measured_boot
    measured_count
}

# measured_count: what follows from these; status 1 where one is missing.
measured_count() {
    local measured_number
    for measured_number in "$measured_time" "$measured_memory" "$measured_reserved" "$measured_total" \
        "$measured_left" "$measured_boot"; do
        if ! digits "$measured_number"; then return 1; fi
    done
    measured_needed=$((measured_reserved - measured_left))
    measured_enough=$measured_needed
    if [ "$measured_boot" -gt "$measured_enough" ]; then measured_enough=$measured_boot; fi
    # 30 % more, as much as kdumptool calibrate adds, in steps of 16 MiB.
    measured_enough=$((measured_enough * 13 / 10 + measured_least - 1))
    measured_enough=$((measured_enough / measured_least * measured_least))
}

# measured_seen: the same of what was seen in the last drill; status 1 where nothing looked on. After last_drill_read.
measured_seen() {
    local measured_first measured_lowest measured_image measured_unpacked measured_kib
    records_read "$state/drill-memory" ' ' release=measured_release memory=measured_memory reserved=measured_reserved \
        stamp=measured_stamp unpacked=measured_unpacked total=measured_total first=measured_first \
        lowest=measured_lowest
    for measured_kib in "$measured_memory" "$measured_reserved" "$measured_total" "$measured_first" \
        "$measured_lowest"; do
        if ! digits "$measured_kib"; then return 1; fi
    done
    if [ "$measured_lowest" -gt "$measured_first" ] || [ "$measured_first" -gt "$measured_total" ] ||
        [ "$measured_total" -gt $((measured_reserved / 1024)) ]; then
        return 1
    fi
    # Once it is unpacked, the initramfs is there twice, until its image is freed.
    measured_boot=0
    measured_image=${measured_stamp%%:*}
    if digits "$measured_image" && digits "$measured_unpacked" && [ "$measured_unpacked" != 0 ]; then
        measured_boot=$((measured_reserved - (measured_first - measured_unpacked) * 1024 + measured_image))
        if [ "$measured_boot" -gt "$measured_reserved" ]; then measured_boot=$measured_reserved; fi
    fi
    measured_time=$last_drill_time measured_total=$((measured_total * 1024)) measured_left=$((measured_lowest * 1024))
    measured_count
}

# measured_put: for good, after a drill whose dump was found; status 1 where nothing looked on.
measured_put() {
    measured_seen || return 1
    RET="time $measured_time${NL}release $measured_release${NL}memory $measured_memory${NL}stamp $measured_stamp$NL"
    RET="${RET}reserved $measured_reserved${NL}total $measured_total${NL}left $measured_left${NL}boot $measured_boot$NL"
    state_put capture-memory "$RET"
}

# measured_of TIME RELEASE: is it of the crash that left a dump of then? An NMI is waited for.
measured_of() {
    last_drill_read
    if ! measured_seen && ! measured_read; then return 1; fi
    [ "$measured_release" = "$2" ] && [ "$1" -ge "$measured_time" ] && [ "$1" -le $((measured_time + 660)) ]
}

# measured_fits BYTES: is that what it needed, with something left?
measured_fits() {
    [ "$1" -ge $((measured_needed + measured_least)) ]
}

# measured_raise VALUE: RET is VALUE, the distribution's own, or more, where a drill has seen that it is not enough on a
# machine of this size; then measured_raised is set. What was raised stays, unless it is not enough any more: each drill
# sees a little else, and each change is a reboot. After remembered_read.
measured_raised=
measured_raise() {
    local measured_value="$1" measured_own
    measured_raised=
    measured_reserves "$1"
    measured_own=$RET
    if [ -n "$remembered_measured" ] && remembered_here; then
        measured_value=$RET measured_raised=yes
        measured_reserves "$measured_value"
        if [ "$RET" -le "$measured_own" ]; then measured_value=$1 measured_raised=; fi
    fi
    measured_reserves "$measured_value"
    if measured_here && ! measured_fits "$RET" && [ $((measured_enough * 2)) -le "$host_memory" ]; then
        measured_value=$((measured_enough / 1048576))M measured_raised=yes
    fi
    RET=$measured_value
}

# measured_here: was it measured, on a machine of this size?
measured_here() {
    measured_read && [ "$measured_memory" = "$host_memory" ]
}

# measured_reserves VALUE: RET is how much that is here.
measured_reserves() {
    predict "$1" "$host_memory" "$host_release" "$host_arch" "$host_low"
}

# measured_old: RET is what has changed since, a sentence, or empty.
measured_old() {
    local measured_now measured_then
    if [ "$measured_memory" != "$host_memory" ]; then
        say_mib "$host_memory"
        measured_now=$RET
        say_mib "$measured_memory"
        measured_then=$RET
        RET="The machine had $measured_then of memory, and has $measured_now now."
        return 0
    fi
    if [ "$measured_release" != "$host_release" ]; then
        RET="The kernel was $measured_release, and is $host_release now."
        return 0
    fi
    family capture_image
    capture_memory_stamp "$RET"
    if [ "$RET" = "$measured_stamp" ]; then RET=; else RET="The capture initramfs was another than now."; fi
}

# measured_sentence: RET is what was measured, in a sentence.
measured_sentence() {
    local measured_text
    owners_time "$measured_time"
    measured_text="In the drill of $RET the capture kernel needed"
    say_mib "$measured_needed"
    measured_text="$measured_text $RET at most"
    say_mib "$measured_reserved"
    RET="$measured_text, of $RET that were reserved."
}

# measured_answer: the member `captureMemory`, null where nothing was measured.
measured_answer() {
    if measured_read; then json_object captureMemory measured_members; else json_put captureMemory null; fi
}

measured_members() {
    owners_time "$measured_time"
    json_add time "$RET"
    json_add kernelRelease "$measured_release"
    json_put reservedBytes "$measured_reserved"
    json_put totalBytes "$measured_total"
    json_put neededBytes "$measured_needed"
    json_put marginBytes "$measured_left"
    json_put bootBytes "$measured_boot"
    json_put enoughBytes "$measured_enough"
    # A distribution may have no value of its own, which is no failure here.
    RET=$(remembered_find >/dev/null 2>&1 && printf '%s' "$RET") || RET=
    json_add recommended "${RET:-$((measured_enough / 1048576))M}"
    measured_old
    json_add outdated "$RET"
}
