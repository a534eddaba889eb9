import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";

const text = fs.readFileSync(path.join(checkout, "docs/security.md"), "utf8");

/** What each threat is held by: the last cell of its row. */
const rows = [...text.matchAll(/^\| (?!threat \|)([^|]+) \| [^|]+ \| (test\/[^|]+) \|$/gm)].map(
    ([, threat, files]) => ({ threat, files: files.split(", ") }),
);

describe("docs/security.md", () => {
    it("has a test for each threat", () => {
        const threats = text.slice(text.indexOf("## Threats"), text.indexOf("## What is left"));
        const written = threats.split("\n").filter((line) => /^\| (?!threat |---)/.test(line));
        assert.equal(rows.length, written.length);
        assert.ok(rows.length > 0);
    });

    for (const file of new Set(rows.flatMap(({ files }) => files))) {
        it(`names a test that is there: ${file}`, () => {
            assert.ok(fs.existsSync(path.join(checkout, file)));
        });
    }
});
