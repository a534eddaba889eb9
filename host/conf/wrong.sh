# shellcheck shell=sh
conf_wrong() {
    fail conf-line "The line '$conf_line' cannot be used: $1."
}
