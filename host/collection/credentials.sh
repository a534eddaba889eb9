# shellcheck shell=sh
# Credentials for S3 requests: the declared keys, or an EC2 role's temporary keys (IMDSv2).
credentials_metadata=${KDUMP_METADATA:-http://169.254.169.254}

# How long a role's keys are cached, in seconds. EC2 offers the next ones 5 minutes early.
credentials_age=240

# Limit of an answer, in bytes.
credentials_most=65536

# The keys and when they were read; the metadata service's session token, and its answer.
credentials_id='' credentials_secret='' credentials_token='' credentials_time=''
credentials_ticket='' credentials_answer=

# credentials_open: has current keys ready for the next request. Status 1 with RET, a sentence.
credentials_open() {
    local credentials_now
    if [ -f "$state/collection-key" ]; then
        if [ -n "$credentials_time" ]; then return 0; fi
        records_read "$state/collection-key" ' ' access-key-id=credentials_id secret-access-key=credentials_secret
        credentials_token='' credentials_time=always
    else
        credentials_now=$(date +%s)
        if [ -n "$credentials_time" ] && [ $((credentials_now - credentials_time)) -lt $credentials_age ]; then
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
    # Signing takes time for each character of the secret.
    if [ -z "$credentials_id" ] || [ "${#credentials_id}" -gt 128 ] || [ "${#credentials_secret}" -gt 256 ]; then
        RET="The instance's metadata service returned no keys for its role $credentials_role."
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
    RET="The bucket's region is not known: none was declared, and this host has no EC2 metadata service. Declare the"
    RET="$RET region."
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
    RET="No keys were declared, and this host has no EC2 metadata service to get any from. Declare accessKeyId and"
    RET="$RET secretAccessKey."
    return 1
}

# credentials_get WHAT: RET is what the metadata service says. The token is passed in curl's configuration, on stdin.
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
