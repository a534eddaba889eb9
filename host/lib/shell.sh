# shellcheck shell=sh
# shell_value NAME TEXT: RET is what a shell that reads TEXT finds in NAME, as the tools that source such
# files do.
shell_value() {
    RET=$(
        set +eu
        unset "$1"
        eval "$2" >/dev/null 2>&1 </dev/null
        eval "printf '%s' \"\$$1\""
    ) || RET=
}
