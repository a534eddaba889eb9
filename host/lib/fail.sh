# shellcheck shell=sh
# How the program ends when it cannot go on: one sentence with a stable code, and nothing left lying about.

# The temporary file in use; a failure removes it.
litter=

# Temporary directory; removed on every exit.
litter_dir=

# Set once the error line is out (run_end).
told=

# fail CODE SENTENCE: always the last line of stderr, and always one line.
fail() {
    local fail_code fail_text
    fail_code=$1
    shift
    if [ -n "$litter" ]; then rm -f "$litter" "$litter.new" || :; fi
    fail_text=$*
    case $fail_text in
    *[[:cntrl:]]*) fail_text=$(printf '%s' "$fail_text" | tr '[:cntrl:]' ' ') ;;
    esac
    told=1
    printf 'error [%s]: %s\n' "$fail_code" "$fail_text" >&2
    exit 1
}

# Wrong use of the program is not a failure of the host.
fail_usage() {
    told=1
    printf 'error [usage]: %s\n' "$*" >&2
    exit 2
}
