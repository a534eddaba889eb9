import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as path from "node:path";

import * as fc from "fast-check";

import { makedumpfileOptions, makedumpfileOptionsOf } from "../../src/conf/makedumpfile";
import { checkout } from "../../tools/dev/checkout";
import { shells } from "./throwawayRoot";

const part = path.join(checkout, "host", "conf", "collector.sh");
const values = { levels: "31", messages: "7", count: "4", size: "4G", file: "/f", text: "0x1" };
const good = makedumpfileOptions.filter(({ other }) => other !== true);
const letters = good.filter(({ name, value }) => !name.startsWith("--") && value === undefined);

/** One option in each form that getopt_long takes; a long name may be as short as it stays one option's alone. */
const option = fc.constantFrom(...good).chain(({ name, value }) => {
    if (!name.startsWith("--")) {
        const before = fc.subarray(letters.map((letter) => letter.name[1])).map((list) => list.join(""));
        return value === undefined
            ? fc.constant(name)
            : fc
                  .tuple(before, fc.boolean())
                  .map(([bundle, apart]) => `-${bundle}${name[1]}${apart ? " " : ""}${values[value]}`);
    }
    const names = Array.from({ length: name.length - 2 }, (_, index) => name.slice(0, index + 3)).filter(
        (start) =>
            start === name || makedumpfileOptions.filter((each) => each.name.startsWith(start)).length === 1,
    );
    return fc
        .tuple(fc.constantFrom(...names), fc.boolean())
        .map(([start, apart]) =>
            value === undefined ? start : `${start}${apart ? " " : "="}${values[value]}`,
        );
});

for (const [name, shell] of Object.entries(shells)) {
    describe(`makedumpfile's command line, under ${name}`, () => {
        it("is read by the host as by the plan", () => {
            const commands = fc
                .sample(fc.array(option, { minLength: 1, maxLength: 4 }), 400)
                .map((list) => list.join(" "));
            const script =
                `NL='\n'\n. ${part}\nwhile IFS= read -r line; do collector_read "$line"; ` +
                `printf '%s|%s|' "$collector_fault" "$collector_stream"; ` +
                `printf '%s' "$collector_options" | while read -r word _; do printf '%s ' "$word"; done; echo; done`;
            const child = spawnSync(shell[0], [...shell.slice(1), "-euc", script], {
                input: commands.map((line) => `${line}\n`).join(""),
                encoding: "utf8",
            });
            assert.equal(child.status, 0, child.stderr);
            const said = child.stdout.trimEnd().split("\n");
            let compared = 0;
            commands.forEach((command, index) => {
                const [fault, stream, names] = said[index].split("|");
                const here = makedumpfileOptionsOf(`makedumpfile ${command}`);
                const there = names.split(" ").filter((word) => word !== "");
                // The plan stops at a flag that is given twice.
                if (here.length !== there.length && new Set(there).size !== there.length) return;
                compared++;
                assert.deepEqual([fault, there], ["", here], command);
                assert.equal(stream === "1", here.includes("-F"), command);
            });
            assert.ok(compared > 200, `${compared} of ${commands.length} were compared`);
        });
    });
}
