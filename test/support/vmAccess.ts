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
 * Every file, directory and link of the host's configuration with its mode, owner and content, a line each, and
 * the boot loader's configuration.
 *
 * Left out is what the system itself rewrites: ld.so.cache and the package manager's backups are made anew by
 * every installation, whoever asks for it.
 */
export async function configuration(vm: Vm): Promise<string[]> {
    const script = `
cd /
{ find etc boot/grub/grub.cfg -type f ! -name ld.so.cache ! -path 'etc/*-' -printf '%m %u:%g %p ' -exec sha256sum {} \\; | sed 's/ [^ ]*$//'
  find etc -type l -printf '%p -> %l\\n'
  find etc -type d -printf '%m %u:%g %p/\\n'
} | sort`;
    return (await asRoot(vm, script, 300)).split("\n");
}

/** The lines that are in one list alone, marked + or -. Empty when both are the same. */
export function differences(before: string[], after: string[]): string[] {
    const had = new Set(before);
    const has = new Set(after);
    return [
        ...before.filter((line) => !has.has(line)).map((line) => `- ${line}`),
        ...after.filter((line) => !had.has(line)).map((line) => `+ ${line}`),
    ];
}
