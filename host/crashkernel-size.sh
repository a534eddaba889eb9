# shellcheck shell=sh
# crashkernel='s grammar and what the kernel will make of it, by the kernel's own algorithm: the first
# range that fits wins, entries behind it are not looked at, a gap reserves nothing, and an entry that is
# looked at and is as large as the memory drops the whole value. All of it silently; so it is told here.
#
# Allowed here: SIZE, or RANGE:SIZE[,RANGE:SIZE...]. Refused: what the kernel would drop without a word,
# and what this version does not manage (offsets, high, low, cma).

# size_parse TEXT: RET is bytes, status 1 when TEXT is no size.
size_parse() {
    size_number=${1%[KkMmGgTt]}
    case $size_number in
    0) RET=0 && return 0 ;;
    '' | 0* | *[!0-9]* | ??????????*) return 1 ;;
    esac
    case $1 in
    *[Kk]) RET=$((size_number * 1024)) ;;
    *[Mm]) RET=$((size_number * 1048576)) ;;
    *[Gg]) RET=$((size_number * 1073741824)) ;;
    ???????*[Tt]) return 1 ;;
    *[Tt]) RET=$((size_number * 1099511627776)) ;;
    *) return 1 ;;
    esac
    [ $((RET % 1048576)) = 0 ]
}

# size_rounds RELEASE: kernels from 6.0 on round memory up to 128 MiB before they look at ranges.
size_rounds() {
    [ "${1%%.*}" -ge 6 ] 2>/dev/null
}

# size_predict VALUE MEMORY RELEASE: RET is what will be reserved, in bytes; size_why tells why that is 0:
# wish, gap, large. Status 1: not in the grammar, and RET is the sentence.
size_predict() {
    size_why='' size_found='' size_total=$2
    if size_rounds "$3"; then size_total=$((($2 + 134217727) / 134217728 * 134217728)); fi
    case $1 in
    '') RET='it is empty' && return 1 ;;
    *@*) RET='an offset (@) is not supported, because the kernel finds the better place by itself' && return 1 ;;
    auto*) RET='this kernel does not know auto; say recommended instead' && return 1 ;;
    *,high* | *,low* | *,cma*) RET=',high, ,low and ,cma are not supported' && return 1 ;;
    *:*) size_walk "$1" "$2" || return 1 ;;
    *)
        size_entry "$1" || return 1
        size_found=$RET
        ;;
    esac
    RET=${size_found:-0}
    case $size_found in
    0) size_why=wish ;;
    '') size_why=${size_why:-gap} ;;
    *) if [ "$RET" -ge "$2" ]; then size_why=large RET=0; fi ;;
    esac
}

# size_entry TEXT: size_parse with the sentence for what is no size.
size_entry() {
    if size_parse "$1"; then return 0; fi
    RET="'$1' is not a size, which is a whole number of MiB such as 256M or 1G"
    return 1
}

size_walk() {
    size_rest=$1,
    while [ -n "$size_rest" ]; do
        size_item=${size_rest%%,*}
        size_rest=${size_rest#*,}
        size_range=${size_item%%:*}
        case $size_item in
        *-*:*) ;;
        *) RET="'$size_item' is not a range with its size, such as 2G-8G:192M" && return 1 ;;
        esac
        size_entry "${size_range%%-*}" || return 1
        size_start=$RET size_end=$((size_total + 1))
        if [ -n "${size_range#*-}" ]; then
            size_entry "${size_range#*-}" || return 1
            size_end=$RET
            if [ "$size_end" -le "$size_start" ]; then
                RET="the range '$size_range' ends before it starts"
                return 1
            fi
        fi
        size_entry "${size_item#*:}" || return 1
        if [ -n "$size_found$size_why" ]; then continue; fi
        if [ "$RET" -ge "$size_total" ]; then
            size_why=large
        elif [ "$size_start" -le "$size_total" ] && [ "$size_total" -lt "$size_end" ]; then
            size_found=$RET
        fi
    done
}

# size_arguments VALUE: RET is VALUE as it stands on a command line; each half of a pair is an argument.
size_arguments() {
    case $1 in
    *' '*) RET="crashkernel=${1%% *} crashkernel=${1#* }" ;;
    *) RET=crashkernel=$1 ;;
    esac
}

# size_want VALUE: what every step does with the VALUE it is given. Sets value and predicted, and refuses
# a value that would reserve nothing where a size was meant.
size_want() {
    value=$1
    if [ "$value" = recommended ]; then
        family recommended
        value=$RET
    fi
    size_predict "$value" "$host_memory" "$host_release" || fail crashkernel-syntax "crashkernel='$value' is not understood: $RET."
    predicted=$RET
    mib "$host_memory"
    case $size_why in
    gap) fail crashkernel-nothing "crashkernel='$value' would reserve nothing: none of its ranges holds this machine's $RET of memory. Add a range that does, or one of size 0M if that is the wish." ;;
    large) fail crashkernel-nothing "crashkernel='$value' would reserve nothing: it asks for as much as this machine's $RET of memory, or more. Ask for less." ;;
    esac
    if [ $((predicted * 2)) -gt "$host_memory" ]; then
        fail crashkernel-nothing "crashkernel='$value' asks for more than half of this machine's $RET of memory, and the kernel would hardly find that in one piece. Ask for less."
    fi
}
