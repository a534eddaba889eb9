import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import Mocha from "mocha";

import { checkout } from "../../tools/dev/checkout";

/** The rows of docs/traps.md: number, what is done, and test files. */
const rows = [
    ...fs
        .readFileSync(path.join(checkout, "docs/traps.md"), "utf8")
        .matchAll(/^\| (T\d+) \|.*\| ([^|]+) \| ([^|]+) \|$/gm),
].map(([, trap, done, tests]) => ({ trap, done, files: tests === "-" ? [] : tests.split(", ") }));

/** The names of all tests in these files, by file, as mocha itself finds them; none of them is run. */
async function testsOf(files: string[]): Promise<Map<string, string[]>> {
    const mocha = new Mocha();
    for (const file of files) {
        const whole = path.join(checkout, file);
        delete require.cache[whole]; // a file of the suite that is running was loaded already
        mocha.addFile(whole);
    }
    const { KDUMP_HOSTS } = process.env;
    delete process.env.KDUMP_HOSTS; // the tests of all hosts
    await mocha.loadFilesAsync();
    if (KDUMP_HOSTS !== undefined) process.env.KDUMP_HOSTS = KDUMP_HOSTS;
    const found = new Map<string, string[]>();
    mocha.suite.eachTest(({ title, file = "" }) => {
        const name = path.relative(checkout, file);
        found.set(name, [...(found.get(name) ?? []), title]);
    });
    return found;
}

describe("docs/traps.md", function () {
    this.timeout(120_000);
    let tests: Map<string, string[]>;
    before(async () => {
        tests = await testsOf([...new Set(rows.flatMap(({ files }) => files))]);
    });

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
