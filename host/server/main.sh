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
    install | account | report | undo) ;;
    *) fail_usage "kdump-server install|account|report|undo ...; see docs/architecture.md of pulumi-kdump" ;;
    esac
    trap 'main_end $?' EXIT
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

# A command that was not expected to fail ends the program by `set -e`; nobody shall be left without a word.
main_end() {
    if [ -n "$litter_dir" ]; then rm -rf "$litter_dir" || :; fi
    vmcore_close
    lock_off
    if [ "$1" = 0 ] || [ -n "$told" ]; then return 0; fi
    fail internal "The step ended unexpectedly with status $1. The lines above may tell why."
}

main_undo() {
    local main_what
    case $#:${1-} in
    1:install | 3:account) ;;
    *) fail_usage "kdump-server undo account USER DIR|install" ;;
    esac
    if [ -d "$state" ]; then lock; fi
    main_what=$1
    shift
    "undo_$main_what" "$@"
    json_add undone "$main_what"
    json_answer
}

main "$@"
exit
