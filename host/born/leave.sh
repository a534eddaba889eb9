# shellcheck shell=sh
# Leaves the first boot on a host: on one that runs it begins at once, and in the root of an image with the first boot.
# What comes before this file are the functions leave_program, leave_steps, leave_born and leave_copy, which print what
# is left.
set -eu

root=${KDUMP_ROOT-}
leave_name=pulumi-kdump-first-boot
leave_dir=$root/var/lib/$leave_name
leave_units=$root/etc/systemd/system

leave_main() {
    umask 022
    if [ -z "$root" ] && [ "$(id -u)" != 0 ]; then leave_fail "It has to be run by root."; fi
    mkdir -p "$leave_dir" "$leave_units/multi-user.target.wants"
    chmod 700 "$leave_dir"
    rm -f "$leave_dir/result" "$leave_dir/reboot"
    leave_program | leave_put "$leave_dir/program"
    read -r leave_sum leave_copied leave_url <"$leave_dir/program"
    if [ -z "$leave_url" ]; then
        leave_copy | leave_put "$leave_dir/$leave_copied"
        case $(sha256sum <"$leave_dir/$leave_copied") in
        "$leave_sum"*) ;;
        *) leave_fail "The program in it was damaged on its way here." ;;
        esac
    fi
    leave_steps | leave_put "$leave_dir/steps"
    leave_born | leave_put "$leave_dir/run"
    leave_unit | leave_put "$leave_units/$leave_name.service"
    if leave_runs; then
        leave_link
        systemctl daemon-reload
        systemctl start --no-block "$leave_name.service"
    else
        leave_packages
        leave_link
        leave_say "the rest is left to the first boot"
    fi
}

leave_say() { printf 'pulumi-kdump: %s\n' "$*" >&2; }

leave_fail() {
    leave_say "$*"
    exit 1
}

# leave_put FILE: whole or not at all.
leave_put() {
    cat >"$1.new"
    mv -f "$1.new" "$1"
}

# leave_link: as `systemctl enable` makes it, which comes last.
leave_link() { ln -sf "../$leave_name.service" "$leave_units/multi-user.target.wants/$leave_name.service"; }

# leave_runs: has this root been booted? In a chroot the first process has another.
leave_runs() {
    [ -d "$root/run/systemd/system" ] &&
        [ "$(stat -L -c %d:%i "$root/")" = "$(stat -L -c %d:%i "$root/proc/1/root/" 2>/dev/null)" ]
}

# leave_packages: what needs the network and most of the time. All else depends on the machine: its memory, its boot
# loader and its kernel are not those of whoever makes the image.
leave_packages() {
    if [ -n "$leave_url" ] || [ ! -r "$root/proc/meminfo" ]; then return 0; fi
    if sh "$leave_dir/$leave_copied" packages >/dev/null </dev/null; then
        leave_say "the packages are installed"
    else
        leave_say "the packages are not installed, for the reason above; the first boot tries it again"
    fi
}

# Behind cloud-init, whose other parts may set up package sources, and reboot themselves. Its last service is ordered
# behind multi-user.target; without DefaultDependencies=no that target would wait for this one, a cycle, which systemd
# breaks by leaving one of them out.
leave_unit() {
    cat <<UNIT
[Unit]
Description=Makes this host ready for kdump at its first boot
DefaultDependencies=no
Requires=sysinit.target
Wants=network-online.target
After=sysinit.target basic.target network-online.target cloud-final.service
Conflicts=shutdown.target
Before=shutdown.target
ConditionPathExists=${leave_dir#"$root"}/steps
ConditionPathExists=!/proc/vmcore
[Service]
Type=oneshot
ExecStart=/bin/sh ${leave_dir#"$root"}/run
Environment=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
StandardOutput=journal+console
[Install]
WantedBy=multi-user.target
UNIT
}

leave_main
