import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import {
    DumpCompression,
    DumpTargetType,
    FailureAction,
    FinalAction,
    formatKdumpConf,
    KdumpConfError,
    parseKdumpConf,
    PlainKdumpConf,
    validateKdumpConf,
} from "../../src";
import { kdumpConfLines } from "../../src/kdumpConfText";

/** Configurations of kdump.conf's own directives with nothing wrong. */
const right: fc.Arbitrary<PlainKdumpConf> = (() => {
    const word = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
    const file = fc.array(word, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join("/")}`);
    const several = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 3 });
    const level = fc.integer({ min: 0, max: 31 });
    const target = fc.oneof(
        fc.record({ type: fc.constant(DumpTargetType.Nfs), location: file.map((path) => `dumps:${path}`) }),
        fc.record({ type: fc.constant(DumpTargetType.Ssh), location: word.map((user) => `${user}@dumps`) }),
        fc.record({ type: fc.constant(DumpTargetType.Xfs), location: word.map((label) => `LABEL=${label}`) }),
    );
    return fc
        .record(
            {
                target,
                path: file,
                coreCollector: fc
                    .tuple(fc.constantFrom("-c", "-l", "-p", "-z"), level, level)
                    .map(([packed, d, m]) => `makedumpfile -F ${packed} --message-level ${m} -d ${d}`),
                kdumpPre: file,
                kdumpPost: file,
                kdumpEmergency: file,
                extraBins: several(file),
                extraModules: several(word),
                failureAction: fc.constantFrom(...Object.values(FailureAction)),
                finalAction: fc.constantFrom(...Object.values(FinalAction)),
                forceRebuild: fc.boolean(),
                dracutArgs: fc.tuple(word, word).map(([a, b]) => `--install "${a} ${b}" --add ${a}`),
                fenceKdumpNodes: several(word),
                autoResetCrashkernel: fc.boolean(),
            },
            { requiredKeys: [] },
        )
        .map((conf) => JSON.parse(JSON.stringify(conf)) as PlainKdumpConf);
})();

describe("kdump.conf", () => {
    it("is written with every directive, in a fixed order", () => {
        const conf: PlainKdumpConf = {
            autoResetCrashkernel: false,
            fenceKdumpNodes: ["node2", "node3"],
            fenceKdumpArgs: "-p 7410",
            dracutArgs: '--install "ip lsof"',
            forceNoRebuild: false,
            forceRebuild: true,
            finalAction: FinalAction.Poweroff,
            failureAction: FailureAction.DumpToRootfs,
            extraModules: ["nfs", "mlx5_core"],
            extraBins: ["/usr/sbin/ip", "/usr/bin/lsof"],
            kdumpEmergency: "/e",
            kdumpPost: "/b",
            kdumpPre: "/a",
            coreCollector: "makedumpfile -F -l -d 31",
            path: "/dumps",
            sshkey: "/root/.ssh/kdump",
            target: { type: DumpTargetType.Ssh, location: "kdump@dumps" },
            extra: [],
        };
        assert.deepEqual(validateKdumpConf(conf), []);
        assert.deepEqual(formatKdumpConf(conf).split("\n"), [
            "ssh kdump@dumps",
            "sshkey /root/.ssh/kdump",
            "path /dumps",
            "core_collector makedumpfile -F -l -d 31",
            "kdump_pre /a",
            "kdump_post /b",
            "kdump_emergency /e",
            "extra_bins /usr/sbin/ip /usr/bin/lsof",
            "extra_modules nfs mlx5_core",
            "failure_action dump_to_rootfs",
            "final_action poweroff",
            "force_rebuild 1",
            "force_no_rebuild 0",
            'dracut_args --install "ip lsof"',
            "fence_kdump_args -p 7410",
            "fence_kdump_nodes node2 node3",
            "auto_reset_crashkernel no",
            "",
        ]);
    });

    it("is read as it was written, and written as it was read", () => {
        fc.assert(
            fc.property(right, (conf) => {
                assert.deepEqual(validateKdumpConf(conf), []);
                const text = formatKdumpConf(conf);
                assert.deepEqual(parseKdumpConf(text), conf);
                assert.equal(formatKdumpConf(parseKdumpConf(text)), text);
            }),
        );
    });

    it("is read as kdumpctl does: comments end a line, quotes around a value do not count", () => {
        const text = [
            "# a comment",
            "   path\t/var/crash   # where",
            'core_collector "makedumpfile -l -d 31"',
            "extra_bins '/a   /b'",
            "",
            "default halt",
            "dracut_args --install a#b",
        ].join("\n");
        assert.deepEqual(parseKdumpConf(text), {
            path: "/var/crash",
            coreCollector: "makedumpfile -l -d 31",
            extraBins: ["/a", "/b"],
            failureAction: "halt",
            dracutArgs: "--install a#b",
        });
    });

    it("is refused with its own error alone, whatever the text", () => {
        const word = fc.constantFrom(
            "path",
            "nfs",
            "ssh",
            "default",
            "extra_bins",
            "force_rebuild",
            "x",
            "#",
            '"',
        );
        const line = fc.oneof(
            fc.string({ unit: "binary" }),
            fc.tuple(word, fc.string()).map((parts) => parts.join(" ")),
        );
        fc.assert(
            fc.property(
                fc.array(line).map((all) => all.join("\n")),
                (text) => {
                    try {
                        const conf = parseKdumpConf(text);
                        if (validateKdumpConf(conf).length === 0) parseKdumpConf(formatKdumpConf(conf));
                    } catch (error) {
                        assert.ok(error instanceof KdumpConfError, String(error));
                        assert.ok(
                            error.faults.every(({ line }) => line >= 1 && line <= text.split("\n").length),
                        );
                    }
                },
            ),
            { numRuns: 3000 },
        );
    });

    it("T9: takes -F for a stream and for a file, and misses it for a stream", () => {
        const target = { type: DumpTargetType.Ssh, location: "kdump@dumps" };
        assert.deepEqual(validateKdumpConf({ target, coreCollector: "makedumpfile -F -d 31" }), []);
        assert.deepEqual(validateKdumpConf({ coreCollector: "makedumpfile -F -d 31" }), []);
        assert.equal(validateKdumpConf({ target, coreCollector: "makedumpfile -d 31" }).length, 1);
        assert.deepEqual(validateKdumpConf({ target, coreCollector: "dd bs=1M" }), []);
    });

    it("T14: lets one --mount of dracut stand for the target", () => {
        const dracutArgs = '--mount "/dev/vdb1 /kdumproot ext4 defaults"';
        assert.deepEqual(validateKdumpConf({ dracutArgs }), []);
        const target = { type: DumpTargetType.Ext4, location: "/dev/vdb1" };
        assert.equal(validateKdumpConf({ dracutArgs, target })[0].propertyPath, "dracutArgs");
    });

    it("takes lines of one's own, by the same rules", () => {
        assert.deepEqual(
            validateKdumpConf({ path: "/a", extra: ["failure_action halt # why", "# no more"] }),
            [],
        );
        assert.deepEqual(
            validateKdumpConf({
                extra: ["path crash", "path /a\nnfs a:/b", "force_rebuild 1"],
                forceNoRebuild: true,
            }).map(({ propertyPath }) => propertyPath),
            ["extra[0]", "extra[1]", "forceNoRebuild"],
        );
    });
});

describe("the lines that cross to the host", () => {
    it("name the dump directory even when nothing is asked for", () => {
        assert.deepEqual(kdumpConfLines({}), ["path /var/crash"]);
    });

    it("name none where the target has no directories", () => {
        const target = { type: DumpTargetType.Raw, location: "/dev/vdb1" };
        assert.deepEqual(kdumpConfLines({ target }), ["raw /dev/vdb1"]);
    });

    it("have what kdump.conf has no directive for at their end", () => {
        assert.deepEqual(
            kdumpConfLines({
                panicSysctls: { "kernel.panic_on_oops": 1, "kernel.hung_task_panic": 0 },
                captureCommandLine: "nr_cpus=2",
                compression: DumpCompression.Lz4,
                keep: 3,
                coreCollector: "makedumpfile -l -d 31",
                path: "/srv/dumps",
                extra: ["default shell"],
            }),
            [
                "path /srv/dumps",
                "core_collector makedumpfile -l -d 31",
                "failure_action shell",
                "keep 3",
                "compression lz4",
                "commandline_append nr_cpus=2",
                "sysctl kernel.hung_task_panic=0",
                "sysctl kernel.panic_on_oops=1",
            ],
        );
    });

    it("T12: let no text through that breaks out of its line", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                const conf = { path: text, coreCollector: text, captureCommandLine: text, kdumpPre: text };
                const bad = new Set(validateKdumpConf(conf).map(({ propertyPath }) => propertyPath));
                for (const property of Object.keys(conf)) {
                    if (!bad.has(property)) assert.doesNotMatch(text, /[\n\r\t'"$`\\;&|<>()*?~#!]/, property);
                }
            }),
            { numRuns: 2000 },
        );
    });
});
