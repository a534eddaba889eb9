# shellcheck shell=sh
# An S3-compatible store as destination. Its core is s3_put: the object is there completely, or status 1 with RET, a
# sentence. What was sent before a cut or a kill is not sent again.

# Bytes that are sent by one request, in MiB; a multipart upload may have 10000 parts.
s3_part_mib=${KDUMP_PART_MIB:-64}

# Limit of a store's answer, in KiB: it sends a byte now and then to keep the connection open while it joins parts.
s3_answer_kib=1024

# Where the store is (s3_open), and the object on its way: its key, size and sum; of an upload the part that it is at
# and where that begins, its query, and the list of its parts.
s3_scheme='' s3_host='' s3_root='' s3_key='' s3_size=0 s3_sha='' s3_number=0 s3_at=0 s3_query='' s3_xml=

# The current request, how long it may stall, and how it ended.
s3_method='' s3_path='' s3_asked='' s3_bytes=0 s3_silence=120 s3_status='' s3_code=

# s3_open: what the addresses of objects begin with. A bucket with a dot is not covered by the certificate of AWS.
s3_open() {
    if [ -z "$settings_region" ]; then
        credentials_region || return 1
        settings_region=$RET
    fi
    case $settings_region in
    cn-*) s3_host=s3.$settings_region.amazonaws.com.cn ;;
    *) s3_host=s3.$settings_region.amazonaws.com ;;
    esac
    s3_scheme=https s3_root=/$settings_bucket
    if [ -n "$settings_endpoint" ]; then
        s3_scheme=${settings_endpoint%%://*} s3_host=${settings_endpoint#*://}
    else
        case $settings_bucket in
        *.*) ;;
        *) s3_host=$settings_bucket.$s3_host s3_root= ;;
        esac
    fi
}

# s3_name KEY: RET is how people write it.
s3_name() {
    RET=s3://$settings_bucket/${settings_prefix:+$settings_prefix/}$1
}

# s3_put FILE KEY SIZE SHA256
s3_put() {
    s3_key=${settings_prefix:+$settings_prefix/}$2 s3_size=$3 s3_sha=$4
    if s3_there; then return 0; fi
    # A store that refuses a long body may cut the connection before its reason has arrived, so that is asked for first.
    if [ "$s3_size" -le 1048576 ]; then
        s3_request PUT "$s3_key" '' "$s3_sha" "$s3_size" cat "$1" || return 1
    else
        s3_parts "$1" || return 1
    fi
    if s3_there; then return 0; fi
    RET="The store accepted $2, but then reports: ${RET:-nothing}"
    return 1
}

# s3_there: does the store have exactly this object? It verified each part's checksum on arrival; here size and checksum
# are compared with its metadata. It answers 403 instead of 404 to a client that may not list the bucket.
s3_there() {
    local s3_length
    s3_request HEAD "$s3_key" '' || return 1
    s3_header content-length
    outside_text "$RET"
    s3_length=$RET
    s3_header x-amz-meta-sha256
    outside_text "$RET"
    if [ "$s3_length:$RET" = "$s3_size:$s3_sha" ]; then return 0; fi
    RET="It has $s3_length bytes and the sum '$RET', and not $s3_size and '$s3_sha'."
    return 1
}

# s3_parts FILE: by a multipart upload, resumed where an earlier run started it.
s3_parts() {
    local s3_id s3_mib s3_said
    if [ "$progress_object" = "$s3_key" ] && ! s3_known; then
        say "the store no longer knows the upload; sending ${s3_key##*/} again"
        progress_drop_upload
    fi
    if [ "$progress_object" != "$s3_key" ]; then
        s3_request POST "$s3_key" uploads= "$s3_nothing" || return 1
        s3_element UploadId
        case $RET in
        '' | *[!!-~]*) s3_id= ;;
        *) s3_id=$RET ;;
        esac
        # Each character costs time, and AWS has some 130.
        if [ -z "$s3_id" ] || [ "${#s3_id}" -gt 1024 ]; then
            RET="The store $s3_host started an upload and returned no ID for it." && return 1
        fi
        # At most 10000 parts.
        s3_mib=$(((s3_size / 1048576 + 9999) / 9999))
        if [ "$s3_mib" -lt "$s3_part_mib" ]; then s3_mib=$s3_part_mib; fi
        progress_begin_upload "$s3_key" "$s3_id" "$s3_mib"
    fi
    sigv4_encode "$progress_upload"
    s3_query=uploadId=$RET
    s3_number=0 s3_at=0 s3_xml='<CompleteMultipartUpload>'
    while [ "$s3_at" -lt "$s3_size" ]; do
        s3_number=$((s3_number + 1))
        progress_part "$s3_number" || s3_part "$1" || return 1
        s3_xml="$s3_xml<Part><PartNumber>$s3_number</PartNumber><ETag>$RET</ETag></Part>"
        s3_at=$((s3_at + progress_mib * 1048576))
    done
    if ! s3_complete; then
        # It may have succeeded with its answer lost.
        s3_said=$RET
        if ! s3_there; then RET=$s3_said && return 1; fi
    fi
    progress_drop_upload
}

