import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import { Analyzer } from "@pulumi/pulumi/provider/experimental/analyzer";

import * as kdump from "../../src";
import { checkout } from "../../tools/dev/checkout";

const components = Object.entries(kdump)
    .filter(([, value]) => typeof value === "function" && value.prototype instanceof pulumi.ComponentResource)
    .map(([name]) => name);

/** What Pulumi infers a package's schema with, for the languages that are not TypeScript. */
function analyzer(...names: string[]): Analyzer {
    return new Analyzer(
        checkout,
        "kdump",
        { name: "kdump", version: "0.0.0", main: "src/index.ts" },
        new Set(names),
    );
}

describe("the schema for other languages", function () {
    this.timeout(60_000);

    it("has every component, its arguments and outputs, but for an argument that is a component", () => {
        const refused: string[] = [];
        const one = analyzer(...components);
        Object.assign(one, {
            getResourceType: ({ property }: { property: string }, type: { symbol: { name: string } }) => {
                refused.push(`${property}: ${type.symbol.name}`);
                return { dependency: { name: "kdump", version: "0.0.0" }, pulumiType: "kdump:index:Kdump" };
            },
        });
        const { components: found, typeDefinitions } = one.analyze();
        assert.ok(components.length >= 3);
        assert.deepEqual(Object.keys(found).sort(), [...components].sort());
        assert.deepEqual(
            [...new Set(refused)],
            ["host: Kdump", "server: DumpServer", "dumpServer: DumpServer"],
        );
        for (const { name, description, inputs, outputs } of Object.values(found)) {
            assert.ok(description, `${name} says what it is`);
            for (const [property, { description: text }] of Object.entries({ ...inputs, ...outputs })) {
                assert.ok(text && !text.includes("[object"), `${name}.${property} says what it is`);
            }
        }
        // A type that Pulumi infers of a mapped one has a name of its own, which nobody chose.
        assert.deepEqual(
            Object.keys(typeDefinitions).filter((name) => /^(Partial|Required)/.test(name)),
            [],
        );
    });

    it("is refused for a component as an argument", () => {
        assert.throws(() => analyzer("VmcoreReport").analyze(), /__pulumiType for resource class 'Kdump'/);
    });
});
