import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok } from "./lifecycle";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const stateOf = (host: ThrowawayRoot) => path.join(host.root, "var/lib/pulumi-kdump");

/** Hosts that an earlier version has prepared, and the files in which that one remembered crashkernel=VALUE. */
const hosts: Record<
    string,
    { make: (shell: string[]) => ThrowawayRoot; former: (value: string) => [string, string][] }
> = {
    Debian: { make: (shell) => new ThrowawayRoot(shell, { installed: true }), former: () => [] },
    CentOS: {
        make: (shell) => new ElRoot("centos 9", shell).installed(),
        former: (value) => [["crashkernel-put", `${value}\n`]],
    },
    SLES: {
        make: (shell) => new SuseRoot(shell, { installed: true }),
        former: (value) => [["crashkernel-value", `${value}\n`]],
    },
};

for (const [name, shell] of Object.entries(shells)) {
    describe(`a host that an earlier version has prepared, under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        for (const [system, { make, former }] of Object.entries(hosts)) {
            /** With `crashkernel` in the state files of before, and not in that of today. */
            const prepare = () => {
                host = make(shell);
                ok(host.install(), "install");
                const before = host.tree();
                ok(host.run("crashkernel", "256M"), "crashkernel");
                ok(host.run("bootloader", "256M"), "bootloader");
                fs.rmSync(path.join(stateOf(host), "crashkernel"));
                for (const [file, text] of former("256M")) {
                    fs.writeFileSync(path.join(stateOf(host), file), text);
                }
                return before;
            };

            it(`${system}: is known by its status, and nothing is put anew`, () => {
                prepare();
                assert.equal(ok(host.run("status"), "status").json.crashkernel.wanted, "256M");
                assert.equal(ok(host.run("crashkernel", "256M"), "crashkernel").json.changed, false);
                const files = fs.readdirSync(stateOf(host));
                assert.ok(files.includes("crashkernel"));
                assert.deepEqual(
                    former("").filter(([file]) => files.includes(file)),
                    [],
                );
                assert.equal(ok(host.run("status"), "status").json.crashkernel.wanted, "256M");
            });

            it(`${system}: is taken back`, () => {
                const before = prepare();
                assert.equal(ok(host.run("undo", "crashkernel"), "undo").json.changed, true);
                assert.deepEqual(host.tree(), before);
                assert.equal(ok(host.run("undo", "crashkernel"), "again").json.changed, false);
            });
        }

        it("SLES: keeps to what `recommended` was found to be", () => {
            host = new SuseRoot(shell, { installed: true });
            ok(host.install(), "install");
            const memory = ok(host.run("status"), "status").json.memoryBytes as number;
            fs.writeFileSync(path.join(stateOf(host), "crashkernel-value"), "300M,high 70M,low\n");
            fs.writeFileSync(path.join(stateOf(host), "recommended"), `${memory} 15.6 300M,high 70M,low\n`);
            for (const step of [["crashkernel", "recommended"], ["bootloader", "recommended"], ["status"]]) {
                ok(host.run(...step), step[0]);
            }
            assert.equal(
                ok(host.run("crashkernel", "recommended"), "crashkernel").json.crashkernel,
                "300M,high 70M,low",
            );
        });
    });
}
