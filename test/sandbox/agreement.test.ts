import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { kdumpConfLines } from "../../src/conf/hostLines";
import { DumpCompression, DumpTargetType } from "../../src/conf/kdumpConf";
import { PlainKdumpConf } from "../../src/conf/kdumpConf";
import { parseKdumpConf } from "../../src/conf/text";
import { validateKdumpConf } from "../../src/conf/validate";
import { releases } from "../../src/data/releases";
import { distributionOf } from "../../src/distribution/distribution";
import { ElRoot } from "./elRoot";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

/** What not every release knows, or takes in this form. */
const young = [
    "final_action reboot",
    "kdump_emergency /usr/local/bin/hook",
    "virtiofs dumps",
    "auto_reset_crashkernel yes",
    "nfs [2001:db8::1]:/export",
    "nfs [fe80::1%eth0]:/export",
    "ssh root@2001:db8::1",
    "ssh root@fe80::1%eth0",
    "ssh root@Server",
    "core_collector makedumpfile -F -l -d 31",
    "core_collector makedumpfile -d 31",
    "core_collector makedumpfile -x /v --config /c -d 31",
    "core_collector makedumpfile -v",
];

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
    "auto_reset_crashkernel no",
    ...young,
];

/** What kdump.conf has no directive for. */
const besides: PlainKdumpConf[] = [
    { keep: 3 },
    { keep: 0 },
    { target: { type: DumpTargetType.Nfs, location: "server:/export" }, keep: 3 },
    { target: { type: DumpTargetType.Nfs, location: "server:/export" }, keep: 0 },
    { target: { type: DumpTargetType.Ssh, location: "root@server" }, keep: 3 },
    { compression: DumpCompression.Gzip },
    { target: { type: DumpTargetType.Ssh, location: "root@server" }, coreCollector: "makedumpfile -lFd31" },
    { target: { type: DumpTargetType.Ssh, location: "root@server" }, coreCollector: "makedumpfile -l -d 31" },
    { target: { type: DumpTargetType.Nfs, location: "server:/export" }, coreCollector: "makedumpfile -F" },
    { target: { type: DumpTargetType.Nfs, location: "server:/export" }, path: "/" },
    { path: "/" },
    { captureCommandLine: "foo=1" },
    { panicSysctls: { "kernel.panic": 10 } },
];

/** A host with what the lines name, whose kdumpctl knows every directive that there is. */
function prepared(host: ThrowawayRoot): ThrowawayRoot {
    for (const file of ["usr/local/bin/hook", "root/.ssh/kdump_id_rsa"]) {
        host.write(file, "#!/bin/sh\n");
        fs.chmodSync(path.join(host.root, file), 0o755);
    }
    if (host instanceof ElRoot) {
        host.write("usr/bin/kdumpctl", "final_action kdump_emergency virtiofs auto_reset_crashkernel\n");
    }
    assert.equal(host.install().status, 0);
    return host;
}

/** The plan refuses what the host refuses, and nothing else. */
function agree(template: ThrowawayRoot, conf: PlainKdumpConf, os: { id: string; versionId: string }): void {
    const host = template.copy();
    try {
        const run = host.run("conf", ...kdumpConfLines(conf));
        const said = run.stderr.trimEnd().split("\n").pop();
        const refusedThere = /^error \[conf-(family|line)\]: /.test(said ?? "");
        assert.equal(run.status, refusedThere ? 1 : 0, run.stderr);
        const refusedHere = validateKdumpConf(conf, os).map(({ reason }) => reason);
        assert.equal(
            refusedHere.length > 0,
            refusedThere,
            `the host says ${said}, and the plan ${refusedHere.join(" ") || "nothing"}`,
        );
    } finally {
        host.remove();
    }
}

const debian = (id: string, versionId: string) => () =>
    new ThrowawayRoot(shells.dash, { installed: true, id, versionId });
const suse = (id: string, versionId: string) => () =>
    new SuseRoot(shells.dash, { installed: true, id, versionId });

/** A host of each family, whose kdump knows all that the family's kdump knows today. */
const hosts: Record<string, { id: string; versionId: string; make: () => ThrowawayRoot }> = {
    debian: { id: "debian", versionId: "12", make: debian("debian", "12") },
    el: { id: "fedora", versionId: "44", make: () => new ElRoot("fedora 44").installed() },
    suse: { id: "sles", versionId: "15.6", make: suse("sles", "15.6") },
};

for (const [family, { id, versionId, make }] of Object.entries(hosts)) {
    describe(`what the ${family} family cannot do, by the plan and by the host`, function () {
        this.timeout(60000);
        let template: ThrowawayRoot;
        before(() => (template = prepared(make())));
        after(() => template.remove());

        for (const conf of [...lines.map((line) => parseKdumpConf(line)), ...besides]) {
            it(JSON.stringify(conf), () => agree(template, conf, { id, versionId }));
        }
    });
}

/** The releases whose kdump differs. */
const others: [string, string, () => ThrowawayRoot][] = [
    ...[
        "centos 7",
        "amzn 2",
        "rocky 8.0",
        "rhel 8.10",
        "rocky 9.4",
        "amzn 2023",
        "rhel 10.0",
        "fedora 41",
    ].map((name): [string, string, () => ThrowawayRoot] => {
        const [id, versionId] = name.split(" ");
        return [id, versionId, () => new ElRoot(name).installed()];
    }),
    ["ubuntu", "20.04", debian("ubuntu", "20.04")],
    ["debian", "11", debian("debian", "11")],
    ["sles", "12.5", suse("sles", "12.5")],
    ["opensuse-leap", "15.5", suse("opensuse-leap", "15.5")],
    ["sles", "16.0", suse("sles", "16.0")],
    ["opensuse-tumbleweed", "20260401", suse("opensuse-tumbleweed", "20260401")],
];

describe("what a release is too old for, by the plan and by the host", function () {
    this.timeout(120000);
    it("is asked of a release of each generation of data/", () => {
        const asked = others.map(([id, versionId]) => distributionOf({ id, versionId })?.generation);
        assert.deepEqual(
            releases.map(({ generation }) => generation).filter((generation) => !asked.includes(generation)),
            [],
        );
    });

    for (const [id, versionId, make] of others) {
        it(`${id} ${versionId}`, () => {
            const template = prepared(make());
            try {
                for (const line of young) agree(template, parseKdumpConf(line), { id, versionId });
                agree(template, { compression: DumpCompression.Gzip }, { id, versionId });
            } finally {
                template.remove();
            }
        });
    }

    it("is, on a host of a release that is young enough, what its own kdumpctl does not know", () => {
        const template = prepared(new ElRoot("rocky 9.4").installed());
        try {
            template.write("usr/bin/kdumpctl", "final_action auto_reset_crashkernel\n");
            const run = template.run("conf", "virtiofs dumps", "path /x");
            assert.match(run.stderr, /error \[conf-family\]: virtiofs is not possible on rocky 9.4: /);
            assert.deepEqual(
                validateKdumpConf(parseKdumpConf("virtiofs dumps"), { id: "rocky", versionId: "9.4" }),
                [],
            );
        } finally {
            template.remove();
        }
    });
});
