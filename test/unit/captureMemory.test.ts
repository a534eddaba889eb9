import * as assert from "node:assert/strict";

import { captureMemorySentence, captureMemoryWarning } from "../../src/crashkernel/captureMemory";
import { dumpAnswer } from "../support/mocks";

const measured = dumpAnswer.captureMemory;
const mib = 2 ** 20;

describe("what a capture kernel needed", () => {
    it("is a sentence, beside what is reserved where that is known and more", () => {
        const needed = "In the drill of 2026-11-23T18:40:00Z the capture kernel needed 133 MiB at most";
        assert.equal(captureMemorySentence(measured, undefined), `${needed}.`);
        assert.equal(captureMemorySentence(measured, 192 * mib), `${needed}, which leaves 58.6 MiB.`);
        assert.equal(captureMemorySentence(measured, 128 * mib), `${needed}.`);
        assert.equal(
            captureMemorySentence(
                { ...measured, outdated: "The kernel was 6.1, and is 6.12 now." },
                192 * mib,
            ),
            `${needed}, which leaves 58.6 MiB. The kernel was 6.1, and is 6.12 now.`,
        );
    });

    it("is a warning where less than 16 MiB more than that are reserved, and something is", () => {
        const warning = (bytes: number) => captureMemoryWarning(measured, "X", bytes);
        assert.equal(warning(measured.neededBytes + 16 * mib), undefined);
        assert.equal(warning(0), undefined);
        assert.equal(
            warning(128 * mib),
            "crashkernel=X reserves 128 MiB, and the next dump may fail for want of memory. In the drill of " +
                "2026-11-23T18:40:00Z the capture kernel needed 133 MiB at most. 176 MiB are enough.",
        );
        assert.match(String(warning(measured.neededBytes + 16 * mib - 1)), /which leaves 16 MiB\. 176 MiB/);
    });
});
