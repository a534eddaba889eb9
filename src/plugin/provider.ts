import * as fs from "node:fs";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { knownValue } from "../args/known";
import { CrashDrill } from "../crashDrill";
import { DumpCollection } from "../dumpCollection";
import { DumpServer } from "../dumpServer";
import { Kdump } from "../kdump";
import { VmcoreReport } from "../vmcoreReport";
import { functions } from "./functions";
import { bagAsInSchema, ObjectTypes, PropertyType } from "./names";

/** A component's class. */
type Component = new (
    name: string,
    args: never,
    opts: pulumi.ComponentResourceOptions,
) => pulumi.ComponentResource;

const components: Record<string, Component> = { CrashDrill, DumpCollection, DumpServer, Kdump, VmcoreReport };

/** schema.json, as far as it is needed here. */
interface Schema {
    version: string;
    resources: Record<string, { inputProperties: Record<string, { $ref?: string }>; properties: object }>;
    functions: Record<string, { inputs: { properties: Record<string, PropertyType> } }>;
    types: ObjectTypes;
}

/** The package as a plugin, which makes its components and answers its functions for programs in other languages. */
export function provider(): pulumi.provider.Provider {
    const text = fs.readFileSync(path.join(__dirname, "..", "..", "schema.json"), "utf8");
    const { version, resources, functions: told, types } = JSON.parse(text) as Schema;
    // A program refers to a component that it has made, and the other is made of this process's own.
    const made = new Map<string, pulumi.ComponentResource>();

    return {
        version,
        schema: text,
        async construct(name, type, inputs, opts) {
            const known = Object.hasOwn(resources, type) ? resources[type] : undefined;
            if (known === undefined)
                throw new Error(`There is no component ${type} in pulumi-kdump ${version}.`);
            const references = Object.entries(known.inputProperties)
                .filter(([property, { $ref }]) => property in inputs && $ref?.startsWith("#/resources/"))
                .map(async ([property]) => {
                    const urn = await knownValue(pulumi.output(inputs[property] as string));
                    return [property, made.get(urn ?? "") ?? urn] as const;
                });
            const args = { ...inputs, ...Object.fromEntries(await Promise.all(references)) };
            const component = new components[type.split(":")[2]](name, args as never, opts);
            const urn = await knownValue(component.urn);
            if (urn !== undefined) made.set(urn, component);
            const outputs = Object.keys(known.properties).map((output) => [
                output,
                component[output as keyof pulumi.ComponentResource] as unknown,
            ]);
            return { urn: component.urn, state: Object.fromEntries(outputs) as pulumi.Inputs };
        },
        async invoke(token, inputs) {
            if (!Object.hasOwn(told, token))
                throw new Error(`There is no function ${token} in pulumi-kdump ${version}.`);
            const args = bagAsInSchema(inputs as object, told[token].inputs.properties, types);
            try {
                return { outputs: answer(await functions[token.split(":")[2]](args as never)) };
            } catch (error) {
                return { failures: failuresOf(error) };
            }
        },
    };
}

/** A function's value as the engine takes it: an object without anything undefined, in which a single value is alone. */
function answer(value: unknown): object {
    const bag = typeof value === "object" ? value : { result: value };
    return JSON.parse(JSON.stringify(bag)) as object;
}

/** @throws what is no mistake in the arguments */
function failuresOf(error: unknown): pulumi.provider.CheckFailure[] {
    if (!pulumi.InputPropertiesError.isInstance(error)) throw error;
    return error.errors.map(({ propertyPath: property, reason }) => ({ property, reason }));
}
