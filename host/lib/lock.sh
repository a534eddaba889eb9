# shellcheck shell=sh
# One run at a time. What is locked is the state directory itself, so that no lock file is left anywhere.
#
# What a run has started holds its lock too, by the descriptor that it inherits: where the run alone is killed, a
# package manager or grub-mkconfig goes on, and the next run waits for that. A daemon that came with a package may
# inherit it as well, so a run that ends in order takes the lock back (lock_off), whoever has the descriptor still.

# The processes that hold a lock, and a clause that names them.
lock_pids='' lock_who=

lock() {
    local lock_inode
    state_make
    # The directory may have gone, by `undo install`, and come again while another run was waited for.
    while :; do
        exec 9<"$state"
        lock_wait 9 "another run of ${program##*/}"
        state_make
        lock_inode=$(stat -L -c %d:%i "/proc/$$/fd/9" 2>/dev/null) || break
        if [ "$lock_inode" = "$(stat -c %d:%i "$state")" ]; then break; fi
    done
    lock_names step
    state_forget ssh.out
}

# debuginfo has a lock of its own, so that it runs beside the other steps.
lock_debuginfo() {
    state_make
    lock_file "$state/debuginfo.lock"
    exec 8>>"$state/debuginfo.lock"
    lock_wait 8 "the debuginfo step"
    lock_names debuginfo
}

# lock_long NAME: a run at a time of what takes so long that it may keep no other step waiting.
lock_long() {
    lock_file "$state/$1.lock"
    exec 7>>"$state/$1.lock"
    lock_wait 7 "another run of the $1"
    lock_names "$1"
}

# lock_file FILE: it can be opened. Where `exec` fails, the shell ends.
lock_file() {
    (printf '' >>"$1") 2>/dev/null || fail write "$1 could not be written. Is its file system full or read-only?"
}

# lock_names WHOSE: passing files of this run alone, and none of a run that was killed.
lock_names() {
    local lock_old
    state_new=.new-$1.$run state_out=packages-$1.$run.out
    for lock_old in "$state/.new-$1".* "$state/packages-$1".*.out; do
        if [ -f "$lock_old" ]; then rm -f "$lock_old"; fi
    done
}

# lock_wait DESCRIPTOR WHOSE
lock_wait() {
    if flock -n "$1"; then return 0; fi
    lock_holders "$1"
    say "waiting for $2 to end, at most $patience s$lock_who"
    if flock -w "$patience" "$1"; then return 0; fi
    lock_holders "$1"
    fail locked "Timed out after $patience s of waiting for $2 to end$lock_who. Look at it with: ps -ef | grep -e" \
        "${program##*/}${lock_pids:+; ps -fp$lock_pids}"
}

# lock_holders DESCRIPTOR: lock_pids and lock_who, the processes that hold the lock, as far as the kernel tells (since
# 4.1): others that wait for it have the descriptor too, but no lock on it.
lock_holders() {
    local lock_name lock_info lock_pid='' lock_inode
    lock_pids='' lock_who='' lock_name=
    lock_inode=$(stat -L -c %d:%i "/proc/$$/fd/$1" 2>/dev/null) || return 0
    for lock_info in /proc/[0-9]*/fdinfo/"$1"; do
        lock_pid=${lock_info#/proc/}
        lock_pid=${lock_pid%%/*}
        if ! grep -qs '^lock:.*FLOCK' "$lock_info"; then continue; fi
        if [ "$(stat -L -c %d:%i "/proc/$lock_pid/fd/$1" 2>/dev/null)" != "$lock_inode" ]; then continue; fi
        if IFS= read -r lock_name 2>/dev/null <"/proc/$lock_pid/comm"; then
            lock_pids="$lock_pids $lock_pid"
            lock_who="$lock_who, process $lock_pid ($lock_name)"
        fi
    done
}

# lock_off: at the end. A descriptor that is not open, or has no lock, is none that has to be taken back.
lock_off() {
    local lock_fd
    for lock_fd in 7 8 9; do
        if [ -e "/proc/$$/fd/$lock_fd" ]; then flock -u "$lock_fd" 2>/dev/null || :; fi
    done
}
