// Every regular expression of src/ over texts that are made to be bad for it. What a stranger can make a host say comes to
// many of them, and one that takes quadratic time holds up the program.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as ts from "typescript";

import { checkout } from "../../../tools/dev/checkout";
import { assertLinear } from "../../support/linear";
import { Pump, pumped, pumpsOf } from "../../support/pumps";

const source = path.join(checkout, "src");

interface Pattern {
    file: string;
    line: number;
    pattern: RegExp;
    /** Whether all that matches is looked for, and not the first alone. */
    all: boolean;
}

function patternsOf(file: string): Pattern[] {
    const tree = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    const found: Pattern[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
            const end = node.text.lastIndexOf("/");
            const pattern = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
            const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
            const call = ts.isCallExpression(node.parent) ? node.parent.expression.getText() : "";
            found.push({
                file: path.relative(source, file),
                line,
                pattern,
                all: pattern.global || call.endsWith(".split"),
            });
        }
        ts.forEachChild(node, visit);
    };
    visit(tree);
    return found;
}

function reader({ pattern, all }: Pick<Pattern, "pattern" | "all">): (text: string) => unknown {
    const again = new RegExp(pattern.source, pattern.flags.replace("g", ""));
    return (text) => (all ? text.split(again) : again.exec(text));
}

function check(pattern: Pattern, pump: Pump): void {
    const what = `${pattern.file}:${pattern.line}: ${String(pattern.pattern)} with ${JSON.stringify(pump)}`;
    assertLinear(what, reader(pattern), (length) => pumped(pump, length));
}

describe("every regular expression", function () {
    this.timeout(300_000);
    const files = fs
        .readdirSync(source, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .sort();
    for (const name of files) {
        const patterns = patternsOf(path.join(source, name));
        if (patterns.length === 0) continue;
        it(`of ${name} takes linear time over 64 kB`, () => {
            for (const pattern of patterns) for (const pump of pumpsOf(pattern.pattern)) check(pattern, pump);
        });
    }
});

describe("the texts that are bad for a regular expression", function () {
    this.timeout(120_000);
    const measure = { length: 8192, times: 2, short: 2, tries: 1 };
    for (const pattern of [
        /\n+$/,
        /,(.*)$/,
        /(^|\s)#.*$/,
        /^\s{4,}(\S*\/.*): (\d+)\s*$/,
        /\[([^\]]+)\]\s*$/,
        /^(.*?)((?:\s+\[[A-Z ]+\])*)$/,
        /\..*$/,
        /^x\+(0x[0-9a-f]+)(?: \[([\w-]+)[^\]]*\])?\s*$/,
        /kernel BUG at (\S.*):(\d+)!/,
        /^\s*MASK: [0-9a-f]+ *([A-Z ]*)\s*$/m,
    ]) {
        it(`are found for ${String(pattern)}`, () => {
            const read = reader({ pattern, all: false });
            assert.throws(() => {
                for (const pump of pumpsOf(pattern)) {
                    assertLinear("It", read, (length) => pumped(pump, length), measure);
                }
            }, /^AssertionError.* takes /);
        });
    }
});
