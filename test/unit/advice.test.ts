// Advice that nobody has followed is a guess: each command that a message or the troubleshooting guide names is in the
// title of a test that runs it.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../tools/dev/checkout";

const advising = [
    "data/errors.json",
    "docs/guides/troubleshooting.md",
    "src/host/explain.ts",
    "src/host/hooks.ts",
    "src/host/letIn.ts",
];
const trying = ["test/engine", "test/sandbox"];

const read = (file: string) => fs.readFileSync(path.join(checkout, file), "utf8");

/** `pulumi up --replace '**::NAME-crash'` is the command `pulumi up --replace`: words and options, without values. */
function commandOf(text: string): string {
    const words = text.split(/[ \n]+/);
    const values = words.findIndex((word) => /[^a-z-]/.test(word));
    return (values < 0 ? words : words.slice(0, values)).join(" ");
}

function commandsIn(file: string): string[] {
    const quoted = read(file).matchAll(/`((?:pulumi|kdump-(?:host|server)) [^`]+?)\\?`/g);
    return [...quoted].map((match) => commandOf(match[1]));
}

describe("advice", () => {
    const titles = trying
        .flatMap((folder) => fs.readdirSync(path.join(checkout, folder)).map((name) => `${folder}/${name}`))
        .filter((file) => file.endsWith(".test.ts"))
        .flatMap((file) =>
            [...read(file).matchAll(/\bit\(\s*(["'`])(.*?[^\\])\1,/g)].map((match) => match[2]),
        )
        .join("\n");
    const advised = new Map<string, string>();
    for (const file of advising) for (const command of commandsIn(file)) advised.set(command, file);

    it("is found where it is given", () => {
        assert.ok(advised.has("pulumi up"));
        assert.ok(advised.has("pulumi state delete --target-dependents"));
        assert.equal(commandOf("pulumi up --replace '**::NAME-crash'"), "pulumi up --replace");
    });

    for (const [command, file] of advised) {
        it(`of ${file} is tried: ${command}`, () =>
            assert.ok(
                titles.includes(`\`${command}\``),
                `No test in ${trying.join(" or ")} has \`${command}\` in its title; write one, or take the advice out of ${file}.`,
            ));
    }
});