# Does the store still know the upload? A bucket may be configured to drop unfinished ones after some days.
s3_known() {
    sigv4_encode "$progress_upload"
    s3_request GET "$s3_key" "max-parts=1&uploadId=$RET" || [ "$s3_code" != NoSuchUpload ]
}

# s3_part FILE: sends the part s3_number, and remembers its tag, RET.
s3_part() {
    local s3_left s3_sum s3_tag
    s3_left=$((s3_size - s3_at))
    if [ "$s3_left" -gt $((progress_mib * 1048576)) ]; then s3_left=$((progress_mib * 1048576)); fi
    s3_sum=$(s3_slice "$1" | sha256sum)
    s3_request PUT "$s3_key" "partNumber=$s3_number&$s3_query" "${s3_sum%% *}" "$s3_left" s3_slice "$1" || return 1
    s3_header etag
    case $RET in
    '' | *[!0-9A-Za-z\"=+/-]*) s3_tag= ;;
    *) s3_tag=$RET ;;
    esac
    # There may be 10000 of them.
    if [ -z "$s3_tag" ] || [ "${#s3_tag}" -gt 128 ]; then
        RET="The store $s3_host accepted a part and returned no ETag for it." && return 1
    fi
    progress_add_part "$s3_number" "$s3_tag"
}

s3_slice() {
    dd if="$1" bs=1048576 skip=$((s3_at / 1048576)) count="$progress_mib" 2>/dev/null
}

s3_complete() {
    local s3_sum
    s3_xml="$s3_xml</CompleteMultipartUpload>"
    s3_sum=$(printf %s "$s3_xml" | sha256sum)
    s3_request POST "$s3_key" "$s3_query" "${s3_sum%% *}" "${#s3_xml}" printf %s "$s3_xml" || return 1
    # Joining takes long, so the status says success before it is known.
    s3_error
    if [ -n "$s3_code" ]; then
        s3_fault
        return 1
    fi
}

# s3_abandon KEY UPLOAD_ID: unfinished parts would still be billed.
s3_abandon() {
    sigv4_encode "$2"
    s3_request DELETE "$1" "uploadId=$RET" || say "the unfinished upload of $1 stays in the store: $RET"
}

# The sum of nothing.
s3_nothing=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855

# s3_request METHOD KEY QUERY [SHA256 [LENGTH COMMAND...]]: COMMAND writes the body, for each attempt. Status 1 with
# RET, a sentence, unless the store took it. s3_code is what the store calls the error.
s3_request() {
    local s3_try=1
    until s3_once "$@"; do
        case $s3_status:$s3_code in
        *:RequestTimeout | *:InternalError | *:SlowDown | 000:* | 408:* | 429:* | 5*) ;;
        *) return 1 ;;
        esac
        if [ "$s3_try" = 3 ]; then return 1; fi
        say "$RET Trying again."
        sleep $((s3_try * 5))
        s3_try=$((s3_try + 1))
    done
}

s3_once() {
    local s3_hash s3_meta s3_curl
    s3_method=$1 s3_path=$s3_root/$2 s3_asked=$3 s3_hash=${4:-$s3_nothing} s3_bytes=${5:-0} s3_code='' s3_status=none
    if [ $# -gt 5 ]; then shift 5; else shift $#; fi
    credentials_open || return 1
    # How long nothing may move, in seconds: a store may be silent while it joins many parts.
    s3_silence=120 s3_meta=
    if [ "$s3_method" = POST ]; then s3_silence=1800; fi
    case $s3_method:$s3_asked in
    PUT: | POST:uploads=) s3_meta=$s3_sha ;;
    esac
    sigv4_sign "$s3_method" "$s3_host" "$s3_path" "$s3_asked" "$s3_hash" "$s3_meta"
    s3_settings "$RET" "$#" || return 1
    (printf '' >"$litter_dir/body") 2>/dev/null || {
        RET="${litter_dir#"$root"} could not be written. Is its file system full?"
        return 1
    }
    s3_curl=0
    if [ $# -gt 0 ]; then
        s3_status=$("$@" | s3_send) || s3_curl=$?
    else
        s3_status=$(s3_send </dev/null) || s3_curl=$?
    fi
    case $s3_curl:$s3_status in
    0:2??) return 0 ;;
    0:*) s3_error ;;
    23:*) s3_status=long ;;
    *) s3_status=000 ;;
    esac
    s3_fault
    return 1
}

