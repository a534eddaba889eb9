# shellcheck shell=sh
# The host that dumps go to by ssh, spoken to as kdump itself does: same key, same checks, same account.

# How much it may answer, in bytes, and how much where it lists; and how long that may take, in seconds. What it has to read a
# dump for may take hours.
ssh_most=4096 ssh_list_most=524288 ssh_patience=600 ssh_long=21600

# What else ssh is told, in words.
ssh_options=

# ssh_names HOST PORT: RET is what ssh looks for in known_hosts.
ssh_names() {
    RET=$1
    if [ "$2" != 22 ]; then RET="[$1]:$2"; fi
}

# How often a host that does not answer is tried, 5 s apart: after a boot the network may take its time.
ssh_tries=24

# ssh_do PLACE KEY COMMAND: without ssh's own additions to known_hosts. RET is what it printed, or, with the status of ssh,
# its last words. 255 is ssh's own. The status comes behind the answer, and is looked for only where that was not cut off:
# shells take quadratic time to look for what is not there.
ssh_do() {
    command -v ssh >/dev/null || fail no-ssh "ssh is not installed on this host. Install openssh-client or openssh-clients."
    ssh_out=$state/ssh.out
    RET=$({
        ssh_status=0
        # shellcheck disable=SC2086
        bounded 64 timeout -k 10 "$ssh_patience" ssh $ssh_options -i "$root$2" -o BatchMode=yes -o StrictHostKeyChecking=yes -o UpdateHostKeys=no \
            -o ConnectTimeout=15 -o ServerAliveInterval=15 -o ServerAliveCountMax=4 -- "$1" "$3" 2>"$ssh_out" || ssh_status=$?
        printf '\n%s' "$ssh_status"
    } | tr -d '\000' | head -c $((ssh_most + 5)) && printf x)
    RET=${RET%x}
    if [ "${#RET}" -gt $((ssh_most + 4)) ]; then
        rm -f "$ssh_out"
        ssh_status=1 RET="more than $ssh_most bytes, which no DumpServer says"
        return 1
    fi
    ssh_status=${RET##*"$NL"}
    RET=${RET%"$NL"*}
    RET=${RET%"$NL"}
    if [ "$ssh_status" = 124 ] || [ "$ssh_status" = 137 ]; then
        RET="no end of its answer within $ssh_patience s"
    elif [ "$ssh_status" != 0 ]; then
        outside_last "$ssh_out"
    fi
    rm -f "$ssh_out"
    return "$ssh_status"
}

# ssh_strange ASKED ANSWER: what answers is no DumpServer, or a stranger in its place.
ssh_strange() {
    outside_text "$2"
    fail server-answer "Dumps go to $dump_path, and what answers there to '$1' is not what a DumpServer says: ${RET:-nothing}. See that it is the host that was declared, and run \`pulumi up\` for its DumpServer, so that both have one version."
}

# ssh_server COMMAND: to the DumpServer that this host's dumps go to, patiently.
ssh_server() {
    ssh_left=$ssh_tries
    until ssh_do "$dump_place" "$dump_key" "$1" </dev/null; do
        if [ "$ssh_status" != 255 ]; then return "$ssh_status"; fi
        ssh_left=$((ssh_left - 1))
        if [ $ssh_left = 0 ]; then
            fail target-unreachable "Dumps go to $dump_path, which cannot be reached. ssh says: ${RET:-nothing}. See that it is up and lets this host in, then run this again."
        fi
        sleep 5
    done
}

# ssh_list: RET is a line `INODE TIME SIZE FILE` for each dump there.
ssh_list() {
    ssh_usual=$ssh_most ssh_most=$ssh_list_most
    ssh_server kdump-dumps || :
    ssh_most=$ssh_usual
    case $RET in
    'kdump-server 1') RET= ;;
    "kdump-server 1$NL"*) RET=${RET#*"$NL"} ;;
    *)
        outside_text "$RET"
        fail dump-away "Dumps go to $dump_path, which is no DumpServer, so it cannot be told whether one arrives. It answers: ${RET:-nothing}. Declare a DumpServer on that host and give it as dumpServer."
        ;;
    esac
}
