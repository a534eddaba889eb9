# shellcheck shell=sh disable=SC2034
set -eu

# Every place that the program reads or writes lies under $root, so that a test can give it a
# throwaway directory. In production KDUMP_ROOT is empty (sudo drops it as well).
root=${KDUMP_ROOT-}
program=$root/usr/local/bin/kdump-host
state=$root/var/lib/pulumi-kdump
log=$root/var/log/pulumi-kdump.log
known_hosts=$root/root/.ssh/known_hosts
key_file=$root/root/.ssh/pulumi-kdump_ed25519

# How long a wait may last, in seconds.
patience=${KDUMP_PATIENCE:-600}

# What no other run has in its temporary names, not even one that was killed and whose children go on.
run=$$
if IFS= read -r run_word 2>/dev/null </proc/sys/kernel/random/uuid; then run=$$-${run_word%%-*}; fi

# Functions hand their result back in RET, because $(...) is a fork, and a fork is the dearest thing
# that a small script does.
RET=

NL='
'
