import * as fs from "node:fs";

/** The processes below a process, children before their own. Reads /proc; elsewhere none are found. */
export function descendants(pid: number): number[] {
    if (!fs.existsSync("/proc/self/stat")) return [];
    const parents = new Map<number, number[]>();
    for (const entry of fs.readdirSync("/proc")) {
        if (!/^\d+$/.test(entry)) continue;
        const parent = parentOf(entry);
        if (parent !== undefined) parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
    }
    const below = (parent: number): number[] =>
        (parents.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
    return below(pid);
}

/** The name of a process, its first 15 characters; empty for one that is gone. */
export function nameOf(pid: number): string {
    try {
        return fs.readFileSync(`/proc/${pid}/comm`, "utf8").trim();
    } catch {
        return "";
    }
}

export function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // it has ended by itself
    }
}

function parentOf(pid: string): number | undefined {
    const parent = statFields(pid)?.[1];
    return parent === undefined ? undefined : Number(parent);
}

/** A process as written into a file: its id, and its start time, which tells it from a later one with the same id. */
export function processMark(pid: number): string {
    return `${pid} ${startTimeOf(pid) ?? "-"}\n`;
}

/** Is the process that this mark was made from still there? */
export function isAlive(mark: string): boolean {
    const [pid, startTime] = mark.trim().split(" ");
    return /^[1-9]\d*$/.test(pid) && startTimeOf(Number(pid)) === startTime;
}

/** In ticks since boot; nothing for a process that is gone, or waits for nothing but its parent. */
function startTimeOf(pid: number): string | undefined {
    const [state, , ...others] = statFields(String(pid)) ?? [];
    return state === "Z" ? undefined : others[17];
}

/** The fields of /proc/PID/stat from the third on: the name before them may contain anything, even parentheses. */
function statFields(pid: string): string[] | undefined {
    try {
        const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
        return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    } catch {
        return undefined;
    }
}
