# shellcheck shell=sh
# One run at a time. What is locked is the state directory itself, so that no lock file is left anywhere.
# Descriptor 9 is closed for long-lived children: a daemon that a package starts must not keep the lock.

lock() {
    state_make
    exec 9<"$state"
    lock_wait 9 "another run of ${program##*/}"
    # What a run that was killed may have left here.
    state_forget .new packages.out ssh.out
}

# debuginfo has a lock of its own, so that it runs beside the other steps.
lock_debuginfo() {
    state_make
    exec 8>>"$state/debuginfo.lock"
    lock_wait 8 "the debuginfo step"
    # shellcheck disable=SC2034
    state_new=.new-debuginfo state_out=debuginfo.out
    state_forget .new-debuginfo debuginfo.out
}

# lock_wait DESCRIPTOR WHOSE
lock_wait() {
    if flock -n "$1"; then return 0; fi
    say "waiting for $2 to end, at most $patience s"
    flock -w "$patience" "$1" || fail locked "Waited $patience s for $2 to end, in vain. Look at it with: ps -ef | grep ${program##*/}"
}
