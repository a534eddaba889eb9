// Boots a kernel as far as its first program and reads what it says of its memory.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { exec, lastLines } from "../../../tools/dev/exec";
import type { Accelerator } from "../../../tools/vm/accelerator";
import { initramfs } from "./initramfs";

/** What a booted kernel says of itself. */
export interface Booted {
    release: string;
    /** Content of /proc/iomem. */
    iomem: string;
    /** Bytes, from /sys/kernel/kexec_crash_size. */
    crashSize: number;
    seconds: number;
}

const init = `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
echo "@release $(/bin/busybox uname -r)"
echo "@size $(/bin/busybox cat /sys/kernel/kexec_crash_size)"
echo @iomem
/bin/busybox cat /proc/iomem
echo @end
/bin/busybox sleep 0.3
/bin/busybox reboot -f
`;

/** Writes the root file system that \`bootKernel\` boots into; returns its path, and what removes it. */
export function makeInitramfs(): { file: string; remove: () => void } {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-boot-"));
    const file = path.join(directory, "initramfs");
    fs.writeFileSync(file, initramfs(init));
    return { file, remove: () => fs.rmSync(directory, { recursive: true, force: true }) };
}

/**
 * One boot in a QEMU of its own, which ends with it.
 *
 * @throws Error with the end of the console when the kernel does not come to its first program in time
 */
export async function bootKernel(options: {
    kernel: string;
    initramfs: string;
    memoryKiB: number;
    /** The address at which memory ends for the kernel. @default where the machine has it end */
    memoryEnd?: number;
    crashkernel: string;
    accelerator: Accelerator;
}): Promise<Booted> {
    const { kernel, memoryKiB, accelerator } = options;
    const words = options.crashkernel.split(" ").filter((word) => word !== "");
    const commandLine = [
        // Where a kernel puts itself by chance it may split the one piece that is large enough.
        ...["console=ttyS0", "loglevel=0", "panic=-1", "nokaslr"],
        ...(options.memoryEnd === undefined ? [] : [`mem=${options.memoryEnd}`]),
        ...words.map((word) => `crashkernel=${word}`),
    ];
    const { code, stdout, stderr, seconds } = await exec(
        "qemu-system-x86_64",
        [
            ...["-nodefaults", "-no-user-config", "-machine", "pc", ...accelerator.args, "-smp", "1"],
            ...["-m", `${memoryKiB}K`, "-display", "none", "-serial", "stdio", "-no-reboot"],
            ...["-kernel", kernel, "-initrd", options.initramfs, "-append", commandLine.join(" ")],
        ],
        { limitSeconds: 20 * accelerator.slowness },
    );
    const said = stdout.replace(/\r/g, "");
    const found = /^@release (\S+)\n[^]*?^@size (\d+)\n[^]*?^@iomem\n([^]*?)^@end$/m.exec(said);
    if (found === null) {
        const end = lastLines(`${said}\n${stderr}`, 15);
        throw new Error(
            `The kernel with "${commandLine.join(" ")}" and ${memoryKiB} KiB said nothing of its memory; ` +
                `QEMU ended with ${code} after ${seconds.toFixed(0)} s. The last it said:\n${end}`,
        );
    }
    return { release: found[1], crashSize: Number(found[2]), iomem: found[3], seconds };
}
