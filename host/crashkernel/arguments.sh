# shellcheck shell=sh
# The crashkernel= arguments of a command line.

# What sed -E takes them out by, each with the blanks before it.
arguments_sed='s/(^|[[:space:]]+)crashkernel=[^[:space:]]*//g'

# arguments_make VALUE: RET is VALUE as it stands on a command line, each part an argument.
arguments_make() {
    local arguments_part
    RET=
    set -f
    for arguments_part in $1; do RET="$RET crashkernel=$arguments_part"; done
    set +f
    RET=${RET# }
}

# arguments_value TEXT: RET is the value of which TEXT are the arguments.
arguments_value() {
    local arguments_part
    RET=
    set -f
    for arguments_part in $1; do RET="$RET ${arguments_part#crashkernel=}"; done
    set +f
    RET=${RET# }
}

# arguments_find TEXT: RET is the crashkernel= arguments in TEXT, with blanks between.
arguments_find() {
    local arguments_word
    RET=
    set -f
    for arguments_word in $1; do
        case $arguments_word in
        crashkernel=*) RET="$RET $arguments_word" ;;
        esac
    done
    set +f
    RET=${RET# }
}

# arguments_strip TEXT: RET is TEXT without them.
arguments_strip() {
    RET=$1
    case $1 in
    *crashkernel=*) ;;
    *) return 0 ;;
    esac
    RET=$(printf '%s\n' "$1" | sed -E "$arguments_sed") || fail read "The arguments '$1' could not be read by sed."
    RET=${RET#"${RET%%[![:blank:]]*}"}
}

# arguments_join TEXT ARGUMENTS: RET is both, with one blank between.
arguments_join() {
    RET=$1
    if [ -z "$2" ]; then return 0; fi
    RET=${1%"${1##*[![:blank:]]}"}
    RET="$RET${RET:+ }$2"
}
