# shellcheck shell=sh
# What a kernel reserves for crashkernel=, by its own algorithm and for any text: the last argument without a suffix
# counts, and a pair where there is none; the first range that fits wins, what stands behind it is not looked at, a
# gap reserves nothing, and an entry that is looked at and is as large as the memory drops the whole value. All of it
# silently; so it is told here. (kernel/crash_reserve.c, lib/cmdline.c)
# src/predictReservation.ts does the same sum; test/reservations.tsv holds the two to each other.

# Larger numbers count as this one: no machine has so many bytes.
size_most=1000000000000000000

# size_memparse TEXT: RET is the number that TEXT begins with, in bytes, and size_left what follows it; status 1 when
# nothing was read. 0x is hexadecimal, another 0 octal, and a unit alone is 0.
size_memparse() {
    size_left=$1 size_base=10
    case $1 in
    0[xX][0-9a-fA-F]*)
        size_base=16 size_left=${1#??}
        size_digits=${size_left%%[!0-9a-fA-F]*}
        ;;
    0*) size_base=8 size_digits=${1%%[!0-7]*} ;;
    *) size_digits=${1%%[!0-9]*} ;;
    esac
    size_left=${size_left#"$size_digits"}
    size_value
    case $size_left in
    [Kk]*) size_unit=1024 ;;
    [Mm]*) size_unit=1048576 ;;
    [Gg]*) size_unit=1073741824 ;;
    [Tt]*) size_unit=1099511627776 ;;
    [Pp]*) size_unit=1125899906842624 ;;
    [Ee]*) size_unit=1152921504606846976 ;;
    *) size_unit= ;;
    esac
    if [ -n "$size_unit" ]; then
        size_left=${size_left#?}
        if [ "$RET" -gt $((size_most / size_unit)) ]; then RET=$size_most; else RET=$((RET * size_unit)); fi
    fi
    [ "$size_left" != "$1" ]
}

# size_value: RET is size_digits by size_base. No shell is asked to compute with more digits than it can hold.
size_value() {
    while :; do
        case $size_digits in
        0?*) size_digits=${size_digits#0} ;;
        *) break ;;
        esac
    done
    case $size_base:${#size_digits} in
    *:0) RET=0 ;;
    16:[1-9] | 16:1[0-5]) RET=$((0x$size_digits)) ;;
    10:[1-9] | 10:1[0-8]) RET=$size_digits ;;
    8:[1-9] | 8:1[0-9] | 8:20) size_octal ;;
    *) RET=$size_most ;;
    esac
    if [ "$RET" -gt "$size_most" ]; then RET=$size_most; fi
}

# Not every shell reads octal numbers.
size_octal() {
    RET=0
    while [ -n "$size_digits" ]; do
        size_rest=${size_digits#?}
        RET=$((RET * 8 + ${size_digits%"$size_rest"}))
        size_digits=$size_rest
    done
}

# size_rules RELEASE ARCH: how kernels differ; src/kernelRules.ts tells where each rule comes from.
#   size_rounds   memory is rounded up to 128 MiB before ranges are looked at
#   size_counts   kexec_crash_size counts the block below 4 GiB too
#   size_high     SIZE,high is known
#   size_tries    ... and looked for where a plain size is 0 or not understood; SIZE,low counts for both
#   size_default  the block below 4 GiB that a reservation above brings by itself
#   size_first    where a plain size is looked for first: below so many bytes; empty for 4 GiB
#   size_falls    a plain size that is not found there is looked for above
#   size_page     sizes are rounded up to it
#   size_align    addresses have to be multiples of it
#   size_cma      SIZE,cma is known
#   size_lends    ... and reserved on this architecture
#   size_auto     the least memory of which `auto` reserves something; empty where the kernel does not know it
size_rules() {
    size_rounds='' size_counts='' size_high='' size_tries='' size_default=0 size_first='' size_falls=''
    size_page=1 size_align=1 size_cma='' size_lends='' size_auto=''
    size_version "$1"
    if [ "$size_version" -ge 6000 ]; then size_rounds=1; fi
    if [ "$size_version" -ge 6005 ]; then size_counts=1; fi
    if [ "$size_version" -ge 6017 ]; then size_cma=1; fi
    case $2 in
    x86_64) size_rules_x86 ;;
    aarch64) size_rules_arm "$1" ;;
    ppc64le)
        size_page=65536
        if [ "$size_version" -ge 7000 ]; then size_lends=1; fi
        ;;
    esac
    size_rules_red_hat "$1" "$2"
    # What the running kernel says of itself goes before its number.
    case ${host_cma-}:$2 in
    yes:x86_64) size_cma=1 size_lends=1 ;;
    yes:*) size_cma=1 ;;
    no:*) size_cma='' size_lends='' ;;
    esac
    case ${host_auto-} in
    yes) size_auto=${size_auto:-1073741824} ;;
    no) size_auto= ;;
    esac
}

