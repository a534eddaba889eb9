// Made by `npm run generate` from data/errors.json: change it there.
import type { ErrorRow } from "./types";

/** The codes of the programs' errors. */
export const errors: Readonly<Record<string, ErrorRow>> = {
    account: {
        meaning: "The account of a DumpServer's client could not be made or changed.",
        remedy: "Read the last lines of /var/log/pulumi-kdump.log on the server, mend what they name, and run `pulumi up` again.",
        say: true,
    },
    "account-busy": {
        meaning:
            "The account of a DumpServer's client could not be removed, because something runs under it.",
        remedy: "Wait until the dump that it receives is complete, or end the process, and run `pulumi up` again.",
    },
    "boot-space": {
        meaning: "The file system with the boot loader's configuration is full.",
        remedy: "Free some space on /boot, for example by removing old kernels.",
    },
    bootloader: {
        meaning: "The boot loader's configuration could not be made or changed. It is as it was.",
        remedy: "Run the program that the message names by hand, and mend what it complains of.",
    },
    "bootloader-check": {
        meaning: "The new boot loader's configuration would not say what was asked for. It is as it was.",
        remedy: "Look in /etc/default/grub, /etc/default/grub.d and /etc/grub.d for another crashkernel=.",
    },
    "bootloader-menu": {
        meaning: "grub.cfg has a menu of its own, and GRUB_ENABLE_BLSCFG does not say so.",
        remedy: "Set GRUB_ENABLE_BLSCFG=false, or change to entries with grub2-switch-to-blscfg.",
    },
    "capture-kernel": {
        meaning: "The step was run in a capture kernel, where only the dump is written.",
        remedy: "Wait until the host has booted its own kernel, and run `pulumi up` again.",
        say: true,
    },
    "cloud-init": {
        meaning: "cloud-init has not ended in time.",
        remedy: "Look at it with `cloud-init status --long`, and run `pulumi up` again when it is done.",
    },
    collect: {
        meaning: "Some whole dumps are not collected yet.",
        remedy: "Mend what the message names; the timer tries again, or run `kdump-host collect`.",
    },
    "conf-family": {
        meaning: "This distribution's kdump cannot do what a line of the configuration asks for.",
        remedy: "Use what the message names instead. With `os` set, the preview says so already.",
    },
    "conf-file": {
        meaning: "The host's own configuration file cannot be added to.",
        remedy: "Mend the line that the message names, and run `pulumi up` again.",
    },
    "conf-line": {
        meaning: "A line of the configuration is wrong on any host, or on this one.",
        remedy: "Correct the property that the line comes from.",
    },
    container: {
        meaning: "The host is a container, which has no kernel of its own.",
        remedy: "Prepare the machine that runs the container.",
    },
    "crashkernel-cma": {
        meaning: "The host's kernel does not know ,cma, or not on this architecture.",
        remedy: "Leave the ,cma part out.",
    },
    "crashkernel-nothing": {
        meaning:
            "The crashkernel value would reserve nothing on this machine, or more than half of its memory.",
        remedy: "Give a value that fits the machine's memory, or `recommended`.",
    },
    "crashkernel-syntax": {
        meaning: "The crashkernel value is not one that is managed.",
        remedy: "Write sizes as 256M or 1G, with a range before each if there are several.",
    },
    "debuginfo-archive": {
        meaning: "The address for debuginfo is not a package archive for this distribution.",
        remedy: "Correct debuginfoArchive, or leave it out.",
    },
    "debuginfo-build": {
        meaning: "The debuginfo that was found is of another build than the running kernel.",
        remedy: "Remove it, or reboot into the kernel that it belongs to.",
    },
    "debuginfo-files": {
        meaning: "One of debuginfoFiles is not a package that can be installed.",
        remedy: "Copy the right packages to the host, for root alone to write, and correct the paths.",
    },
    "debuginfo-gone": {
        meaning: "The debuginfo of the running kernel was not found.",
        remedy: "Update the kernel and reboot, or set debuginfoArchive, debuginfoFiles or debuginfod.",
    },
    "debuginfo-signature": {
        meaning: "A package with debuginfo is not signed by a key that the host trusts.",
        remedy: "Import the vendor's key with `rpm --import`, or use a signed package.",
    },
    "debuginfo-space": {
        meaning: "There is not enough free space for debuginfo.",
        remedy: "Free some space on the file system that the message names.",
    },
    "default-grub": {
        meaning: "/etc/default/grub is missing, or cannot be changed safely.",
        remedy: 'Write the line that the message names as NAME="...", or reinstall GRUB\'s package.',
    },
    digest: {
        meaning: "The program was changed on its way to the host.",
        remedy: "Run `pulumi up` again; if it stays so, find out what changes the file.",
    },
    "disk-space": {
        meaning: "There is not enough free space for the program's own files.",
        remedy: "Free some space on the file system that the message names.",
    },
    drill: {
        meaning: "The crash of a drill could not be scheduled.",
        remedy: "Look at systemd on the host with `systemctl status`, and run `pulumi up` again.",
    },
    "dump-away": {
        meaning: "Dumps leave this host, and from here it cannot be seen whether one arrives.",
        remedy: "Use a local directory, nfs or a DumpServer; or leave out the drill or the collection.",
    },
    "dump-path": {
        meaning: "The dump directory cannot be used.",
        remedy: "Give dumps a directory of their own, to which root alone may write.",
    },
    "dump-space": {
        meaning: "The file system for dumps is full.",
        remedy: "Free some space there, set conf.keep, or choose another conf.path.",
    },
    fadump: {
        meaning: "Firmware-assisted dump is on, which takes the place of kdump.",
        remedy: "Take fadump=on off the kernel command line.",
    },
    internal: {
        meaning: "The program ended unexpectedly.",
        remedy: "Run `pulumi up` again; if it stays so, report it with the end of /var/log/pulumi-kdump.log.",
        say: true,
    },
    "kexec-disabled": {
        meaning: "kernel.kexec_load_disabled keeps a capture kernel from being loaded.",
        remedy: "Take the setting out of /etc/sysctl.conf and /etc/sysctl.d, and reboot.",
    },
    "keep-stay": {
        meaning: "Dumps beyond those that are kept could not be removed, or not completely.",
        remedy: "Look at the file system of the dump directory: the program's log has what it said. The next boot tries again.",
    },
    key: {
        meaning: "An ssh key could not be made or read, or is not of the kind ssh-ed25519.",
        remedy: "Remove the key file that the message names, and run `pulumi up` again.",
        say: true,
    },
    locked: {
        meaning: "Another run of the program did not end in time.",
        remedy: "Wait for it, or look at the processes that the message names.",
    },
    "modules-gone": {
        meaning: "The directory of moduleDebuginfo is not there.",
        remedy: "Correct the path, or leave it out.",
    },
    "nfs-unmount": {
        meaning: "The NFS export could not be unmounted after it was looked at.",
        remedy: "Look for what uses it with `fuser -vm`, and unmount it by hand.",
    },
    "nfs-write": {
        meaning: "Root of this host cannot write to the NFS export.",
        remedy: "Export it rw, with no_root_squash or a directory that the squashed user may write to.",
    },
    "no-collection": { meaning: "No DumpCollection is declared on this host.", remedy: "Declare one." },
    "no-drill": {
        meaning: "No drill was made on this host.",
        remedy: "Run `pulumi up --replace '**::NAME-crash'`, where NAME is the drill's.",
    },
    "no-dump": {
        meaning: "The host crashed, and no whole dump was found.",
        remedy: "Read the reason in the message and the capture kernel's console, mend it, and have the host crashed again.",
        say: true,
    },
    "no-grub": {
        meaning: "GRUB's configuration was not found.",
        remedy: "Boot with GRUB, or mount the partition that holds its configuration.",
    },
    "no-host-keys": {
        meaning: "The server has no ssh host keys.",
        remedy: "Start its ssh server once, or run `ssh-keygen -A`.",
    },
    "no-nfs": {
        meaning: "mount.nfs is not installed.",
        remedy: "Install nfs-common, nfs-utils or nfs-client.",
    },
    "no-nmi": {
        meaning: "This architecture's kernel cannot be crashed by an NMI.",
        remedy: "Use the trigger sysrq.",
    },
    "no-recommended": {
        meaning: "The distribution has no crashkernel value of its own for this machine.",
        remedy: "Set crashkernel to a size, such as 256M.",
    },
    "no-ssh": { meaning: "ssh is not installed.", remedy: "Install openssh-client or openssh-clients." },
    "no-sshd": { meaning: "The server has no ssh server.", remedy: "Install openssh-server." },
    "no-sudo": {
        meaning: "The login user is not root, and sudo is not installed.",
        remedy: "Log in as root, or install sudo.",
    },
    "no-useradd": {
        meaning: "The programs that manage accounts are not installed.",
        remedy: "Install the package passwd, shadow or shadow-utils.",
    },
    "not-crashed": {
        meaning: "The host did not crash.",
        remedy: "Look at the scheduled unit with the command in the message; with the trigger nmi, send the NMI while the drill waits.",
    },
    "not-loaded": {
        meaning: "The capture kernel is not loaded.",
        remedy: "Look at kdump's unit with the command in the message.",
    },
    "not-ready": {
        meaning: "The host would not write a dump now, so the drill does not crash it.",
        remedy: "Mend the reason that the message names.",
    },
    "os-differs": {
        meaning: "The host is not of the distribution that `os` says.",
        remedy: "Correct `os`, or the host's address.",
    },
    ostree: {
        meaning: "The system is deployed by ostree.",
        remedy: "Put kdump and crashkernel= into the image.",
    },
    "other-owner": {
        meaning: "Another component, perhaps of another stack, has this host.",
        remedy: "Declare the host in one place. To move it here, set `takeOver`, then remove it from the other stack: nothing is taken back there.",
    },
    "packages-failed": {
        meaning: "The package manager could not install or remove packages.",
        remedy: "Run its command by hand on the host; the end of /var/log/pulumi-kdump.log has its output.",
        say: true,
    },
    "packages-locked": {
        meaning: "Another package manager was at work for too long.",
        remedy: "Wait for it, or look at it with the command in the message.",
    },
    "packages-missing": {
        meaning: "The host's repositories do not have a package.",
        remedy: "Enable the repository that has it, or register the system.",
    },
    "packages-needed": {
        meaning: "A package that would be removed is needed by one that was installed later.",
        remedy: "Remove that one first, or set removePackages to false.",
    },
    "packages-network": {
        meaning: "The host does not reach its package repositories.",
        remedy: "Check its network, proxy and name resolution.",
    },
    "packages-space": {
        meaning: "There is not enough free space for packages.",
        remedy: "Free some space on the file system that the message names.",
    },
    "packages-unknown": {
        meaning: "The package manager does not say what is installed.",
        remedy: "Check its database by hand, with `dpkg --audit` or `rpm -qa`.",
        say: true,
    },
    "pam-shells": {
        meaning: "The server's PAM lets nobody in whose shell is not in /etc/shells.",
        remedy: "Add the clients' shell to /etc/shells, or take pam_shells out.",
    },
    read: {
        meaning: "A file could not be read.",
        remedy: "Check the disk with `dmesg`, and the file that the message names.",
        say: true,
    },
    "read-only": { meaning: "A file system is mounted read-only.", remedy: "Mount it read-write." },
    reboot: {
        meaning: "The reboot could not be scheduled.",
        remedy: "Reboot the host by hand, and run `pulumi up` again.",
    },
    "reboot-not-happened": {
        meaning: "A reboot was due and did not happen.",
        remedy: "Reboot the host by hand, and run `pulumi up` again.",
    },
    "report-nothing": {
        meaning: "Nothing can be read of the dump.",
        remedy: "Install debuginfo of the kernel that crashed (`debuginfo: true`), or give vmlinux.",
        say: true,
    },
    reservation: {
        meaning: "The host was rebooted, and the kernel reserved something else.",
        remedy: "Compare /proc/cmdline and `dmesg | grep -i crashkernel` with what was asked for.",
    },
    s390x: { meaning: "The machine boots by zipl.", remedy: "Use its stand-alone dump tools." },
    "server-answer": {
        meaning: "What answers at the dump target does not speak as a DumpServer does.",
        remedy: "Check the target's address, and run `pulumi up` for the DumpServer.",
    },
    "sshkey-fixed": {
        meaning: "This release's kdump takes root's own ssh keys alone.",
        remedy: "Use one of the files that the message names.",
    },
    "sudo-password": {
        meaning: "sudo asks for a password.",
        remedy: "Give the user a NOPASSWD rule, or log in as root.",
    },
    "sudo-refused": {
        meaning: "sudo refuses the login user.",
        remedy: "Allow the user to use sudo without a password, or log in as root.",
    },
    sysctl: {
        meaning: "The kernel does not take a value of panicSysctls.",
        remedy: "Correct the value, or leave the setting out.",
        say: true,
    },
    "systemd-boot": {
        meaning: "The machine boots by systemd-boot.",
        remedy: "Boot with GRUB, or add crashkernel= by hand.",
    },
    "target-unreachable": {
        meaning: "The dump target cannot be reached.",
        remedy: "Check its address and port, the network, and that it is up.",
    },
    "target-write": {
        meaning: "The dump target takes no dump of this host.",
        remedy: "Check the path, the free space and the account there.",
    },
    transactional: {
        meaning: "The system's root is read-only and changes by snapshots.",
        remedy: "Use `transactional-update setup-kdump`.",
    },
    uki: {
        meaning: "The running kernel is a unified kernel image.",
        remedy: "Add crashkernel= where the image is built.",
    },
    unit: {
        meaning: "kdump's systemd unit could not be started or stopped.",
        remedy: "Look at it with the command in the message.",
    },
    "unit-masked": { meaning: "kdump's systemd unit is masked.", remedy: "Unmask it." },
    unreadable: {
        meaning: "The drill's dump was written and cannot be read.",
        remedy: "Install a newer crash or makedumpfile, or set allowUnreadable.",
    },
    unsupported: {
        meaning: "The distribution or its release is not supported.",
        remedy: "Use one that [distributions.md](distributions.md) lists.",
    },
    usage: {
        meaning: "The program was called wrongly; the status is 2.",
        remedy: "Let the same version of this package call it; `--target-replace` for the -host resource installs it anew.",
    },
    "vmcore-away": { meaning: "Dumps leave this host.", remedy: "Set vmcore to one that was copied back." },
    "vmcore-format": {
        meaning: "The file is not a dump that crash reads.",
        remedy: "Give the path of a whole dump.",
    },
    "vmcore-gone": {
        meaning: "There is no dump at that path.",
        remedy: "Leave vmcore out to read the newest.",
    },
    "vmcore-none": {
        meaning: "There is no complete dump on the host.",
        remedy: "Set vmcore to the path of one.",
    },
    "vmcore-owner": {
        meaning: "The dump may have been changed by another user than root.",
        remedy: "Move it to a directory to which its owner alone may write.",
    },
    "vmcore-packed": {
        meaning: "The dump is packed by a program that is not installed.",
        remedy: "Install that program.",
    },
    "vmcore-path": { meaning: "vmcore is not a full path.", remedy: "Begin it with /." },
    "vmlinux-build": {
        meaning: "vmlinux is of another build than the kernel that crashed.",
        remedy: "Leave vmlinux out, or give the right one.",
    },
    "vmlinux-gone": {
        meaning: "There is no vmlinux at that path.",
        remedy: "Leave vmlinux out to have it looked for.",
    },
    write: {
        meaning: "A file could not be written. What was there is as it was.",
        remedy: "Check whether the file system is full or read-only.",
    },
    xen: {
        meaning: "The machine is a Xen guest or its control domain.",
        remedy: "Use a machine type that is not Xen.",
    },
    "no-reporting": { meaning: "No reports are declared on this host.", remedy: "Set report on its Kdump." },
    node: { meaning: "The Node.js of the host does not run.", remedy: "Try `node --version` there." },
    "node-old": {
        meaning: "The Node.js of the host is older than 10, which the reports need.",
        remedy: "Install a newer one, or leave out report.",
    },
    "pstore-archive": {
        meaning:
            "Nothing on the host moves records of pstore away as files, to make room for the next crash.",
        remedy: "The message says what is missing; or leave out lastGasp.",
    },
    "pstore-kernel": {
        meaning:
            "The kernel does not take crash_kexec_post_notifiers while it runs, without which it keeps no last lines.",
        remedy: "Leave out lastGasp.",
    },
    "pstore-none": {
        meaning: "Nothing on the host outlives a crash: no ERST, no EFI variables, no reserved memory.",
        remedy: "Give the VM one, as the message says, or leave out lastGasp.",
    },
    "reader-gone": {
        meaning: "The reader that makes the reports did not arrive on the host.",
        remedy: "Run `pulumi up` again.",
    },
    reports: {
        meaning: "Not every dump has its report.",
        remedy: "The message says of which one and why; the next boot tries again.",
    },
};
