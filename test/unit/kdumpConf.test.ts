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
import { kdumpConfLines } from "../../src/conf/hostLines";
import { readKdumpConf } from "../../src/conf/validate";

const linesOf = (conf: PlainKdumpConf) => kdumpConfLines(readKdumpConf(conf).conf);

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
                    .map(([packed, d, m]) => `makedumpfile ${packed} --message-level ${m} -d ${d}`),
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
        .map((conf) => JSON.parse(JSON.stringify(conf)) as PlainKdumpConf)
        .map((conf) =>
            conf.target?.type === DumpTargetType.Ssh && conf.coreCollector !== undefined
                ? { ...conf, coreCollector: `${conf.coreCollector} -F` }
                : conf,
        );
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
            'extra_bins "/a   /b\t/c"#',
            "",
            "default halt\r",
            "extra_modules\ta \t b",
            'dracut_args\t--install\t"a b"#b',
        ].join("\n");
        assert.deepEqual(parseKdumpConf(text), {
            path: "/var/crash",
            coreCollector: "makedumpfile -l -d 31",
            extraBins: ["/a", "/b", "/c"],
            failureAction: "halt",
            extraModules: ["a", "b"],
            dracutArgs: '--install "a b"',
        });
        // Of single quotes kdumpctl makes a part of the value.
        assert.equal(validateKdumpConf(parseKdumpConf("path '/var/crash'")).length, 1);
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

    it("T9: takes -F for a stream alone, and misses it there", () => {
        const target = { type: DumpTargetType.Ssh, location: "kdump@dumps" };
        assert.deepEqual(validateKdumpConf({ target, coreCollector: "makedumpfile -F -d 31" }), []);
        assert.deepEqual(validateKdumpConf({ target, coreCollector: "makedumpfile -lFd31" }), []);
        assert.equal(validateKdumpConf({ coreCollector: "makedumpfile -F -d 31" }).length, 1);
        assert.equal(validateKdumpConf({ target, coreCollector: "makedumpfile -d 31" }).length, 1);
        assert.deepEqual(validateKdumpConf({ target, coreCollector: "dd bs=1M" }), []);
        // The kdump of these two puts it there by itself.
        for (const os of [
            { id: "debian", versionId: "12" },
            { id: "sles", versionId: "15.6" },
        ]) {
            assert.deepEqual(validateKdumpConf({ coreCollector: "makedumpfile -F -d 31" }, os), []);
            assert.deepEqual(validateKdumpConf({ target, coreCollector: "makedumpfile -d 31" }, os), []);
        }
    });

    it("knows makedumpfile's options as getopt_long reads them", () => {
        for (const options of [
            "-ld 31",
            "-cd31",
            "-ld9,17,31",
            "--splitblock-size 4",
            "--message-level=7 -l",
            "--mess 7",
            "--num=2 -z",
            "-L 4G",
            "-b 4",
            "-e --work-dir /var/tmp",
            "-x /v --config /c --eppic /e",
            "--xen-syms /s --xen_phys_start 0x1 -X",
            "-l --",
        ]) {
            assert.deepEqual(validateKdumpConf({ coreCollector: `makedumpfile ${options}` }), [], options);
        }
    });

    it("T43: takes IPv6 as each tool does: with brackets for nfs, without for ssh", () => {
        for (const [type, location] of [
            [DumpTargetType.Nfs, "[2001:db8::1:2]:/export"],
            [DumpTargetType.Nfs, "[::ffff:192.0.2.1]:/"],
            [DumpTargetType.Ssh, "kdump@2001:db8::1"],
            [DumpTargetType.Ssh, "kdump@fe80::1%eth0"],
        ] as [DumpTargetType, string][]) {
            const target = { type, location };
            const streamed = type === DumpTargetType.Ssh;
            assert.deepEqual(validateKdumpConf({ target }), [], location);
            assert.deepEqual(parseKdumpConf(formatKdumpConf({ target })), { target });
            assert.equal(
                validateKdumpConf({ target }, { id: "rocky", versionId: "9.4" }).length,
                streamed && location.includes("%") ? 1 : 0,
            );
        }
    });

    it("takes the root of a target as path, and not the host's own", () => {
        assert.equal(validateKdumpConf({ path: "/" }).length, 1);
        assert.deepEqual(
            validateKdumpConf({ path: "/", target: { type: DumpTargetType.Xfs, location: "/dev/vdb1" } }),
            [],
        );
        assert.deepEqual(validateKdumpConf({ path: "/", dracutArgs: '--mount "d:/x /m nfs rw"' }), []);
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
            linesOf({
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