# size_version RELEASE: size_version is 6001 for 6.1; what names no version is a kernel of today.
size_version() {
    size_major=${1%%.*}
    size_minor=${1#*.}
    size_minor=${size_minor%%[!0-9]*}
    case $size_major:$size_minor in
    *[!0-9:]* | :* | *: | 0* | *:0?* | ???????*:* | *:???????*) size_version=9999999 ;;
    *) size_version=$((size_major * 1000 + size_minor)) ;;
    esac
}

size_rules_x86() {
    size_high=1 size_default=268435456 size_falls=1 size_align=16777216
    if [ "$size_version" -lt 6007 ]; then size_tries=1 size_align=1048576; fi
    if [ "$size_version" -lt 5002 ]; then size_first=939524096 size_falls=''; fi
    if [ "$size_version" -ge 6017 ]; then size_lends=1; fi
}

size_rules_arm() {
    size_align=2097152
    if [ "$size_version" -ge 5019 ]; then size_high=1; fi
    if [ "$size_version" -ge 6002 ]; then size_default=134217728 size_falls=1; fi
    if [ "$size_version" -ge 7003 ]; then size_lends=1; fi
    if [ "$size_version" -lt 6007 ]; then
        case $1 in
        *64k*) size_page=65536 ;;
        *) size_page=4096 ;;
        esac
    fi
}

# Red Hat's own kernels, and Oracle's for the same distributions.
size_rules_red_hat() {
    case $1:$2 in
    3.10.0-*.el7*) size_auto=2147483648 ;;
    4.18.0-*.el8*:x86_64) size_auto=1073741824 size_rounds=1 ;;
    4.18.0-*.el8*) size_auto=2147483648 size_rounds=1 ;;
    5.*.el[78]uek*:x86_64) size_auto=1073741824 ;;
    *.el[78]uek*) size_auto=2147483648 ;;
    esac
    case $1:$2 in
    3.10.0-*.el7*:x86_64 | 4.18.0-*.el8*:x86_64) size_first='' size_falls=1 ;;
    5.14.0-*.*el9*)
        size_build=${1#5.14.0-}
        case ${size_build%%.*} in
        *[!0-9]* | '' | ??????????*) ;;
        *) if [ "${size_build%%.*}" -ge 133 ]; then size_rounds=1; fi ;;
        esac
        ;;
    esac
}

# size_predict TEXT MEMORY RELEASE ARCH LOW: RET is what kexec_crash_size will say, in bytes; LOW is what of MEMORY lies
# below 4 GiB. size_why tells why RET is 0: wish, gap, large, high, invalid, cma, address, or auto, whose size the kernel
# alone knows. size_other is what the size may be instead where it cannot be known from here on which side of 4 GiB the
# kernel finds the place, or whether it counts both blocks. size_fixed: only if the address after @ is free. size_lent is
# what SIZE,cma keeps besides.
size_predict() {
    size_why='' size_memory=$2 size_below=$5 size_other='' size_at=0 size_fixed='' size_lent=0 RET=0
    size_rules "$3" "$4"
    size_border=4294967296
    if [ "$4" = ppc64le ]; then size_border=9223372036854775807 size_below=$2; fi
    if [ "$size_below" -gt "$2" ]; then size_below=$2; fi
    size_rounded=$((($2 + 134217727) / 134217728 * 134217728))
    size_total=$2
    if [ -n "$size_rounds" ]; then size_total=$size_rounded; fi
    size_last "$1"
    size_read
    if [ -z "$size_why" ]; then
        size_place "$size_asked"
        # Without a reservation there is nothing that they could come to.
        if [ -z "$size_why" ] && [ -n "$size_lends" ] && size_suffixed "$size_last_cma" cma; then size_lent=$size_half; fi
    fi
    if [ -n "$size_why" ]; then RET=0 size_fixed=''; fi
    size_other=${size_other:-$RET}
}

# size_last TEXT: size_last_plain, _high, _low and _cma are the last arguments of each kind. Each word is one, with or
# without crashkernel= before it; a word without it behind a comma is what a blank has parted from its value.
size_last() {
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
        *) size_last_one "${size_word##*crashkernel=}" ;;
        esac
        size_before=$size_word
    done
}

# An argument keeps an x in front, so that an empty one is one.
size_last_one() {
    size_any=1
    case $size_cma:$1 in
    1:*,cma) size_last_cma=x$1 ;;
    *,high) size_last_high=x$1 ;;
    *,low) size_last_low=x$1 ;;
    *) size_last_plain=x$1 ;;
    esac
}

