# shellcheck shell=sh
# Which of the administrator's lines would keep kdumpctl from starting.

# The line in hand, and the directives that were seen.
el_number='' el_value='' el_seen=

# el_conf_lint: fails over the first line of conf_theirs with which kdump would not start (check_config and parse_config
# of kdumpctl, check_exist and check_executable there, verify_core_collector of mkdumprd).
el_conf_lint() {
    el_seen=' '
    el_conf_read "$conf_theirs"
    while IFS=' ' read -r el_number el_word el_value; do
        if [ -n "$el_word" ]; then el_conf_lint_one; fi
    done <<CONF
$RET
CONF
}

el_conf_lint_one() {
    directive_form='' directive_choices=
    directive_today "$el_word"
    case $el_word in
    *=*) el_conf_lint_bad "between a directive and its value stands a blank, and no =" ;;
    esac
    if directive_find "$RET" || directive_asked "$RET"; then
        if directive_asked "$el_word" && ! el_conf_knows "$el_word"; then
            el_conf_lint_bad "this host's kdump does not know $el_word"
        fi
    elif directive_former "$el_word"; then
        el_conf_lint_bad "$el_word $RET"
    else
        el_conf_lint_bad "$el_word is not a directive of kdump.conf"
    fi
    if [ -z "$el_value" ]; then el_conf_lint_bad "it has no value"; fi
    case $el_value in
    *"$el_cr") el_conf_lint_bad "its value ends with a carriage return, as in a file that was saved on Windows" ;;
    esac
    if [ "$el_era" = 7 ] && el_conf_knows 'No whitespaces are allowed before a kdump option name'; then
        case $(
            sed -n "${el_number}p" <<TEXT
$conf_theirs
TEXT
        ) in
        [[:blank:]]*) el_conf_lint_bad "it begins with a blank, which this release's kdump does not take" ;;
        esac
    fi
    el_conf_lint_twice
    el_conf_lint_value
}

# 7 looks for a second target alone.
el_conf_lint_twice() {
    local el_key
    el_key=$el_word
    case $el_word:$directive_form:$el_value in
    default:*) el_key=failure_action ;;
    *:target:* | dracut_args:dracut:*--mount*) el_key=target ;;
    esac
    case $el_key:$el_era:$el_seen in
    target:*' target '*) el_conf_lint_bad "it is a second target, and kdump takes one" ;;
    *:7:*) ;;
    *" $el_key "*) el_conf_lint_bad "$el_key is given twice" ;;
    esac
    el_seen="$el_seen$el_key "
}

el_conf_lint_value() {
    case $el_word:$el_value in
    default:* | failure_action:* | final_action:* | force_rebuild:* | force_no_rebuild:*)
        directive_has "$el_value" || el_conf_lint_bad "$el_word is one of: $directive_choices"
        if [ "$directive_form" = switch ]; then el_conf_lint_rebuild; fi
        ;;
    dracut_args:*--mount*--mount*) el_conf_lint_bad "kdump takes one --mount" ;;
    ssh:*@*) ;;
    ssh:*) el_conf_lint_bad "ssh wants USER@HOST" ;;
    kdump_pre:* | kdump_post:* | kdump_emergency:* | extra_bins:*) el_conf_lint_programs ;;
    fence_kdump_nodes:*) el_conf_lint_nodes ;;
    core_collector:makedumpfile | core_collector:makedumpfile[[:blank:]]*) el_conf_lint_collector ;;
    esac
}

# Both of them cannot be on; one may be ours.
el_conf_lint_rebuild() {
    local el_other
    el_other=force_rebuild
    if [ "$el_word" = force_rebuild ]; then el_other=force_no_rebuild; fi
    case $el_value:$NL$conf_ours$el_seen in
    1:*"$NL$el_other 1$NL"* | 1:*" $el_other=1 "*) el_conf_lint_bad "force_rebuild and force_no_rebuild are both on" ;;
    1:*) el_seen="$el_seen$el_word=1 " ;;
    esac
}

el_conf_lint_programs() {
    local el_program
    set -f
    for el_program in $el_value; do
        if [ ! -e "$root$el_program" ]; then el_conf_lint_bad "there is no file $el_program"; fi
        if [ ! -x "$root$el_program" ]; then el_conf_lint_bad "$el_program is not executable"; fi
    done
    set +f
}

el_conf_lint_nodes() {
    host_line /proc/sys/kernel/hostname
    case " $el_value " in
    *" ${RET:- } "*) el_conf_lint_bad "fence_kdump_nodes are the other nodes, and $RET is this one" ;;
    esac
}

# A target in force is ours, or theirs where we say nothing of one.
el_conf_lint_collector() {
    local el_words
    el_words=${el_value#makedumpfile}
    collector_read "$el_words"
    case $el_stream:$el_value in
    1:*-F*) RET=vmcore ;;
    1:*) el_conf_lint_bad "with $el_type makedumpfile has to write a stream, by -F" ;;
    *) RET='vmcore dumpfile' ;;
    esac
    # Up to 8.2 mkdumprd asks makedumpfile nothing, and kdump takes -F out of a command that writes to a file.
    if ! grep -qs -e --check-params "$root/usr/sbin/mkdumprd" "$root/sbin/mkdumprd"; then
        if [ -z "$el_stream$collector_stream" ] || [ "$el_era" = 7 ]; then return 0; fi
    fi
    if [ -z "$el_stream" ] && [ -n "$collector_stream" ]; then
        el_conf_lint_bad "makedumpfile's -F writes a stream, which only ssh and raw take"
    fi
    if collector_refused "$el_words" "$RET"; then el_conf_lint_bad "makedumpfile refuses it and says: $RET"; fi
}

# el_conf_lint_bad WHY: the number is the line's in the file, where our block may stand above it.
el_conf_lint_bad() {
    local el_text
    el_text=$(printf '%s\n' "$conf_theirs" | sed -n "${el_number}p")
    if [ -n "$conf_found" ]; then
        el_number=$(awk -v n="$el_number" -v begin="$conf_begin" -v end="$block_end" '
            $0 == begin { inside = 1 }
            !inside && ++count == n { print NR; exit }
            $0 == end { inside = 0 }' "$conf_file")
    fi
    fail conf-file "Line $el_number of /etc/kdump.conf, '$el_text', is one with which kdump does not start: $*. Mend" \
        "it or take it out, and run this again."
}
