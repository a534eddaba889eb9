import * as assert from "node:assert/strict";
import { ChildProcess, spawn } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { kernel } from "../sandbox/left";
import { Run, shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import type { S3Store } from "../support/s3Store";

export const mib = 1048576;

/** When the dumps of the tests crashed. */
export const crashTime = 1795459200;

/** The directory of each at its destination begins so. */
export const crashStamp = "web1/20261123T184000Z";

/** A whole dump of so many bytes, which is another at every call. */
export function dumpOf(size: number): Buffer {
    const notes = `KDUMP   ${"\0".repeat(4088)}OSRELEASE=${kernel}\nCRASHTIME=${crashTime}\n`;
    return Buffer.concat([Buffer.from(notes, "latin1"), crypto.randomBytes(size - notes.length)]);
}

export function sha256(data: Buffer): string {
    return crypto.createHash("sha256").update(data).digest("hex");
}

/** A host with the program and the real programs that send. */
export function collectingHost(shell = shells.dash): ThrowawayRoot {
    const host = new ThrowawayRoot(shell, { installed: true });
    assert.equal(host.install().status, 0);
    const bin = path.join(host.base, "bin");
    fs.mkdirSync(bin);
    for (const program of ["curl", "ssh"]) fs.symlinkSync(`/usr/bin/${program}`, path.join(bin, program));
    host.env.PATH = `${bin}:${host.env.PATH}`;
    host.env.KDUMP_PART_MIB = "5";
    host.write("proc/sys/kernel/hostname", "web1\n");
    host.write("etc/machine-id", "0123456789abcdef0123456789abcdef\n");
    return host;
}

/** Puts a file into the dump directory, as of some minutes ago. */
export function leave(host: ThrowawayRoot, file: string, data: Buffer | string): void {
    host.write(`var/crash/${file}`, data);
    const before = Date.now() / 1000 - 300;
    fs.utimesSync(path.join(host.root, "var/crash", file), before, before);
}

/** Declares a collection to a store. */
export function declareS3(host: ThrowawayRoot, store: S3Store, port = store.port, ...more: string[]): Run {
    host.input = keys(store.accessKeyId, store.secretAccessKey);
    return host.run(
        "collection",
        "s3",
        store.bucket,
        "--endpoint",
        `http://127.0.0.1:${port}`,
        "--region",
        "us-east-1",
        ...more,
    );
}

export function keys(id: string, secret: string): string {
    return `# instance i-1\naccess-key-id ${id}\nsecret-access-key ${secret}\n`;
}

/** Runs `collect` while this process goes on, so that what is served from here can be reached. */
export function collect(host: ThrowawayRoot): Promise<Run> {
    return host.start("collect");
}

/** Starts `collect` to be killed with all that it has started. */
export function collectToKill(host: ThrowawayRoot): { kill(): Promise<void> } {
    const [file, ...args] = [...host.shell, path.join(host.root, "usr/local/bin/kdump-host"), "collect"];
    const child: ChildProcess = spawn(file, args, { env: host.env, stdio: "ignore", detached: true });
    const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
    return {
        async kill() {
            process.kill(-child.pid!, "SIGKILL");
            await ended;
        },
    };
}

/** The mark beside a dump, a line each. */
export function marks(host: ThrowawayRoot, directory: string): Record<string, any>[] {
    const file = `var/crash/${directory}/pulumi-kdump.collected`;
    if (!host.exists(file)) return [];
    assert.equal(fs.statSync(path.join(host.root, file)).mode & 0o777, 0o600);
    return host
        .read(file)
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Record<string, any>);
}
