# shellcheck shell=sh
# What this host is, and what the steps would change if they ran now as they are declared. It writes nothing, waits for
# nobody, and needs no installed program: `sh -s -- status ...` with the program on standard input does.
status_use='kdump-host status [--program DIGEST] [--owner OWNER] [--crashkernel VALUE] [--reboot POLICY] [--debuginfo]'
status_use="$status_use [--gasp] [--reporting DIGEST] [--conf LINE...]"

# What is declared; set where it is.
status_program='' status_owner='' status_crashkernel='' status_reboot='' status_debuginfo='' status_reporting=''
status_gasp='' status_conf=

step_status() {
    # Somebody looks on; what cannot be counted in time is estimated.
    dumps_size_limit=20
    while [ $# -gt 0 ] && [ -z "$status_conf" ]; do
        case $1:$# in
        --debuginfo:*) status_debuginfo=1 ;;
        --gasp:*) status_gasp=1 ;;
        --conf:*) status_conf=1 ;;
        --program:1 | --owner:1 | --crashkernel:1 | --reboot:1 | --reporting:1) fail_usage "$status_use" ;;
        --program:* | --owner:* | --crashkernel:* | --reboot:* | --reporting:*)
            status_option "$1" "$2"
            shift
            ;;
        *) fail_usage "$status_use" ;;
        esac
        shift
    done
    # Nothing that runs here may read on in a program that comes on standard input.
    status_answer "$@" </dev/null
}

status_answer() {
    facts_read
    status_would "$@"
    facts_answer
}

# status_option NAME VALUE
status_option() {
    case $1:$2 in
    *:) fail_usage "$status_use" ;;
    --program:*) status_program=$2 ;;
    --reporting:*) status_reporting=$2 ;;
    --owner:*)
        owners_check "$2"
        status_owner=$2
        ;;
    --crashkernel:*) status_crashkernel=$2 ;;
    --reboot:never | --reboot:when-required) status_reboot=$2 ;;
    *) fail_usage "$status_use" ;;
    esac
}

# status_would LINE...: the steps in their order, those that are declared.
status_would() {
    would_answer='' would_files=$NL
    if [ -n "$status_program$status_owner" ]; then would_step install "$status_program" "$status_owner"; fi
    if [ -n "$status_crashkernel" ]; then
        would_step packages
        would_step crashkernel "$status_crashkernel"
        would_step bootloader "$status_crashkernel"
        if would_run crashkernel; then would_value=$(size_want "$status_crashkernel" && echo "$value") || :; fi
    fi
    if [ -n "$status_conf" ]; then
        status_sender "$@"
        would_step conf "$@"
    fi
    if [ "$status_reboot" = when-required ] && [ -n "$status_crashkernel" ]; then
        would_step reboot "$status_crashkernel"
    fi
    if [ -n "$status_crashkernel$status_conf" ]; then would_step service; fi
    if [ -n "$status_debuginfo" ]; then would_step debuginfo; fi
    if [ -n "$status_gasp" ]; then would_step gasp; fi
    if [ -n "$status_reporting" ]; then would_step reporting "$status_reporting"; fi
    if [ -n "$status_owner" ]; then would_step owner "$status_owner"; fi
}

# status_sender LINE...: where dumps go to a DumpServer, whose steps are declared by the lines as well.
status_sender() {
    local status_line
    for status_line; do
        if [ "$status_line" = "sshkey ${key_file#"$root"}" ]; then
            would_step key
            would_step trust
        fi
    done
}
