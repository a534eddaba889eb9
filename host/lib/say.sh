# shellcheck shell=sh
# What the program tells people: progress on stderr, and errors that are sentences with a stable code.
step=kdump-host

# The temporary file of the moment, so that a failure leaves none behind.
litter=

# The temporary directory, which goes at the end however that comes.
litter_dir=

# Whether the error line is out. See main_end.
told=

say() {
    printf '%s: %s\n' "$step" "$*" >&2
}

# log_open: a step must not fail for want of its log: a command whose output cannot be sent there would not even be run.
# Nothing is made on a host where nothing was done.
log_open() {
    if [ ! -e "$log" ] && [ ! -d "$state" ] && [ -d "${log%/*}" ]; then return 0; fi
    if ! (printf '' >>"$log") 2>/dev/null; then
        say "$log cannot be written, so nothing more is said there"
        log=/dev/null
    fi
}

# fail CODE SENTENCE: always the last line of stderr, and always one line.
fail() {
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
usage() {
    told=1
    printf 'error [usage]: %s\n' "$*" >&2
    exit 2
}

# mib BYTES: the way people read sizes.
mib() {
    RET="$(($1 / 1048576)) MiB"
}
