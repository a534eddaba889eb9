// What the guest is beside its packages: users, network, boot loader settings, and everything that makes an
// emulated machine bearable without making it another one.

import { AptSources } from "./aptSources";
import { Guest } from "./guests";

/** Users of every guest, all with the same ssh key. `pwsudo` may use sudo with this password only. */
export const users = { admin: "admin", root: "root", withoutSudo: "nosudo", passwordSudo: "pwsudo" } as const;
const sudoPassword = "not-a-secret";

export const guestPackages = ({ kernel }: Guest) => [
    kernel,
    "apt", // which mmdebstrap takes for granted, and Ubuntu does not
    ...["systemd", "systemd-sysv", "udev", "dbus", "libpam-systemd", "kmod", "procps", "e2fsprogs"],
    ...["initramfs-tools", "zstd", "grub-pc", "ucf"],
    ...["openssh-server", "sudo", "iproute2", "ca-certificates"],
];

/** Files that must be there before packages are configured. */
export function earlyFiles(): Record<string, string> {
    return {
        // The initrd holds these modules and no others: a search for what the machine might need takes ten minutes
        // under emulation, where starting one program costs 40 ms. Without busybox's hundreds of names it is built a
        // quarter faster again. kdump-tools builds its initrd from the same settings, before sshd answers.
        "etc/initramfs-tools/conf.d/guest": "MODULES=list\nBUSYBOX=n\nCOMPRESS=zstd\nCOMPRESSLEVEL=1\n",
        "usr/share/initramfs-tools/modules.d/guest": "virtio_pci\nvirtio_blk\next4\n",
        // A disk that is thrown away needs no fsync; nobody reads manuals there.
        "etc/dpkg/dpkg.cfg.d/guest":
            "force-unsafe-io\npath-exclude=/usr/share/man/*\npath-exclude=/usr/share/locale/*\n" +
            "path-exclude=/usr/share/doc/*\npath-include=/usr/share/doc/*/copyright\n",
        "etc/apt/apt.conf.d/guest": 'APT::Install-Recommends "false";\nAcquire::Languages "none";\n',
    };
}

export function lateFiles(
    { sources, guestSettings }: AptSources,
    authorizedKey: string,
): Record<string, string> {
    return {
        // in place of mmdebstrap's copy of what it was given, which may name a keyring of this machine
        "etc/apt/sources.list.d/0000archive.sources": sources,
        "etc/apt/apt.conf.d/99archive": guestSettings.map((line) => `${line}\n`).join(""),
        "etc/default/grub.d/10_cloud.cfg":
            // no_timer_check: on a busy machine an emulated timer may tick too late for the kernel's check of it, which
            // panics in early boot. Under KVM and Hyper-V Linux skips that check by itself.
            'GRUB_TIMEOUT=0\nGRUB_CMDLINE_LINUX="console=tty0 console=ttyS0,115200 consoleblank=0 no_timer_check"\n' +
            // text only: a graphical terminal would need fonts and modes that a serial console has no use for
            'GRUB_TERMINAL="console"\n',
        "etc/systemd/network/10-guest.network":
            // What QEMU's own DHCP server would give. systemd 252 now and then fails to start its client at boot ("Device or
            // resource busy", systemd issue 24201), and the VM then stays without a network.
            "[Match]\nName=en* eth*\n[Network]\nAddress=10.0.2.15/24\nGateway=10.0.2.2\n" +
            "LinkLocalAddressing=no\nIPv6AcceptRA=no\n",
        "etc/resolv.conf": "nameserver 10.0.2.3\n",
        "etc/hostname": "guest\n",
        "etc/hosts": "127.0.0.1 localhost\n127.0.1.1 guest\n",
        "etc/ssh/sshd_config.d/guest.conf": "UseDNS no\nPasswordAuthentication no\n",
        "etc/sudoers.d/guest": "admin ALL=(ALL) NOPASSWD: ALL\npwsudo ALL=(ALL) PASSWD: ALL\n",
        "root/.ssh/authorized_keys": authorizedKey,
        "etc/skel/.ssh/authorized_keys": authorizedKey,
    };
}

/** Runs on the build machine with the guest's root directory as $1 and the place for the results as $2. */
export const customize = `set -eu
root=$1 out=$2
for user in admin nosudo pwsudo; do chroot "$root" useradd --create-home --shell /bin/bash "$user"; done
echo "pwsudo:${sudoPassword}" | chroot "$root" chpasswd
rm -r "$root/etc/skel/.ssh"
chmod 0440 "$root/etc/sudoers.d/guest"
# A user manager that stays: otherwise every ssh login starts one and ends it again.
mkdir -p "$root/var/lib/systemd/linger"
touch "$root/var/lib/systemd/linger/admin"

systemctl --root="$root" enable systemd-networkd ssh >"$out/enable.log" 2>&1
# Ubuntu has ssh started by its socket, whose first answer is slow.
systemctl --root="$root" disable ssh.socket >>"$out/enable.log" 2>&1 || :
systemctl --root="$root" disable systemd-networkd-wait-online >>"$out/enable.log" 2>&1 || :
systemctl --root="$root" mask apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer dpkg-db-backup.timer \\
    e2scrub_reap.service systemd-networkd-wait-online.service >>"$out/enable.log" 2>&1

echo "$MACHINE_ID" >"$root/etc/machine-id"
echo "UUID=$ROOT_UUID / ext4 defaults,errors=remount-ro 0 1" >"$root/etc/fstab"

# The boot loader's core and modules come from the guest's own packages, so that they fit each other.
version=$(basename "$root"/boot/vmlinuz-*)
version=\${version#vmlinuz-}
mkdir -p "$root/boot/grub/i386-pc"
cp "$root"/usr/lib/grub/i386-pc/*.mod "$root"/usr/lib/grub/i386-pc/*.lst "$root/boot/grub/i386-pc/"
cat >"$root/boot/grub/grub.cfg" <<END
linux /boot/vmlinuz-$version root=UUID=$ROOT_UUID ro console=ttyS0,115200 no_timer_check
initrd /boot/initrd.img-$version
boot
END
# No command after \`set prefix\`: GRUB then enters normal mode, which alone reads the lists of commands. Without them
# grub.cfg stumbles over \`[\` and \`echo\`, and waits 40 s for a key at every boot.
cat >"$root/tmp/core.cfg" <<END
search --no-floppy --fs-uuid --set=root $ROOT_UUID
set prefix=(\\$root)/boot/grub
END
chroot "$root" grub-mkimage -O i386-pc -o /tmp/core.img -p /boot/grub -c /tmp/core.cfg \\
    biosdisk part_msdos ext2 search search_fs_uuid normal
mv "$root/tmp/core.img" "$out/core.img"
rm "$root/tmp/core.cfg"
cp "$root/usr/lib/grub/i386-pc/boot.img" "$out/boot.img"
cp "$root/boot/vmlinuz-$version" "$out/vmlinuz"
cp "$root/boot/initrd.img-$version" "$out/initrd.img"
`;
