# shellcheck shell=sh
# conf_refuse WORD INSTEAD...: for a family that cannot do it.
conf_refuse() {
    local conf_refused="$1"
    shift
    fail conf-family "$conf_refused is not possible on $os_name: $*."
}
