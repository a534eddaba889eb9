import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";
import ts from "typescript";
import { parse } from "yaml";

import * as kdump from "../../src";
import { exampleFiles } from "../../tools/docs/exampleFolders";
import { exampleText, Program, readExample, Value } from "../../tools/docs/exampleProgram";
import { pythonExample, snakeCase } from "../../tools/docs/examplePython";
import { yamlExample } from "../../tools/docs/exampleYaml";
import { schemaText } from "../../tools/schema/schema";
import { recorded } from "../support/mocks";
import { ed25519Key } from "../support/publicKeys";
import { DeclaredProgram, readPythonProgram } from "../support/pythonProgram";
import { Schema, schemaProblems } from "../support/schemaProblems";

const checkout = path.resolve(__dirname, "../..");

const schema = JSON.parse(schemaText()) as Schema;

/** What the examples ask the stack's configuration for. */
const settings: Record<string, string> = {
    host: "192.0.2.10",
    collectorHost: "192.0.2.20",
    privateKey: "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n",
    hostKey: ed25519Key("web"),
    vmcore: "/var/crash/202611231838/dump.202611231838",
    accessKeyId: "AKIAEXAMPLE",
    secretAccessKey: "a-secret",
};

const components = Object.entries(kdump)
    .filter(([, one]) => typeof one === "function" && one.prototype instanceof pulumi.ComponentResource)
    .map(([name]) => name);

/** A value as a program in another language says it; names of members as `named` writes them. */
function told(value: Value, named: (name: string) => string): unknown {
    if (typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map((one) => told(one, named));
    if ("config" in value) return `\${${value.secret ? "secret " : ""}${value.config}}`;
    if ("resource" in value) return `\${${value.resource}}`;
    return Object.fromEntries(value.members.map((member) => [named(member.name), told(member.value, named)]));
}

function declared(program: Program, named: (name: string) => string): DeclaredProgram {
    const resources = program.resources.map(({ variable, component, name, args }) => {
        const entries = args.map((arg) => [named(arg.name), told(arg.value, named)]);
        return [variable, { component, name, args: Object.fromEntries(entries) }];
    });
    const outputs = program.outputs.map(({ variable, output }) => [
        output,
        `\${${variable}.${named(output)}}`,
    ]);
    return { resources: Object.fromEntries(resources), outputs: Object.fromEntries(outputs) };
}

/** A Pulumi.yaml as what it declares. */
function readYamlProgram(text: string): DeclaredProgram {
    const { runtime, config, resources, outputs } = parse(text);
    assert.equal(runtime, "yaml");
    const asked = (value: unknown): unknown => {
        if (Array.isArray(value)) return value.map(asked);
        if (typeof value === "object" && value !== null) {
            return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asked(one)]));
        }
        const [, name] = /^\$\{(\w+)\}$/.exec(String(value)) ?? [];
        if (name === undefined || name in resources) return value;
        assert.equal(config[name]?.type, "string", `${name} is declared`);
        return `\${${config[name].secret === true ? "secret " : ""}${name}}`;
    };
    const made = Object.entries<any>(resources).map(([variable, { type, name = variable, properties }]) => {
        assert.match(type, /^kdump:\w+$/);
        return [variable, { component: type.slice("kdump:".length), name, args: asked(properties) }];
    });
    return { resources: Object.fromEntries(made), outputs };
}

/** Runs an example as Node would, with the package's sources as the package. */
function run(text: string): Record<string, unknown> {
    const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
    const program = ts.transpileModule(text, { compilerOptions: options }).outputText;
    const modules: Record<string, unknown> = { "@pulumi/pulumi": pulumi, "pulumi-kdump": kdump };
    const exported = {};
    new Function("require", "exports", program)((name: string) => modules[name], exported);
    return exported;
}

describe("the examples of the reference", () => {
    before(() => {
        for (const [name, value] of Object.entries(settings)) {
            pulumi.runtime.setConfig(`project:${name}`, value);
        }
    });
    after(() => pulumi.runtime.setAllConfig({}));

    it("are one for each component", () => {
        const files = fs.readdirSync(path.join(checkout, "tools/docs/examples"));
        assert.deepEqual(files.sort(), components.map((name) => `${name}.ts`).sort());
    });

    for (const component of components) {
        const text = exampleText(component);
        const program = readExample(text);

        it(`make a ${component} in TypeScript, of what all three languages are told`, async () => {
            let exported: Record<string, unknown> = {};
            const made = await recorded(() => (exported = run(text)), "preview");
            const own = made.filter(({ type }) => type.startsWith("kdump:"));
            assert.deepEqual(
                own.map(({ type, name }) => [type, name]).sort(),
                program.resources.map(({ component: type, name }) => [`kdump:index:${type}`, name]).sort(),
            );
            assert.ok(program.resources.some((one) => one.component === component));
            assert.deepEqual(
                Object.keys(exported).sort(),
                program.outputs.map(({ output }) => output).sort(),
            );
            for (const [name, output] of Object.entries(exported)) {
                assert.ok(pulumi.Output.isInstance(output), `${name} is an output`);
            }
        });

        it(`are what schema.json knows of a ${component}`, () => {
            const told = declared(program, (name) => name);
            assert.deepEqual(schemaProblems(told, schema), []);
        });

        it(`make the same ${component} in Python and in YAML`, () => {
            assert.deepEqual(readPythonProgram(pythonExample(program)), declared(program, snakeCase));
            assert.deepEqual(
                readYamlProgram(yamlExample(program)),
                declared(program, (name) => name),
            );
        });
    }

    for (const [file, text] of exampleFiles()) {
        it(`are examples/${file} too; if not, run \`npm run generate\``, () => {
            assert.equal(fs.readFileSync(path.join(checkout, "examples", file), "utf8"), text);
        });
    }

    it("are held to the schema so that a wrong name, kind, word or reference is seen", () => {
        const problems = (from: string, to: string) => {
            const changed = exampleText("DumpServer").replace(from, to);
            assert.notEqual(changed, exampleText("DumpServer"));
            return schemaProblems(
                declared(readExample(changed), (name) => name),
                schema,
            );
        };
        assert.deepEqual(problems("quota:", "share:"), ["collector.share is unknown"]);
        assert.deepEqual(problems('"200G"', "200"), ["collector.quota is 200"]);
        assert.deepEqual(problems('"when-required"', '"sometimes"'), ['web.reboot is "sometimes"']);
        assert.deepEqual(problems("dumpServer: collector", "dumpServer: web"), [
            'web.dumpServer is "${web}"',
        ]);
        assert.deepEqual(problems("dumpPath }", "path }"), ["path is ${web.path}"]);
        assert.deepEqual(problems("connection:", "conf:").slice(0, 2), [
            "collector.connection is missing",
            "collector.conf is unknown",
        ]);
    });

    it("say nothing that the other languages would not be told", () => {
        const asked = (line: string) => () =>
            readExample(`import * as kdump from "pulumi-kdump";\n${line}\nexport const { ready } = web;\n`);
        const web = 'const web = new kdump.Kdump("web", { host: config.require("host"), reboot: "never" });';
        assert.doesNotThrow(asked(web));
        assert.throws(
            asked('console.log("x");'),
            /An example says "console\.log\(\\"x\\"\);", which has no form/,
        );
        assert.throws(asked(web.replace('"never"', "kdump.RebootPolicy.Never")), /which has no form/);
        assert.throws(asked(web.replace(" }", ", ...more }")), /which has no form/);
    });
});
