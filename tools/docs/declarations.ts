// What the package's declarations are made of.
import ts from "typescript";

import { Declaration } from "./source";
import { isInput } from "./types";

/** What an argument, a field of data or an output is declared by. */
export type Member = ts.PropertySignature | ts.PropertyDeclaration | ts.GetAccessorDeclaration;

/** An interface's own members. */
export function membersOf(node: Declaration): Member[] {
    return ts.isInterfaceDeclaration(node) ? node.members.filter(ts.isPropertySignature) : [];
}

/** A component's outputs: its public fields and getters of type Output. */
export function outputsOf(node: ts.ClassDeclaration): Member[] {
    return node.members.filter(
        (member): member is ts.PropertyDeclaration | ts.GetAccessorDeclaration =>
            (ts.isPropertyDeclaration(member) || ts.isGetAccessorDeclaration(member)) &&
            !hasModifier(member, ts.SyntaxKind.PrivateKeyword) &&
            !hasModifier(member, ts.SyntaxKind.StaticKeyword) &&
            member.type !== undefined &&
            isInput(member.type),
    );
}

function hasModifier(member: Member, kind: ts.SyntaxKind): boolean {
    return (ts.getModifiers(member as ts.PropertyDeclaration) ?? []).some(
        (modifier) => modifier.kind === kind,
    );
}

/** What an interface or class extends, by name. */
export function basesOf(node: Declaration): string[] {
    if (!ts.isInterfaceDeclaration(node) && !ts.isClassDeclaration(node)) return [];
    return (node.heritageClauses ?? []).flatMap(({ types }) =>
        types.map((type) => type.expression.getText()),
    );
}

/** Whether a class is a component. */
export function isComponent(node: Declaration): boolean {
    if (!ts.isClassDeclaration(node)) return false;
    return basesOf(node).includes("pulumi.ComponentResource");
}

/** The one constructor of a class. */
export function constructorOf(node: ts.ClassDeclaration): ts.ConstructorDeclaration {
    const found = node.members.find(ts.isConstructorDeclaration);
    if (found === undefined) throw new Error(`${node.name?.text} has no constructor.`);
    return found;
}
