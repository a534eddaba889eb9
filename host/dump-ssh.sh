# shellcheck shell=sh
# The host that dumps go to by ssh, spoken to as kdump itself does: same key, same checks, same account.

# How often a host that does not answer is tried, 5 s apart: after a boot the network may take its time.
ssh_tries=24

# ssh_do PLACE KEY COMMAND: without ssh's own additions to known_hosts. RET is what it printed, or, with the status of ssh, its last words. 255 is ssh's own.
ssh_do() {
    command -v ssh >/dev/null || fail no-ssh "ssh is not installed on this host. Install openssh-client or openssh-clients."
    ssh_out=$state/ssh.out
    if RET=$(ssh -i "$root$2" -o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=no \
        -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 "$1" "$3" 2>"$ssh_out"); then
        ssh_status=0
    else
        ssh_status=$?
        RET=$(tail -n 1 "$ssh_out")
    fi
    rm -f "$ssh_out"
    return $ssh_status
}

# ssh_server COMMAND: to the DumpServer that this host's dumps go to, patiently.
ssh_server() {
    ssh_left=$ssh_tries
    until ssh_do "$dump_place" "$dump_key" "$1" </dev/null; do
        if [ $ssh_status != 255 ]; then return $ssh_status; fi
        ssh_left=$((ssh_left - 1))
        if [ $ssh_left = 0 ]; then
            fail target-unreachable "Dumps go to $dump_path, which cannot be reached. ssh says: ${RET:-nothing}. See that it is up and lets this host in, then run this again."
        fi
        sleep 5
    done
}

# ssh_list: RET is a line `INODE TIME SIZE FILE` for each dump there.
ssh_list() {
    ssh_server kdump-dumps || :
    case $RET in
    'kdump-server 1') RET= ;;
    "kdump-server 1$NL"*) RET=${RET#*"$NL"} ;;
    *) fail dump-away "Dumps go to $dump_path, which is no DumpServer, so it cannot be told whether one arrives. It answers: ${RET:-nothing}. Declare a DumpServer on that host and give it as dumpServer." ;;
    esac
}
