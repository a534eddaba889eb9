# shellcheck shell=sh
# A collecting host as destination, by commands over ssh. A file is named .part until the collecting host has read it
# back with the right checksum. The account needs few commands, and any Linux shell has them: `mkdir -p DIR`, `stat -c
# %s FILE`, `dd of=FILE bs=1048576 seek=N`, `sha256sum FILE` and `mv FILE FILE`, some after a umask.

# The file on its way: its path, size and sum there, and how much of it is there; the directory that was made last, and
# the status of the last command.
ssh_file='' ssh_size=0 ssh_sha='' ssh_part=0 ssh_made='' ssh_status=0

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
    if [ "$ssh_made" != "${ssh_file%/*}" ]; then
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

# ssh_send FILE: ssh_part bytes of it are there already. dd truncates that to whole MiB and resumes there, so an earlier
# session that still writes writes the same bytes. A part of full length or more is from another dump.
ssh_send() {
    local ssh_mib=0
    if [ "$ssh_part" -lt "$ssh_size" ]; then ssh_mib=$((ssh_part / 1048576)); fi
    if [ "$ssh_mib" != 0 ]; then say "resuming ${ssh_file##*/} at $((ssh_mib * 1048576)) of $ssh_size bytes"; fi
    dd if="$1" bs=1048576 skip="$ssh_mib" 2>/dev/null |
        ssh_run "umask 0077 && dd of=$ssh_file.part bs=1048576 seek=$ssh_mib" || {
        ssh_fault
        return 1
    }
}

# ssh_long FILE: RET is its size there, empty if it is missing, which stat's exit status tells.
ssh_long() {
    if ssh_run "stat -c %s $1" </dev/null; then
        RET=
        read -r RET _ <"$litter_dir/body" || :
        if ! digits "$RET"; then
            outside_text "$(head -c 1000 "$litter_dir/body")"
            RET="$settings_address does not report the size of ${1##*/}. It answers: ${RET:-nothing}."
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
    RET="${1##*/} arrived at $settings_address with the checksum '$(printf %.64s "$ssh_sum")' instead of $ssh_sha. It"
    RET="$RET will be sent again."
    return 1
}

# ssh_run COMMAND: its answer is in body, and its status in ssh_status. The host has an alias, under which its keys are
# pinned.
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
        RET="The host key of $settings_address is not one of those declared. If that host was rebuilt, declare its new"
        RET="$RET key; otherwise somebody may be impersonating it."
        ;;
    *'Permission denied (publickey'*)
        RET="$settings_address does not let $settings_user in with the key of this host. Put ${key_file#"$root"}.pub"
        RET="$RET into that user's authorized_keys."
        ;;
    *)
        outside_last "$litter_dir/fault"
        RET="ssh to $settings_address failed: ${RET:-it says nothing}"
        ;;
    esac
}
