import { Member, Program, Value } from "./exampleProgram";

/** An example in Pulumi YAML: a whole Pulumi.yaml but for the package, which `pulumi package add` writes into it. */
export function yamlExample({ resources, outputs }: Program): string {
    const asked = new Map(resources.flatMap(({ args }) => args.flatMap(({ value }) => configIn(value))));
    const lines = [
        "name: crash-ready",
        "runtime: yaml",
        "config:",
        ...[...asked].flatMap(([name, secret]) => [
            `  ${name}:`,
            "    type: string",
            ...(secret ? ["    secret: true"] : []),
        ]),
        "resources:",
        ...resources.flatMap(({ variable, comment, component, name, args }) => [
            ...comment.map((line) => `  # ${line}`),
            `  ${variable}:`,
            `    type: kdump:${component}`,
            ...(name === variable ? [] : [`    name: ${name}`]),
            "    properties:",
            ...args.flatMap((arg) => memberLines(arg, "      ")),
        ]),
        "outputs:",
        ...outputs.map(({ variable, output }) => `  ${output}: \${${variable}.${output}}`),
    ];
    return `${lines.join("\n")}\n`;
}

function memberLines({ name, comment, value }: Member, indent: string): string[] {
    const head = [...comment.map((line) => `${indent}# ${line}`)];
    if (typeof value === "object" && "members" in value) {
        const inside = value.members.flatMap((member) => memberLines(member, `${indent}  `));
        return [...head, `${indent}${name}:`, ...inside];
    }
    return [...head, `${indent}${name}: ${scalar(value)}`];
}

function scalar(value: Value): string {
    if (typeof value === "string") return /^[\w/.-][\w /.-]*$/.test(value) ? value : JSON.stringify(value);
    if (typeof value !== "object") return String(value);
    if (Array.isArray(value)) return `[${value.map(scalar).join(", ")}]`;
    if ("config" in value) return `\${${value.config}}`;
    if ("resource" in value) return `\${${value.resource}}`;
    throw new Error("A list of bags has no form here; write one when an example needs it.");
}

/** The configuration that a value is made of, by name, and whether it is secret. */
function configIn(value: Value): [string, boolean][] {
    if (typeof value !== "object") return [];
    if (Array.isArray(value)) return value.flatMap(configIn);
    if ("config" in value) return [[value.config, value.secret]];
    return "members" in value ? value.members.flatMap((member) => configIn(member.value)) : [];
}
