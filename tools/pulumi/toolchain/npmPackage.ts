import * as path from "node:path";

import { cacheDirectory } from "../../dev/checkout";
import { exec, isProgram, lastLine } from "../../dev/exec";
import { CLI_VERSION } from "./versions";

export type Obtained = { pulumi: string } | { reason: string };

const home = () => cacheDirectory("toolchain", "npm");

/** Where Pulumi's npm package puts the CLI when this checkout runs it. */
export function installedProgram(): string {
    return path.join(home(), "versions", CLI_VERSION, "bin", "pulumi");
}

/**
 * Runs Pulumi's own npm package, into a directory of our own. The package holds no CLI: at its first run it fetches the
 * installer of its version from get.pulumi.com.
 */
export async function install(say: (line: string) => void): Promise<Obtained> {
    say(`running npm's pulumi@${CLI_VERSION} …`);
    const { code, stdout, stderr } = await exec("npx", ["--yes", `pulumi@${CLI_VERSION}`, "version"], {
        env: { ...process.env, PULUMI_HOME: home() },
        limitSeconds: 300,
    });
    if (isProgram(installedProgram())) return { pulumi: installedProgram() };
    const why = code === 0 ? `${installedProgram()} is not there` : lastLine(stderr || stdout);
    return { reason: `npm's pulumi@${CLI_VERSION} gave no CLI: ${why}` };
}
