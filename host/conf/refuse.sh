# shellcheck shell=sh
# conf_refuse WORD INSTEAD: for a family that cannot do it.
conf_refuse() {
    fail conf-family "$1 is not possible on $os_name: $2."
}
