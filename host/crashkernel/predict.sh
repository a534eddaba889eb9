# shellcheck shell=sh
# What a kernel reserves for crashkernel=, by its own algorithm and for any text: the last argument without a suffix
# counts, and a pair where there is none; the first range that fits wins, what stands behind it is not looked at, a
# gap reserves nothing, and an entry that is looked at and is as large as the memory drops the whole value. All of it
# silently; so it is told here. (kernel/crash_reserve.c, lib/cmdline.c)
# src/crashkernel/predict.ts does the same sum; test/reservations.tsv holds the two to each other.

# predict TEXT MEMORY RELEASE ARCH LOW: RET is what kexec_crash_size will say, in bytes; LOW is what of MEMORY lies
# below 4 GiB. size_why tells why RET is 0: wish, gap, large, high, invalid, cma, address, or auto, whose size the
# kernel alone knows. size_other is what the size may be instead where it cannot be known from here on which side of 4
# GiB the kernel finds the place, or whether it counts both blocks. size_fixed: only if the address after @ is free.
# size_lent is what SIZE,cma keeps besides.
predict() {
    size_why='' size_memory=$2 size_below=$5 size_other='' size_at=0 size_fixed='' size_lent=0 RET=0
    crashkernel_rules "$3" "$4"
    size_border=4294967296
    if [ "$4" = ppc64le ]; then size_border=9223372036854775807 size_below=$2; fi
    if [ "$size_below" -gt "$2" ]; then size_below=$2; fi
    size_rounded=$((($2 + 134217727) / 134217728 * 134217728))
    size_total=$2
    if [ -n "$size_rounds" ]; then size_total=$size_rounded; fi
    predict_last "$1"
    predict_read
    if [ -z "$size_why" ]; then
        predict_place "$size_asked"
        # Without a reservation there is nothing that they could come to.
        if [ -z "$size_why" ] && [ -n "$size_lends" ] && predict_suffixed "$size_last_cma" cma; then
            size_lent=$size_half
        fi
    fi
    if [ -n "$size_why" ]; then RET=0 size_fixed=''; fi
    size_other=${size_other:-$RET}
}

# predict_last TEXT: size_last_plain, _high, _low and _cma are the last arguments of each kind. Each word is one, with
# or without crashkernel= before it; a word without it behind a comma is what a blank has parted from its value.
predict_last() {
    size_last_plain='' size_last_high='' size_last_low='' size_last_cma='' size_any='' size_before=
    set -f
    size_ifs=$IFS IFS=' '
    # shellcheck disable=SC2086
    set -- $1
    IFS=$size_ifs
    set +f
    for size_word; do
        case $size_word in
        *crashkernel=*) size_before= ;;
        esac
        case $size_before in
        *,) ;;
        *) predict_last_one "${size_word##*crashkernel=}" ;;
        esac
        size_before=$size_word
    done
}

# An argument keeps an x in front, so that an empty one is one.
predict_last_one() {
    size_any=1
    case $size_cma:$1 in
    1:*,cma) size_last_cma=x$1 ;;
    *,high) size_last_high=x$1 ;;
    *,low) size_last_low=x$1 ;;
    *) size_last_plain=x$1 ;;
    esac
}

# predict_read: size_asked bytes, above 4 GiB first where size_above_first is set, with size_low below; at size_at if
# that is not 0. Or size_why.
predict_read() {
    size_above_first='' size_low=$size_default size_asked=0
    if [ -n "$size_last_plain" ]; then
        predict_read_plain "${size_last_plain#x}"
        if [ -z "$size_tries" ]; then return 0; fi
        if [ -z "$size_why" ]; then
            if predict_suffixed "$size_last_low" low; then size_low=$size_half; fi
            return 0
        fi
        if [ -z "$size_last_high" ]; then return 0; fi
        size_why='' size_at=0
    fi
    if [ -z "$size_last_high" ]; then
        size_why=invalid
        if [ -n "$size_any" ] && [ -z "$size_last_low" ]; then size_why=cma; fi
    elif [ -z "$size_high" ]; then
        size_why=high
    elif ! predict_suffixed "$size_last_high" high; then
        size_why=invalid
    elif [ "$size_half" = 0 ]; then
        size_why=wish
    else
        size_asked=$size_half size_above_first=1
        if [ -z "$size_last_low" ]; then return 0; fi
        if predict_suffixed "$size_last_low" low; then
            size_low=$size_half
        elif [ -z "$size_tries" ]; then
            size_why=invalid
        fi
    fi
}

# predict_suffixed ARGUMENT SUFFIX: size_half is the size before the suffix; status 1 where anything else stands there.
predict_suffixed() {
    size_kept=$RET
    if [ -n "$1" ] && memparse "${1#x}" && [ "$size_left" = ",$2" ]; then
        size_half=$RET RET=$size_kept
        return 0
    fi
    RET=$size_kept
    return 1
}

