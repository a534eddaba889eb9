import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { reportFacts } from "../../src/vmcore/render/table";
import { vmcoreText } from "../support/vmcoreFixtures";
import { installDrgn, removeCrash } from "./drgnOf";
import { ReportRoot } from "./reportRoot";
import { shells } from "./throwawayRoot";

const folder = "crash-8-null-pointer";

/** What drgn leaves of the same dump that crash reads in the other tests. */
const leaves = {
    sys: vmcoreText(`${folder}/header.txt`),
    log: vmcoreText(`${folder}/log.txt`),
    btl: vmcoreText(`${folder}/bt.txt`),
    sym: vmcoreText(`${folder}/sym.txt`),
    mod: vmcoreText(`${folder}/mod.txt`),
    modtaint: vmcoreText(`${folder}/modTaint.txt`),
    taint: vmcoreText(`${folder}/taint.txt`),
};

const tooNew = "crash: invalid structure member offset: kmem_cache_s_num\n";

describe("a report by drgn", () => {
    let host: ReportRoot;
    afterEach(() => host.remove());

    for (const [name, shell] of Object.entries(shells)) {
        it(`says what crash would, where that is too old for the kernel, under ${name}`, () => {
            host = new ReportRoot(shell);
            const byCrash = findingsOf(host.report());
            host.set("crash-says", tooNew);
            installDrgn(host, { leaves });
            const raw = host.report();
            assert.deepEqual([raw.reader, raw.without, raw.fallback], ["drgn 0.0.31", "", ""]);
            assert.match(
                raw.passed,
                /^crash cannot read the dump with \/usr\/lib\/debug\/.*kmem_cache_s_num\.$/,
            );
            const findings = findingsOf(raw);
            assert.deepEqual(findings.minorDoubts, [`${raw.passed} drgn 0.0.31 has read it instead.`]);
            assert.deepEqual(findings, {
                ...byCrash,
                reader: "drgn 0.0.31",
                doubts: findings.minorDoubts,
                minorDoubts: findings.minorDoubts,
            });
            assert.match(new Map(reportFacts(findings)).get("Read with") ?? "", /^drgn 0\.0\.31, \/usr\/lib/);
        });

        it(`needs no crash under ${name}`, () => {
            host = new ReportRoot(shell);
            installDrgn(host, { leaves });
            removeCrash(host);
            const raw = host.report();
            assert.deepEqual([raw.reader, raw.passed, raw.without], ["drgn 0.0.31", "", ""]);
            assert.equal(findingsOf(raw).place.symbol, "follow_nothing");
        });

        it(`leaves the log where drgn fails too, under ${name}`, () => {
            host = new ReportRoot(shell);
            host.set("crash-says", tooNew);
            installDrgn(host, { says: "Traceback\nLookupError: could not find init_uts_ns" });
            const raw = host.report();
            assert.deepEqual([raw.reader, raw.passed, raw.vmlinux], ["", "", ""]);
            assert.match(
                raw.without,
                /^crash cannot read .*_s_num\. drgn 0\.0\.31 cannot read the dump either\. It says: LookupError: could not find init_uts_ns$/,
            );
            assert.equal(raw.log, "[    9.000000] beside the dump\n");
        });
    }

    it("is not made while crash can make one", () => {
        host = new ReportRoot();
        installDrgn(host, { leaves });
        assert.equal(host.report().reader, "crash 8.0.2");
    });

    it("is made where crash takes the vmlinux of a new kernel for another's, unless drgn does too", () => {
        host = new ReportRoot();
        host.set("crash-says", "crash: vmlinux and vmcore do not match!\n");
        installDrgn(host, { leaves });
        assert.equal(host.report().reader, "drgn 0.0.31");
        installDrgn(host, { says: "vmlinux and vmcore do not match" });
        const raw = host.report();
        assert.equal(raw.reader, "");
        assert.match(
            raw.without,
            /do not match! drgn 0\.0\.31 cannot read .* either\. It says: vmlinux and vmcore do not match$/,
        );
    });

    it("has no stack where drgn finds none, and says so", () => {
        host = new ReportRoot();
        installDrgn(host, { leaves: { ...leaves, btl: leaves.btl.split("\n")[0], sym: "" } });
        removeCrash(host);
        const { doubts, place } = findingsOf(host.report());
        assert.deepEqual(doubts, ["drgn 0.0.31 found no stack of the task that panicked."]);
        assert.equal(place.symbol, "follow_nothing", "by the log");
    });

    it("has drgn installed, where it may and crash does not do", () => {
        host = new ReportRoot();
        host.set("crash-says", tooNew);
        host.report();
        assert.ok(!host.record().some((line) => line.includes("drgn")));
        const { without } = host.report("--fetch");
        assert.ok(host.record().some((line) => /^apt-get .* install .*python3-drgn$/.test(line)));
        assert.match(without, /^crash cannot read the dump/, "the archive has none");
    });
});
