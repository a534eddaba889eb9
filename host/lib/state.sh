# shellcheck shell=sh
# What has to be remembered to take a step back lies in $state: small files of lines, one concern each. In a look
# (lib/would.sh) nothing is remembered, and nothing forgotten.

state_make() {
    if [ -d "$state" ]; then return 0; fi
    (umask 077 && mkdir -p "$state") 2>/dev/null || fail write "$state could not be made. Is its file system read-only?"
}

# Passing files: one on its way to its name, one for what a package manager prints. Each lock has names of its own
# (lib/lock.sh).
state_new=.new-step.$run state_out=packages-step.$run.out

# state_put NAME TEXT
state_put() {
    state_make_file "$1" printf '%s' "$2"
}

# state_make_file NAME COMMAND...: what COMMAND prints, byte by byte, and read back as in files_make.
state_make_file() {
    local state_file
    if [ -n "$would_looking" ]; then return 0; fi
    state_make
    state_file=$state/$1
    shift
    (
        umask 077
        "$@" >"$state/$state_new" && "$@" | cmp -s - "$state/$state_new" && sync "$state/$state_new" &&
            mv -f "$state/$state_new" "$state_file"
    ) 2>/dev/null ||
        fail write "$state_file could not be written. Is its file system full or read-only?"
}

# state_get NAME: RET is the text without the final newline, empty when there is none.
state_get() {
    RET=
    if [ -f "$state/$1" ]; then RET=$(cat "$state/$1"); fi
}

# state_has NAME LINE
state_has() {
    local state_line
    if [ ! -f "$state/$1" ]; then return 1; fi
    while IFS= read -r state_line; do
        if [ "$state_line" = "$2" ]; then return 0; fi
    done <"$state/$1"
    return 1
}

state_add() {
    if state_has "$1" "$2"; then return 0; fi
    state_get "$1"
    state_put "$1" "${RET:+$RET$NL}$2$NL"
}

state_drop() {
    local state_text state_line
    state_text=
    if [ ! -f "$state/$1" ]; then return 0; fi
    while IFS= read -r state_line; do
        if [ "$state_line" != "$2" ]; then state_text=$state_text$state_line$NL; fi
    done <"$state/$1"
    if [ -n "$state_text" ]; then state_put "$1" "$state_text"; else state_forget "$1"; fi
}

state_forget() {
    local state_name
    if [ -n "$would_looking" ]; then return 0; fi
    for state_name; do
        if [ -e "$state/$state_name" ]; then
            rm -f "$state/$state_name" ||
                fail write "$state/$state_name could not be removed. Is its file system read-only?"
        fi
    done
}
