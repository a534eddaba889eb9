import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { predictWanted, readCrashkernelArgument } from "../../src/crashkernel/wanted";
import { assembledProgram, shells } from "./throwawayRoot";

/** The rows of test/refusals.tsv, which holds the two halves to each other. */
const rows = fs
    .readFileSync(path.join(__dirname, "..", "refusals.tsv"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
        const [value, memory, code] = line.split("\t");
        const memoryBytes = memory === "-" ? 4 * 2 ** 30 : Number(memory.replace("G", "")) * 2 ** 30;
        return { value: JSON.parse(value) as string, memoryBytes, code };
    });

/** The code that the host's own refusal would have. */
function refusedByPlan(value: string, memoryBytes: number): string {
    const crashkernel = readCrashkernelArgument(value);
    if ("problems" in crashkernel) return "crashkernel-syntax";
    return "problems" in predictWanted({ crashkernel: crashkernel.value, memoryBytes })
        ? "crashkernel-nothing"
        : "none";
}

describe("crashkernel values that both halves refuse", () => {
    it("are refused by the plan", () => {
        for (const { value, memoryBytes, code } of rows) {
            assert.equal(refusedByPlan(value, memoryBytes), code, value);
        }
    });

    for (const [name, shell] of Object.entries(shells)) {
        it(`are refused by the host with the same code, under ${name}`, () => {
            const driver = `${assembledProgram().replace(/\nmain "\$@"\nexit\n$/, "\n")}
host_release=6.1.0-37-amd64 host_arch=x86_64 host_auto='' host_cma=''
for row; do
    host_memory=\${row%%|*} host_low=\${row%%|*}
    if [ "$host_low" -gt 3221225472 ]; then host_low=3221225472; fi
    (size_want "\${row#*|}" && echo 'error [none]:') 2>&1 | sed -n 's/^error \\[\\(.*\\)\\]:.*/\\1/p'
done
`;
            const run = spawnSync(
                shell[0],
                [...shell.slice(1), "-s", "--", ...rows.map((row) => `${row.memoryBytes}|${row.value}`)],
                { input: driver, encoding: "utf8" },
            );
            assert.equal(run.stderr, "");
            assert.deepEqual(
                run.stdout.trimEnd().split("\n"),
                rows.map(({ code }) => code),
            );
        });
    }
});
