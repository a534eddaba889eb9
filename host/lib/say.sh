# shellcheck shell=sh
# What the program tells people: progress on stderr, and errors that are sentences with a stable code.
step=kdump-host

say() {
    printf '%s: %s\n' "$step" "$*" >&2
}

# say_mib BYTES: the way people read sizes.
say_mib() {
    RET="$(($1 / 1048576)) MiB"
}
