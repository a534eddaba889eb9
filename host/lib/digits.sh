# shellcheck shell=sh
# digits TEXT [MOST]: is it a number as every shell reads it? Digits alone, without a 0 before others, which would make
# it octal, and at most MOST of them: 15 are still exact in JSON, and times 1024 below what arithmetic of 64 bits holds.
digits() {
    case $1 in
    '' | *[!0123456789]* | 0?*) return 1 ;;
    esac
    [ "${#1}" -le "${2:-15}" ]
}
