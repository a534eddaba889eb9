# shellcheck shell=sh
# conf_wrong WHY...: the line that is being read is refused.
conf_wrong() {
    fail conf-line "The line '$conf_line' cannot be used: $*."
}
