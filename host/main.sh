# shellcheck shell=sh
# The last file: one command line, one step, one line of JSON.
main_steps='install|packages|crashkernel|bootloader|key|trust|conf|reboot|debuginfo|service|drill|dump|keep|report|collection|collect|status|undo'

main() {
    if [ "${1-}" = confined ]; then
        shift
        confined_inside "$@"
    fi
    trap 'main_end $?' EXIT
    case "|$main_steps|" in
    *"|${1:-none}|"*) ;;
    *) fail_usage "kdump-host $main_steps ...; see docs/architecture.md of pulumi-kdump" ;;
    esac
    raise "$@"
    umask 022
    LC_ALL=C
    export LC_ALL
    step=$1 answer=
    shift
    log_open
    host_read
    if [ "$step" != install ]; then table_find; fi
    case $step in
    install | status) ;;
    debuginfo | report) lock_debuginfo ;;
    collect) collection_run_lock ;;
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

# A command that was not expected to fail ends the program by `set -e`; nobody shall be left without a word.
main_end() {
    if [ -n "$litter_dir" ]; then rm -rf "$litter_dir" || :; fi
    place_close
    vmcore_close
    lock_off
    if [ "$1" = 0 ] || [ -n "$told" ]; then return 0; fi
    fail internal "The step ended unexpectedly with status $1. The lines above may tell why; more may be in /var/log/pulumi-kdump.log."
}

main_undo() {
    case $#:${1-} in
    1:drill | 1:collection | 1:service | 1:conf | 1:trust | 1:key | 1:crashkernel | 1:packages | 1:debuginfo | 1:install) ;;
    *) fail_usage "kdump-host undo drill|collection|service|conf|trust|key|crashkernel|packages|debuginfo|install" ;;
    esac
    # Without the state directory nothing was ever done, and there is nothing to lock either.
    if [ -d "$state" ]; then
        if [ "$1" = debuginfo ]; then lock_debuginfo; else lock; fi
    fi
    "undo_$1"
    json_add undone "$1"
    json_answer
}

main "$@"
exit
