# shellcheck shell=sh
# The last file: one command line, one step, one line of JSON.
main_steps='install|packages|crashkernel|bootloader|key|trust|conf|reboot|debuginfo|service|drill|dump|keep|report'
main_steps="$main_steps|gasp|reporting|reports|collection|collect|owner|status|undo"
main_undoable='drill|collection|reporting|gasp|service|conf|trust|key|crashkernel|packages|debuginfo|install'

main() {
    if [ "${1-}" = confined ]; then
        shift
        confined_inside "$@"
    fi
    run_closes='place_close vmcore_close'
    trap 'run_end $?' EXIT
    case "|$main_steps|" in
    *"|${1:-none}|"*) ;;
    *) fail_usage "kdump-host $main_steps ...; see docs/waist.md of pulumi-kdump" ;;
    esac
    raise "$@"
    umask 022
    LC_ALL=C
    export LC_ALL
    step=$1 answer=
    shift
    if [ "$step" = status ]; then log=/dev/null; else log_open; fi
    host_read
    if [ "$step" != install ]; then table_find; fi
    case $step in
    install | status) ;;
    debuginfo | report) lock_debuginfo ;;
    collect) collection_run_lock ;;
    reports) beside_lock ;;
    undo)
        main_undo "$@"
        return 0
        ;;
    *)
        lock
        # A disk that is full may be the very reason that `dump` has to tell, and what `keep` is for.
        case $step in
        dump | keep) ;;
        *) files_space "$state" 1024 disk-space ;;
        esac
        ;;
    esac
    "step_$step" "$@"
}

main_undo() {
    case "$#:|$main_undoable|" in
    1:*"|${1:-none}|"*) ;;
    *) [ "$#:${1-}" = 2:owner ] || fail_usage "kdump-host undo $main_undoable, or kdump-host undo owner OWNER" ;;
    esac
    # Without the state directory nothing was ever done, and there is nothing to lock either.
    if [ -d "$state" ]; then
        if [ "$1" = debuginfo ]; then lock_debuginfo; else lock; fi
    fi
    run_undo "$@"
}

main "$@"
exit
