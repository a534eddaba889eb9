// The names of properties. Pulumi's SDK for Python writes those of a component's arguments as the schema has them, but sends a
// function's as a program gave them: `{"private_key": …}`, as its own type hints ask for.

/** A property's type in the schema. */
export interface PropertyType {
    $ref?: string;
    items?: PropertyType;
    additionalProperties?: PropertyType;
}

/** The schema's types, by token. */
export type ObjectTypes = Record<string, { properties?: Record<string, PropertyType> }>;

const reference = "#/types/";

/** A value with the schema's names in it, at any depth. What has no such name stays, to be refused. */
function namedAsInSchema(value: unknown, type: PropertyType, types: ObjectTypes): unknown {
    const { $ref = "", items, additionalProperties: each } = type;
    if (Array.isArray(value) && items) return value.map((entry) => namedAsInSchema(entry, items, types));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    if (each) return mapped(value, (name, part) => [name, namedAsInSchema(part, each, types)]);
    const properties = $ref.startsWith(reference)
        ? types[$ref.slice(reference.length)].properties
        : undefined;
    return properties === undefined ? value : bagAsInSchema(value, properties, types);
}

/** The same of a whole bag of arguments. */
export function bagAsInSchema(
    bag: object,
    properties: Record<string, PropertyType>,
    types: ObjectTypes,
): Record<string, unknown> {
    return mapped(bag, (name, part) => {
        const known = [name, inCamelCase(name)].find((one) => Object.hasOwn(properties, one));
        return known === undefined ? [name, part] : [known, namedAsInSchema(part, properties[known], types)];
    });
}

function mapped(
    value: object,
    entry: (name: string, part: unknown) => [string, unknown],
): Record<string, unknown> {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => entry(name, part)));
}

function inCamelCase(name: string): string {
    return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
