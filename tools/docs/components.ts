// The page with an example of each component.
import { exampleText, readExample } from "./exampleProgram";
import { pythonExample } from "./examplePython";
import { yamlExample } from "./exampleYaml";
import { Declaration, docOf } from "./source";

/**
 * @param components by name, in the order in which a reader meets them
 * @param argsOf the name of a component's arguments
 */
export function componentsPage(
    components: Map<string, Declaration>,
    argsOf: (name: string) => string,
): string {
    const names = [...components.keys()];
    const blocks = [
        "<!-- Made by `npm run generate` from the doc comments of src/ and tools/docs/examples/; change those. -->",
        "# Components",
        "Each component in a whole program, in TypeScript, in Python and in YAML. What a program asks for is set with `pulumi config set`, " +
            "and what is secret with `--secret`.",
        names.map((name) => `**[${name}](#${name.toLowerCase()})**`).join(" · "),
        ...[...components].flatMap(([name, node]) => section(name, node, argsOf(name))),
    ];
    return `${blocks.join("\n\n")}\n`;
}

function section(name: string, node: Declaration, args: string): string[] {
    const text = exampleText(name);
    const program = readExample(text);
    return [
        `## ${name}`,
        ...docOf(node).paragraphs,
        `[Arguments](arguments.md#${args.toLowerCase()}) · [Outputs](outputs.md#${name.toLowerCase()})`,
        block("TypeScript", "ts", text),
        block("Python", "python", pythonExample(program)),
        block("YAML", "yaml", yamlExample(program)),
    ];
}

function block(language: string, fence: string, text: string): string {
    return `${language}:\n\n\`\`\`${fence}\n${text}\`\`\``;
}
