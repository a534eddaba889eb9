# shellcheck shell=sh
# The one line of JSON that a step answers with.
changed=false

# json_quote TEXT: RET is TEXT as a JSON string.
json_quote() {
    local json_rest json_head=
    json_rest=$1 RET='"'
    case $json_rest in
    *[[:cntrl:]]*) json_rest=$(printf '%s' "$json_rest" | tr '[:cntrl:]' ' ') ;;
    esac
    while :; do
        case $json_rest in
        *[\\\"]*) ;;
        *) break ;;
        esac
        json_head=${json_rest%%[\\\"]*}
        json_rest=${json_rest#"$json_head"}
        RET=$RET$json_head\\${json_rest%"${json_rest#?}"}
        json_rest=${json_rest#?}
    done
    RET=$RET$json_rest\"
}

# json_add KEY TEXT: appends a string member to $answer.
json_add() {
    json_quote "$2"
    answer="$answer,\"$1\":$RET"
}

# json_put KEY RAW: appends a member that is JSON already (a number, true, false, an object).
json_put() {
    answer="$answer,\"$1\":$2"
}

# json_object KEY COMMAND...: appends a member that is an object, of the members that COMMAND appends.
json_object() {
    local json_outer="$answer" json_key="$1"
    shift
    answer=
    "$@"
    answer="$json_outer,\"$json_key\":{${answer#,}}"
}

json_answer() {
    printf '{"schema":1,"step":"%s","changed":%s%s}\n' "$step" "$changed" "$answer"
}
