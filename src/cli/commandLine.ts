// The functions that need no host, from a shell.
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { Command, UsageError } from "./command";
import { groups } from "./groups";
import { predict } from "./predict";
import { report } from "./report";
import { validate } from "./validate";

const commands: Record<string, Command> = { predict, validate, report, groups };

const overview = `pulumi-kdump COMMAND …

${Object.entries(commands)
    .map(([name, { does }]) => `  ${name.padEnd(10)}${does}`)
    .join("\n")}

  pulumi-kdump COMMAND --help    what it takes
  pulumi-kdump --version

None of them reaches a host. Exit status: 0 if all is well, 1 if not, 2 for wrong use.
`;

/** What a run of the command line comes to. */
export interface Outcome {
    /** The exit status: 0 if all is well, 1 if not, 2 for wrong use. */
    status: 0 | 1 | 2;
    stdout: string;
    stderr: string;
}

/** Does what the words of a command line ask for. */
export function commandLine([name, ...args]: string[]): Outcome {
    if (name === "--help" || name === "-h") return said(overview);
    if (name === "--version") return said(`${version()}\n`);
    const command = Object.hasOwn(commands, name ?? "") ? commands[name] : undefined;
    if (command === undefined) {
        const wrong = name === undefined ? "" : `"${name}" is not a command.\n\n`;
        return misused(`${wrong}${overview}`);
    }
    try {
        const { words, options } = read(command, args);
        if (options.help === true) return said(command.help);
        const { text, json, good } = command.run(words, options);
        return said(options.json === true ? `${JSON.stringify(json, null, 2)}\n` : text, good ? 0 : 1);
    } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        return misused(`${error.message}\nTry: pulumi-kdump ${name} --help\n`);
    }
}

function read(command: Command, args: string[]) {
    try {
        const { positionals, values } = parseArgs({
            args,
            allowPositionals: true,
            options: {
                ...command.options,
                json: { type: "boolean" },
                help: { type: "boolean", short: "h" },
            },
        });
        return { words: positionals, options: values as Record<string, string | boolean | undefined> };
    } catch (error) {
        throw new UsageError((error as Error).message);
    }
}

function said(stdout: string, status: 0 | 1 = 0): Outcome {
    return { status, stdout, stderr: "" };
}

function misused(stderr: string): Outcome {
    return { status: 2, stdout: "", stderr };
}

function version(): string {
    const manifest = fs.readFileSync(path.join(__dirname, "..", "..", "package.json"), "utf8");
    return (JSON.parse(manifest) as { version: string }).version;
}
