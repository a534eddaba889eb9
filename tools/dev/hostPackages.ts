// Debian packages of the machine that all this runs on: its tests and its VMs need programs that Node does not bring.
import * as fs from "node:fs";
import * as path from "node:path";

import { exec } from "./exec";

/** A program (or file, when it begins with a slash) and the Debian package that brings it. */
export type Programs = Record<string, string>;

/** Where programs are looked for: PATH, and the system administrator's places that a user's own PATH lacks. */
const directories = [...new Set([...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"])].filter(
    Boolean,
);

/** The environment for programs of the system administrator. */
export const adminEnvironment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: directories.join(":"),
    LC_ALL: "C.UTF-8",
};

/** The packages that bring those of `wanted` that are not there. */
function missingPackages(wanted: Programs): string[] {
    const isThere = (name: string) =>
        name.startsWith("/")
            ? fs.existsSync(name)
            : directories.some((directory) => fs.existsSync(path.join(directory, name)));
    return [
        ...new Set(
            Object.keys(wanted)
                .filter((name) => !isThere(name))
                .map((name) => wanted[name]),
        ),
    ];
}

/**
 * Installs what is missing when it may, otherwise says the one command that does.
 *
 * @param who what needs them, as the subject of a sentence: `The VMs`
 */
export async function ensureHostPackages(
    who: string,
    wanted: Programs,
    say: (line: string) => void,
): Promise<void> {
    const missing = missingPackages(wanted);
    if (missing.length === 0) return;
    const install = ["install", "-y", "--no-install-recommends", ...missing];
    if (process.getuid?.() !== 0) {
        throw new Error(
            `${who} need packages that are not installed. Run this once, then start again:\n` +
                `    sudo apt-get update && sudo apt-get ${install.join(" ")}`,
        );
    }
    say(`installing ${missing.join(" ")} …`);
    const began = Date.now();
    await aptGet(["update", "-q"]);
    await aptGet(["-q", ...install]);
    say(`installed ${missing.join(" ")} in ${((Date.now() - began) / 1000).toFixed(1)} s`);
    const still = missingPackages(wanted);
    if (still.length > 0)
        throw new Error(`Installed, but still not there: ${still.join(", ")}. Install them by hand.`);
}

async function aptGet(args: string[]): Promise<void> {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const { code, stdout, stderr } = await exec("apt-get", args, { env });
    if (code === 0) return;
    const said = (stderr || stdout).trimEnd().split("\n").slice(-15).join("\n");
    throw new Error(
        `\`apt-get ${args.join(" ")}\` failed with exit status ${code}. The last it said:\n${said}`,
    );
}
