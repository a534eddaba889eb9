import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../../dev/checkout";
import { exec, isProgram, lastLine, which } from "../../dev/exec";
import { withLock } from "../../dev/lock";
import { RUST_COREUTILS_VERSION } from "./versions";

/**
 * Rust's coreutils (uutils), which Ubuntu has in the place of GNU's from 25.10 on: built from its registry by cargo, about
 * ten minutes on one core, once a cache.
 *
 * @returns a directory to be put on PATH, with a link for each of its programs
 * @throws Error when there is no cargo, or the build fails
 */
export async function getRustCoreutils(say: (line: string) => void): Promise<string> {
    const directory = cacheDirectory("toolchain", `rust-coreutils-${RUST_COREUTILS_VERSION}`);
    const links = path.join(directory, "links");
    const waiting = () => say("waiting for another build of Rust's coreutils in this cache …");
    await withLock(cacheDirectory("toolchain", "rust.lock"), waiting, async () => {
        if (!fs.existsSync(links)) await build(directory, links, say);
    });
    return links;
}

async function build(directory: string, links: string, say: (line: string) => void): Promise<void> {
    const cargo = which("cargo");
    if (cargo === undefined)
        throw new Error(
            "Rust's coreutils are built by cargo, and there is no `cargo` on PATH. Install Rust.",
        );
    const program = path.join(directory, "bin", "coreutils");
    if (!isProgram(program)) {
        say(`building Rust's coreutils ${RUST_COREUTILS_VERSION}: about ten minutes …`);
        const { code, stderr } = await exec(
            cargo,
            [
                ...["install", "coreutils", "--version", RUST_COREUTILS_VERSION, "--features", "unix"],
                ...["--root", directory, "--target-dir", path.join(directory, "build"), "--jobs", "1"],
            ],
            { nice: true, limitSeconds: 60 * 60 },
        );
        if (code !== 0) throw new Error(`Rust's coreutils could not be built: ${lastLine(stderr)}`);
        fs.rmSync(path.join(directory, "build"), { recursive: true, force: true });
    }
    const { stdout } = await exec(program, ["--list"]);
    const unfinished = `${links}.${process.pid}`;
    fs.mkdirSync(unfinished);
    for (const name of stdout.split("\n").filter((line) => /^[a-z0-9-]+$/.test(line))) {
        fs.symlinkSync("../bin/coreutils", path.join(unfinished, name));
    }
    fs.renameSync(unfinished, links);
}