predict_read_plain() {
    case ${size_auto:+knows}:$1 in
    knows:auto* | :auto) predict_auto ;;
    *:*:*) predict_walk "$1" ;;
    *)
        if ! memparse "$1"; then
            size_why=invalid
            return 0
        fi
        size_asked=$RET
        case $size_left in
        '') ;;
        @*)
            memparse "${size_left#@}" || :
            size_at=$RET
            ;;
        *) size_why=invalid ;;
        esac
        if [ -z "$size_why" ] && [ "$size_asked" = 0 ]; then size_why=wish; fi
        ;;
    esac
}

# The kernel's own rule for `auto` has changed from one update of RHEL 8 to the next, so only its lower edge is told,
# for which memory is rounded up on 7 too.
predict_auto() {
    size_why=auto
    if [ -n "$size_auto" ] && [ "$size_rounded" -lt "$size_auto" ]; then size_why=gap; fi
}

# predict_range TEXT: size_start, size_end, size_here, the size, and size_left; status 1 where the kernel stops.
predict_range() {
    memparse "$1" || return 1
    size_start=$RET
    case $size_left in
    -:*) size_end=9223372036854775807 size_left=${size_left#-} ;;
    -*)
        memparse "${size_left#-}" || return 1
        size_end=$RET
        [ "$size_end" -gt "$size_start" ] || return 1
        ;;
    *) return 1 ;;
    esac
    case $size_left in
    :*) ;;
    *) return 1 ;;
    esac
    memparse "${size_left#:}" || return 1
    size_here=$RET
}

predict_holds() {
    [ "$size_start" -le "$size_total" ] && [ "$size_total" -lt "$size_end" ]
}

# predict_walk RANGES
predict_walk() {
    size_text=$1
    while :; do
        if ! predict_range "$size_text"; then
            size_why=invalid
        elif [ "$size_here" -ge "$size_total" ]; then
            predict_too_large
        elif predict_holds; then
            predict_matched
        else
            case $size_left in
            ,*)
                size_text=${size_left#,}
                continue
                ;;
            esac
            size_why=gap
        fi
        return 0
    done
}

# The kernel drops the value; people look first whether any range holds the memory.
predict_too_large() {
    while :; do
        size_why=large
        if predict_holds; then return 0; fi
        size_why=gap
        case $size_left in
        ,*) predict_range "${size_left#,}" || return 0 ;;
        *) return 0 ;;
        esac
    done
}

# Behind the range that counts only an address is looked for.
predict_matched() {
    size_asked=$size_here
    if [ "$size_asked" = 0 ]; then
        size_why=wish
        return 0
    fi
    case $size_left in
    *@*)
        if memparse "${size_left#*@}"; then size_at=$RET; else size_why=invalid; fi
        ;;
    esac
}

# predict_place SIZE: looks for the memory, as the kernel does after it has read what is asked for.
predict_place() {
    RET=$((($1 + size_page - 1) / size_page * size_page))
    if [ "$size_at" != 0 ]; then
        predict_place_fixed "$RET"
    elif [ "$RET" -ge "$size_memory" ]; then
        size_why=large
    elif [ -n "$size_above_first" ]; then
        if [ "$RET" -le $((size_memory - size_below)) ] || [ "$RET" -gt "$size_below" ]; then
            predict_above "$RET" "$size_low"
        fi
    elif [ "$RET" -le "$size_below" ] && { [ -z "$size_first" ] || [ "$RET" -le "$size_first" ]; }; then
        if [ "$RET" -le $((size_memory - size_below)) ] && [ -n "$size_falls" ]; then size_other=$((RET + size_low)); fi
    elif [ -z "$size_falls" ]; then
        size_why=large
    elif [ -n "$size_tries" ]; then
        predict_above "$RET" "$size_low"
    else
        predict_above "$RET" "$size_default"
    fi
}

# predict_place_fixed SIZE: at that address or nowhere.
predict_place_fixed() {
    if [ $((size_at % size_align)) != 0 ]; then
        size_why=address
    elif [ "$1" -ge "$size_memory" ]; then
        size_why=large
    else
        size_fixed=1
        if [ -n "$size_tries" ] && [ "$size_at" -ge "$size_border" ]; then
            if [ "$size_low" -gt "$size_below" ]; then size_why=large; fi
            size_other=$(($1 + size_low))
            if [ -n "$size_counts" ]; then RET=$(($1 + size_low)) size_other=$1; fi
        fi
    fi
}

# predict_above SIZE LOW
predict_above() {
    if [ "$1" -gt $((size_memory - size_below)) ] || [ "$2" -gt "$size_below" ]; then
        size_why=large
        return 0
    fi
    RET=$1 size_other=$(($1 + $2))
    if [ -n "$size_counts" ]; then RET=$(($1 + $2)) size_other=$1; fi
}
