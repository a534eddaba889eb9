// The programs in the guides, checked by the compiler against the package as it is published.
import * as assert from "node:assert/strict";
import * as path from "node:path";

import ts from "typescript";

import { blocksOf, checkout, documents } from "../support/documents";

/** What a guide's program takes for granted: declared where it does not do so itself. */
const granted = {
    config: "pulumi.Config",
    privateKey: "pulumi.Output<string>",
    web: "kdump.Kdump",
    db: "kdump.Kdump",
    drill: "kdump.CrashDrill",
    collector: "kdump.DumpServer",
    connection: 'kdump.KdumpArgs["connection"]',
    // The providers of clouds are no part of a checkout; examples/ has whole programs, checked with their types.
    aws: "any",
    imageId: "string",
};

const imports = ["@pulumi/pulumi", "pulumi-kdump", "node:fs"].map((module) => {
    const name = module.replace(/^.*[/:]|^pulumi-/, "");
    return `import * as ${name} from "${module}";`;
});

const programs = new Map<string, string>();
for (const document of documents.filter((file) => file.startsWith("docs/"))) {
    blocksOf(document, "ts").forEach((block, index) => {
        const own = Object.entries(granted).filter(([name]) => !new RegExp(`const ${name}\\b`).test(block));
        const before = own.map(([name, type]) => `declare const ${name}: ${type};`);
        programs.set(
            path.join(checkout, `${path.basename(document, ".md")}-${index + 1}.ts`),
            [...(/^import /m.test(block) ? [] : imports), ...before, block].join("\n"),
        );
    });
}

describe("the guides", function () {
    this.timeout(60_000);

    it("have programs that compile", () => {
        const options: ts.CompilerOptions = {
            target: ts.ScriptTarget.ES2022,
            module: ts.ModuleKind.CommonJS,
            moduleResolution: ts.ModuleResolutionKind.Node10,
            strict: true,
            skipLibCheck: true,
            noEmit: true,
            types: ["node"],
        };
        const host = ts.createCompilerHost(options);
        const { fileExists, readFile, getSourceFile } = host;
        host.fileExists = (file) => programs.has(file) || fileExists(file);
        host.readFile = (file) => programs.get(file) ?? readFile(file);
        host.getSourceFile = (file, ...rest) => {
            const text = programs.get(file);
            return text === undefined
                ? getSourceFile(file, ...rest)
                : ts.createSourceFile(file, text, rest[0]);
        };
        const found = ts.getPreEmitDiagnostics(ts.createProgram([...programs.keys()], options, host));
        assert.equal(ts.formatDiagnostics(found, { ...host, getCurrentDirectory: () => checkout }), "");
        assert.ok(programs.size >= 5);
    });
});
