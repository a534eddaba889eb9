# shellcheck shell=sh
# The host that dumps go to by ssh, spoken to as kdump itself does: same key, same checks, same account.

# What else ssh is told, in words: a family sets it where the dumps' target needs more.
place_ssh_options=

# How often a host that does not answer is tried (place_open).
place_ssh_times=1

# The status of the last command there; 255 is ssh's own.
place_ssh_status=0

# How long an answer may take that a whole dump is read for, in seconds.
place_ssh_long=21600

# place_ssh_names HOST PORT: RET is what ssh looks for in known_hosts.
place_ssh_names() {
    RET=$1
    if [ "$2" != 22 ]; then RET="[$1]:$2"; fi
}

# place_ssh_do PLACE KEY COMMAND [SECONDS [BYTES]]: without ssh's own additions to known_hosts. RET is what it printed,
# or, with the status of ssh, its last words. It may take SECONDS, and print BYTES.
#
# The status follows the answer, and is searched for only if that was not truncated: shells take quadratic time to
# search for what is not there.
place_ssh_do() {
    local place_ssh_out="$state/ssh.out" place_ssh_patience="${4:-600}" place_ssh_most="${5:-4096}"
    command -v ssh >/dev/null ||
        fail no-ssh "ssh is not installed on this host. Install openssh-client or openssh-clients."
    RET=$({
        place_ssh_status=0
        # shellcheck disable=SC2086
        bounded 64 timeout -k 10 "$place_ssh_patience" ssh $place_ssh_options -i "$root$2" -o BatchMode=yes \
            -o StrictHostKeyChecking=yes -o UpdateHostKeys=no -o ConnectTimeout=15 -o ServerAliveInterval=15 \
            -o ServerAliveCountMax=4 -- "$1" "$3" 2>"$place_ssh_out" || place_ssh_status=$?
        printf '\n%s' "$place_ssh_status"
    } | tr -d '\000' | head -c $((place_ssh_most + 5)) && printf x)
    RET=${RET%x}
    if [ "${#RET}" -gt $((place_ssh_most + 4)) ]; then
        rm -f "$place_ssh_out"
        place_ssh_status=1 RET="more than $place_ssh_most bytes, which no DumpServer says"
        return 1
    fi
    place_ssh_status=${RET##*"$NL"}
    RET=${RET%"$NL"*}
    RET=${RET%"$NL"}
    if [ "$place_ssh_status" = 124 ] || [ "$place_ssh_status" = 137 ]; then
        RET="no complete answer within $place_ssh_patience s"
    elif [ "$place_ssh_status" != 0 ]; then
        outside_last "$place_ssh_out"
    fi
    rm -f "$place_ssh_out"
    return "$place_ssh_status"
}

# place_ssh_strange ASKED ANSWER: the answer is not a DumpServer's, or somebody is impersonating it.
place_ssh_strange() {
    outside_text "$2"
    fail server-answer "Dumps go to $dump_path, and the answer to '$1' there is not a DumpServer's: ${RET:-nothing}." \
        "See that it is the host that was declared, and run \`pulumi up\` for its DumpServer, so that both have one" \
        "version."
}

# place_ssh_server COMMAND [SECONDS [BYTES]]: as place_ssh_do, to the DumpServer that this host's dumps go to,
# patiently.
place_ssh_server() {
    retry "$place_ssh_times" place_ssh_reach "$@" ||
        fail target-unreachable "Dumps go to $dump_path, which cannot be reached. ssh says: ${RET:-nothing}. See that" \
            "it is up and lets this host in, then run this again."
    return "$place_ssh_status"
}

# place_ssh_reach COMMAND [SECONDS [BYTES]]: status 1 if ssh did not get as far as COMMAND.
place_ssh_reach() {
    place_ssh_do "$dump_place" "$dump_key" "$@" </dev/null || [ "$place_ssh_status" != 255 ]
}

# place_ssh_list: RET is a line `INODE TIME SIZE FILE` for each dump there.
place_ssh_list() {
    place_ssh_server kdump-dumps 600 524288 || :
    case $RET in
    'kdump-server 1') RET= ;;
    "kdump-server 1$NL"*) RET=${RET#*"$NL"} ;;
    *)
        outside_text "$RET"
        fail dump-away "Dumps go to $dump_path, which is no DumpServer, so it cannot be told whether one arrives. It" \
            "answers: ${RET:-nothing}. Declare a DumpServer on that host and give it as dumpServer."
        ;;
    esac
}
