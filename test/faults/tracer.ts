import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../../tools/dev/checkout";
import type { Run, ThrowawayRoot } from "../sandbox/throwawayRoot";

/** What goes wrong at a system call that changes a file. */
export type Fault = "kill" | "full" | "io";

/** What the kernel has in a host, and what no run has to have: the log. */
const skipped = ["proc", "sys", "var/log"];

/** What is one thing here: systemd, and package managers, which `packages.test.ts` kills in their own midst. */
const whole = ["systemctl", "systemd-run", "apt-get", "dpkg", "dnf", "yum", "rpm", "zypper"];

/** The tracer (tracer.c), compiled once for each text of it. */
function tracer(): string {
    const source = path.join(__dirname, "tracer.c");
    const file = cacheDirectory("faults", "tracer");
    if (!fs.existsSync(file) || fs.statSync(file).mtimeMs < fs.statSync(source).mtimeMs) {
        fs.mkdirSync(path.dirname(file), { recursive: true });
        const fresh = `${file}.${process.pid}`;
        execFileSync("cc", ["-O2", "-Wall", "-Wextra", "-Werror", "-o", fresh, source]);
        fs.renameSync(fresh, file);
    }
    return file;
}

/** How a run under the tracer ended, and the calls that changed files, `NAME PATH`. */
export interface Traced extends Run {
    calls: string[];
}

/** Runs a command of a host, and lets the `n`-th system call by which it changes a file of the host go wrong. */
export function traced(host: ThrowawayRoot, command: string[], fault: Fault | "none", n = 0): Traced {
    const log = path.join(host.base, "calls");
    host.env.KDUMP_TRACER_SKIP = skipped.join(" ");
    host.env.KDUMP_TRACER_WHOLE = whole.join(" ");
    const run = host.spawn(command, [tracer(), host.root, log, fault, String(n), "--"]);
    return { ...run, calls: fs.readFileSync(log, "utf8").split("\n").slice(0, -1) };
}
