# shellcheck shell=sh
step_packages() {
    local packages_wanted
    [ $# = 0 ] || fail_usage "kdump-host packages"
    # The unit as it was, for undo; it comes with the packages.
    unit_remember
    family packages_missing
    packages_wanted=$RET
    family packages_install
    if [ -n "$packages_wanted" ]; then say "installed$packages_wanted"; fi
    family packages_installed
    json_put installed "$RET"
    json_answer
}

would_packages() {
    local packages_one
    family packages_missing
    for packages_one in $RET; do would_say "The package $packages_one is not installed."; done
    if [ -f "$state/packages-before" ]; then
        would_change "$state/packages-before" "tells that an installation was interrupted"
    fi
}

undo_packages() {
    # A report fetches debuginfo too, which no other step takes back.
    if [ -d "$state" ] && ! owners_keep debuginfo; then
        lock_debuginfo
        undo_debuginfo
    fi
    if [ ! -f "$state/packages-added" ] && [ ! -f "$state/packages-before" ] && [ ! -f "$state/packages-undo" ]; then
        return 0
    fi
    # So that a run that is killed behind the removal is completed by the next.
    state_put packages-undo ''
    family packages_purge packages
    # The package's own drop-in is gone, so the boot loader's configuration is made anew.
    family boot_regenerate ''
    state_forget packages-undo
}
