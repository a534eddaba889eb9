// What a crash leaves, as sh for `on-crash` of a throwaway root.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { ThrowawayRoot } from "./throwawayRoot";

/** The kernel of a throwaway root. */
export const kernel = "6.1.0-37-cloud-amd64";

/** A dump that begins and ends so, with what a kernel writes into it; `time` and `release` may be sh. */
export function vmcore(begin: string, end = "", release = kernel, time = "$(date +%s)"): string {
    return `printf '${begin}'; head -c 4084 /dev/zero; printf 'OSRELEASE=%s\\nCRASHTIME=%s\\n' ${release} "${time}"; printf '${end}'`;
}

/** A whole one of makedumpfile -F. */
export const flattened = vmcore("makedumpfile", "\\377".repeat(16));

/** Writes a file below /var/crash, which is `$d` for what comes after. */
export function leaves(file: string, content: string): string {
    return `d=$KDUMP_ROOT/var/crash\nmkdir -p "$d/${path.dirname(file)}"\n{ ${content}; } >"$d/${file}"\n`;
}

/** A dump of so many days ago below /var/crash, with a log beside it. */
export function leave(host: ThrowawayRoot, file: string, days: number, content = vmcore("KDUMP   ")): void {
    const full = path.join(host.root, "var/crash", file);
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, execFileSync("sh", ["-c", content]));
    fs.writeFileSync(path.join(path.dirname(full), "dmesg.txt"), "log\n");
    const time = 1_790_000_000 - days * 86_400;
    fs.utimesSync(full, time, time);
}

/** What crash says of a dump of this kernel that it can read, by its commands. */
export function readSections(release = kernel): Record<string, string> {
    return {
        sys: `      KERNEL: vmlinux\n    DUMPFILE: vmcore  [PARTIAL DUMP]\n       TASKS: 3\n     RELEASE: ${release}\n`,
        bt:
            'PID: 606      TASK: ffff88e202e7a100  CPU: 0    COMMAND: "bash"\n' +
            " #0 [ffffcb60408bfa80] machine_kexec at ffffffff99e8d531\n #1 [ffffcb60408bfae0] __crash_kexec at ffffffff99fc293d\n" +
            "    RIP: 00007fdb008193a7  RSP: 00007ffcf83357f0  RFLAGS: 00000202\n",
        ps:
            "      PID    PPID  CPU       TASK        ST  %MEM      VSZ      RSS  COMM\n" +
            "        0       0   0  ffffffff9ba10940  RU   0.0        0        0  [swapper/0]\n" +
            ">       0       0   1  ffff88e2012f4200  RU   0.0        0        0  [swapper/1]\n" +
            "        1       0   1  ffff88e201244200  IN   0.7    23388    14044  systemd\n",
    };
}

/** What looks at a capture kernel's memory leave of 192 MiB, in KiB: the least, the total, and the first. */
export function seen(lowest: number, total = 150_000, first = 120_000): string {
    const looks = ["total", total, "first", first, "lowest", first, "lowest", lowest];
    return `printf '%s %s\\n' ${looks.join(" ")} >>"$KDUMP_ROOT/var/lib/pulumi-kdump/drill-memory"\n`;
}
