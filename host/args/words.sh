# shellcheck shell=sh
# Made by `npm run generate` from data/drill.json and data/directories.json: change it there.

# What a drill is told, so that nobody crashes a machine by accident.
words_drill='this crashes the machine'

# words_system DIR: is it one of the system's own, which others need?
words_system() {
    case $1 in
    '' | / | /bin | /boot | /boot/efi | /boot/grub | /boot/grub2 | /boot/loader | /etc | /home | /lib | /lib32 | \
        /lib64 | /libx32 | /media | /opt | /root | /sbin | /tmp | /usr | /usr/bin | /usr/games | /usr/include | \
        /usr/lib | /usr/lib32 | /usr/lib64 | /usr/libexec | /usr/libx32 | /usr/local | /usr/local/bin | \
        /usr/local/sbin | /usr/sbin | /usr/share | /usr/src | /var | /var/account | /var/adm | /var/backups | \
        /var/cache | /var/db | /var/empty | /var/games | /var/kerberos | /var/lib | /var/local | /var/lock | \
        /var/log | /var/mail | /var/opt | /var/run | /var/spool | /var/tmp | /var/www | /var/yp | /dev | /dev/* | \
        /proc | /proc/* | /run | /run/* | /sys | /sys/*)
        return 0
        ;;
    esac
    return 1
}
