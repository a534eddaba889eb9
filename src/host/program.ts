import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { OsRelease } from "../distribution/osRelease";
import { commandLine } from "./shellQuote";

/**
 * The programs, put together from the parts in host/ when the package is built. The path is the same seen from src/
 * and from dist/.
 */
const assembled = path.join(__dirname, "..", "..", "dist");

/** A program of this version of the package that is put on a host. */
export interface HostProgram {
    /** The command's name, once it is in place. */
    name: string;
    /** Where it lies on this machine. */
    file: string;
    /** The beginning of its SHA-256, 16 hexadecimal digits: enough to tell a damaged or older copy. */
    digest: string;
    /** Where it is put first: a name in the login user's home directory, another for each version. */
    remotePath: string;
}

const programs = new Map<string, HostProgram>();

/**
 * The host program of this version of the package.
 *
 * @throws Error when the package was not built
 */
export function hostProgram(): HostProgram {
    return programOf("kdump-host");
}

/**
 * The program of a host that collects dumps.
 *
 * @throws Error when the package was not built
 */
export function serverProgram(): HostProgram {
    return programOf("kdump-server");
}

function programOf(name: string): HostProgram {
    const known = programs.get(name) ?? describe(name, path.join(assembled, name));
    programs.set(name, known);
    return known;
}

function describe(name: string, file: string): HostProgram {
    let text: Buffer;
    try {
        text = fs.readFileSync(file);
    } catch (error) {
        throw new Error(
            `The program ${name} is not at ${file} (${(error as Error).message}). In a checkout, run \`npm run build\`.`,
        );
    }
    const digest = crypto.createHash("sha256").update(text).digest("hex").slice(0, 16);
    return { name, file, digest, remotePath: `.${name}-${digest}` };
}

/**
 * The command that puts a program in place, from where it was copied to. When it runs again after that, the
 * copy is gone and the installed program says whether it is the wanted one.
 *
 * @param program the program
 * @param further what else its `install` is told
 */
export function installCommand({ name, remotePath, digest }: HostProgram, ...further: string[]): string {
    const install = commandLine("install", digest, ...further);
    return `test -e ${remotePath} && exec sh ${remotePath} ${install}; exec ${name} ${install}`;
}

/** What `kdump-host install` is told of the distribution that the plan was made for. */
export function expectedOs(os?: OsRelease): string[] {
    return os === undefined ? [] : [`${os.id}:${os.versionId}`];
}
