import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

const checkout = path.resolve(__dirname, "../..");

/** The rows of docs/traps.md: number and test files. */
const rows = [
    ...fs
        .readFileSync(path.join(checkout, "docs/traps.md"), "utf8")
        .matchAll(/^\| (T\d+) \|.*\| ([^|]+) \|$/gm),
].map(([, trap, tests]) => ({ trap, files: tests === "-" ? [] : tests.split(", ") }));

describe("docs/traps.md", () => {
    it("has every trap once, in order", () => {
        assert.deepEqual(
            rows.map(({ trap }) => trap),
            Array.from({ length: 40 }, (_, index) => `T${index + 1}`),
        );
    });

    for (const { trap, files } of rows) {
        for (const file of files) {
            it(`${trap} has a test of that name in ${file}`, () => {
                const text = fs.readFileSync(path.join(checkout, file), "utf8");
                assert.match(text, new RegExp(`["\`](T\\d+, )*${trap}[:, ]`));
            });
        }
    }
});
