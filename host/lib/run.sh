# shellcheck shell=sh
# How a run of kdump-host and of kdump-server ends, and how either takes a step back.

# The functions that close what a run may have open.
run_closes=

# run_end STATUS: at the end of the program, however that comes. A command that was not expected to fail ends it by `set
# -e`; nobody shall be left without a word.
run_end() {
    local run_close
    if [ -n "$litter_dir" ]; then rm -rf "$litter_dir" || :; fi
    for run_close in $run_closes; do "$run_close"; done
    lock_off
    if [ "$1" = 0 ] || [ -n "$told" ]; then return 0; fi
    fail internal "The step ended unexpectedly with status $1. The lines above may tell why;" \
        "more may be in ${log#"$root"}."
}

# run_undo STEP [ARGUMENT...]: unless somebody has STEP still; that of an account is called account:USER.
run_undo() {
    local run_step="$1" run_kept="$1"
    shift
    if [ "$run_step" = account ]; then run_kept=account:$1; fi
    if owners_keep "$run_kept"; then
        json_add undone ''
        json_add kept "$run_kept"
    else
        "undo_$run_step" "$@"
        json_add undone "$run_step"
    fi
    json_answer
}
