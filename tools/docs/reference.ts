// The reference pages that come from src/index.ts: arguments, outputs, and functions that need no host.
import * as path from "node:path";

import ts from "typescript";

import { componentsPage } from "./components";
import { basesOf, constructorOf, isComponent, Member, membersOf, outputsOf } from "./declarations";
import { choicesOf, Declaration, Doc, docOf, exportsOf, isChoices } from "./source";
import { isInput, LinkTo, namesIn, typeMarkdown, typeText, unwrapped } from "./types";

const checkout = path.resolve(__dirname, "../..");

/** A page: its file below docs/reference/, its title, what comes first, and the declarations in their order. */
interface Page {
    file: string;
    title: string;
    intro: string[];
    names: string[];
}

const connectionArgs = "https://www.pulumi.com/registry/packages/command/api-docs/remote/command/#connection";

/** The pages by file name. */
export function referencePages(): Map<string, string> {
    const all = exportsOf(path.join(checkout, "src/index.ts"));
    const pages = pagesOf(all);
    const linkFrom =
        (page: Page): LinkTo =>
        (name) => {
            if (name === "ConnectionArgs") return connectionArgs;
            const home = pages.find(({ names }) => names.includes(name));
            if (home === undefined) return undefined;
            return `${home === page ? "" : home.file}#${anchor(name)}`;
        };
    const components = new Map(componentsOf(all).map((name) => [name, all.get(name) as Declaration]));
    const argsOf = (name: string) =>
        namesIn(constructorOf(components.get(name) as ts.ClassDeclaration).parameters[1])[0];
    return new Map([
        ["components.md", componentsPage(components, argsOf)],
        ...pages.map((page): [string, string] => [page.file, render(page, all, linkFrom(page))]),
    ]);
}

function componentsOf(all: Map<string, Declaration>): string[] {
    return [...all]
        .filter(([, node]) => isComponent(node))
        .map(([name]) => name)
        .sort((one, other) => place(one) - place(other));
}

function pagesOf(all: Map<string, Declaration>): Page[] {
    const components = componentsOf(all);
    const constructorsOf = (name: string) => constructorOf(all.get(name) as ts.ClassDeclaration);
    const argsTypes = components.flatMap((name) => namesIn(constructorsOf(name).parameters[1]));
    const args = reachable(all, argsTypes, components);
    const outputs = reachable(all, components, args);
    const rest = [...all.keys()].filter((name) => !args.includes(name) && !outputs.includes(name)).sort();
    const functions = rest.filter((name) => ts.isFunctionDeclaration(all.get(name) as Declaration));
    return [
        {
            file: "arguments.md",
            title: "Arguments",
            intro: [
                "What each component takes; [Components](components.md) has an example of each. A value may be an `Output` unless it is marked *plain*. An argument without a " +
                    "default is required if it is not marked *optional*.",
                "Everything that is wrong with a component's arguments is reported together, by `pulumi preview` where the " +
                    "values are known, each with its property path (`conf.target.location`). What only a host can refuse has an " +
                    "[error code](error-codes.md).",
            ],
            names: args,
        },
        {
            file: "outputs.md",
            title: "Outputs",
            intro: ["The outputs of each component, and their types. Every field is an `Output`."],
            names: outputs,
        },
        {
            file: "functions.md",
            title: "Functions",
            intro: [
                "What the package can do without a host: read, write and check a `crashkernel=` value and a kdump.conf, " +
                    "predict a reservation, and read what `crash` printed. `readHost` alone asks a host.",
            ],
            names: [...functions, ...rest.filter((name) => !functions.includes(name))],
        },
    ];
}

/** The components in the order in which a reader meets them; others come after these. */
const order = ["Kdump", "CrashDrill", "VmcoreReport", "DumpServer", "DumpCollection"];

function place(component: string): number {
    return order.includes(component) ? order.indexOf(component) : order.length;
}

/** The exported types that these lead to, each after the one that leads to it. */
function reachable(all: Map<string, Declaration>, from: string[], not: string[] = []): string[] {
    const found: string[] = [];
    const visit = (name: string): void => {
        const node = all.get(name);
        if (node === undefined || found.includes(name) || not.includes(name)) return;
        found.push(name);
        namesOf(node).forEach(visit);
    };
    from.forEach(visit);
    return found;
}

/** The names that a declaration's members and what it extends are made of. */
function namesOf(node: Declaration): string[] {
    if (ts.isTypeAliasDeclaration(node)) return namesIn(node.type);
    const own = ts.isClassDeclaration(node) ? outputsOf(node) : membersOf(node);
    return [...own.flatMap(({ type }) => (type === undefined ? [] : namesIn(type))), ...basesOf(node)];
}

function render(page: Page, all: Map<string, Declaration>, linkTo: LinkTo): string {
    const blocks = [
        "<!-- Made by `npm run generate` from the doc comments of src/; change those. -->",
        `# ${page.title}`,
        ...page.intro,
        page.names.map((name) => indexEntry(name, all.get(name) as Declaration)).join(" · "),
    ];
    for (const name of page.names) blocks.push(...section(name, all.get(name) as Declaration, linkTo));
    return `${blocks.join("\n\n")}\n`;
}

