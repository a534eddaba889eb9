# shellcheck shell=sh
# kdump.conf as this release's kdumpctl reads it, and what of the administrator's lines would keep it from starting.

# What the administrator's lines say.
el_theirs_type='' el_theirs_place='' el_theirs_path='' el_theirs_key='' el_theirs_collector='' el_theirs_dracut=

# What a carriage return is: a shell has no word for it.
el_cr=$(printf '\r')

# What differs is what ends a value: at the last # (check_config of 7, by strip_comments), at the first, anywhere
# (read_strip_comments of 8; kdump_read_conf of 9, which takes blanks off the end too, a carriage return being one), or
# at the first behind the word (kdump_read_conf of kdump-utils, which takes double quotes off too).
# shellcheck disable=SC2016
el_conf_awk='
    /^[ \t]*(#|$)/ { next }
    {
        sub(/^[ \t]+/, "")
        if (era == "8" || era == "9") sub(/#.*/, "")
        if (era == "9") sub(/[ \t\r\f\v]+$/, "")
        if (era == "now" && $0 ~ /^[ \t\r\f\v]*$/) next
        if ($0 == "") next
        word = $0
        sub(/[ \t].*/, "", word)
        value = substr($0, length(word) + 1)
        sub(/^[ \t]+/, "", value)
        if (era == "7") sub(/#[^#]*$/, "", value)
        if (era == "now" && value ~ /#/) {
            sub(/#.*/, "", value)
            sub(/[ \t\r\f\v]+$/, "", value)
        }
        sub(/[ \t]+$/, "", value)
        if (era == "now" && value ~ /^".*"$/ && length(value) > 1) value = substr(value, 2, length(value) - 2)
        print NR, word, value
    }
'

# el_conf_read TEXT: RET is a line `NUMBER WORD VALUE` for each of TEXT that counts.
el_conf_read() {
    el_traits
    RET=$(printf '%s\n' "$1" | awk -v era="$el_era" "$el_conf_awk")
}

# el_conf_read_theirs TEXT: what TEXT says of the target and of what depends on it: el_theirs_type, which is `mount` for
# one of dracut_args, el_theirs_place, el_theirs_path, el_theirs_key, el_theirs_collector and el_theirs_dracut.
el_conf_read_theirs() {
    local el_word el_value
    el_theirs_type='' el_theirs_place='' el_theirs_path='' el_theirs_key='' el_theirs_collector='' el_theirs_dracut=
    el_conf_read "$1"
    while IFS=' ' read -r _ el_word el_value; do
        case $el_word in
        path) el_theirs_path=$el_value ;;
        sshkey) el_theirs_key=$el_value ;;
        core_collector) el_theirs_collector=$el_value ;;
        dracut_args)
            el_theirs_dracut=$el_value
            case $el_value in
            *--mount*) el_theirs_type=mount el_theirs_place='a mount of dracut_args' ;;
            esac
            ;;
        *)
            if directive_find "$el_word" && [ "$directive_form" = target ]; then
                el_theirs_type=$el_word el_theirs_place=$el_value
            fi
            ;;
        esac
    done <<CONF
$RET
CONF
}

# The same of the file as it is now.
el_conf_read_now() {
    RET=
    if [ -f "$el_conf_main" ]; then files_read "$el_conf_main"; fi
    el_conf_read_theirs "$RET"
}
