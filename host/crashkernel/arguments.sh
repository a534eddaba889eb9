# shellcheck shell=sh
# The crashkernel= arguments of a command line.

# arguments_make VALUE: RET is VALUE as it stands on a command line, each part an argument.
arguments_make() {
    RET=
    set -f
    for size_part in $1; do RET="$RET crashkernel=$size_part"; done
    set +f
    RET=${RET# }
}

# arguments_value TEXT: RET is the value of which TEXT are the arguments.
arguments_value() {
    RET=
    set -f
    for size_part in $1; do RET="$RET ${size_part#crashkernel=}"; done
    set +f
    RET=${RET# }
}

# arguments_find TEXT: RET is the crashkernel= arguments in TEXT, with blanks between.
arguments_find() {
    grub_found=
    set -f
    for grub_word in $1; do
        case $grub_word in
        crashkernel=*) grub_found="$grub_found $grub_word" ;;
        esac
    done
    set +f
    RET=${grub_found# }
}

# arguments_strip TEXT: RET is TEXT without any crashkernel= argument, each with the blanks before it.
arguments_strip() {
    RET=$1
    case $1 in
    *crashkernel=*) ;;
    *) return 0 ;;
    esac
    RET=$(printf '%s\n' "$1" | sed -E 's/(^|[[:blank:]]+)crashkernel=[^[:blank:]]*//g')
    RET=${RET#"${RET%%[![:blank:]]*}"}
}

# arguments_join TEXT ARGUMENTS: RET is both, with one blank between.
arguments_join() {
    RET=$1
    if [ -z "$2" ]; then return 0; fi
    RET=${1%"${1##*[![:blank:]]}"}
    RET="$RET${RET:+ }$2"
}