/** A component and its arguments stand out among their types. */
function indexEntry(name: string, node: Declaration): string {
    const link = `[${name}](#${anchor(name)})`;
    return isComponent(node) || ts.isFunctionDeclaration(node) || name.endsWith("Args")
        ? `**${link}**`
        : link;
}

function section(name: string, node: Declaration, linkTo: LinkTo): string[] {
    const doc = docOf(node);
    const head = [`## ${name}`, ...doc.paragraphs.map(escaped)];
    if (ts.isFunctionDeclaration(node)) return [...head, ...functionBlocks(name, node, doc)];
    if (ts.isTypeAliasDeclaration(node)) return [...head, `\`${typeText(node.type)}\``];
    if (isChoices(node)) {
        const rows = choicesOf(node).map(
            (choice) =>
                `| \`${name}.${choice.name}\` | \`"${choice.value}"\` | ${choice.doc.paragraphs.map(escaped).join(" ")} |`,
        );
        return [...head, ["| member | value | |", "| --- | --- | --- |", ...rows].join("\n")];
    }
    if (ts.isInterfaceDeclaration(node)) {
        // A base that is not exported, such as a choice of another's members, is what the comment tells in words.
        const bases = basesOf(node).filter((base) => linkTo(base) !== undefined);
        const more = bases.map((base) => `And everything that [${base}](${linkTo(base)}) has.`);
        return [...head, ...more, ...membersOf(node).flatMap((member) => memberBlocks(member, linkTo))];
    }
    if (!isComponent(node)) return [...head, ...errorBlocks(node, doc)];
    const made = constructorOf(node);
    const [args] = namesIn(made.parameters[1]);
    const { throws } = docOf(made);
    return [
        ...head,
        `\`new ${name}(name, args, opts?)\`, with [${args}](${linkTo(args)}).`,
        ...throws.map((text) => `Throws: ${escaped(text)}.`),
        ...outputsOf(node).flatMap((member) => memberBlocks(member, linkTo)),
    ];
}

/** An argument or an output: its name, its type and default, and what it is. */
function memberBlocks(member: Member, linkTo: LinkTo): string[] {
    const type = member.type as ts.TypeNode;
    const doc = docOf(member);
    const facts = [typeMarkdown(type, linkTo)];
    const ofInterface = ts.isPropertySignature(member) && member.questionToken !== undefined;
    if (ofInterface && doc.default === undefined) facts.push("optional");
    if (doc.default !== undefined) facts.push(`default: ${escaped(doc.default)}`);
    if (ts.isPropertySignature(member) && takesInputs(member) && !isInput(type)) facts.push("*plain*");
    // Two blanks at the end of a line are a line break.
    return [
        [`**\`${member.name.getText()}\`** ${facts.join(" · ")}`, ...doc.paragraphs.map(escaped)].join(
            "  \n",
        ),
    ];
}

/** Whether a member stands among those of which some may be outputs. */
function takesInputs(member: ts.PropertySignature): boolean {
    const all = (member.parent as ts.InterfaceDeclaration).members.filter(ts.isPropertySignature);
    return all.some(({ type }) => type !== undefined && isInput(type));
}

function functionBlocks(name: string, node: ts.FunctionDeclaration, doc: Doc): string[] {
    const parameters = node.parameters.map(({ name: parameter, type, questionToken, initializer }) => {
        const called = ts.isIdentifier(parameter) ? parameter.text : "options";
        if (type === undefined) return `${called} = ${initializer?.getText()}`;
        return `${called}${(questionToken ?? initializer) ? "?" : ""}: ${typeText(type)}`;
    });
    const result = node.type ? typeText(node.type) : "void";
    const lines = [...doc.params].map(([parameter, text]) => `- \`${parameter}\`: ${escaped(text)}`);
    return [
        `\`${name}(${parameters.join(", ")}): ${result}\``,
        ...(lines.length > 0 ? [lines.join("\n")] : []),
        ...(doc.returns === undefined ? [] : [`Returns: ${escaped(doc.returns)}.`]),
        ...doc.throws.map((text) => `Throws: ${escaped(text)}.`),
    ];
}

/** An error class: what it carries. */
function errorBlocks(node: Declaration, { paragraphs }: Doc): string[] {
    if (!ts.isClassDeclaration(node) || paragraphs.length === 0) return [];
    const made = constructorOf(node);
    const { params } = docOf(made);
    const carried = made.parameters.filter((parameter) => parameter.modifiers !== undefined);
    return carried.length === 0
        ? []
        : [
              carried
                  .map((parameter) => {
                      const name = parameter.name.getText();
                      const type =
                          parameter.type === undefined ? "string" : typeText(unwrapped(parameter.type));
                      return `- \`${name}: ${type}\`: ${escaped(params.get(name) ?? "")}`;
                  })
                  .join("\n"),
          ];
}

/** Text of a doc comment as Markdown: what is not code must not be taken for HTML or for a table's end. */
function escaped(text: string): string {
    return text
        .split(/(`[^`]*`)/)
        .map((part, index) => (index % 2 === 1 ? part : part.replace(/[<>|]/g, (sign) => `\\${sign}`)))
        .join("");
}

/** The anchor that GitHub and npm give a heading of one word. */
function anchor(name: string): string {
    return name.toLowerCase();
}
