import { readKdumpConf } from "../conf/validate";
import { Command, onlyWord, osOf, textOf } from "./command";

/** One mistake in a file. */
interface Mistake {
    /** Counted from 1; absent where it is about the whole. */
    line?: number;
    reason: string;
}

/** `validate`: what is wrong with a kdump.conf. */
export const validate: Command = {
    does: "says what is wrong with a kdump.conf",
    help: `pulumi-kdump validate FILE [--os ID:VERSION_ID] [--json]

Checks a kdump.conf as a Kdump's arguments are checked: each line, by kdump.conf(5) and makedumpfile(8), and the lines against
each other.

  FILE                  a kdump.conf, or - for standard input
  --os ID:VERSION_ID    also by the rules of this distribution's kdump, in os-release's words, such as rocky:9.4
  --json                the mistakes as JSON: [{ "line": 3, "reason": "…" }]

Exit status: 0 if nothing is wrong, 1 if something is, 2 for wrong use and for a file that cannot be read.
`,
    options: { os: { type: "string" } },
    run(words, options) {
        const file = onlyWord(words, "the file");
        const lines = textOf(file).split(/\r?\n/);
        const os = osOf(options.os as string | undefined);
        // A line is an entry of `extra`, so that each mistake knows the line that it is about.
        const { problems, origin } = readKdumpConf({ extra: lines }, os);
        const mistakes = problems
            .map(({ propertyPath, reason }): Mistake => {
                const place = origin[propertyPath as keyof typeof origin] ?? propertyPath;
                const index = /^extra\[(\d+)\]/.exec(place)?.[1];
                return index === undefined ? { reason } : { line: Number(index) + 1, reason };
            })
            .sort((one, other) => (one.line ?? Infinity) - (other.line ?? Infinity));
        const name = file === "-" ? "standard input" : file;
        const text = mistakes.map(
            ({ line, reason }) => `${name}${line === undefined ? "" : `:${line}`}: ${reason}\n`,
        );
        return {
            text: mistakes.length === 0 ? `${name}: nothing is wrong.\n` : text.join(""),
            json: mistakes,
            good: mistakes.length === 0,
        };
    },
};
