// Two runs on one host at once, and two stacks: what they leave is what one behind the other would have left.
import * as assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { exec } from "../../tools/dev/exec";
import { ok } from "../sandbox/lifecycle";
import { assembledProgram, shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { Ledger } from "./ledger";

/** How often each pair runs, the second each time a little later. */
const times = 12;

const pairs: [string[], string[]][] = [
    [
        ["conf", "path /var/a", "keep 1"],
        ["conf", "path /var/b", "keep 2"],
    ],
    [
        ["conf", "path /var/a"],
        ["undo", "conf"],
    ],
    [
        ["crashkernel", "256M"],
        ["undo", "crashkernel"],
    ],
    [
        ["bootloader", "192M"],
        ["bootloader", "192M"],
    ],
    [
        ["undo", "conf"],
        ["undo", "conf"],
    ],
];

describe("two runs at once", function () {
    this.timeout(600_000);
    const ledger = new Ledger("atOnce");
    let template: ThrowawayRoot;
    before(() => {
        template = new ThrowawayRoot(shells.dash, { installed: true });
        ok(template.install(), "install");
        for (const step of [
            ["crashkernel", "192M"],
            ["bootloader", "192M"],
            ["conf", "path /var/old"],
        ])
            ok(template.run(...step), step[0]);
    });
    after(() => template.remove());

    const treeOf = (host: ThrowawayRoot) => JSON.stringify(host.tree("var/lib/pulumi-kdump/made-dirs"));

    for (const [one, other] of pairs) {
        it(`${one.slice(0, 2).join(" ")} beside ${other.slice(0, 2).join(" ")}`, async () => {
            const possible = [
                [one, other],
                [other, one],
            ].map((order) => {
                const host = template.copy();
                order.forEach((step) => ok(host.run(...step), step.join(" ")));
                const tree = treeOf(host);
                host.remove();
                return tree;
            });
            const wrong: string[] = [];
            for (let turn = 0; turn < times; turn++) {
                const host = template.copy();
                const first = host.start(...one);
                await sleep(turn * 15);
                const second = host.start(...other);
                [await first, await second].forEach((run) => run.status === 0 || wrong.push(run.stderr));
                if (!possible.includes(treeOf(host))) wrong.push(`${turn}: neither the one nor the other`);
                host.remove();
            }
            ledger.add("at once", "two runs on one host", times, wrong.length);
            assert.deepEqual(wrong, []);
        });
    }

    it("two stacks: one has the host, and the other is told whose it is", async () => {
        const program = assembledProgram();
        const digest = crypto.createHash("sha256").update(program).digest("hex");
        const wrong: string[] = [];
        for (let turn = 0; turn < times; turn++) {
            const host = new ThrowawayRoot(shells.dash, { installed: true });
            const runs = await Promise.all(
                ["one", "other"].map(async (owner, index) => {
                    const file = `${host.programFile}.${owner}`;
                    fs.writeFileSync(file, program);
                    await sleep(index * turn * 5);
                    return exec("dash", [file, "install", digest, "--owner", `o/p/${owner}/web`], {
                        env: host.env,
                    });
                }),
            );
            const codes = runs.map(({ code }) => code).sort();
            const said = runs.map(({ stderr }) => stderr).join("");
            if (codes.join() !== "0,1" || !/^error \[other-owner\]: .*o\/p\/(one|other)\/web/m.test(said))
                wrong.push(`${turn}: ${codes.join()} ${said}`);
            const winner = runs[0].code === 0 ? "one" : "other";
            if (host.run("status").json.owner?.name !== `o/p/${winner}/web`)
                wrong.push(`${turn}: another owner`);
            host.remove();
        }
        ledger.add("at once", "two stacks on one host", times, wrong.length);
        assert.deepEqual(wrong, []);
    });
});
