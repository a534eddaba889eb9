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

export function kill(pid: number): void {
    try {
        process.kill(pid, "SIGKILL");
    } catch {
        // it has ended by itself
    }
}

function parentOf(pid: string): number | undefined {
    try {
        // The name in parentheses may contain anything, even parentheses.
        const afterName = fs.readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)\s+\S\s+/s, "");
        return Number(afterName.split(" ")[0]);
    } catch {
        return undefined;
    }
}
