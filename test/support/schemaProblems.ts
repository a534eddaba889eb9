import { DeclaredProgram } from "./pythonProgram";

/** A property or a type of a Pulumi schema, as far as ours goes. */
interface Spec {
    type?: string;
    $ref?: string;
    items?: Spec;
    additionalProperties?: Spec;
    properties?: Record<string, Spec>;
    required?: string[];
    enum?: { value: string }[];
}

/** A component of a Pulumi schema. */
interface ResourceSpec {
    inputProperties: Record<string, Spec>;
    requiredInputs: string[];
    properties: Record<string, Spec>;
}

/** A Pulumi schema. */
export interface Schema {
    resources: Record<string, ResourceSpec>;
    types: Record<string, Spec>;
}

/** What a program says that a schema does not know, each with the path to it. */
export function schemaProblems({ resources, outputs }: DeclaredProgram, schema: Schema): string[] {
    const specOf = (component: string) => schema.resources[`kdump:index:${component}`];
    const ofBag = (bag: object, known: Record<string, Spec>, required: string[], at: string): string[] => [
        ...required.filter((name) => !(name in bag)).map((name) => `${at}.${name} is missing`),
        ...Object.entries(bag).flatMap(([name, value]) =>
            known[name] === undefined
                ? [`${at}.${name} is unknown`]
                : ofValue(value, known[name], `${at}.${name}`),
        ),
    ];
    const ofValue = (value: unknown, spec: Spec, at: string): string[] => {
        const [, variable] = /^\$\{(\w+)\}$/.exec(String(value)) ?? [];
        const wrong = [`${at} is ${JSON.stringify(value)}`];
        if (spec.$ref?.startsWith("#/resources/")) {
            const token = spec.$ref.slice("#/resources/".length);
            return `kdump:index:${resources[variable ?? ""]?.component}` === token ? [] : wrong;
        }
        if (spec.$ref !== undefined)
            return ofValue(value, schema.types[spec.$ref.slice("#/types/".length)], at);
        if (spec.enum !== undefined) return spec.enum.some((one) => one.value === value) ? [] : wrong;
        if (spec.type === "integer") return Number.isInteger(value) ? [] : wrong;
        if (spec.type !== "object" && spec.type !== "array") return typeof value === spec.type ? [] : wrong;
        if (typeof value !== "object" || value === null) return wrong;
        if (Array.isArray(value) !== (spec.type === "array")) return wrong;
        const each = spec.items ?? spec.additionalProperties;
        return each === undefined
            ? ofBag(value, spec.properties ?? {}, spec.required ?? [], at)
            : Object.entries(value).flatMap(([key, one]) => ofValue(one, each, `${at}.${key}`));
    };
    return [
        ...Object.entries(resources).flatMap(([variable, { component, args }]) => {
            const spec = specOf(component);
            return spec === undefined
                ? [`${variable} is a ${component}`]
                : ofBag(args, spec.inputProperties, spec.requiredInputs, variable);
        }),
        ...Object.entries(outputs).flatMap(([name, output]) => {
            const [, variable, property] = /^\$\{(\w+)\.(\w+)\}$/.exec(output) ?? [];
            const known = specOf(resources[variable ?? ""]?.component ?? "")?.properties ?? {};
            return property !== undefined && property in known ? [] : [`${name} is ${output}`];
        }),
    ];
}
