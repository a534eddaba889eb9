import * as fs from "node:fs";
import * as path from "node:path";

import { checkout } from "../../dev/checkout";
import { isProgram } from "../../dev/exec";
import { writeFileAtomically } from "./versions";

/** The name under which the engine looks for what runs Node programs, on PATH and beside the CLI. */
export const LANGUAGE_HOST = "pulumi-language-nodejs";

/**
 * Puts our own language host (tools/pulumi/languageHost) beside a CLI that has none, or only an older one of ours: Go
 * builds of Pulumi's own are not to be had, as its module has no tagged version.
 */
export function putLanguageHost(directory: string): void {
    const program = path.join(directory, LANGUAGE_HOST);
    if (!isOurs(program)) writeFileAtomically(program, script(), 0o755);
}

/** Whether a program is our own language host, started from this checkout. */
export function isOurs(program: string): boolean {
    const text = script();
    return (
        isProgram(program) &&
        fs.statSync(program).size === Buffer.byteLength(text) &&
        fs.readFileSync(program, "utf8") === text
    );
}

function script(): string {
    const main = path.join(checkout, "tools", "pulumi", "languageHost", "start.cjs");
    return `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
}
