# shellcheck shell=sh
# What is known of the directive in hand (directive.sh).
directive_form='' directive_choices='' directive_choice='' directive_what=

# conf_wrong WHY...: the line that is being read is refused.
conf_wrong() {
    fail conf-line "The line '$conf_line' cannot be used: $*."
}
