# shellcheck shell=sh
# A collecting host as the place where dumps are safe, by OpenSSH's own sftp. A file has the end .part until its sum, as
# the collecting host reads it, is right. What the account has to allow is little: by sftp to make directories, to write
# files and to be told of them, and the commands `sha256sum FILE` and `mv FILE FILE`.

sftp_open() {
    if [ ! -f "$key_file" ]; then
        RET="This host has no key ${key_file#"$root"} to log in to $collection_address with."
        return 1
    fi
}

# sftp_name PATH: RET is how people write it.
sftp_name() {
    RET=$collection_user@$collection_address:${collection_path%/}/$1
}

# sftp_put FILE PATH SIZE SHA256
sftp_put() {
    sftp_file=${collection_path%/}/$2 sftp_size=$3 sftp_sha=$4
    sftp_look || return 1
    if [ "$sftp_whole" = "$sftp_size" ] && sftp_same "$sftp_file"; then return 0; fi
    if [ "$sftp_part" != "$sftp_size" ] || ! sftp_same "$sftp_file.part"; then
        sftp_send "$1" && sftp_same "$sftp_file.part" || return 1
    fi
    sftp_run ssh "mv $sftp_file.part $sftp_file" </dev/null
}

# sftp_send FILE: by a fixed name, because a dump's own may hold anything.
sftp_send() {
    ln -sf "$1" "$litter_dir/sent"
    sftp_verb=put
    if [ "${sftp_part:-0}" != 0 ] && [ "$sftp_part" -lt "$sftp_size" ]; then
        say "going on with ${sftp_file##*/} at $sftp_part of $sftp_size bytes"
        sftp_verb=reput
    fi
    sftp_do "$sftp_verb -f \"$litter_dir/sent\" $sftp_file.part"
}

# sftp_look: makes the directories; sftp_part and sftp_whole are how much there is of the file already, or empty.
sftp_look() {
    sftp_part='' sftp_whole='' sftp_dir=${sftp_file%/*}
    sftp_do "-mkdir ${sftp_dir%/*}${NL}-mkdir $sftp_dir${NL}-ls -ln $sftp_file.part${NL}-ls -ln $sftp_file" || return 1
    while read -r sftp_mode _ _ _ sftp_bytes _ _ _ sftp_path; do
        case $sftp_mode:$sftp_path in
        -*:"$sftp_file.part") sftp_part=$sftp_bytes ;;
        -*:"$sftp_file") sftp_whole=$sftp_bytes ;;
        esac
    done <"$litter_dir/body"
}

# sftp_same FILE: does the collecting host read there what was read here?
sftp_same() {
    sftp_run ssh "sha256sum $1" </dev/null || return 1
    read -r sftp_sum _ <"$litter_dir/body" || :
    if [ "$sftp_sum" = "$sftp_sha" ]; then return 0; fi
    RET="What arrived at $collection_address as ${1##*/} has the sum '$sftp_sum' and not $sftp_sha. It will be sent anew."
    return 1
}

# sftp_do COMMANDS: a line each; one that begins with - may fail.
sftp_do() {
    sftp_run sftp <<COMMANDS
$1
COMMANDS
}

# sftp_run sftp|ssh [COMMAND]: its answer is in body. The host goes by a name of ours, under which its keys are known.
sftp_run() {
    sftp_program=$1
    shift
    set -- -F /dev/null -i "$key_file" -o IdentitiesOnly=yes -o BatchMode=yes -o HostName="$collection_address" -o User="$collection_user" \
        -o Port="$collection_port" -o HostKeyAlias=pulumi-kdump -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null \
        -o UserKnownHostsFile="$state/collection-hosts" -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=8 \
        pulumi-kdump "$@"
    if [ "$sftp_program" = sftp ]; then set -- -b - "$@"; fi
    if "$sftp_program" "$@" >"$litter_dir/body" 2>"$litter_dir/said"; then return 0; fi
    sftp_fault
    return 1
}

# sftp_fault: RET is what went wrong, in a sentence.
sftp_fault() {
    sftp_text=$(tr -d '\r' <"$litter_dir/said" | grep -v '^Warning:' | sed '/^ *$/d')
    case $sftp_text in
    *'Host key verification failed'*) RET="What answers as $collection_address has another host key than those that were declared. If that host was built anew, declare its new key; if not, somebody may be posing as it." ;;
    *'Permission denied (publickey'*) RET="$collection_address does not let $collection_user in with the key of this host. Put ${key_file#"$root"}.pub into that user's authorized_keys." ;;
    *) RET="$sftp_program to $collection_address failed: ${sftp_text##*"$NL"}" ;;
    esac
}
