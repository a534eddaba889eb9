import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";

import { DumpCompression, DumpTargetType } from "../../src/kdumpConf";
import { PlainKdumpConf } from "../../src/kdumpConfDirectives";
import { kdumpConfLines, parseKdumpConf } from "../../src/kdumpConfText";
import { validateKdumpConf } from "../../src/validateKdumpConf";
import { ElRoot } from "./el-root";
import { SuseRoot } from "./suse-root";
import { shells, ThrowawayRoot } from "./throwaway-root";

/** Every directive, each with the values that some family may have no setting for. */
const lines = [
    "path /var/dumps",
    "nfs server:/export",
    "ssh root@server",
    "raw /dev/vdb",
    "xfs /dev/vdb1",
    "ext4 UUID=0a1b",
    "virtiofs dumps",
    "core_collector makedumpfile -l -d 31",
    "core_collector cp --sparse=always",
    "kdump_pre /usr/local/bin/hook",
    "kdump_post /usr/local/bin/hook",
    "kdump_emergency /usr/local/bin/hook",
    "extra_bins /usr/local/bin/hook",
    "extra_modules e1000e",
    "failure_action reboot",
    "failure_action halt",
    "failure_action poweroff",
    "failure_action shell",
    "failure_action dump_to_rootfs",
    "final_action reboot",
    "final_action halt",
    "final_action poweroff",
    "force_rebuild 0",
    "force_rebuild 1",
    "force_no_rebuild 1",
    "dracut_args --add nfs",
    "fence_kdump_nodes a b",
];

/** What kdump.conf has no directive for. */
const besides: PlainKdumpConf[] = [
    { keep: 3 },
    { keep: 0 },
    { target: { type: DumpTargetType.Nfs, location: "server:/export" }, keep: 3 },
    { target: { type: DumpTargetType.Nfs, location: "server:/export" }, keep: 0 },
    { target: { type: DumpTargetType.Ssh, location: "root@server" }, keep: 3 },
    { compression: DumpCompression.Gzip },
    { captureCommandLine: "foo=1" },
    { panicSysctls: { "kernel.panic": 10 } },
];

/** A host of each family, whose kdump knows all that the family's kdump knows today. */
const hosts: Record<string, { id: string; versionId: string; make: () => ThrowawayRoot }> = {
    debian: {
        id: "debian",
        versionId: "12",
        make: () => new ThrowawayRoot(shells.dash, { installed: true }),
    },
    el: { id: "fedora", versionId: "44", make: () => new ElRoot("fedora 44").installed() },
    suse: {
        id: "sles",
        versionId: "15.6",
        make: () => new SuseRoot(shells.dash, { installed: true }),
    },
};

for (const [family, { id, versionId, make }] of Object.entries(hosts)) {
    describe(`what the ${family} family cannot do, by the plan and by the host`, function () {
        this.timeout(30000);
        let template: ThrowawayRoot;
        before(() => {
            template = make();
            for (const file of ["usr/local/bin/hook", "root/.ssh/kdump_id_rsa"]) {
                template.write(file, "#!/bin/sh\n");
                fs.chmodSync(path.join(template.root, file), 0o755);
            }
            assert.strictEqual(template.install().status, 0);
        });
        after(() => template.remove());

        for (const conf of [...lines.map((line) => parseKdumpConf(line)), ...besides]) {
            it(JSON.stringify(conf), () => {
                const host = template.copy();
                try {
                    const run = host.run("conf", ...kdumpConfLines(conf));
                    const said = run.stderr.trimEnd().split("\n").pop();
                    const refusedThere = /^error \[conf-(family|line)\]: /.test(said ?? "");
                    assert.strictEqual(run.status, refusedThere ? 1 : 0, run.stderr);
                    const refusedHere = validateKdumpConf(conf, { id, versionId }).map(
                        ({ reason }) => reason,
                    );
                    assert.strictEqual(
                        refusedHere.length > 0,
                        refusedThere,
                        `the host says ${said}, and the plan ${refusedHere.join(" ") || "nothing"}`,
                    );
                } finally {
                    host.remove();
                }
            });
        }
    });
}
