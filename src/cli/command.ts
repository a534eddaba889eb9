import * as fs from "node:fs";
import { ParseArgsConfig } from "node:util";

import { osProblem } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";

/** A word of the command line. */
export interface Command {
    /** What it does, for the list of all. */
    does: string;
    /** Its help: how it is called, what the options mean, what the exit status says. */
    help: string;
    /** Its options beside `--json` and `--help`, as node:util reads them. */
    options: NonNullable<ParseArgsConfig["options"]>;
    /**
     * @param words what is given without an option
     * @throws UsageError when it cannot be done as it was asked for
     */
    run(words: string[], options: Options): Answer;
}

/** What was given for the options. */
export type Options = Record<string, string | boolean | undefined>;

/** What a command found. */
export interface Answer {
    /** For people. */
    text: string;
    /** For programs: what `--json` prints. */
    json: unknown;
    /** Whether all is well; the exit status is 0 then, and else 1. */
    good: boolean;
}

/** The command was called in another way than it can be; the exit status is 2. */
export class UsageError extends Error {}

/** The text of a file, or of standard input where the file is called `-`. */
export function textOf(file: string): string {
    try {
        return fs.readFileSync(file === "-" ? process.stdin.fd : file, "utf8");
    } catch (error) {
        throw new UsageError(`${file} cannot be read: ${(error as Error).message}.`);
    }
}

/** The one word that a command takes. */
export function onlyWord(words: string[], what: string): string {
    if (words.length === 1) return words[0];
    throw new UsageError(
        `${words.length === 0 ? "Nothing" : `"${words.join(" ")}"`} is given as ${what}; give one.`,
    );
}

/** A distribution as `ID:VERSION_ID`. */
export function osOf(text: string | undefined): OsRelease | undefined {
    if (text === undefined) return undefined;
    const [id, versionId = ""] = text.split(":", 2);
    const os = { id, versionId };
    const problem = osProblem(os);
    if (problem !== undefined)
        throw new UsageError(`${problem} Write it as ID:VERSION_ID, such as rocky:9.4.`);
    return os;
}
