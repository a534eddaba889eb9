# shellcheck shell=sh
# conf_refuse WORD INSTEAD: for a family that cannot do it.
conf_refuse() {
    fail conf-family "$1 is not possible on $os_name: $2."
}

# conf_refuse_given: the first line that this family's kdump, or this release's, cannot carry out.
conf_refuse_given() {
    while IFS= read -r conf_line; do
        if directive_refused "$conf_line"; then conf_refuse "$directive_what" "$RET"; fi
    done <<LINES
$conf_given
LINES
}
