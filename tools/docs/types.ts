// Types as a reader of the reference wants them: without Pulumi's Input and Output, each name a link.
import ts from "typescript";

/** Where a named type is described: a page and its heading, or an address. */
export type LinkTo = (name: string) => string | undefined;

/** The type without what Pulumi wraps around it. */
export function unwrapped(type: ts.TypeNode): ts.TypeNode {
    if (!ts.isTypeReferenceNode(type)) return type;
    const name = type.typeName.getText();
    const [inner] = type.typeArguments ?? [];
    return inner !== undefined && /^(pulumi\.)?(Input|Output)$/.test(name) ? unwrapped(inner) : type;
}

/** The type of what may be undefined where it is not; undefined for any other type. */
export function definedType(type: ts.TypeNode): ts.TypeNode | undefined {
    const plain = unwrapped(type);
    if (!ts.isUnionTypeNode(plain)) return undefined;
    const [one, ...others] = plain.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword);
    return others.length === 0 && plain.types.length === 2 ? one : undefined;
}

/** Whether Pulumi may still have to find the value out. */
export function isInput(type: ts.TypeNode): boolean {
    return unwrapped(type) !== type;
}

/** The type as TypeScript text. */
export function typeText(type: ts.TypeNode): string {
    const plain = unwrapped(type);
    if (ts.isArrayTypeNode(plain)) return `${typeText(plain.elementType)}[]`;
    if (ts.isUnionTypeNode(plain)) return plain.types.map(typeText).join(" | ");
    if (ts.isTypeReferenceNode(plain) && plain.typeArguments === undefined) {
        return plain.typeName.getText().replace(/^([a-z]\w*\.)+/, "");
    }
    if (ts.isTypeQueryNode(plain)) return plain.exprName.getText();
    if (ts.isTypeLiteralNode(plain)) {
        const [member] = plain.members;
        if (ts.isIndexSignatureDeclaration(member)) {
            return `{ [${member.parameters[0].getText()}]: ${typeText(member.type)} }`;
        }
    }
    return plain.getText().replace(/\s+/g, " ");
}

/** The type in Markdown, with a link where what it names has a place of its own. */
export function typeMarkdown(type: ts.TypeNode, linkTo: LinkTo): string {
    const text = typeText(type);
    const [name] = namesIn(type);
    const link = name === undefined ? undefined : linkTo(name);
    return link === undefined ? `\`${text}\`` : `[\`${text}\`](${link})`;
}

/** The names of types that a type is made of. */
export function namesIn(type: ts.Node): string[] {
    const names: string[] = [];
    const visit = (node: ts.Node): void => {
        if (ts.isTypeReferenceNode(node)) names.push(lastName(node.typeName));
        if (ts.isTypeQueryNode(node)) names.push(lastName(node.exprName));
        ts.forEachChild(node, visit);
    };
    visit(type);
    return names.filter((name) => name !== "Input" && name !== "Output");
}

/** The words of a choice for one of them, and a type for its path. */
function lastName(name: ts.EntityName): string {
    if (ts.isIdentifier(name)) return name.text;
    return /^[A-Z]/.test(name.left.getText()) ? name.left.getText() : name.right.text;
}
