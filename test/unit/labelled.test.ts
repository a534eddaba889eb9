// npm run labelled: what it makes of labelled logs, on some of our own.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";
import { labelledLogs } from "../../tools/labelled/labels";
import { labelledMarkdown } from "../../tools/labelled/markdown";
import { measure, Measured } from "../../tools/labelled/measure";

/** A fault of our own in a function. */
function logOf(symbol: string): string {
    return [
        "BUG: kernel NULL pointer dereference, address: 0000000000000008",
        "Oops: 0000 [#1] SMP NOPTI",
        `RIP: 0010:${symbol}+0x10/0x20`,
        "Call Trace:",
        " ksys_write+0x5d/0xe0",
        "Kernel panic - not syncing: Fatal exception",
        "",
    ].join("\n");
}

const nullPointer = "BUG: unable to handle kernel NULL pointer dereference in";
const files: Record<string, string> = {
    // As labelled.
    "1": `TITLE: ${nullPointer} one\nALT: bad-access in one\nTYPE: DoS\nPANICKED: Y\n\n${logOf("one")}`,
    // Another function.
    "2": `TITLE: ${nullPointer} other\nPANICKED: Y\n\n${logOf("two")}`,
    // Another kind, of a kernel that went on.
    "10": `TITLE: kernel BUG in ten\n\n${logOf("ten")}`,
    // A system call by another of its names.
    "11": `TITLE: ${nullPointer} sys_eleven\nPANICKED: Y\n\n${logOf("__x64_sys_eleven")}`,
    // Left out: damaged, of the fuzzer itself, without a title, and no log.
    "3": `TITLE: kernel BUG in three\nCORRUPTED: Y\nPANICKED: Y\n\n${logOf("three")}`,
    "4": "TITLE: SYZFAIL: something\n\nSYZFAIL: something\n",
    "5": `TYPE: DoS\n\n${logOf("five")}`,
    "6": "",
};

describe("the labelled logs", () => {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-labelled-"));
    const folder = path.join(directory, "pkg/report/testdata/linux/report");
    before(() => {
        fs.mkdirSync(folder, { recursive: true });
        for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    });
    after(() => fs.rmSync(directory, { recursive: true }));

    it("are read in the order of their numbers, from a checkout or from their folder", () => {
        const logs = labelledLogs(directory);
        assert.deepEqual(
            logs.map(({ file, panicked, corrupted }) => [file, panicked, corrupted]),
            [
                ["1", true, false],
                ["2", true, false],
                ["3", true, true],
                ["4", false, false],
                ["10", false, false],
                ["11", true, false],
            ],
        );
        assert.equal(logs[0].log, logOf("one"));
        assert.deepEqual(labelledLogs(folder), logs);
    });

    it("are held against what a report finds", () => {
        const measured = labelledLogs(directory).map(measure);
        assert.deepEqual(
            measured.map((one) => one && [one.kindRight, one.symbolRight]),
            [[true, true], [true, false], [false, true], undefined, [false, true], [true, true]],
        );
        assert.equal(measured[1]?.foundTitle, `${nullPointer} two`);
    });

    it("are counted, and each miss is named", () => {
        const { status, stdout } = spawnSync(
            process.execPath,
            ["tools/start.cjs", "tools/labelled/main.ts", directory],
            { cwd: checkout, encoding: "utf8" },
        );
        assert.equal(status, 0);
        const lines = stdout.split("\n");
        for (const line of [
            "| with a panic line | 3 of 3 (100.0 %) | 2 of 3 (66.7 %) |",
            "| all | 3 of 4 (75.0 %) | 3 of 4 (75.0 %) |",
            "| null-pointer | 3 of 3 (100.0 %) | 2 of 3 (66.7 %) |",
            `- 2, \`${nullPointer} other\`: \`${nullPointer} two\``,
        ]) {
            assert.ok(lines.includes(line), `${line}\n${stdout}`);
        }
        assert.match(stdout, /are left out \(2\)/);
        assert.equal(lines.filter((line) => line.startsWith("- ")).length, 1);
    });

    it("say when the kind is another one", () => {
        const [one] = labelledLogs(directory).flatMap((log) => measure(log) ?? []);
        const wrong: Measured = { ...one, kinds: ["bug"], kindRight: false };
        assert.match(
            labelledMarkdown([wrong], 0),
            /^- 1, `BUG: .* in one`: `null-pointer and not bug: BUG: .* in one`$/m,
        );
    });

    it("are asked for where none is given", () => {
        const { status, stderr } = spawnSync(
            process.execPath,
            ["tools/start.cjs", "tools/labelled/main.ts"],
            {
                cwd: checkout,
                encoding: "utf8",
            },
        );
        assert.deepEqual(
            [status, stderr],
            [2, "Give one checkout of syzkaller: npm run labelled -- ../syzkaller\n"],
        );
    });
});

describe("docs/labelled.md", () => {
    it("says at least what is promised: the kind of 95 % and the function of 85 % of those with a panic line", () => {
        const text = fs.readFileSync(path.join(checkout, "docs/labelled.md"), "utf8");
        const [, kind, symbol] =
            /^\| with a panic line \| .*\(([\d.]+) %\) \| .*\(([\d.]+) %\) \|$/m.exec(text) ?? [];
        assert.ok(Number(kind) >= 95, kind);
        assert.ok(Number(symbol) >= 85, symbol);
    });
});
