// What a host answers to the report step is held to its form before anything is made of it.
import * as assert from "node:assert/strict";

import { parseRawReport } from "../../src/report/rawReport";
import { findingsOf } from "../../src/vmcore/findings";
import { reportFacts } from "../../src/vmcore/render/table";
import { dumpAnswer } from "../support/mocks";
import { rawReport } from "../support/vmcoreFixtures";

const sentence = (error: unknown) => error instanceof Error && /^The host program .*\.$/s.test(error.message);

describe("an answer of the report step", () => {
    const answer = () => rawReport("crash-8-null-pointer") as unknown as Record<string, unknown>;
    const wrong: [string, (answer: Record<string, any>) => void][] = [
        ...Object.keys(answer()).map((name): [string, (answer: Record<string, any>) => void] => [
            `${name} of another type`,
            (all) => (all[name] = 7),
        ]),
        ...Object.keys(answer().vmcore as object).map(
            (name): [string, (answer: Record<string, any>) => void] => [
                `vmcore.${name} of another type`,
                (all) => (all.vmcore[name] = []),
            ],
        ),
        ["a size that is none", (all) => (all.vmcore.bytes = 1.5)],
        ["no dump", (all) => (all.vmcore = null)],
    ];
    for (const [what, change] of wrong) {
        it(`with ${what} is refused in a sentence`, () => {
            const all = answer();
            change(all);
            assert.throws(() => parseRawReport(JSON.stringify(all)), sentence);
        });
    }
    it("may say what the capture kernel needed, which what is none does not", () => {
        const told = (captureMemory: unknown) =>
            parseRawReport(JSON.stringify({ ...answer(), captureMemory })).captureMemory;
        assert.deepEqual(told(dumpAnswer.captureMemory), dumpAnswer.captureMemory);
        for (const none of [null, 7, "x", [], {}, { neededBytes: "7" }]) assert.equal(told(none), undefined);
        const findings = findingsOf({
            ...rawReport("crash-8-null-pointer"),
            captureMemory: dumpAnswer.captureMemory,
        });
        assert.equal(
            new Map(reportFacts(findings)).get("Capture kernel"),
            "needed 133 MiB at most of the 192 MiB reserved, which left 58.6 MiB",
        );
        assert.equal(
            new Map(reportFacts(findingsOf(rawReport("crash-8-null-pointer")))).has("Capture kernel"),
            false,
        );
    });

    for (const text of ["null", "7", '"x"', "[]", "", "{", '{"vmcore":1e999}']) {
        it(`that is ${JSON.stringify(text)} is refused in a sentence`, () => {
            assert.throws(() => parseRawReport(text), sentence);
        });
    }
});
