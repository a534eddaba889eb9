import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../../dev/checkout";
import { isProgram, which } from "../../dev/exec";
import { buildGoProgram, moduleFile } from "./goProgram";
import { HOSTS_VERSION } from "./versions";

/** Pulumi's language host for a language. */
export interface ProgramHost {
    /** The directory to put first on PATH, unless it is on it already. */
    directory?: string;
    /** What makes an SDK of a schema (LANGUAGE SCHEMA DIRECTORY), where the host is too old to do so itself. */
    sdks?: string;
}

/** What a host is made of beside its program: file of the module, and its name. */
const parts = { go: undefined, python: "pulumi-language-python-exec" };

const mains = { go: "go/pulumi-language-go", python: "python/cmd/pulumi-language-python" };

/**
 * Pulumi's language host for Go or Python: the one beside the CLI or on PATH, else a build from Go modules. The last release
 * whose module was tagged is an old one, which runs today's programs, and leaves the SDKs to a program of ours.
 *
 * @param pulumi the CLI
 * @throws Error when it can be had neither from there nor from Go modules
 */
export async function getProgramHost(
    language: "go" | "python",
    pulumi: string,
    say: (line: string) => void,
): Promise<ProgramHost> {
    const name = `pulumi-language-${language}`;
    if (isProgram(path.join(path.dirname(pulumi), name)) || which(name)) return {};
    const directory = cacheDirectory("toolchain", `hosts-${HOSTS_VERSION}`);
    const sdks = path.join(directory, "sdks");
    const part = parts[language];
    const needed = [name, ...(part === undefined ? [] : [part])].map((file) => path.join(directory, file));
    const reasons = [
        await buildGoProgram({
            name: `Pulumi's language host for ${language} v${HOSTS_VERSION}`,
            cost: "about 1 minute and 1 GB of disk",
            modules: "hosts",
            main: `github.com/pulumi/pulumi/sdk/v3/${mains[language]}`,
            linkerFlags: "-s -w",
            program: needed[0],
            isBuilt: () => needed.every(isProgram),
            finish() {
                const module = `github.com/pulumi/pulumi/sdk/v3@v${HOSTS_VERSION}`;
                if (part === undefined) return;
                fs.copyFileSync(moduleFile(module, "python/cmd", part), needed[1]);
                fs.chmodSync(needed[1], 0o755);
            },
            say,
        }),
        await buildGoProgram({
            name: "what makes SDKs of the schema",
            cost: "about 1 minute and 2 GB of disk",
            modules: "cli",
            main: "./sdks",
            linkerFlags: "-s -w",
            program: sdks,
            isBuilt: () => isProgram(sdks),
            say,
        }),
    ].filter((reason) => reason !== undefined);
    if (reasons.length > 0)
        throw new Error(`There is no language host for ${language}: ${reasons.join("; ")}.`);
    return { directory, sdks };
}
