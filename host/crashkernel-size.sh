# shellcheck shell=sh
# crashkernel='s grammar and what the kernel will make of it, by the kernel's own algorithm: the first
# range that fits wins, entries behind it are not looked at, a gap reserves nothing, and an entry that is
# looked at and is as large as the memory drops the whole value. All of it silently; so it is told here.
# src/predictReservation.ts does the same sum; test/reservations.tsv holds the two to each other.
#
# Allowed here: SIZE, RANGE:SIZE[,RANGE:SIZE...], `SIZE,high` or `SIZE,high SIZE,low`, and `auto` where the kernel has
# it. Refused: what the kernel would drop without a word, and what this version does not manage (offsets, cma).

size_pair_form='a pair is written SIZE,high SIZE,low, such as 512M,high 128M,low'

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
    ?????*[Tt]) return 1 ;;
    *[Tt]) RET=$((size_number * 1099511627776)) ;;
    *) return 1 ;;
    esac
    [ $((RET % 1048576)) = 0 ] && [ "$RET" -le 9007199254740991 ]
}

# size_rules RELEASE ARCH: how kernels differ; src/kernelRules.ts tells where each rule comes from.
#   size_rounds   memory is rounded up to 128 MiB before ranges are looked at
#   size_counts   kexec_crash_size counts the block below 4 GiB too
#   size_high     SIZE,high is known
#   size_default  the block below 4 GiB that a reservation above brings by itself
#   size_falls    a plain size that does not fit below 4 GiB is looked for above
#   size_auto     the least memory of which `auto` reserves something; empty where the kernel does not know it
size_rules() {
    size_rounds='' size_counts='' size_high='' size_default=0 size_falls='' size_auto=''
    size_minor=${1#*.}
    size_minor=${size_minor%%[!0-9]*}
    case ${1%%.*}:$size_minor in
    *[!0-9:]* | :* | *:) size_version=9999999 ;;
    *) size_version=$((${1%%.*} * 1000 + size_minor)) ;;
    esac
    if [ "$size_version" -ge 6000 ]; then size_rounds=1; fi
    if [ "$size_version" -ge 6005 ]; then size_counts=1; fi
    case $1:$2 in
    3.10.0-*.el7*) size_auto=2147483648 ;;
    4.18.0-*.el8*:x86_64) size_auto=1073741824 ;;
    4.18.0-*.el8*) size_auto=2147483648 ;;
    esac
    case $1 in
    4.18.0-*.el8*) size_rounds=1 ;;
    5.14.0-*.*el9*)
        size_build=${1#5.14.0-}
        case ${size_build%%.*} in
        *[!0-9]* | '') ;;
        *) if [ "${size_build%%.*}" -ge 133 ]; then size_rounds=1; fi ;;
        esac
        ;;
    esac
    case $2 in
    x86_64) size_high=1 size_default=268435456 size_falls=1 ;;
    aarch64)
        if [ "$size_version" -ge 5019 ]; then size_high=1; fi
        if [ "$size_version" -ge 6002 ]; then size_default=134217728 size_falls=1; fi
        ;;
    esac
}

# size_predict VALUE MEMORY RELEASE ARCH LOW: RET is what kexec_crash_size will say, in bytes; LOW is what of
# MEMORY lies below 4 GiB. size_why tells why RET is 0: wish, gap, large, high, or auto, whose size the kernel
# alone knows. size_other is what the size may be instead where it cannot be known from here on which side of
# 4 GiB the kernel finds the place, or whether it counts both blocks. Status 1: not in the grammar, and RET is
# the sentence.
size_predict() {
    size_why='' size_found='' size_total=$2 size_memory=$2 size_below=$5 size_other=
    size_rules "$3" "$4"
    if [ "$4" = ppc64le ] || [ "$size_below" -gt "$2" ]; then size_below=$2; fi
    size_rounded=$((($2 + 134217727) / 134217728 * 134217728))
    if [ -n "$size_rounds" ]; then size_total=$size_rounded; fi
    case $1 in
    '') RET='it is empty' && return 1 ;;
    *@*) RET='an offset (@) is not supported, because the kernel finds the better place by itself' && return 1 ;;
    auto)
        size_by_itself
        return
        ;;
    *,cma*) RET=',cma is not supported' && return 1 ;;
    *,high* | *,low*)
        size_pair "$1"
        return
        ;;
    *:*) size_walk "$1" || return 1 ;;
    *)
        size_entry "$1" || return 1
        size_found=$RET
        ;;
    esac
    RET=${size_found:-0}
    case $size_found in
    0) size_why=wish ;;
    '') size_why=${size_why:-gap} ;;
    *) size_plain "$size_found" ;;
    esac
    size_other=${size_other:-$RET}
}

