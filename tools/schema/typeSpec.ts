// TypeScript types as a schema has them.
import ts from "typescript";

import { definedType, namesIn, unwrapped } from "../docs/types";

export interface TypeSpec {
    type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
    $ref?: string;
    items?: TypeSpec;
    additionalProperties?: TypeSpec;
    plain?: boolean;
}

/** The package's types. */
export interface Defined {
    /** Whether this is a component. */
    component(name: string): boolean;
    /** The token of a type, which is put into the schema; undefined where there is none of this name. */
    type(name: string, given: boolean): string | undefined;
}

const simple = new Map<ts.SyntaxKind, "string" | "boolean">([
    [ts.SyntaxKind.StringKeyword, "string"],
    [ts.SyntaxKind.BooleanKeyword, "boolean"],
]);

/**
 * @param given whether a program gives it: such numbers are whole, and those that it gets may be fractions or large
 * @throws Error for a type that a schema cannot say
 */
export function typeSpec(node: ts.TypeNode, given: boolean, defined: Defined): TypeSpec {
    const type = definedType(node) ?? unwrapped(node);
    const word = simple.get(type.kind);
    if (word !== undefined) return { type: word };
    if (type.kind === ts.SyntaxKind.NumberKeyword) return { type: given ? "integer" : "number" };
    if (ts.isArrayTypeNode(type)) return { type: "array", items: typeSpec(type.elementType, given, defined) };
    if (ts.isTypeLiteralNode(type) && ts.isIndexSignatureDeclaration(type.members[0])) {
        return { type: "object", additionalProperties: typeSpec(type.members[0].type, given, defined) };
    }
    if (ts.isTypeReferenceNode(type) && type.typeName.getText() === "Record" && type.typeArguments) {
        return { type: "object", additionalProperties: typeSpec(type.typeArguments[1], given, defined) };
    }
    const [name] = namesIn(type);
    if (ts.isTypeReferenceNode(type) && defined.component(name)) {
        return { $ref: `#/resources/kdump:index:${name}` };
    }
    const token = ts.isTypeReferenceNode(type) ? defined.type(name, given) : undefined;
    if (token === undefined) throw new Error(`\`${type.getText()}\` is nothing that a schema can say.`);
    return { $ref: `#/types/${token}` };
}
