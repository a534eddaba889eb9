# shellcheck shell=sh
# The last file: one command line, one step, one line of JSON; or, for a client, what it may have.
main() {
    umask 022
    LC_ALL=C
    export LC_ALL
    case ${1-} in
    -c) login_shell_run "$@" ;;
    receive)
        shift
        receive "$@"
        ;;
    confined)
        shift
        confined_inside "$@"
        ;;
    install | account | report | owner | undo) ;;
    *) fail_usage "kdump-server install|account|report|undo|owner ...; see docs/waist.md of pulumi-kdump" ;;
    esac
    run_closes='vmcore_close'
    trap 'run_end $?' EXIT
    raise "$@"
    step=$1 answer=
    shift
    log_open
    case $step in
    undo)
        main_undo "$@"
        return 0
        ;;
    report)
        host_arch=$(uname -m)
        host_read_os
        lock_debuginfo
        report_clients=1 dumps_reserve=room_reserve
        ;;
    *) lock ;;
    esac
    "step_$step" "$@"
}

main_undo() {
    case $#:${1-} in
    1:install | 3:account | 2:owner) ;;
    *) fail_usage "kdump-server undo account USER DIR|install|owner OWNER" ;;
    esac
    if [ -d "$state" ]; then lock; fi
    run_undo "$@"
}

main "$@"
exit
