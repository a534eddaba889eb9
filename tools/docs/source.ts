// Reads the package's public declarations and their doc comments, without type checking: names in src/index.ts are unique.
import * as fs from "node:fs";
import * as path from "node:path";

import ts from "typescript";

/** What a doc comment says. */
export interface Doc {
    /** Its paragraphs, each on one line. */
    paragraphs: string[];
    /** The text of `@default`, without a leading dash. */
    default?: string;
    /** The text of `@deprecated`. */
    deprecated?: string;
    /** The texts of `@throws`. */
    throws: string[];
    /** The text of `@returns`. */
    returns?: string;
    /** The texts of `@param`, by name. */
    params: Map<string, string>;
}

export type Declaration =
    | ts.InterfaceDeclaration
    | ChoicesDeclaration
    | ts.ClassDeclaration
    | ts.FunctionDeclaration
    | ts.TypeAliasDeclaration;

/** Words to choose from: `const X = { … } as const`, beside which there is the type X of its values. */
export type ChoicesDeclaration = ts.VariableDeclaration & {
    initializer: ts.AsExpression & { expression: ts.ObjectLiteralExpression };
};

/** One of the words: its name in TypeScript, and what it is. */
export interface Choice {
    name: string;
    value: string;
    doc: Doc;
}

export function isChoices(node: ts.Node): node is ChoicesDeclaration {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return false;
    return ts.isAsExpression(node.initializer) && ts.isObjectLiteralExpression(node.initializer.expression);
}

/** The words, in their order. */
export function choicesOf(node: ChoicesDeclaration): Choice[] {
    return node.initializer.expression.properties.filter(ts.isPropertyAssignment).map((property) => ({
        name: property.name.getText(),
        value: (property.initializer as ts.StringLiteral).text,
        doc: docOf(property),
    }));
}

/** All that `entry` exports, by name, in its order. */
export function exportsOf(entry: string): Map<string, Declaration> {
    const found = new Map<string, Declaration>();
    for (const statement of parse(entry).statements) {
        if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) continue;
        if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) continue;
        const module = (statement.moduleSpecifier as ts.StringLiteral).text;
        const file = path.resolve(path.dirname(entry), `${module}.ts`);
        const passedOn = exportsOf(file);
        for (const { name } of statement.exportClause.elements) {
            found.set(name.text, passedOn.get(name.text) ?? declarationIn(parse(file), name.text));
        }
    }
    return found;
}

/** The interfaces of a namespace that a file declares, by name. */
export function namespaceIn(file: string, name: string): Map<string, ts.InterfaceDeclaration> {
    const found = parse(file).statements.find(
        (statement): statement is ts.ModuleDeclaration =>
            ts.isModuleDeclaration(statement) && statement.name.text === name,
    );
    const body = found?.body;
    const inside = body !== undefined && ts.isModuleBlock(body) ? [...body.statements] : [];
    return new Map(inside.filter(ts.isInterfaceDeclaration).map((node) => [node.name.text, node]));
}

const files = new Map<string, ts.SourceFile>();

function parse(file: string): ts.SourceFile {
    const known = files.get(file);
    if (known !== undefined) return known;
    const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
    files.set(file, source);
    return source;
}

function declarationIn(file: ts.SourceFile, name: string): Declaration {
    const found = file.statements
        .flatMap(declarationsOf)
        .find(
            (statement): statement is Declaration =>
                (ts.isInterfaceDeclaration(statement) ||
                    isChoices(statement) ||
                    ts.isClassDeclaration(statement) ||
                    ts.isFunctionDeclaration(statement) ||
                    ts.isTypeAliasDeclaration(statement)) &&
                statement.name?.getText() === name,
        );
    if (found === undefined) {
        throw new Error(
            `${path.basename(file.fileName)} does not declare ${name}, which src/index.ts exports.`,
        );
    }
    return found;
}

/** A statement that declares constants is made of them. */
function declarationsOf(statement: ts.Statement): readonly ts.Node[] {
    return ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
}

/** The doc comment of a node. */
export function docOf(node: ts.Node): Doc {
    const doc: Doc = { paragraphs: [], throws: [], params: new Map() };
    for (const part of ts.getJSDocCommentsAndTags(node)) {
        if (ts.isJSDoc(part)) doc.paragraphs.push(...paragraphs(textOf(part.comment)));
    }
    for (const tag of ts.getJSDocTags(node)) {
        const text = paragraphs(textOf(tag.comment)).join(" ");
        if (ts.isJSDocParameterTag(tag)) doc.params.set(tag.name.getText(), text);
        else if (tag.tagName.text === "default") doc.default = text.replace(/^- /, "");
        else if (tag.tagName.text === "throws") doc.throws.push(thrown(tag, text));
        else if (tag.tagName.text === "returns") doc.returns = text;
        else if (tag.tagName.text === "deprecated") {
            doc.deprecated = text;
            doc.paragraphs.push(`Deprecated: ${text}.`);
        } else throw new Error(`@${tag.tagName.text} in a doc comment cuts it off; write it in backquotes.`);
    }
    return doc;
}

/** `@throws Error when …` has its type apart from its text. */
function thrown(tag: ts.JSDocTag, text: string): string {
    const type = ts.isJSDocThrowsTag(tag) ? tag.typeExpression?.type.getText() : undefined;
    return type === undefined ? text : `${type} ${text}`;
}

function textOf(comment: string | ts.NodeArray<ts.JSDocComment> | undefined): string {
    return ts.getTextOfJSDocComment(comment) ?? "";
}

function paragraphs(text: string): string[] {
    return text
        .split(/\n\s*\n/)
        .map((paragraph) => paragraph.replace(/\s+/g, " ").trim())
        .filter((paragraph) => paragraph !== "");
}
