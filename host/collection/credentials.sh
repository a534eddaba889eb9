# shellcheck shell=sh
# Whom requests to an S3-compatible store are from: the keys that were declared, or the role of an EC2 instance, whose
# keys come and go, by version 2 of its metadata service.
credentials_metadata=${KDUMP_METADATA:-http://169.254.169.254}

# How long a role's keys are used before they are asked for again, in seconds. EC2 has the next ones 5 minutes early.
credentials_age=240

# How much of an answer is read, in bytes.
credentials_most=65536

# credentials_open: the next request is signed by keys that count. Status 1 with RET, a sentence.
credentials_open() {
    local credentials_now
    if [ -f "$state/collection-key" ]; then
        if [ -n "${credentials_time-}" ]; then return 0; fi
        records_read "$state/collection-key" ' ' access-key-id=credentials_id secret-access-key=credentials_secret
        credentials_token='' credentials_time=always
    else
        credentials_now=$(date +%s)
        if [ -n "${credentials_time-}" ] && [ $((credentials_now - credentials_time)) -lt $credentials_age ]; then
            return 0
        fi
        credentials_of_role || return 1
        credentials_time=$credentials_now
    fi
    sigv4_open "$settings_region" "$credentials_id" "$credentials_secret" "$credentials_token"
}

credentials_of_role() {
    local credentials_role
    credentials_session || return 1
    credentials_get iam/security-credentials/ || RET=
    credentials_role=${RET%%"$NL"*}
    # It becomes a part of an address.
    case $credentials_role in
    . | .. | *[!A-Za-z0-9_+=,.@-]* | ?????????????????????????????????????????????????????????????????*)
        credentials_role=
        ;;
    esac
    if [ -z "$credentials_role" ]; then
        RET="No keys were declared, and this instance has no role. Give it an instance profile that may write to the"
        RET="$RET bucket, or declare accessKeyId and secretAccessKey."
        return 1
    fi
    credentials_get "iam/security-credentials/$credentials_role" || RET=
    credentials_answer=$RET
    # They become headers, in a file that curl reads.
    credentials_field AccessKeyId
    credentials_id=$RET
    credentials_field SecretAccessKey
    credentials_secret=$RET
    credentials_field Token
    credentials_token=$RET
    case $credentials_id:$credentials_secret:$credentials_token in
    *::* | :* | *: | *:*:*:* | *[!A-Za-z0-9_:/+=.%-]*) credentials_id= ;;
    esac
    # Making a signature of a secret takes time for each character.
    if [ -z "$credentials_id" ] || [ "${#credentials_id}" -gt 128 ] || [ "${#credentials_secret}" -gt 256 ]; then
        RET="The metadata service of this instance gave no keys of its role $credentials_role."
        return 1
    fi
}

# credentials_region: RET is the region that this instance is in; status 1 with a sentence.
credentials_region() {
    if credentials_session && credentials_get placement/region; then
        case $RET in
        '' | *[!a-z0-9-]* | ?????????????????????????????????*) ;;
        *) return 0 ;;
        esac
    fi
    RET="The region of the bucket is not known: no region was declared, and this host has no metadata service of EC2."
    RET="$RET Declare the region."
    return 1
}

credentials_session() {
    credentials_ticket=$(curl -q -sf --noproxy '*' -m 10 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' \
        "$credentials_metadata/latest/api/token" 2>/dev/null </dev/null | head -c "$credentials_most" | tr -d '\000') ||
        credentials_ticket=
    case $credentials_ticket in
    *[!A-Za-z0-9_+/=.-]*) credentials_ticket= ;;
    esac
    if [ -n "$credentials_ticket" ]; then return 0; fi
    RET="No keys were declared, and this host has no metadata service of EC2 to get any from. Declare accessKeyId and"
    RET="$RET secretAccessKey."
    return 1
}

# credentials_get WHAT: RET is what the metadata service says. The ticket goes by curl's configuration, on stdin.
credentials_get() {
    RET=$(printf 'header = "X-aws-ec2-metadata-token: %s"\n' "$credentials_ticket" |
        curl -q -sf --noproxy '*' -m 10 -K - "$credentials_metadata/latest/meta-data/$1" 2>/dev/null |
        head -c "$credentials_most" | tr -d '\000')
}

# credentials_field NAME: RET is the text of a member of the answer; its texts have no quotes.
credentials_field() {
    RET=$(printf '%s\n' "$credentials_answer" | tr '\n"' ' \n' | awk -v name="$1" '
        before == name && /^[ \t]*:[ \t]*$/ { getline; print; exit }
        { before = $0 }')
}
