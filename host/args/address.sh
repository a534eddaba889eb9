# shellcheck shell=sh
# Addresses as text.

# address_v6 TEXT: is it an IPv6 address (RFC 4291)?
address_v6() {
    local address_need=8 address_left address_count address_part
    case $1 in
    *[!0-9A-Fa-f:.]* | *:::* | *::*::* | :[!:]* | *[!:]: | '' | :) return 1 ;;
    *::*) address_need= ;;
    esac
    address_left=$1: address_count=0
    while [ -n "$address_left" ]; do
        address_part=${address_left%%:*} address_left=${address_left#*:}
        case $address_part in
        '') ;;
        *.*)
            # Only as the last of them.
            if [ -n "$address_left" ]; then return 1; fi
            address_v4 "$address_part" || return 1
            address_count=$((address_count + 2))
            ;;
        ?????*) return 1 ;;
        *) address_count=$((address_count + 1)) ;;
        esac
    done
    if [ -n "$address_need" ]; then [ $address_count = 8 ]; else [ $address_count -lt 8 ]; fi
}

# address_v4 TEXT: is it an IPv4 address?
address_v4() {
    local address_rest address_bytes
    address_rest=$1. address_bytes=0
    while [ -n "$address_rest" ]; do
        case ${address_rest%%.*} in
        [0-9] | [1-9][0-9] | 1[0-9][0-9] | 2[0-4][0-9] | 25[0-5]) address_bytes=$((address_bytes + 1)) ;;
        *) return 1 ;;
        esac
        address_rest=${address_rest#*.}
    done
    [ $address_bytes = 4 ]
}
