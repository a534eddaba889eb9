# shellcheck shell=sh
# Whose this host is, and what its owner has of it (lib/owners.sh). A component's last step, and the first that is taken
# back.
step_owner() {
    local owner_step
    [ $# -ge 2 ] || fail_usage "kdump-host owner OWNER STEP..."
    owners_check "$1"
    # One that has not the program may share the host with another that has: a DumpCollection is beside its Kdump.
    case " $* " in
    *" install "*) owners_refuse "$1" ;;
    esac
    for owner_step; do
        case "|$1|$main_undoable|" in
        *"|$owner_step|"*) ;;
        *) fail_usage "kdump-host owner OWNER STEP..., each STEP one of $main_undoable" ;;
        esac
    done
    owners_set "$@"
    json_add owner "$1"
    json_answer
}

would_owner() {
    if owners_find owners_is "$1" && [ "$owners_steps" != '  ' ]; then return 0; fi
    would_change "$state/owners" "does not tell what $1 has of this host"
}

# undo owner OWNER
undo_owner() {
    owners_check "$1"
    owners_leave "$1"
}
