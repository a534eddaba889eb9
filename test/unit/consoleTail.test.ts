import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { consoleNews, consoleTail } from "../../src/drill/consoleTail";

describe("the end of a serial console", () => {
    let directory: string;
    before(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-console-"))));
    after(() => fs.rmSync(directory, { recursive: true }));

    const consoleWith = (text: string) => {
        const file = path.join(directory, "console");
        fs.writeFileSync(file, text, "latin1");
        return file;
    };

    it("is the last state of a bar of progress, without what only a terminal understands", () => {
        const file = consoleWith(
            "booting\r\n\x1b[1mCopying data : [ 1.0 %]\rCopying data : [ 45.2 %] \x1b[0m\r",
        );
        assert.equal(consoleNews(file), "; its console: Copying data : [ 45.2 %]");
        assert.match(
            consoleTail(file),
            /ends with:\nbooting\nCopying data : \[ 1\.0 %\]\nCopying data : \[ 45\.2 %\]$/,
        );
    });

    it("is short, and of twenty lines when it is quoted whole", () => {
        const lines = Array.from({ length: 50 }, (_, number) => `line ${number} ${"x".repeat(200)}`);
        const file = consoleWith(lines.join("\n"));
        assert.equal(consoleNews(file).length, "; its console: ".length + 120);
        assert.equal(consoleTail(file).split("\n").length, 21);
    });

    it("is nothing to speak of when there is no console", () => {
        assert.equal(consoleNews(consoleWith("")), "");
        assert.equal(consoleNews(path.join(directory, "none")), "");
        assert.match(consoleTail(path.join(directory, "none")), /cannot be read: ENOENT/);
    });
});
