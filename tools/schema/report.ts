// The JSON schema of a report as a document, which programs read that are written in no language of Pulumi: the type
// VmcoreFindings of schema.json, with what src/vmcore/render/json.ts adds.
import * as path from "node:path";

import { schemaText } from "./schema";

export const reportSchemaFile = path.resolve(__dirname, "../../docs/reference/report.schema.json");

interface Node {
    $ref?: string;
    type?: string;
    description?: string;
    enum?: { value: string }[];
    items?: Node;
    additionalProperties?: Node;
    properties?: Record<string, Node>;
    required?: string[];
}

/** The text of report.schema.json. */
export function reportSchemaText(): string {
    const { types } = JSON.parse(schemaText()) as { types: Record<string, Node> };
    const { properties, required } = types[tokenOf("VmcoreFindings")];
    const document = {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "A report of a vmcore",
        description:
            "What `report.json` beside a dump holds, and what `npx pulumi-kdump report --json` prints.",
        type: "object",
        properties: {
            schema: { const: 1, description: "The version of this form: a later one only adds properties." },
            summary: { type: "string", description: "What happened, in a few sentences." },
            ...converted(properties ?? {}),
        },
        required: ["schema", "summary", ...(required ?? [])],
        definitions: Object.fromEntries(
            usedBy("VmcoreFindings", types).map((name) => [name, convert(types[tokenOf(name)])]),
        ),
    };
    return `${JSON.stringify(document, undefined, 4)}\n`;
}

function tokenOf(name: string): string {
    return `kdump:index:${name}`;
}

/** A node of Pulumi's schema, which differs in its choices and in where its types stand. */
function convert({
    $ref,
    type,
    description,
    enum: words,
    items,
    additionalProperties,
    ...object
}: Node): object {
    if ($ref !== undefined) return { $ref: `#/definitions/${nameIn($ref)}` };
    return {
        type,
        description,
        ...(words && { enum: words.map(({ value }) => value) }),
        ...(items && { items: convert(items) }),
        ...(additionalProperties && { additionalProperties: convert(additionalProperties) }),
        ...(object.properties && { properties: converted(object.properties), required: object.required }),
    };
}

function converted(properties: Record<string, Node>): Record<string, object> {
    return Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, convert(node)]));
}

/** The types that a type is made of, each once, by their names in order; without itself. */
function usedBy(name: string, types: Record<string, Node>, used = new Set<string>()): string[] {
    for (const [, ref] of JSON.stringify(types[tokenOf(name)]).matchAll(/"\$ref":"([^"]*)"/g)) {
        const one = nameIn(ref);
        if (used.has(one)) continue;
        used.add(one);
        usedBy(one, types, used);
    }
    return [...used].sort();
}

function nameIn(ref: string): string {
    return ref.replace(/^#\/types\/kdump:index:/, "");
}