# s3_settings HEADERS BODY: writes curl's configuration, because every user can read arguments. Without a length curl
# would send stdin in chunks, which S3 does not accept.
s3_settings() {
    (
        printf 'url = "%s://%s%s%s"\n' "$s3_scheme" "$s3_host" "$s3_path" "${s3_asked:+?$s3_asked}"
        printf '%s\n' "$1" | sed 's/^\([^:]*\):\(.*\)/header = "\1: \2"/'
        case $s3_method in
        HEAD) printf 'head\n' ;;
        *) printf 'request = "%s"\n' "$s3_method" ;;
        esac
        if [ "$2" != 0 ]; then
            printf 'upload-file = "-"\nheader = "Transfer-Encoding:"\nheader = "Content-Length: %s"\n' "$s3_bytes"
        elif [ "$s3_method" = POST ]; then
            printf 'data = ""\nheader = "Content-Type:"\n'
        fi
    ) 2>/dev/null >"$litter_dir/request" && return 0
    RET="${litter_dir#"$root"} could not be written. Is its file system full?"
    return 1
}

# The answer goes to files of limited size.
s3_send() {
    bounded "$s3_answer_kib" curl -q -sS -K "$litter_dir/request" --connect-timeout 30 \
        --speed-limit 1 --speed-time "$s3_silence" \
        -D "$litter_dir/headers" -o "$litter_dir/body" -w '%{http_code}' 2>"$litter_dir/said"
}

# s3_header NAME: RET is its value in the last answer.
s3_header() {
    RET=$(tr -d '\000\r' <"$litter_dir/headers" | awk -v name="$1:" '
        tolower($1) == name { sub(/^[^:]*: */, ""); value = $0 }
        END { print value }') || RET=
}

# s3_element NAME [INSIDE]: RET is the text of the first element NAME in the answer, or of the first behind one INSIDE.
# The answer is split before each <, so reading it takes linear time.
s3_element() {
    RET=$(tr -d '\000\r' <"$litter_dir/body" 2>/dev/null | tr '\n<' ' \n' |
        sed -n "/^${2:-}/,\$s/^$1>//p" | head -n 1) || RET=
}

s3_error() {
    s3_element Code Error
    s3_code=$RET
    case $s3_code in
    *[!A-Za-z0-9]*) s3_code= ;;
    esac
    if [ "${#s3_code}" -gt 64 ]; then s3_code=; fi
}

# s3_fault: RET is what went wrong with the last request, in sentences.
s3_fault() {
    local s3_text
    s3_element Message
    outside_text "$RET"
    s3_text=$RET
    case $s3_status:$s3_code in
    000:*)
        outside_last "$litter_dir/said"
        RET="The store $s3_host was not reached, or the connection was cut. $RET"
        ;;
    long:*)
        RET="The store $s3_host answered with more than $s3_answer_kib KiB, which no store does, or"
        RET="$RET ${litter_dir#"$root"} has no space. Look at the endpoint, and at the disk."
        ;;
    *:NoSuchBucket) RET="The store $s3_host has no bucket $settings_bucket. Make it, or correct s3.bucket." ;;
    *:RequestTimeTooSkewed)
        RET="The store $s3_host refuses requests of this host, because its clock is wrong. Look at it with: timedatectl"
        ;;
    *:SignatureDoesNotMatch | *:InvalidAccessKeyId | *:AccessDenied | 403:*)
        RET="The store $s3_host does not let ${credentials_id} write to $settings_bucket"
        RET="$RET (${s3_code:-403}${s3_text:+: $s3_text}). Correct the keys, or what they may do."
        ;;
    *) RET="The store $s3_host answered $s3_status${s3_code:+ $s3_code}${s3_text:+: $s3_text}." ;;
    esac
}
