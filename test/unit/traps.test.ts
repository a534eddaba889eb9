import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";

/** The rows of docs/traps.md: number, what is done, and test files. */
const rows = [
    ...fs
        .readFileSync(path.join(checkout, "docs/traps.md"), "utf8")
        .matchAll(/^\| (T\d+) \|.*\| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, trap, done, tests]) => ({ trap, done, files: tests === "-" ? [] : tests.split(", ") }));

/** The names of all tests in these files, by file, as mocha itself finds them; none of them is run. */
function testsOf(files: string[]): Map<string, string[]> {
    const mocha = path.join(checkout, "node_modules/mocha/bin/mocha.js");
    const args = ["--dry-run", "--reporter", "json", ...files.flatMap((file) => ["--spec", file])];
    const env = { ...process.env, KDUMP_HOSTS: "", TS_NODE_PROJECT: path.join(checkout, "tsconfig.json") };
    const text = execFileSync(process.execPath, [mocha, ...args], {
        cwd: checkout,
        env,
        encoding: "utf8",
        maxBuffer: 2 ** 26,
    });
    const { tests } = JSON.parse(text.slice(text.indexOf("{"))) as {
        tests: { title: string; file: string }[];
    };
    const found = new Map<string, string[]>();
    for (const { title, file } of tests) {
        const name = path.relative(checkout, file);
        found.set(name, [...(found.get(name) ?? []), title]);
    }
    return found;
}

describe("docs/traps.md", function () {
    this.timeout(120_000);
    let tests: Map<string, string[]>;
    before(() => (tests = testsOf([...new Set(rows.flatMap(({ files }) => files))])));

    it("has every trap once, in order", () => {
        assert.deepEqual(
            rows.map(({ trap }) => trap),
            Array.from({ length: 58 }, (_, index) => `T${index + 1}`),
        );
    });

    for (const { trap, done, files } of rows) {
        if (files.length === 0) {
            it(`${trap}, which has no test, is met by a rule alone, and says so`, () => {
                assert.match(done, /^by rule alone: /);
            });
        }
        for (const file of files) {
            it(`${trap} has a test of that name in ${file}`, () => {
                const ofTrap = new RegExp(`^"?(T\\d+, )*${trap}(, T\\d+)*: `);
                assert.ok(tests.get(file)?.some((title) => ofTrap.test(title)));
            });
        }
    }
});
