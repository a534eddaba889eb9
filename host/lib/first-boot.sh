# shellcheck shell=sh
# first_boot_due: has a first boot (host/born) its end before it? Its unit is enabled until then, also across its
# reboot; one that has failed tries again at the next boot alone.
first_boot_due() {
    [ -L "$root/etc/systemd/system/multi-user.target.wants/pulumi-kdump-first-boot.service" ] &&
        ! systemctl -q is-failed pulumi-kdump-first-boot.service
}
