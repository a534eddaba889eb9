#!/bin/sh
# sh enter.sh HOST COMMAND...: runs COMMAND inside the simulated host that lies in the directory HOST. It is started
# by `unshare --mount --pid --fork --net --ipc --uts`, so every mount below goes away with its last process.
#
# Nothing of the machine can be written from inside: its /usr is the lower layer of an overlay, /dev is a tmpfs with six
# devices, /proc/sys and /sys are directories of HOST, and the rest of /proc is read-only. The old root is unmounted.
set -eu
host=$1
shift
root=$host/root
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t overlay simulated-usr -o "lowerdir=/usr,upperdir=$host/usr,workdir=$host/work" "$root/usr"

mount -t proc proc "$root/proc"
# What the kernel says about itself. The names of the files are those under /proc, with a dot for each slash.
for file in "$host"/kernel/proc/*; do
    mount --bind "$file" "$root/proc/${file##*/}"
done
mount --bind "$host/kernel/sysctl" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc"
mount --bind "$host/kernel/sys" "$root/sys"

mount -t tmpfs -o mode=755 dev "$root/dev"
for device in null zero full random urandom tty; do
    : >"$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
mkdir -p "$root/dev/disk/by-uuid"
: >"$root/dev/disk/by-uuid/$(cat "$host/sim/root-uuid")"
ln -s /proc/self/fd "$root/dev/fd"

mount --bind "$host/sim" "$root/sim"
mount --bind "$(cat "$host/repository")" "$root/repository"
mount -o remount,bind,ro "$root/repository"

cd "$root"
mkdir -p .machine
pivot_root . .machine
umount -l /.machine
rmdir /.machine
cd /
# What no program in there may do, root or not: load kernels or modules, reboot, mount, make devices, set the clock.
exec setpriv --bounding-set=-sys_boot,-sys_module,-sys_admin,-sys_rawio,-sys_time,-mknod \
    env -i HOME=/root LANG=C.UTF-8 TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
