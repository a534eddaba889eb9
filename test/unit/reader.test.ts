import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import ts from "typescript";

import { recordedReport } from "../support/vmcoreFixtures";

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

    it("asks Node.js for nothing that version 10 does not have", () => {
        const said = own
            .flatMap((file) => program.getSemanticDiagnostics(file))
            .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
        assert.deepEqual(said, []);
        // Its types declare these for every library; what src/vmcore/olderNode.ts brings is not among them.
        const newer = own.filter(({ text }) =>
            /\.(hasOwn|replaceAll|findLast\w*|flat|allSettled)\(|\bglobalThis\b|\bBigInt\b/.test(text),
        );
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

    it("makes the same reports where Node.js lacks what version 10 lacks", () => {
        const make = (...before: string[]) => {
            const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-reader-"));
            try {
                const answer = JSON.stringify(recordedReport("null-pointer"));
                fs.writeFileSync(path.join(directory, "answer"), answer);
                const reader = path.join(checkout, "dist/kdump-report");
                execFileSync(process.execPath, [...before, reader, "answer"], { cwd: directory });
                return ["html", "md", "json"].map((kind) =>
                    fs.readFileSync(path.join(directory, `${kind}.txt`), "utf8"),
                );
            } finally {
                fs.rmSync(directory, { recursive: true });
            }
        };
        const lacking = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "kdump-reader-")), "lacking.cjs");
        fs.writeFileSync(
            lacking,
            "delete Array.prototype.at; delete Array.prototype.flatMap; delete Object.fromEntries; delete String.prototype.matchAll;",
        );
        try {
            assert.deepEqual(make("--require", lacking), make());
        } finally {
            fs.rmSync(path.dirname(lacking), { recursive: true });
        }
    });
});