# size_read: size_asked bytes, above 4 GiB first where size_above_first is set, with size_low below; at size_at if that
# is not 0. Or size_why.
size_read() {
    size_above_first='' size_low=$size_default size_asked=0
    if [ -n "$size_last_plain" ]; then
        size_read_plain "${size_last_plain#x}"
        if [ -z "$size_tries" ]; then return 0; fi
        if [ -z "$size_why" ]; then
            if size_suffixed "$size_last_low" low; then size_low=$size_half; fi
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
    elif ! size_suffixed "$size_last_high" high; then
        size_why=invalid
    elif [ "$size_half" = 0 ]; then
        size_why=wish
    else
        size_asked=$size_half size_above_first=1
        if [ -z "$size_last_low" ]; then return 0; fi
        if size_suffixed "$size_last_low" low; then
            size_low=$size_half
        elif [ -z "$size_tries" ]; then
            size_why=invalid
        fi
    fi
}

# size_suffixed ARGUMENT SUFFIX: size_half is the size before the suffix; status 1 where anything else stands there.
size_suffixed() {
    size_kept=$RET
    if [ -n "$1" ] && size_memparse "${1#x}" && [ "$size_left" = ",$2" ]; then
        size_half=$RET RET=$size_kept
        return 0
    fi
    RET=$size_kept
    return 1
}

size_read_plain() {
    case ${size_auto:+knows}:$1 in
    knows:auto* | :auto) size_by_itself ;;
    *:*:*) size_walk "$1" ;;
    *)
        if ! size_memparse "$1"; then
            size_why=invalid
            return 0
        fi
        size_asked=$RET
        case $size_left in
        '') ;;
        @*)
            size_memparse "${size_left#@}" || :
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
size_by_itself() {
    size_why=auto
    if [ -n "$size_auto" ] && [ "$size_rounded" -lt "$size_auto" ]; then size_why=gap; fi
}

# size_range TEXT: size_start, size_end, size_here, the size, and size_left; status 1 where the kernel stops.
size_range() {
    size_memparse "$1" || return 1
    size_start=$RET
    case $size_left in
    -:*) size_end=9223372036854775807 size_left=${size_left#-} ;;
    -*)
        size_memparse "${size_left#-}" || return 1
        size_end=$RET
        [ "$size_end" -gt "$size_start" ] || return 1
        ;;
    *) return 1 ;;
    esac
    case $size_left in
    :*) ;;
    *) return 1 ;;
    esac
    size_memparse "${size_left#:}" || return 1
    size_here=$RET
}

size_holds() {
    [ "$size_start" -le "$size_total" ] && [ "$size_total" -lt "$size_end" ]
}

# size_walk RANGES
size_walk() {
    size_text=$1
    while :; do
        if ! size_range "$size_text"; then
            size_why=invalid
        elif [ "$size_here" -ge "$size_total" ]; then
            size_too_large
        elif size_holds; then
            size_matched
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
size_too_large() {
    while :; do
        size_why=large
        if size_holds; then return 0; fi
        size_why=gap
        case $size_left in
        ,*) size_range "${size_left#,}" || return 0 ;;
        *) return 0 ;;
        esac
    done
}

# Behind the range that counts only an address is looked for.
size_matched() {
    size_asked=$size_here
    if [ "$size_asked" = 0 ]; then
        size_why=wish
        return 0
    fi
    case $size_left in
    *@*)
        if size_memparse "${size_left#*@}"; then size_at=$RET; else size_why=invalid; fi
        ;;
    esac
}

# size_place SIZE: looks for the memory, as the kernel does after it has read what is asked for.
size_place() {
    RET=$((($1 + size_page - 1) / size_page * size_page))
    if [ "$size_at" != 0 ]; then
        size_place_fixed "$RET"
    elif [ "$RET" -ge "$size_memory" ]; then
        size_why=large
    elif [ -n "$size_above_first" ]; then
        if [ "$RET" -le $((size_memory - size_below)) ] || [ "$RET" -gt "$size_below" ]; then size_above "$RET" "$size_low"; fi
    elif [ "$RET" -le "$size_below" ] && { [ -z "$size_first" ] || [ "$RET" -le "$size_first" ]; }; then
        if [ "$RET" -le $((size_memory - size_below)) ] && [ -n "$size_falls" ]; then size_other=$((RET + size_low)); fi
    elif [ -z "$size_falls" ]; then
        size_why=large
    elif [ -n "$size_tries" ]; then
        size_above "$RET" "$size_low"
    else
        size_above "$RET" "$size_default"
    fi
}

# size_place_fixed SIZE: at that address or nowhere.
size_place_fixed() {
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

# size_above SIZE LOW
size_above() {
    if [ "$1" -gt $((size_memory - size_below)) ] || [ "$2" -gt "$size_below" ]; then
        size_why=large
        return 0
    fi
    RET=$1 size_other=$(($1 + $2))
    if [ -n "$size_counts" ]; then RET=$(($1 + $2)) size_other=$1; fi
}
