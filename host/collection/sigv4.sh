# shellcheck shell=sh
# AWS Signature Version 4, made of builtins and sha256sum: curl has it since 7.75 only, and openssl takes keys as
# arguments, which every user of a host can read. Keys here are hexadecimal and pass through pipes alone.

# The credentials, with the secret and the day's signing key in hexadecimal; that day, and the time of the request.
sigv4_region='' sigv4_id='' sigv4_secret='' sigv4_token='' sigv4_key='' sigv4_day='' sigv4_time=

# sigv4_open REGION ACCESS_KEY_ID SECRET TOKEN: credentials for the next requests; TOKEN may be empty.
sigv4_open() {
    sigv4_region=$1 sigv4_id=$2 sigv4_token=$4 sigv4_day=
    sigv4_secret=$(printf 'AWS4%s' "$3" | hex)
    # HMAC hashes keys that are longer than a block.
    if [ "${#sigv4_secret}" -gt 128 ]; then
        sigv4_escape "$sigv4_secret" 0
        sigv4_secret=$(printf %b "$RET" | sha256sum)
        sigv4_secret=${sigv4_secret%% *}
    fi
}

# sigv4_sign METHOD HOST PATH QUERY PAYLOAD_SHA256 META_SHA256: RET is the headers of the request, a line each.
# META_SHA256, of the whole object, may be empty.
sigv4_sign() {
    local sigv4_names sigv4_lines sigv4_request sigv4_scope
    sigv4_time=$(date -u +%Y%m%dT%H%M%SZ)
    if [ "$sigv4_day" != "${sigv4_time%T*}" ]; then sigv4_derive; fi
    sigv4_names='host;x-amz-content-sha256;x-amz-date'
    sigv4_lines="host:$2${NL}x-amz-content-sha256:$5${NL}x-amz-date:$sigv4_time$NL"
    if [ -n "$6" ]; then
        sigv4_names="$sigv4_names;x-amz-meta-sha256" sigv4_lines="${sigv4_lines}x-amz-meta-sha256:$6$NL"
    fi
    if [ -n "$sigv4_token" ]; then
        sigv4_names="$sigv4_names;x-amz-security-token" sigv4_lines="${sigv4_lines}x-amz-security-token:$sigv4_token$NL"
    fi
    sigv4_request=$(printf '%s' "$1$NL$3$NL$4$NL$sigv4_lines$NL$sigv4_names$NL$5" | sha256sum)
    sigv4_scope=$sigv4_day/$sigv4_region/s3/aws4_request
    sigv4_hmac "$sigv4_key" "AWS4-HMAC-SHA256$NL$sigv4_time$NL$sigv4_scope$NL${sigv4_request%% *}"
    RET="Credential=$sigv4_id/$sigv4_scope,SignedHeaders=$sigv4_names,Signature=$RET"
    RET="${sigv4_lines}authorization:AWS4-HMAC-SHA256 $RET"
}

# The signing key of a day, valid for all its requests.
sigv4_derive() {
    sigv4_day=${sigv4_time%T*}
    sigv4_hmac "$sigv4_secret" "$sigv4_day"
    sigv4_hmac "$RET" "$sigv4_region"
    sigv4_hmac "$RET" s3
    sigv4_hmac "$RET" aws4_request
    sigv4_key=$RET
}

# sigv4_hmac KEY TEXT: RET is the HMAC-SHA256 of TEXT, in hexadecimal, as KEY is.
sigv4_hmac() {
    local sigv4_block="$1" sigv4_inner sigv4_outer
    while [ "${#sigv4_block}" -lt 128 ]; do sigv4_block=${sigv4_block}00; done
    sigv4_escape "$sigv4_block" 0x36
    sigv4_inner=$({ printf %b "$RET" && printf '%s' "$2"; } | sha256sum)
    sigv4_escape "$sigv4_block" 0x5c
    sigv4_outer=$RET
    sigv4_escape "${sigv4_inner%% *}" 0
    RET=$(printf %b "$sigv4_outer$RET" | sha256sum)
    RET=${RET%% *}
}

# sigv4_escape HEX MASK: RET is the bytes, each XOR MASK, as %b of printf takes them.
sigv4_escape() {
    local sigv4_rest sigv4_tail sigv4_byte
    sigv4_rest=$1 RET=
    while [ -n "$sigv4_rest" ]; do
        sigv4_tail=${sigv4_rest#??}
        sigv4_byte=$((0x${sigv4_rest%"$sigv4_tail"} ^ $2))
        RET=$RET\\0$((sigv4_byte >> 6))$((sigv4_byte >> 3 & 7))$((sigv4_byte & 7))
        sigv4_rest=$sigv4_tail
    done
}

# sigv4_encode TEXT: RET is TEXT as a value of a query.
sigv4_encode() {
    local sigv4_rest sigv4_tail sigv4_char
    sigv4_rest=$1 RET=
    while [ -n "$sigv4_rest" ]; do
        sigv4_tail=${sigv4_rest#?}
        sigv4_char=${sigv4_rest%"$sigv4_tail"}
        case $sigv4_char in
        [A-Za-z0-9._~-]) ;;
        *) sigv4_char=$(printf '%%%02X' "'$sigv4_char") ;;
        esac
        RET=$RET$sigv4_char
        sigv4_rest=$sigv4_tail
    done
}
