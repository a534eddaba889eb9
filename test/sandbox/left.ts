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
