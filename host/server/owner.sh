# shellcheck shell=sh
# Whose this server's program and its accounts are (lib/owners.sh): STEP is `install`, or `account:USER` of a client.
step_owner() {
    local owner_step
    for owner_step; do
        case $owner_step in
        "$1" | install | account:kdump-*) ;;
        *) set -- ;;
        esac
    done
    [ $# -ge 2 ] || fail_usage "kdump-server owner OWNER STEP..., each STEP install or account:USER"
    owners_check "$1"
    owners_set "$@"
    json_add owner "$1"
    json_answer
}

# undo owner OWNER
undo_owner() {
    owners_check "$1"
    owners_leave "$1"
}
