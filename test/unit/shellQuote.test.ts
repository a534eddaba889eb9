import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

import * as fc from "fast-check";

import { commandLine, shellQuote } from "../../src/host/shellQuote";

describe("shellQuote", () => {
    it("leaves words alone that people read in a preview", () => {
        assert.equal(
            commandLine("kdump-host", "crashkernel", "2G-8G:192M,8G-:256M"),
            "kdump-host crashkernel 2G-8G:192M,8G-:256M",
        );
    });

    it("quotes what a shell would act on", () => {
        assert.equal(shellQuote("192M'; rm -rf /"), `'192M'\\''; rm -rf /'`);
        assert.equal(shellQuote(""), "''");
    });

    it("refuses NUL in a sentence", () => {
        assert.throws(() => shellQuote("a\0b"), /cannot contain the NUL character; remove it/);
    });

    for (const [shell, args] of [
        ["dash", ["-c"]],
        ["bash", ["-c"]],
        ["busybox", ["sh", "-c"]],
    ] as const) {
        it(`hands any words unchanged to a program, under ${shell}`, () => {
            const text = fc.string({ unit: "binary" }).filter((word) => !word.includes("\0"));
            fc.assert(
                fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (words) => {
                    const printed = execFileSync(shell, [...args, `printf '%s\\0' ${commandLine(...words)}`]);
                    assert.equal(printed.toString("utf8"), words.map((word) => `${word}\0`).join(""));
                }),
                { numRuns: 40 },
            );
        });
    }
});
