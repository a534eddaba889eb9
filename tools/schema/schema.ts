// The package's schema for other languages, from the declarations that src/index.ts exports and from their doc comments.
// Pulumi's own analyzer infers one too, but without defaults, secrets, texts of types and references between components.
import * as fs from "node:fs";
import * as path from "node:path";

import ts from "typescript";

import { functions } from "../../src/plugin/functions";
import { basesOf, constructorOf, isComponent, Member, membersOf, outputsOf } from "../docs/declarations";
import { choicesOf, Declaration, docOf, exportsOf, isChoices, namespaceIn } from "../docs/source";
import { definedType, isInput, namesIn } from "../docs/types";
import { DocTexts } from "./doc";
import { Defined, TypeSpec, typeSpec } from "./typeSpec";

const checkout = path.resolve(__dirname, "../..");

export const schemaFile = path.join(checkout, "schema.json");

/** One property of a resource or a type. */
type PropertySpec = TypeSpec & {
    description?: string;
    default?: string | number | boolean;
    secret?: boolean;
    deprecationMessage?: string;
};

/**
 * What properties are for: a component's arguments, for which alone an SDK may fill in what is left out; a function's, which are
 * all known when it is called; parts of an argument; or what a program gets.
 */
type Use = "component" | "function" | "type" | "output";

interface ObjectSpec {
    properties: Record<string, PropertySpec>;
    required: string[];
}

/** What is shown of no argument, in a preview or a log. */
const secrets = ["password", "privateKey", "privateKeyPassword", "secretAccessKey"];

/** The text of schema.json. */
export function schemaText(): string {
    return `${JSON.stringify(new Schema().whole(), undefined, 4)}\n`;
}

/** A schema that grows by the types that its components need. */
class Schema implements Defined {
    private readonly all = declarations();
    private readonly docs = new DocTexts(this.all);
    private readonly types = new Map<string, object>();

    whole(): object {
        const components = [...this.all.keys()].filter((name) => this.component(name));
        const resources = components.map((name) => [tokenOf(name), this.resource(name)] as const);
        const answered = [...this.all].flatMap(([name, node]) =>
            Object.hasOwn(functions, name)
                ? [[tokenOf(name), this.function(node as ts.FunctionDeclaration)] as const]
                : [],
        );
        const types = [...this.types].sort(([one], [other]) => (one < other ? -1 : 1));
        return {
            ...head(),
            types: Object.fromEntries(types),
            resources: Object.fromEntries(resources),
            functions: Object.fromEntries(answered),
        };
    }

    component(name: string): boolean {
        const node = this.all.get(name);
        return node !== undefined && isComponent(node);
    }

    type(name: string, given: boolean): string | undefined {
        const node = this.all.get(name);
        if (node === undefined) return undefined;
        const token = tokenOf(name);
        if (!this.types.has(token)) {
            this.types.set(token, {}); // for a type that contains itself
            this.types.set(token, this.typeOf(name, node, given));
        }
        return token;
    }

    private resource(name: string): object {
        const node = this.all.get(name) as ts.ClassDeclaration;
        const [args] = namesIn(constructorOf(node).parameters[1]);
        const inputs = this.object(this.members(args), "component");
        const outputs = this.object(outputsOf(node), "output");
        return {
            isComponent: true,
            description: this.docs.description(docOf(node)),
            inputProperties: inputs.properties,
            requiredInputs: inputs.required,
            properties: outputs.properties,
            required: outputs.required,
        };
    }

    /** A function takes one bag: the members of its parameter `args`, and any other parameter by its name. */
    private function(node: ts.FunctionDeclaration): object {
        const doc = docOf(node);
        const inputs: ObjectSpec = { properties: {}, required: [] };
        for (const parameter of node.parameters) {
            const name = parameter.name.getText();
            if (name === "args") {
                const [bag] = namesIn(constrained(node, parameter.type as ts.TypeNode));
                const { properties, required } = this.object(this.members(bag), "function");
                Object.assign(inputs.properties, properties);
                inputs.required.push(...required);
            } else {
                const description = sentence(doc.params.get(name));
                inputs.properties[name] = {
                    ...typeSpec(parameter.type as ts.TypeNode, true, this),
                    description,
                };
                inputs.required.push(name);
            }
        }
        return {
            description: this.docs.description({
                ...doc,
                paragraphs: [...doc.paragraphs, `It returns ${doc.returns}.`],
            }),
            inputs: { type: "object", ...inputs },
            outputs: this.result(node.type as ts.TypeNode),
        };
    }

