import * as assert from "node:assert/strict";
import * as fs from "node:fs";

import * as pulumi from "@pulumi/pulumi";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";
import { generateSchema } from "@pulumi/pulumi/provider/experimental/schema";

import * as kdump from "../../src";
import { bootScriptProperties, userDataProperties } from "../../src/born/args";
import * as tools from "../../src/tools";
import { checkout } from "../../tools/dev/checkout";
import { schemaFile, schemaText } from "../../tools/schema/schema";

interface Property {
    type?: string;
    $ref?: string;
    items?: Property;
    additionalProperties?: Property;
    plain?: boolean;
    description?: string;
    secret?: boolean;
    default?: unknown;
}

interface ObjectType {
    description?: string;
    type?: string;
    enum?: { name?: string; value: string; description?: string }[];
    properties?: Record<string, Property>;
    required?: string[];
}

interface Resource extends ObjectType {
    inputProperties: Record<string, Property>;
    requiredInputs: string[];
}

interface Schema {
    resources: Record<string, Resource>;
    types: Record<string, ObjectType>;
    functions: Record<string, { description?: string; inputs: ObjectType; outputs: ObjectType }>;
}

const schema = JSON.parse(schemaText()) as Schema;

const components = Object.entries(kdump)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
    .map(([name]) => name);

/** What Pulumi's own analyzer makes of the sources: another reader, which understands less. */
function inferred(): Schema {
    const packageJson = { name: "kdump", version: "0.0.0", main: "src/index.ts" };
    const analyzer = new Analyzer(checkout, "kdump", packageJson, new Set(components));
    const getResourceType = (_: unknown, type: { symbol: { name: string } }) => ({
        dependency: { name: "kdump", version: "0.0.0" },
        pulumiType: `kdump:index:${type.symbol.name}`,
    });
    Object.assign(analyzer, { getResourceType }); // it refuses a component of the same package
    const { components: found, typeDefinitions } = analyzer.analyze();
    return generateSchema("kdump", "0.0.0", "", found, typeDefinitions, []) as unknown as Schema;
}

/** A property's kind, in which the two may differ only by whole numbers and by the names of bags. */
function kindOf({ type, $ref, items, additionalProperties }: Property): unknown {
    const token = $ref
        ?.split("/")
        .pop()
        ?.replace(/^\w+:\w+:/, "");
    if (token !== undefined) return token.replace(/Args$/, "");
    if (items !== undefined) return [kindOf(items)];
    if (additionalProperties !== undefined) return { each: kindOf(additionalProperties) };
    return type === "integer" ? "number" : type;
}

function shapeOf(properties: Record<string, Property> = {}, required: string[] = []): unknown {
    return Object.fromEntries(
        Object.entries(properties)
            .map(([name, property]) => [name, kindOf(property), required.includes(name)] as const)
            .sort(([one], [other]) => one.localeCompare(other))
            .map(([name, kind, needed]) => [name, { kind, needed }]),
    );
}

/** The types that a part of the schema is made of, at any depth. */
function typesOf(part: unknown, known = new Set<string>()): Set<string> {
    for (const [, token] of JSON.stringify(part).matchAll(/"#\/types\/([^"]+)"/g)) {
        if (known.has(token)) continue;
        known.add(token);
        typesOf(schema.types[token], known);
    }
    return known;
}

