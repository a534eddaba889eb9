#!/bin/sh
# sh collector.sh DIR: a machine that collects dumps, with accounts, processes, a loopback and an ssh server of its own, in
# the directory DIR. It is started by `unshare --mount --pid --fork --net --ipc --uts --kill-child`, so all of it goes with
# its last process. Of the machine that runs the tests it sees /usr, which it cannot write to, and nothing else.
set -eu
root=$1
mount --make-rprivate /
mount -t tmpfs -o mode=755,size=1G collector "$root"
cd "$root"
mkdir dev etc proc root run srv tmp usr var var/lib var/log var/empty run/sshd etc/ssh
chmod 700 root
chmod 1777 tmp
mount --bind /usr usr
mount -o remount,bind,ro usr
mount -t tmpfs -o mode=755 local usr/local
mkdir usr/local/bin usr/local/sbin
for name in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$name" ]; then
        cp -P "/$name" "$name"
    elif [ -d "/$name" ]; then
        mkdir "$name"
        mount --bind "/$name" "$name"
        mount -o remount,bind,ro "$name"
    fi
done
for name in ld.so.cache ld.so.conf ld.so.conf.d alternatives login.defs pam.d security; do
    if [ -e "/etc/$name" ]; then cp -a "/etc/$name" etc/; fi
done
echo 'passwd: files' >etc/nsswitch.conf
echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
echo 'root:x:0:' >etc/group
echo 'root:*:19000:0:99999:7:::' >etc/shadow
: >etc/gshadow
chmod 600 etc/shadow etc/gshadow
printf '/bin/sh\n/bin/bash\n' >etc/shells
mount -t proc proc proc
mount -t tmpfs -o mode=755 dev dev
for device in null zero full random urandom tty; do
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
chmod 1777 dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
busybox ip link set lo up
mkdir .machine
pivot_root . .machine
umount -l /.machine
rmdir /.machine
cd /
echo ready
exec sleep 100000
