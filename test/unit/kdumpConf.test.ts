import * as assert from "node:assert/strict";

import * as fc from "fast-check";

import { DumpCompression, kdumpConfLines, kdumpConfProblems } from "../../src/kdumpConf";

describe("kdumpConfLines", () => {
    it("writes the dump directory even when nothing is asked for", () => {
        assert.deepEqual(kdumpConfLines({}), ["path /var/crash"]);
    });

    it("writes every setting on a line of its own, in a fixed order", () => {
        assert.deepEqual(
            kdumpConfLines({
                panicSysctls: { "kernel.panic_on_oops": 1, "kernel.hung_task_panic": 0 },
                captureCommandLine: "nr_cpus=2",
                compression: DumpCompression.Lz4,
                keep: 3,
                coreCollector: "makedumpfile -l -d 31",
                path: "/srv/dumps",
            }),
            [
                "path /srv/dumps",
                "core_collector makedumpfile -l -d 31",
                "keep 3",
                "compression lz4",
                "commandline_append nr_cpus=2",
                "sysctl kernel.hung_task_panic=0",
                "sysctl kernel.panic_on_oops=1",
            ],
        );
    });
});

describe("kdumpConfProblems", () => {
    const refused: [string, Parameters<typeof kdumpConfProblems>[0], RegExp][] = [
        ["conf.path", { path: "var/crash" }, /"var\/crash" is not an absolute path; begin it with "\/"/],
        ["conf.path", { path: "" }, /"" is not an absolute path/],
        ["conf.path", { path: "/var/my crash" }, /contains a blank or a line break.*choose a path without/],
        ["conf.path", { path: "/var/crash\nFTP=evil" }, /contains a blank or a line break/],
        [
            "conf.path",
            { path: "/var/$(reboot)" },
            /has a character that kdump's configuration files cannot carry/,
        ],
        ["conf.path", { path: "/var/crash/../.." }, /contains "\.\."/],
        ["conf.path", { path: "//" }, /is the root directory/],
        ["conf.coreCollector", { coreCollector: "cp" }, /does not begin with makedumpfile/],
        ["conf.coreCollector", { coreCollector: "makedumpfile -d 31; reboot" }, /contains ";"/],
        ["conf.coreCollector", { coreCollector: "makedumpfile\n-d 31" }, /does not begin with makedumpfile/],
        ["conf.keep", { keep: -1 }, /-1 is not a number of dumps/],
        ["conf.keep", { keep: 1.5 }, /1\.5 is not a number of dumps/],
        [
            "conf.compression",
            { compression: "zip" as DumpCompression },
            /"zip" is not a known compression; choose one of gzip, bzip2, lz4, xz/,
        ],
        [
            "conf.captureCommandLine",
            { captureCommandLine: " " },
            /The value is empty; leave the property out/,
        ],
        ["conf.captureCommandLine", { captureCommandLine: 'a="b"' }, /contains "\\""; only letters/],
        [
            "conf.panicSysctls",
            { panicSysctls: { "net.ipv4.ip_forward": 1 } },
            /"net\.ipv4\.ip_forward" is not a panic setting/,
        ],
        ["conf.panicSysctls", { panicSysctls: { "kernel.panic": NaN } }, /"kernel\.panic" is set to NaN/],
    ];
    for (const [propertyPath, conf, sentence] of refused) {
        it(`refuses ${JSON.stringify(conf)}`, () => {
            const problems = kdumpConfProblems(conf);
            assert.equal(problems.length, 1);
            assert.equal(problems[0].propertyPath, propertyPath);
            assert.match(problems[0].reason, sentence);
        });
    }

    it("reports everything that is wrong together", () => {
        const paths = kdumpConfProblems({ path: "x", keep: -1, coreCollector: "cp" }).map(
            (problem) => problem.propertyPath,
        );
        assert.deepEqual(paths, ["conf.path", "conf.coreCollector", "conf.keep"]);
    });

    it("lets no text through that breaks out of its line", () => {
        fc.assert(
            fc.property(fc.string({ unit: "binary" }), (text) => {
                const conf = { path: text, coreCollector: text, captureCommandLine: text };
                const bad = new Set(kdumpConfProblems(conf).map((problem) => problem.propertyPath));
                if (!bad.has("conf.path")) assert.doesNotMatch(text, /[\s'"$`\\;&|<>()*?~#!]/);
                if (!bad.has("conf.captureCommandLine"))
                    assert.doesNotMatch(text, /[\n\r\t'"$`\\;&|<>()*?~#!]/);
            }),
            { numRuns: 2000 },
        );
    });
});
