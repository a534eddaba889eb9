# shellcheck shell=sh disable=SC2034
set -eu

# Every place that the program reads or writes lies under $root, so that a test can give it a
# throwaway directory. In production KDUMP_ROOT is empty (sudo drops it as well).
root=${KDUMP_ROOT-}
program=$root/usr/local/bin/kdump-host
state=$root/var/lib/pulumi-kdump
log=$root/var/log/pulumi-kdump.log

# How long a wait may last, in seconds.
patience=${KDUMP_PATIENCE:-600}

# Functions hand their result back in RET, because $(...) is a fork, and a fork is the dearest thing
# that a small script does.
RET=

NL='
'
