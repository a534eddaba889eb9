import { Program, Value } from "./exampleProgram";

/** An example in Python, with the names that Pulumi gives arguments there. */
export function pythonExample({ resources, outputs }: Program): string {
    const blocks = [
        "import pulumi\nimport pulumi_kdump as kdump",
        "config = pulumi.Config()",
        ...resources.map(({ variable, comment, component, name, args }) =>
            [
                ...comment.map((line) => `# ${line}`),
                `${variable} = kdump.${component}(`,
                `    ${JSON.stringify(name)},`,
                ...args.flatMap((arg) => [
                    ...arg.comment.map((line) => `    # ${line}`),
                    `    ${snakeCase(arg.name)}=${valueText(arg.value, "    ")},`,
                ]),
                ")",
            ].join("\n"),
        ),
        outputs
            .map(({ variable, output }) => {
                const name = snakeCase(output);
                return `pulumi.export(${JSON.stringify(output)}, ${variable}.${name})`;
            })
            .join("\n"),
    ];
    return `${blocks.join("\n\n")}\n`;
}

/** An argument's name in Python. */
export function snakeCase(name: string): string {
    return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}

function valueText(value: Value, indent: string): string {
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value !== "object") return JSON.stringify(value);
    if (Array.isArray(value)) return `[${value.map((one) => valueText(one, indent)).join(", ")}]`;
    if ("resource" in value) return value.resource;
    if ("config" in value) {
        return `config.require${value.secret ? "_secret" : ""}(${JSON.stringify(value.config)})`;
    }
    const lines = value.members.flatMap((member) => [
        ...member.comment.map((line) => `${indent}    # ${line}`),
        `${indent}    ${JSON.stringify(snakeCase(member.name))}: ${valueText(member.value, `${indent}    `)},`,
    ]);
    return ["{", ...lines, `${indent}}`].join("\n");
}
