# shellcheck shell=sh
# The host keys of the DumpServer are pinned, because nobody is there to be asked when a kernel has died; and a write is
# proved, by the commands that kdump uses.
trust_begin='# BEGIN pulumi-kdump (kdump-host trust writes this part)'
trust_config=$root/root/.ssh/config

# trust USER@HOST PORT DIR HOSTKEY...
step_trust() {
    [ $# -ge 4 ] || fail_usage "kdump-host trust USER@HOST PORT DIR HOSTKEY..."
    peer_account "$1" || peer_refuse "$1" USER@HOST
    peer_port "$2" || peer_refuse "$2" "port, a number from 1 to 65535"
    peer_dir "$3" || peer_refuse "$3" "full path of letters, digits and . _ / : @ % + - without .. in it"
    trust_pin "$@"
    # For a look, which is not told the keys.
    state_make_file trust printf '%s\n' "$@"
    write_test "$1" "$2" "$3" "${key_file#"$root"}"
    json_add place "$1:$3"
    json_answer
}

# trust_pin USER@HOST PORT DIR HOSTKEY...
trust_pin() {
    local trust_place="$1" trust_port="$2" trust_name trust_match='' trust_lines='' trust_key
    shift 3
    family ssh_names "${trust_place#*@}" "$trust_port"
    trust_name=$RET
    if [ "$trust_port" != 22 ]; then
        # kdump's tools have no word for a port.
        trust_match="Match host ${trust_place#*@} user ${trust_place%%@*}$NL    Port $trust_port$NL"
    fi
    for trust_key; do
        peer_key "$trust_key" || peer_refuse "$trust_key" "host key, TYPE KEY"
        trust_lines="$trust_lines$trust_name $trust_key$NL"
    done
    files_make_dir "${known_hosts%/*}" 700
    block_put "$known_hosts" "$trust_begin" "$trust_lines" 600
    block_put "$trust_config" "$trust_begin" "$trust_match" 600
}

# would_trust: as it was declared the last time; an earlier version has not remembered that.
would_trust() {
    local trust_word
    if [ -f "$state/trust" ]; then
        while IFS= read -r trust_word; do set -- "$@" "$trust_word"; done <"$state/trust"
        trust_pin "$@"
    else
        block_find "$known_hosts" "$trust_begin"
        if [ -z "$block_found" ]; then would_change "$known_hosts" "does not pin the DumpServer's host key"; fi
    fi
}

undo_trust() {
    block_put "$known_hosts" "$trust_begin" '' 600
    block_put "$trust_config" "$trust_begin" '' 600
    files_unmake_dir "${known_hosts%/*}"
    state_forget trust
}
