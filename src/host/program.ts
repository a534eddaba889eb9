import * as fs from "node:fs";
import * as path from "node:path";

import { shortDigest } from "./digest";

/**
 * The programs, put together when the package is built. The path is the same seen from src/
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

/**
 * The program that makes reports on a host, for its Node.js.
 *
 * @throws Error when the package was not built
 */
export function reportReader(): HostProgram {
    return programOf("kdump-report");
}

/**
 * The host program, compressed when the package was built, so that its bytes are the same on every machine.
 *
 * @throws Error when the package was not built
 */
export function packedHostProgram(): Buffer {
    return textOf("kdump-host.gz");
}

/** The version of the package. */
export function packageVersion(): string {
    const manifest = JSON.parse(fs.readFileSync(path.join(assembled, "..", "package.json"), "utf8")) as {
        version: string;
    };
    return manifest.version;
}

function programOf(name: string): HostProgram {
    const cached = programs.get(name) ?? describe(name);
    programs.set(name, cached);
    return cached;
}

function describe(name: string): HostProgram {
    const text = textOf(name);
    const digest = shortDigest(text, 16);
    return { name, file: fileOf(name), text, digest, remotePath: `.${name}-${digest}` };
}

function fileOf(name: string): string {
    return path.join(assembled, name);
}

function textOf(name: string): Buffer {
    const file = fileOf(name);
    try {
        return fs.readFileSync(file);
    } catch (error) {
        throw new Error(
            `The program ${name} is not at ${file} (${(error as Error).message}). In a checkout, run \`npm run build\`.`,
        );
    }
}
