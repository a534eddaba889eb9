import * as assert from "node:assert/strict";

import { findingsOf } from "../../src/vmcore/findings";
import { reportHtml } from "../../src/vmcore/render/html";
import { reportDocument } from "../../src/vmcore/render/json";
import { reportMarkdown } from "../../src/vmcore/render/markdown";
import { reportText } from "../../src/vmcore/render/text";
import { rawReport } from "../support/vmcoreFixtures";

const own = "kernel-core 5.14.0-427.el9 own\n";
const newer = "kernel-core 5.14.0-430.el9 rpm\nkernel-core 5.14.0-503.el9 dnf\n";

/** A report of a null pointer in follow_nothing. */
const of = (text: string) => findingsOf(rawReport("crash-8-null-pointer", { newer: text }));
const mention = (entry: string) => `kernel-core 5.14.0-503.el9 dnf: ${entry}\n`;
const entriesOf = (...entries: string[]) =>
    of(own + newer + entries.map(mention).join("")).fixedIn?.map(({ entry }) => entry);

const renderings = { reportHtml, reportMarkdown, reportText };

describe("candidates for a fix", () => {
    it("are the newer kernels whose changelogs mention the function that the bug is named after", () => {
        const { suspect, fixedIn, newerKernels } = of(
            own + newer + mention("- misc: check follow_nothing() (A. Tester) [KERNEL-1]"),
        );
        assert.equal(suspect, "follow_nothing");
        const kernel = { package: "kernel-core", version: "5.14.0-503.el9", source: "dnf" };
        assert.deepEqual(fixedIn, [
            { ...kernel, entry: "misc: check follow_nothing() (A. Tester) [KERNEL-1]" },
        ]);
        assert.deepEqual(newerKernels, [
            { package: "kernel-core", version: "5.14.0-430.el9", source: "rpm" },
            kernel,
        ]);
    });

    it("are none where the changelogs were read and no newer kernel mentions it, or there is no newer one", () => {
        assert.deepEqual(entriesOf(), []);
        assert.deepEqual([of(own).fixedIn, of(own).newerKernels], [[], []]);
        for (const render of Object.values(renderings)) {
            assert.match(
                render(of(own + newer)),
                /kernel-core 5\.14\.0-430\.el9 to 5\.14\.0-503\.el9, by rpm and dnf; no changelog mentions follow_nothing\(\)/,
            );
            assert.match(render(of(own)), /none is known to the package manager/);
        }
    });

    it("are left out where nothing could be looked up, or nothing tells whose the bug is", () => {
        const sysrq = findingsOf(rawReport("crash-7-sysrq", { newer: own + newer }));
        for (const findings of [of(""), of(newer), of("error: own\n"), sysrq]) {
            assert.deepEqual([findings.fixedIn, findings.newerKernels], [undefined, undefined]);
            assert.ok(!("fixedIn" in reportDocument(findings)));
            for (const render of Object.values(renderings)) {
                assert.doesNotMatch(render(findings), /newer kernel|changelog/i);
            }
        }
    });

    it("mention it as a word", () => {
        const told = ["fix follow_nothing", "follow_nothing: fix", "fix (follow_nothing) and more"];
        const others = ["follow_nothing_more", "dont_follow_nothing", "follow nothing", "Follow_nothing"];
        assert.deepEqual(entriesOf(...told, ...others), told);
    });

    it("mention a function that is called like a word of English by its bracket", () => {
        const log =
            "[    1.0] BUG: unable to handle page fault for address: 00\n[    1.1] RIP: 0010:schedule+0x1/0x2";
        const named = findingsOf(
            rawReport("none", {
                log: log.replaceAll("schedule", "probe"),
                newer: own + newer + mention("usb: probe later") + mention("usb: let probe() fail"),
            }),
        );
        assert.equal(named.suspect, "probe");
        assert.deepEqual(
            named.fixedIn?.map(({ entry }) => entry),
            ["usb: let probe() fail"],
        );
    });

    it("are few, short, and text", () => {
        const many = entriesOf(...Array.from({ length: 40 }, (_, at) => `fix ${at} of follow_nothing`));
        assert.equal(many?.length, 8);
        const [long] = entriesOf(`follow_nothing ${"x".repeat(1000)}`) ?? [];
        assert.deepEqual([long.length, long.at(-1)], [200, "…"]);
        const hostile = of(
            own +
                newer +
                mention("- follow_nothing <script>alert(1)</script> `x` @somebody \u202e\u001b[31m"),
        );
        assert.equal(hostile.fixedIn?.length, 1);
        assert.doesNotMatch(reportHtml(hostile), /<script>|\u202e|\u001b/);
        assert.match(
            reportMarkdown(hostile),
            /^- `kernel-core 5\.14\.0-503\.el9` \(by dnf\): ``follow_nothing .*``$/m,
        );
        assert.doesNotMatch(reportText(hostile), /[\u202e\u001b]/);
    });

    it("are said to be no more than candidates", () => {
        for (const render of Object.values(renderings)) {
            const text = render(of(own + newer + mention("fix follow_nothing")));
            assert.match(text, /no proof that they mend this/);
            assert.match(text, /kernel-core 5\.14\.0-503\.el9/);
        }
    });
});
