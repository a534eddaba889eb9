import * as assert from "node:assert/strict";
import * as path from "node:path";

import { Run, ThrowawayRoot } from "./throwawayRoot";

export const conf = [
    "path /var/dumps/here",
    "core_collector makedumpfile -l --message-level 7 -d 31",
    "keep 3",
    "compression gzip",
    "commandline_append foo=1 bar",
    "sysctl kernel.panic=10",
    "sysctl kernel.hung_task_panic=1",
];

/** The steps in the order of the component, with what they are given. */
export const steps = (value: string, lines: string[]): string[][] => [
    ["packages"],
    ["crashkernel", value],
    ["bootloader", value],
    ["conf", ...lines],
    ["reboot", "when-required", value],
    ["service", "digest"],
    ["debuginfo"],
];

export const undoing = ["debuginfo", "service", "conf", "crashkernel", "packages", "install"].map((step) => [
    "undo",
    step,
]);

export function ok(run: Run, what: string): Run {
    assert.equal(run.status, 0, `${what}: ${run.stderr}`);
    assert.equal(run.stdout.split("\n").length, 2, `${what} prints one line: ${run.stdout}`);
    assert.equal(run.json.schema, 1);
    assert.ok(run.stderr.split("\n").length <= 9, `${what} says too much: ${run.stderr}`);
    return run;
}

/** What kdump-tools finds when it reads its settings. */
export function settings(host: ThrowawayRoot): Record<string, string> {
    const names = [
        "USE_KDUMP",
        "KDUMP_COREDIR",
        "MAKEDUMP_ARGS",
        "KDUMP_NUM_DUMPS",
        "KDUMP_COMPRESSION",
        "KDUMP_CMDLINE_APPEND",
    ];
    const script = `. "$1"; printf '%s\\n' ${names.map((name) => `"\${${name}-}"`).join(" ")}`;
    const run = host.spawn(["-c", script, "sh", path.join(host.root, "etc/default/kdump-tools")]);
    return Object.fromEntries(
        run.stdout
            .trimEnd()
            .split("\n")
            .map((value, index) => [names[index], value]),
    );
}

/** The arguments of every entry in grub.cfg. */
export function commandLines(host: ThrowawayRoot): string[] {
    return [...host.read("boot/grub/grub.cfg").matchAll(/^\s*linux\s+\S+ (.*)$/gm)].map((match) => match[1]);
}
