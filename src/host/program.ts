import * as fs from "node:fs";
import * as path from "node:path";

import { shortDigest } from "./digest";

/**
 * The programs, put together from the parts in host/ when the package is built. The path is the same seen from src/
 * and from dist/.
 */
const assembled = path.join(__dirname, "..", "..", "dist");

/** A program of this version of the package that is put on a host. */
export interface HostProgram {
    /** The command's name, once it is in place. */
    name: string;
    /** Where it lies on this machine, and what is in there. */
    file: string;
    text: Buffer;
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
    const cached = programs.get(name) ?? describe(name, path.join(assembled, name));
    programs.set(name, cached);
    return cached;
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
    const digest = shortDigest(text, 16);
    return { name, file, text, digest, remotePath: `.${name}-${digest}` };
}