    /** What a function gives: the members of what it returns, or the one value. What the program gave it has already. */
    private result(type: ts.TypeNode): object {
        const own = ts.isIntersectionTypeNode(type) ? type.types[type.types.length - 1] : type;
        const [name] = namesIn(own);
        return name === undefined
            ? typeSpec(own, false, this)
            : { type: "object", ...this.object(this.members(name), "output") };
    }

    private typeOf(name: string, node: Declaration, given: boolean): object {
        const description = this.docs.description(docOf(node));
        if (isChoices(node)) {
            const words = choicesOf(node).map(({ name: word, value, doc }) => ({
                name: word,
                value,
                description: this.docs.description(doc),
            }));
            return { type: "string", description, enum: words };
        }
        if (!ts.isInterfaceDeclaration(node)) throw new Error(`${name} is nothing that a schema can say.`);
        return { type: "object", description, ...this.object(this.members(name), given ? "type" : "output") };
    }

    /** The members of an interface, with those that it extends. */
    private members(name: string): Member[] {
        const node = this.all.get(name);
        if (node === undefined) throw new Error(`src/index.ts does not export ${name}.`);
        return [...basesOf(node).flatMap((base) => this.members(base)), ...membersOf(node)];
    }

    private object(members: Member[], use: Use): ObjectSpec {
        const isOptional = (member: Member) =>
            (ts.isPropertySignature(member) && member.questionToken !== undefined) ||
            (member.type !== undefined && definedType(member.type) !== undefined);
        return {
            properties: Object.fromEntries(
                members.map((member) => [member.name.getText(), this.property(member, use)]),
            ),
            required: members.filter((member) => !isOptional(member)).map(({ name }) => name.getText()),
        };
    }

    private property(member: Member, use: Use): PropertySpec {
        const type = member.type as ts.TypeNode;
        const doc = docOf(member);
        const given = use !== "output";
        const plain =
            given &&
            use !== "function" &&
            !isInput(type) &&
            !namesIn(type).some((name) => this.component(name));
        return {
            ...typeSpec(type, given, this),
            ...(plain ? { plain } : {}),
            description: this.docs.description(doc),
            ...(use === "component" ? this.docs.default(doc) : {}),
            ...(given && secrets.includes(member.name.getText()) ? { secret: true } : {}),
            deprecationMessage: doc.deprecated,
        };
    }
}

/** What the package exports, and how a host is reached: @pulumi/command's own, whose SDKs need not be there then. */
function declarations(): Map<string, Declaration> {
    const all = exportsOf(path.join(checkout, "src/index.ts"));
    const inputs = path.join(checkout, "node_modules/@pulumi/command/types/input.d.ts");
    for (const [name, node] of namespaceIn(inputs, "remote")) all.set(name, node);
    return all;
}

/** A text that begins small, as a sentence. */
function sentence(text = ""): string {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A type, or of a type parameter what it extends. */
function constrained(node: ts.FunctionDeclaration, type: ts.TypeNode): ts.TypeNode {
    const parameter = node.typeParameters?.find(({ name }) => name.getText() === type.getText());
    return parameter?.constraint ?? type;
}

/** A bag of inputs has no `Args` here: it gets one in every SDK. */
function tokenOf(name: string): string {
    return `kdump:index:${name.replace(/Args$/, "")}`;
}

/** What is said of the package itself; package.json says it. */
function head(): object {
    const text = fs.readFileSync(path.join(checkout, "package.json"), "utf8");
    const { version, description, keywords, license, homepage, repository } = JSON.parse(text) as {
        [name: string]: unknown;
        repository?: { url: string };
    };
    // The names are given because they would be others by a git address than by a path.
    const sdk = { respectSchemaVersion: true };
    return {
        name: "kdump",
        displayName: "kdump",
        version,
        description,
        keywords: [...(keywords as string[]), "kind/component"],
        homepage,
        license,
        repository: repository?.url.replace(/^git\+/, "").replace(/\.git$/, ""),
        language: {
            nodejs: { ...sdk, packageName: "@pulumi-kdump/kdump" },
            python: { ...sdk, packageName: "pulumi_kdump", pyproject: { enabled: true } },
            go: { ...sdk, generateResourceContainerTypes: true },
            csharp: { ...sdk, rootNamespace: "Pulumi" },
        },
    };
}
