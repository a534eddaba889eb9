import * as fs from "node:fs";
import * as path from "node:path";

export const checkout = path.resolve(__dirname, "../..");

/** The project's documents, as paths from the checkout. */
export const documents = [
    ...fs.readdirSync(checkout).filter((file) => file.endsWith(".md")),
    ...["docs", "examples", "tools", "test"].flatMap((directory) =>
        fs
            .readdirSync(path.join(checkout, directory), { recursive: true, encoding: "utf8" })
            .filter((file) => file.endsWith(".md") && !file.includes("node_modules"))
            .map((file) => path.join(directory, file)),
    ),
].sort();

export function textOf(document: string): string {
    return fs.readFileSync(path.join(checkout, document), "utf8");
}

/** The blocks of a document that are fenced as this language. */
export function blocksOf(document: string, language: string): string[] {
    return [...textOf(document).matchAll(/^```(\w*)\n([^]*?)^```$/gm)]
        .filter(([, name]) => name === language)
        .map(([, , block]) => block);
}

/** The indented blocks of a document: commands, one a line. */
export function commandsOf(document: string): string[][] {
    return [...textOf(document).matchAll(/(?<=\n\n)(?: {4}\S.*\n(?:\n(?= {4}))?)+/g)].map(([block]) =>
        block
            .split("\n")
            .map((line) => line.trim())
            .filter((line) => line !== ""),
    );
}

/** The whole program that README begins with. */
export function readmeProgram(): string {
    const program = blocksOf("README.md", "ts").find((block) => block.startsWith("import "));
    if (program === undefined) throw new Error("README.md has no program.");
    return program;
}
