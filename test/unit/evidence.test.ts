import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { reportMarkdown } from "../../src/vmcore/render/markdown";
import { reportFacts } from "../../src/vmcore/render/table";
import { rawReport } from "../support/vmcoreFixtures";

const folder = "crash-8-null-pointer";
const withoutDump = {
    vmlinux: "",
    reader: "",
    without: "There is no debuginfo.",
    bt: "",
    header: "",
    sym: "",
};

describe("what a report rests on", () => {
    const restsOn = (change: Parameters<typeof rawReport>[1]) => {
        const findings = findingsOf(rawReport(folder, change));
        return [findings.restsOn.join(), new Map(reportFacts(findings)).get("Rests on")];
    };

    it("is the dump with debuginfo, and the log", () => {
        assert.deepEqual(restsOn({}), ["debuginfo,log", "the dump and its debuginfo, the kernel log"]);
        assert.match(
            reportMarkdown(findingsOf(rawReport(folder))),
            /Rests on.*the dump and its debuginfo, the kernel log/,
        );
    });

    it("is the log alone where nothing has read the dump, and the dump alone where there is no log", () => {
        assert.deepEqual(restsOn(withoutDump), ["log", "the kernel log"]);
        assert.deepEqual(restsOn({ log: "\n" }), ["debuginfo", "the dump and its debuginfo"]);
        assert.deepEqual(restsOn({ ...withoutDump, log: "" }), ["", undefined]);
    });

    it("may end where drgn knows no way on, which the report says", () => {
        const errors = "drgn: the stack goes on at ffffffffc0575000, which has no name\n";
        const { doubts, minorDoubts } = findingsOf(rawReport(folder, { reader: "drgn 0.3.0", errors }));
        assert.deepEqual(doubts, minorDoubts);
        assert.match(minorDoubts.join(), /^drgn 0\.3\.0 could not follow the stack to its end/);
    });
});