describe("the schema for other languages", function () {
    this.timeout(60_000);

    it("is what the code says; if not, run `npm run generate`", () => {
        assert.equal(fs.readFileSync(schemaFile, "utf8"), schemaText());
    });

    it("has the components, arguments, outputs and types that Pulumi's own analyzer finds", () => {
        const other = inferred();
        assert.ok(components.length >= 5);
        assert.deepEqual(Object.keys(schema.resources).sort(), Object.keys(other.resources).sort());
        for (const [token, resource] of Object.entries(schema.resources)) {
            const found = other.resources[token];
            assert.deepEqual(
                shapeOf(resource.inputProperties, resource.requiredInputs),
                shapeOf(found.inputProperties, found.requiredInputs),
                token,
            );
            assert.deepEqual(
                shapeOf(resource.properties, resource.required),
                shapeOf(found.properties, found.required),
                token,
            );
        }
        const names = (types: object) => Object.keys(types).map((token) => token.replace(/Args$/, ""));
        assert.deepEqual([...typesOf(schema.resources)].sort(), names(other.types).sort());
        for (const [token, found] of Object.entries(other.types)) {
            const type = schema.types[token.replace(/Args$/, "")];
            assert.deepEqual(
                shapeOf(type.properties, type.required),
                shapeOf(found.properties, found.required),
                token,
            );
            const words = ({ enum: all = [] }: ObjectType) => all.map(({ value }) => value).sort();
            assert.deepEqual(words(type), words(found), token);
        }
    });

    it("says what each component, argument and output is", () => {
        for (const [token, { description, inputProperties, properties }] of Object.entries(
            schema.resources,
        )) {
            assert.ok(description, token);
            for (const [name, property] of Object.entries({ ...inputProperties, ...properties }))
                assert.ok(property.description, `${token}.${name}`);
        }
        // A word has the text that every language takes, and not its name in TypeScript.
        assert.doesNotMatch(schemaText(), /RebootPolicy\.|Check\.Always|DrillTrigger\./);
    });

    it("has every function that needs Pulumi, with what it takes and gives", () => {
        const called = Object.entries(kdump)
            .filter(
                ([name, value]) =>
                    typeof value === "function" && !(name in tools) && !components.includes(name),
            )
            .map(([name]) => `kdump:index:${name}`);
        assert.deepEqual(Object.keys(schema.functions).sort(), called.sort());
        const [given, got] = ["inputs", "outputs"].map((side) =>
            Object.fromEntries(
                Object.entries(schema.functions).map(([token, told]) => {
                    const { properties, type } = told[side as "inputs" | "outputs"];
                    return [
                        token.split(":")[2],
                        properties === undefined ? type : Object.keys(properties).sort(),
                    ];
                }),
            ),
        );
        assert.deepEqual(given, {
            bootScript: Object.keys(bootScriptProperties).sort(),
            onEc2: ["conf", "crashkernel", "drill", "dumpServer", "machine", "os"],
            readHost: ["connection"],
            userData: Object.keys(userDataProperties).sort(),
        });
        assert.deepEqual(got, {
            bootScript: "string",
            onEc2: ["memory"],
            readHost: Object.keys(schema.types["kdump:index:KdumpFacts"].properties ?? {}).sort(),
            userData: "string",
        });
        for (const [token, { description, inputs }] of Object.entries(schema.functions)) {
            assert.match(description ?? "", /It returns/, token);
            for (const [name, property] of Object.entries(inputs.properties ?? {})) {
                assert.ok(property.description, `${token}.${name}`);
                // All of it is known when the function is called, so that outputs may be given.
                assert.equal(property.plain, undefined, `${token}.${name}`);
            }
        }
    });

    it("has what TypeScript cannot say: secrets, defaults, what must be known, and components as arguments", () => {
        const secrets = Object.entries(schema.types).flatMap(([token, { properties = {} }]) =>
            Object.keys(properties)
                .filter((name) => properties[name].secret)
                .map((name) => `${token.split(":")[2]}.${name}`),
        );
        assert.deepEqual(secrets.sort(), [
            "Connection.password",
            "Connection.privateKey",
            "Connection.privateKeyPassword",
            "ProxyConnection.password",
            "ProxyConnection.privateKey",
            "ProxyConnection.privateKeyPassword",
            "S3Store.secretAccessKey",
        ]);
        const { inputProperties: ofKdump } = schema.resources["kdump:index:Kdump"];
        assert.equal(ofKdump.reboot.default, "never");
        assert.equal(ofKdump.rebootTimeout.default, 900);
        assert.equal(ofKdump.crashkernel.default, undefined);
        assert.equal(ofKdump.enabled.plain, true);
        assert.equal(ofKdump.crashkernel.plain, undefined);
        const { host } = schema.resources["kdump:index:CrashDrill"].inputProperties;
        assert.deepEqual([host.$ref, host.plain], ["#/resources/kdump:index:Kdump", undefined]);
    });
});