# The kernel's own rule for `auto` has changed from one update of RHEL 8 to the next, so only its lower edge is told,
# for which memory is rounded up on 7 too.
size_by_itself() {
    if [ -z "$size_auto" ]; then RET='this kernel does not know auto; say recommended instead' && return 1; fi
    RET=0 size_why=auto size_other=0
    if [ "$size_rounded" -lt "$size_auto" ]; then size_why=gap; fi
}

# size_plain SIZE: below 4 GiB, or else above with a block below.
size_plain() {
    RET=$1
    if [ "$1" -ge "$size_memory" ]; then
        size_why=large RET=0
    elif [ "$1" -le "$size_below" ]; then
        if [ "$1" -le $((size_memory - size_below)) ]; then size_other=$(($1 + size_default)); fi
    elif [ -n "$size_falls" ]; then
        size_above "$1" "$size_default"
    else
        size_why=large RET=0
    fi
}

# size_above SIZE LOW
size_above() {
    if [ "$1" -gt $((size_memory - size_below)) ] || [ "$2" -gt "$size_below" ]; then
        size_why=large RET=0
        return 0
    fi
    RET=$1 size_other=$(($1 + $2))
    if [ -n "$size_counts" ]; then RET=$(($1 + $2)) size_other=$1; fi
}

# size_pair 'SIZE,high[ SIZE,low]': above 4 GiB with a block below, or else below.
size_pair() {
    size_low=$size_default
    case $1 in
    *' '*' '* | *,low' '* | *,high' '*,high) RET=$size_pair_form && return 1 ;;
    *,high' '*,low)
        size_half=${1#* }
        size_entry "${size_half%,low}" || return 1
        size_low=$RET
        ;;
    *' '* | *,low) RET=$size_pair_form && return 1 ;;
    esac
    size_half=${1%% *}
    size_entry "${size_half%,high}" || return 1
    if [ "$RET" = 0 ]; then
        RET="$size_half reserves nothing"
        return 1
    fi
    if [ -z "$size_high" ]; then
        size_why=high RET=0
    elif [ "$RET" -lt "$size_memory" ] && [ "$RET" -gt $((size_memory - size_below)) ] && [ "$RET" -le "$size_below" ]; then
        size_why=
    else
        size_above "$RET" "$size_low"
    fi
    size_other=${size_other:-$RET}
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
    size_predict "$value" "$host_memory" "$host_release" "$host_arch" "$host_low" || fail crashkernel-syntax "crashkernel='$value' is not understood: $RET."
    predicted=$RET
    mib "$host_memory"
    case $size_why:$value in
    gap:auto) fail crashkernel-nothing "crashkernel=auto would reserve nothing: this machine has $RET of memory, and $host_release takes its share from $((size_auto / 1048576)) MiB on. Give a size." ;;
    gap:*) fail crashkernel-nothing "crashkernel='$value' would reserve nothing: none of its ranges holds this machine's $RET of memory. Add a range that does, or one of size 0M if that is the wish." ;;
    large:*) fail crashkernel-nothing "crashkernel='$value' would reserve nothing: it asks for as much as this machine's $RET of memory, or more, or more than there is in one piece. Ask for less." ;;
    high:*) fail crashkernel-nothing "crashkernel='$value' would reserve nothing: $host_release on $host_arch does not know a size above 4 GiB (,high). Give the size without it." ;;
    esac
    if [ $((predicted * 2)) -gt "$host_memory" ]; then
        fail crashkernel-nothing "crashkernel='$value' asks for more than half of this machine's $RET of memory, and the kernel would hardly find that in one piece. Ask for less."
    fi
}
