# shellcheck shell=sh
# A collecting host as the place where dumps are safe, by commands over ssh. A file has the end .part until its sum, as
# the collecting host reads it, is right. What the account has to allow is little, and any shell on a Linux does: `mkdir
# -p DIR`, `stat -c %s FILE`, `dd of=FILE bs=1048576 seek=N`, `sha256sum FILE` and `mv FILE FILE`, each maybe behind a
# umask.

ssh_open() {
    if [ ! -f "$key_file" ]; then
        RET="This host has no key ${key_file#"$root"} to log in to $settings_address with."
        return 1
    fi
}

# ssh_name PATH: RET is how people write it.
ssh_name() {
    RET=$settings_user@$settings_address:${settings_path%/}/$1
}

# ssh_put FILE PATH SIZE SHA256
ssh_put() {
    ssh_file=${settings_path%/}/$2 ssh_size=$3 ssh_sha=$4
    if [ "${ssh_made-}" != "${ssh_file%/*}" ]; then
        ssh_run "umask 0077 && mkdir -p ${ssh_file%/*}" </dev/null || return 1
    fi
    ssh_made=${ssh_file%/*}
    ssh_long "$ssh_file" || return 1
    if [ "$RET" = "$ssh_size" ] && ssh_same "$ssh_file"; then return 0; fi
    ssh_long "$ssh_file.part" || return 1
    ssh_part=${RET:-0}
    if [ "$ssh_part" != "$ssh_size" ] || ! ssh_same "$ssh_file.part"; then
        ssh_send "$1" && ssh_same "$ssh_file.part" || return 1
    fi
    ssh_run "mv $ssh_file.part $ssh_file" </dev/null
}

# ssh_send FILE: ssh_part bytes of it are there already. dd cuts what is there to whole MiB and goes on behind them, so
# that what a session before this one may still write changes nothing. What is as long as it shall be, or longer, is of
# another.
ssh_send() {
    local ssh_mib=0
    if [ "$ssh_part" -lt "$ssh_size" ]; then ssh_mib=$((ssh_part / 1048576)); fi
    if [ "$ssh_mib" != 0 ]; then say "going on with ${ssh_file##*/} at $((ssh_mib * 1048576)) of $ssh_size bytes"; fi
    dd if="$1" bs=1048576 skip="$ssh_mib" 2>/dev/null |
        ssh_run "umask 0077 && dd of=$ssh_file.part bs=1048576 seek=$ssh_mib" || {
        ssh_fault
        return 1
    }
}

# ssh_long FILE: RET is how long it is there, and empty where it is not, which stat says by its own status.
ssh_long() {
    if ssh_run "stat -c %s $1" </dev/null; then
        RET=
        read -r RET _ <"$litter_dir/body" || :
        if ! digits "$RET"; then
            outside_text "$(head -c 1000 "$litter_dir/body")"
            RET="$settings_address does not tell how long ${1##*/} is there. It answers: ${RET:-nothing}."
            return 1
        fi
    elif [ "$ssh_status" = 1 ]; then
        RET=
    else
        return 1
    fi
}

# ssh_same FILE: does the collecting host read there what was read here?
ssh_same() {
    local ssh_sum
    ssh_run "sha256sum $1" </dev/null || return 1
    ssh_sum=
    read -r ssh_sum _ <"$litter_dir/body" || :
    if [ "$ssh_sum" = "$ssh_sha" ]; then return 0; fi
    case $ssh_sum in
    *[!0-9a-f]*) ssh_sum='no sum' ;;
    esac
    RET="What arrived at $settings_address as ${1##*/} has the sum '$(printf %.64s "$ssh_sum")' and not $ssh_sha. It"
    RET="$RET will be sent anew."
    return 1
}

# ssh_run COMMAND: its answer is in body, and its status in ssh_status. The host goes by a name of ours, under which its
# keys are known.
ssh_run() {
    ssh_status=0
    bounded 64 ssh -F /dev/null -i "$key_file" -o IdentitiesOnly=yes -o BatchMode=yes \
        -o HostName="$settings_address" -o User="$settings_user" -o Port="$settings_port" -o HostKeyAlias=pulumi-kdump \
        -o StrictHostKeyChecking=yes -o GlobalKnownHostsFile=/dev/null -o UserKnownHostsFile="$state/collection-hosts" \
        -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=8 \
        pulumi-kdump "$1" >"$litter_dir/body" 2>"$litter_dir/said" || ssh_status=$?
    if [ $ssh_status = 0 ]; then return 0; fi
    ssh_fault
    return 1
}

# ssh_fault: RET is what went wrong, in a sentence.
ssh_fault() {
    local ssh_text
    tr -d '\r' <"$litter_dir/said" | grep -v '^Warning:' | sed '/^ *$/d' >"$litter_dir/fault" || :
    ssh_text=$(head -c 4096 "$litter_dir/fault" | tr -d '\000')
    case $ssh_text in
    *'Host key verification failed'*)
        RET="What answers as $settings_address has another host key than those that were declared. If that host was"
        RET="$RET built anew, declare its new key; if not, somebody may be posing as it."
        ;;
    *'Permission denied (publickey'*)
        RET="$settings_address does not let $settings_user in with the key of this host."
        RET="$RET Put ${key_file#"$root"}.pub into that user's authorized_keys."
        ;;
    *)
        outside_last "$litter_dir/fault"
        RET="ssh to $settings_address failed: ${RET:-it says nothing}"
        ;;
    esac
}
