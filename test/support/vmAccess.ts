import { Vm } from "../../tools/vm/vm";

/** What a VM is doing, under the test that waits for it. */
export const say = (line: string): void => void process.stdout.write(`      ${line}\n`);

/** The connection to a throwaway VM, as arguments of a Kdump. */
export function connectionTo(vm: Vm, user: string = vm.user): object {
    return { host: vm.host, port: vm.port, user, privateKey: vm.privateKey, hostKey: vm.hostKey };
}

/** Runs a command as root in the VM and returns what it printed. */
export async function asRoot(vm: Vm, command: string, timeoutSeconds = 120): Promise<string> {
    return (await vm.asRoot(command, timeoutSeconds)).trimEnd();
}

/**
 * What has to come back when everything is destroyed: every file, directory and link of /etc, /boot, /usr/local and /var/lib
 * with its mode, owner and content, and the packages, a line each. Debian and Ubuntu have no SELinux labels to compare.
 */
export async function whole(vm: Vm): Promise<string[]> {
    const leftOut = ofOthers.map((file) => `-path '${file}'`).join(" -o ");
    const script = `
cd /
{ find etc boot usr/local var/lib \\( ${leftOut} \\) -prune -o -type f -printf '%m %u:%g %p ' -exec sha256sum {} \\; | sed 's/ [^ ]*$//'
  find etc boot usr/local var/lib \\( ${leftOut} \\) -prune -o -type l -printf '%u:%g %p -> %l\\n'
  find etc boot usr/local var/lib \\( ${leftOut} \\) -prune -o -type d -printf '%m %u:%g %p/\\n'
  dpkg-query -W -f 'package \${Package} \${Version} \${db:Status-Status}\\n'
} | sort`;
    return (await asRoot(vm, script, 600)).split("\n");
}

/** What the system rewrites by itself or for any installation, whoever asks for it. */
const ofOthers = [
    "etc/ld.so.cache",
    "etc/*-", // backups of passwd and the like
    "boot/grub/grubenv", // GRUB's own count of boots
    "boot/initrd.img-*", // made anew by triggers of packages
    ...["apt", "dpkg", "ucf"].map((manager) => `var/lib/${manager}/*`),
    // Their record of units that packages bring, and systemd's own clocks, seeds and timers.
    ...["systemd", "private/systemd"].map((own) => `var/lib/${own}/*`),
    // What services of the distribution note while time goes by.
    ...[
        "cloud",
        "dhcp",
        "logrotate",
        "chrony",
        "update-notifier",
        "ubuntu-advantage",
        "snapd",
        "fwupd",
        "sudo",
    ].map((service) => `var/lib/${service}/*`),
];

/** The lines that are in one list alone, marked + or -. Empty when both are the same. */
export function differences(before: string[], after: string[]): string[] {
    const had = new Set(before);
    const has = new Set(after);
    return [
        ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
        ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
    ];
}
