import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import ts from "typescript";

const checkout = path.join(__dirname, "../..");
const entry = path.join(checkout, "src/vmcore/reader.ts");

describe("the reader that makes reports on hosts", () => {
    const program = ts.createProgram([entry], {
        target: ts.ScriptTarget.ES2022,
        lib: ["lib.es2020.d.ts"],
        module: ts.ModuleKind.CommonJS,
        moduleResolution: ts.ModuleResolutionKind.Node10,
        strict: true,
        skipLibCheck: true,
        noEmit: true,
        types: ["node"],
    });
    const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${checkout}/src/`));

    it("asks Node.js for nothing that version 12 does not have", () => {
        const said = own
            .flatMap((file) => program.getSemanticDiagnostics(file))
            .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
        assert.deepEqual(said, []);
        // Its types declare these for every library; `at` of an array is brought.
        const newer = own.filter(({ text }) => /\.(hasOwn|replaceAll|findLast\w*)\(/.test(text));
        assert.deepEqual(
            newer.map(({ fileName }) => fileName),
            [],
        );
        assert.ok(own.length > 15);
    });

    it("is one file that needs no other", () => {
        const text = fs.readFileSync(path.join(checkout, "dist/kdump-report"), "utf8");
        const required = [...text.matchAll(/require\("([^"]*)"\)/g)].map(([, name]) => name);
        assert.deepEqual([...new Set(required)], ["fs"]);
    });
});
