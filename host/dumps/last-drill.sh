# shellcheck shell=sh
# What the last drill left for the boot after it: $state/drill has lines `KEY VALUE`: boot, release, time and key, which
# stands for what is to be proved; drill-known the dumps that were there before; drill-nmi a setting to be put back.
# drill-answer is what `dump` answered, and drill-failed is there when it found none.

# What last_drill_read found in $state/drill.
last_drill_boot='' last_drill_release='' last_drill_time=0 last_drill_key=

last_drill_read() {
    records_read "$state/drill" ' ' boot=last_drill_boot release=last_drill_release time=last_drill_time \
        key=last_drill_key
    if ! digits "$last_drill_time"; then last_drill_time=0; fi
}

# So that the same drill can be made again. The disk may be full, so a failure is ignored.
last_drill_fail() {
    (printf '' >"$state/drill-failed") 2>/dev/null || :
}

# last_drill_answer: the member `lastDrill`, when the last drill was made whose dump was found; empty where there is
# none.
last_drill_answer() {
    last_drill_read
    RET=
    if [ "$last_drill_time" != 0 ] && [ -f "$state/drill-answer" ]; then owners_time "$last_drill_time"; fi
    json_add lastDrill "$RET"
}
