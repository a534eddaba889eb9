// Where everything that is kept between runs lies, and how two processes keep out of each other's way there.
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export type Say = (line: string) => void;

/** `<checkout>/.cache/vm`, or `vm` in the directory that KDUMP_CACHE names. */
export function vmCache(): string {
    const cache = process.env.KDUMP_CACHE || path.resolve(__dirname, "..", "..", ".cache");
    return path.join(path.resolve(cache), "vm");
}

/** What tells a process from a later one with the same id: when it was started, in ticks since boot. */
export function startTimeOf(pid: number): string | undefined {
    try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
        return fields[0] === "Z" ? undefined : fields[19];
    } catch {
        return undefined;
    }
}

/** A process as written into a file: its id and its start time. */
export function processMark(pid: number): string {
    return `${pid} ${startTimeOf(pid) ?? "-"}\n`;
}

/** Is the process that this mark was made from still there? */
export function isAlive(mark: string): boolean {
    const [pid, startTime] = mark.trim().split(" ");
    return /^[1-9]\d*$/.test(pid) && startTimeOf(Number(pid)) === startTime;
}

/** Runs `work` while holding the lock file; a lock whose process is gone counts for nothing. */
export async function withLock<T>(file: string, say: Say, work: () => Promise<T>): Promise<T> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    for (let told = false; !tryLock(file); told = true) {
        if (!told) say(`waiting for process ${readMark(file).split(" ")[0]}, which is working on ${file} …`);
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

/** Says what is being done, and afterwards how long it took. */
export async function timed<T>(say: Say, what: string, work: () => Promise<T>): Promise<T> {
    const started = Date.now();
    say(`${what} …`);
    const result = await work();
    say(`${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
    return result;
}
