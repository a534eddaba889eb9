# shellcheck shell=sh
# What the last drill left for the boot after it: $state/drill has lines `KEY VALUE`: boot, release, time and key, which stands
# for what is to be proved; drill-known the dumps that were there before; drill-nmi a setting to be put back. drill-answer is
# what `dump` answered, and drill-failed is there when it found none.

# last_drill_read: what the last drill noted down.
last_drill_read() {
    last_drill_boot='' last_drill_release='' last_drill_time=0 last_drill_key=
    if [ ! -f "$state/drill" ]; then return 0; fi
    while read -r drill_word drill_value; do
        case $drill_word in
        boot) last_drill_boot=$drill_value ;;
        release) last_drill_release=$drill_value ;;
        time) if digits "$drill_value"; then last_drill_time=$drill_value; fi ;;
        key) last_drill_key=$drill_value ;;
        esac
    done <"$state/drill"
}

# So that the same drill may be made again. The disk may be full.
last_drill_fail() {
    (printf '' >"$state/drill-failed") 2>/dev/null || :
}
