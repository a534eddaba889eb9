import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { interruption } from "./interruption";
import { isAlive, processMark } from "./processes";

/**
 * Runs `work` while no other process of this machine runs work under the same lock file. A lock whose process is
 * gone counts for nothing.
 *
 * @param waiting called once when another process, with this id, has the lock
 * @throws {@link Interrupted} after Ctrl-C, while waiting
 */
export async function withLock<T>(
    file: string,
    waiting: (pid: string) => void,
    work: () => Promise<T>,
): Promise<T> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    for (let told = false; !tryLock(file); told = true) {
        interruption.throwIfAborted();
        if (!told) waiting(readMark(file).split(" ")[0]);
        await sleep(500);
    }
    const release = () => fs.rmSync(file, { force: true });
    process.once("exit", release);
    try {
        return await work();
    } finally {
        process.removeListener("exit", release);
        release();
    }
}

function tryLock(file: string): boolean {
    // The mark is complete before the lock appears: link() fails when the name is taken.
    const own = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
    fs.writeFileSync(own, processMark(process.pid));
    try {
        fs.linkSync(own, file);
        return true;
    } catch {
        const mark = readMark(file);
        if (mark !== "" && !isAlive(mark)) fs.rmSync(file, { force: true });
        return false;
    } finally {
        fs.rmSync(own, { force: true });
    }
}

function readMark(file: string): string {
    try {
        return fs.readFileSync(file, "utf8");
    } catch {
        return "";
    }
}
