# shellcheck shell=sh
# What an installation brings, dependencies included, goes to the state file NAME-added, for undo. A run that
# is killed halfway finds the list from before and finishes it.

# added_begin NAME: before an installation.
added_begin() {
    if [ -f "$state/$1-before" ]; then return 0; fi
    family package_names
    state_put "$1-before" "$RET$NL"
}

# added_end NAME: completes what added_begin began; does nothing when nothing was begun.
added_end() {
    local added_new added_text added_package added_name
    added_name=$1
    if [ ! -f "$state/$added_name-before" ]; then return 0; fi
    family package_names
    # grep's status 1 says that nothing is new; anything else is a failure.
    added_new=$(printf '%s\n' "$RET" | grep -vxF -f "$state/$added_name-before") || [ $? = 1 ] ||
        fail read "The packages from before could not be compared with those of now."
    # A run that was killed just behind this has noted them already.
    state_get "$added_name-added"
    added_text=${RET:+$RET$NL}
    for added_package in $added_new; do
        case $NL$added_text in
        *"$NL$added_package$NL"*) ;;
        *) added_text=$added_text$added_package$NL ;;
        esac
    done
    if [ -n "$added_text" ]; then state_put "$added_name-added" "$added_text"; fi
    state_forget "$added_name-before"
    changed=true
}
