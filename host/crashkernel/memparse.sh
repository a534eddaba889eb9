# shellcheck shell=sh
# Numbers as the kernel reads them, by its memparse (lib/cmdline.c); src/crashkernel/memparse.ts does the same.

# Larger numbers count as this one: no machine has so many bytes.
size_most=1000000000000000000

# memparse TEXT: RET is the number that TEXT begins with, in bytes, and size_left what follows it; status 1 when
# nothing was read. 0x is hexadecimal, another 0 octal, and a unit alone is 0.
memparse() {
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
    memparse_value
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

# memparse_value: RET is size_digits by size_base. No shell is asked to compute with more digits than it can hold.
memparse_value() {
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
    8:[1-9] | 8:1[0-9] | 8:20) memparse_octal ;;
    *) RET=$size_most ;;
    esac
    if [ "$RET" -gt "$size_most" ]; then RET=$size_most; fi
}

# Not every shell reads octal numbers.
memparse_octal() {
    RET=0
    while [ -n "$size_digits" ]; do
        size_rest=${size_digits#?}
        RET=$((RET * 8 + ${size_digits%"$size_rest"}))
        size_digits=$size_rest
    done
}
