import * as fs from "node:fs";
import * as path from "node:path";

/**
 * Runs `work` while no other process of this machine runs work under the same lock. A lock whose owner is gone
 * is taken over.
 */
export async function withLock<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    let told = false;
    while (!tryLock(file)) {
        if (!told) waiting();
        told = true;
        await new Promise((resolve) => setTimeout(resolve, 500));
    }
    try {
        return await work();
    } finally {
        fs.rmSync(file, { force: true });
    }
}

function tryLock(file: string): boolean {
    try {
        fs.writeFileSync(file, String(process.pid), { flag: "wx" });
        return true;
    } catch {
        if (isGone(file)) fs.rmSync(file, { force: true });
        return false;
    }
}

function isGone(file: string): boolean {
    try {
        const pid = Number(fs.readFileSync(file, "utf8"));
        if (!pid) return Date.now() - fs.statSync(file).mtimeMs > 5000; // just being written, or broken
        process.kill(pid, 0);
        return false;
    } catch (error) {
        return (error as NodeJS.ErrnoException).code === "ESRCH";
    }
}
