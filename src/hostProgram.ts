import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { OsRelease } from "./recommendedCrashkernel";
import { commandLine } from "./shellQuote";

/**
 * The host program, put together from the parts in host/ when the package is built. The path is the same seen
 * from src/ and from dist/.
 */
const assembledFile = path.join(__dirname, "..", "dist", "kdump-host");

/** The host program of this version of the package. */
export interface HostProgram {
    /** Where it lies on this machine. */
    file: string;
    /** The beginning of its SHA-256, 16 hexadecimal digits: enough to tell a damaged or older copy. */
    digest: string;
    /** Where it is put first: a name in the login user's home directory, another for each version. */
    remotePath: string;
}

let program: HostProgram | undefined;

/**
 * The host program of this version of the package.
 *
 * @throws Error when the package was not built
 */
export function hostProgram(): HostProgram {
    program ??= describe(assembledFile);
    return program;
}

function describe(file: string): HostProgram {
    let text: Buffer;
    try {
        text = fs.readFileSync(file);
    } catch (error) {
        throw new Error(
            `The host program is not at ${file} (${(error as Error).message}). In a checkout, run \`npm run build\`.`,
        );
    }
    const digest = crypto.createHash("sha256").update(text).digest("hex").slice(0, 16);
    return { file, digest, remotePath: `.kdump-host-${digest}` };
}

/**
 * The command that puts the program in place, from where it was copied to. When it runs again after that, the
 * copy is gone and the installed program says whether it is the wanted one.
 *
 * @param os what the host has to be, if the plan was made for one distribution
 */
export function installCommand({ remotePath, digest }: HostProgram, os?: OsRelease): string {
    const expected = os === undefined ? [] : [`${os.id}:${os.versionId}`];
    const install = commandLine("install", digest, ...expected);
    return `test -e ${remotePath} && exec sh ${remotePath} ${install}; exec kdump-host ${install}`;
}
