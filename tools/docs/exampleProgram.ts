// An example of the reference, which is written once, in TypeScript, and told in Python and YAML too.
import * as fs from "node:fs";
import * as path from "node:path";

import ts from "typescript";

/** A value of an argument. */
export type Value =
    | string
    | number
    | boolean
    | Value[]
    | { members: Member[] }
    /** A value of the stack's configuration. */
    | { config: string; secret: boolean }
    /** A resource. */
    | { resource: string };

/** A named value, with what is said of it. */
export interface Member {
    name: string;
    comment: string[];
    value: Value;
}

/** A component that the program declares. */
interface Resource {
    /** The variable that it is assigned to. */
    variable: string;
    comment: string[];
    component: string;
    name: string;
    args: Member[];
}

/** What an example says, whatever its language. */
export interface Program {
    resources: Resource[];
    /** Outputs of the stack by the output of a resource that each is. */
    outputs: { variable: string; output: string }[];
}

const directory = path.join(__dirname, "examples");

/** The example of a component as it is written. */
export function exampleText(component: string): string {
    return fs.readFileSync(path.join(directory, `${component}.ts`), "utf8");
}

/**
 * Reads an example.
 *
 * @throws Error when it says something that the other languages are not told
 */
export function readExample(text: string): Program {
    const file = ts.createSourceFile("example.ts", text, ts.ScriptTarget.ES2022, true);
    const program: Program = { resources: [], outputs: [] };
    for (const statement of file.statements) {
        if (ts.isImportDeclaration(statement)) continue;
        if (!ts.isVariableStatement(statement)) throw unknown(statement);
        const [{ name, initializer }] = statement.declarationList.declarations;
        if (initializer === undefined) throw unknown(statement);
        if (ts.isObjectBindingPattern(name) && ts.isIdentifier(initializer)) {
            for (const element of name.elements) {
                program.outputs.push({ variable: initializer.text, output: element.name.getText() });
            }
        } else if (initializer.getText() !== "new pulumi.Config()") {
            program.resources.push(resourceOf(name.getText(), initializer, commentOf(statement)));
        }
    }
    return program;
}

function resourceOf(variable: string, node: ts.Expression, comment: string[]): Resource {
    if (!ts.isNewExpression(node) || !ts.isPropertyAccessExpression(node.expression)) throw unknown(node);
    const [name, args] = node.arguments ?? [];
    if (!ts.isStringLiteral(name) || !ts.isObjectLiteralExpression(args)) throw unknown(node);
    const component = node.expression.name.text;
    return { variable, comment, component, name: name.text, args: membersOf(args) };
}

function membersOf(node: ts.ObjectLiteralExpression): Member[] {
    return node.properties.map((property) => {
        if (!ts.isPropertyAssignment(property)) throw unknown(property);
        const { name, initializer } = property;
        if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) throw unknown(name);
        return { name: name.text, comment: commentOf(property), value: valueOf(initializer) };
    });
}

function valueOf(node: ts.Expression): Value {
    if (ts.isStringLiteral(node)) return node.text;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
    if (ts.isArrayLiteralExpression(node)) return node.elements.map(valueOf);
    if (ts.isObjectLiteralExpression(node)) return { members: membersOf(node) };
    if (ts.isIdentifier(node)) return { resource: node.text };
    const asked = /^config\.require(Secret)?\("(\w+)"\)$/.exec(node.getText());
    if (asked === null) throw unknown(node);
    return { config: asked[2], secret: asked[1] !== undefined };
}

/** The lines of comment above a node. */
function commentOf(node: ts.Node): string[] {
    const text = node.getSourceFile().text;
    const ranges = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    return ranges.map(({ pos, end }) => text.slice(pos, end).replace(/^\/\/ ?/, ""));
}

function unknown(node: ts.Node): Error {
    return new Error(
        `An example says ${JSON.stringify(node.getText())}, which has no form in Python and YAML here; say it with literals, ` +
            `config.require and config.requireSecret, resources and \`export const { … } = resource\`.`,
    );
}
