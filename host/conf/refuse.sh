# shellcheck shell=sh
# conf_refuse WORD INSTEAD...: for a family that cannot do it.
conf_refuse() {
    local conf_refused="$1"
    shift
    fail conf-family "$conf_refused is not possible on $os_name: $*."
}

# conf_refuse_given: the first line that this family's kdump, or this release's, cannot carry out.
conf_refuse_given() {
    while IFS= read -r conf_line; do
        if directive_refused "$conf_line"; then conf_refuse "$directive_what" "$RET"; fi
    done <<LINES
$conf_given
LINES
}
