import * as path from "node:path";

import { cacheDirectory } from "../../dev/checkout";
import { exec, isProgram, lastLine } from "../../dev/exec";
import { download, reach } from "./reach";
import { CLI_VERSION } from "./versions";

const URL_OF_INSTALLER = "https://get.pulumi.com/install.sh";

export type Obtained = { pulumi: string } | { reason: string };

/** Where Pulumi's installer puts the CLI when this checkout runs it. */
export function installedProgram(): string {
    return path.join(cacheDirectory("toolchain", "installer"), "bin", "pulumi");
}

/** Runs Pulumi's official installer, with an install root of our own and without touching shell profiles. */
export async function install(say: (line: string) => void): Promise<Obtained> {
    const { ok, reason } = await reach(URL_OF_INSTALLER);
    if (!ok) return { reason: `Pulumi's installer was not run: ${reason}` };
    const script = await download(URL_OF_INSTALLER);
    if ("error" in script) return { reason: script.error };
    say(`running Pulumi's installer for v${CLI_VERSION} …`);
    const root = cacheDirectory("toolchain", "installer");
    const args = ["-s", "--", "--no-edit-path", "--install-root", root, "--version", CLI_VERSION];
    const { code, stdout, stderr } = await exec("sh", args, { stdin: script.text, limitSeconds: 300 });
    if (code !== 0) return { reason: `Pulumi's installer failed: ${lastLine(stderr || stdout)}` };
    if (isProgram(installedProgram())) return { pulumi: installedProgram() };
    return { reason: `Pulumi's installer ended without putting ${installedProgram()} in place.` };
}
