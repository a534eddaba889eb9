import * as fs from "node:fs";
import * as path from "node:path";

import { ThrowawayRoot } from "./throwawayRoot";

/** What the stand-in for drgn leaves, by the names of the files without `.txt`, and prints. */
export interface Drgn {
    leaves?: Record<string, string>;
    says?: string;
}

/** drgn is on this host. The stand-in wants to be called over the dump, with the program that the host brings. */
export function installDrgn(host: ThrowawayRoot, { leaves = {}, says = "" }: Drgn): void {
    const bin = path.join(host.base, "bin");
    fs.mkdirSync(bin, { recursive: true });
    const here = (file: string, text: string) =>
        `cat >${file} <<'END'\n${text}${text === "" ? "" : "\n"}END\n`;
    const script =
        `#!/bin/sh\n[ "$1" = --version ] && echo 'drgn 0.0.31 (using Python 3.13.5)' && exit 0\n` +
        `[ "$*" = '-q -c vmcore -s vmlinux read.py' ] && [ -r vmcore ] && [ -r vmlinux ] || exit 99\n` +
        `grep -q 'prog.crashed_thread()' read.py || exit 99\n` +
        Object.entries(leaves)
            .map(([name, text]) => here(`${name}.txt`, text.trimEnd()))
            .join("") +
        (says === "" ? "exit 0\n" : `${here("/dev/stderr", says)}exit 1\n`);
    fs.writeFileSync(path.join(bin, "drgn"), script, { mode: 0o755 });
    host.env.PATH = `${bin}:${host.env.PATH}`;
}

/** The host has no crash: its PATH leads to all programs but that one. */
export function removeCrash(host: ThrowawayRoot): void {
    const mine = path.join(host.base, "programs");
    fs.mkdirSync(mine);
    for (const directory of host.env.PATH.split(":"))
        for (const each of fs.readdirSync(directory))
            if (each !== "crash" && !fs.existsSync(path.join(mine, each)))
                fs.symlinkSync(path.join(directory, each), path.join(mine, each));
    host.env.PATH = mine;
}
