import { omitUndefined } from "../omitUndefined";

/** In what situation the kernel was, as it printed that for a fault. */
export interface Oops {
    cpu?: number;
    pid?: number;
    command?: string;
    /** Letters of what had tainted the kernel; empty when nothing had. */
    taint?: string;
    release?: string;
    /** The machine's maker, model and firmware, or its hypervisor's. */
    hardware?: string;
    /** Loaded modules. */
    modules: { name: string; taint?: string }[];
}

const cpuFirst = /^CPU: (\d{1,9}) (?:UID: \d+ )?PID: (\d{1,9}) Comm: (.*)$/;
/** Kernels up to 3.10. */
const pidFirst = /^Pid: (\d{1,9}), comm: (.*)$/;
const moduleNames = /^[\w-]+(?:\([A-Z+-]+\))?$/;

/** Reads the lines of one fault, without time stamps. It never throws. */
export function parseOops(lines: string[]): Oops {
    const oops: Oops = { modules: [] };
    let listing = false;
    for (const line of lines) {
        readWho(oops, line);
        const hardware = /^Hardware name: (.*\S)/.exec(line);
        if (hardware !== null) oops.hardware ??= hardware[1];
        const modules = /^Modules linked in:(.*)$/.exec(line)?.[1];
        if (modules !== undefined) listing = oops.modules.length === 0;
        const named: string | undefined = modules ?? (listing && line.startsWith(" ") ? line : undefined);
        listing = listing && named !== undefined && readModules(oops, named, modules !== undefined);
    }
    return oops;
}

function readWho(oops: Oops, line: string): void {
    const before = /^(?:C(?:PU|pu):? {1,8}|EIP: .{0,80} CPU: )(\d{1,9}) *$/.exec(line);
    if (before !== null) oops.cpu ??= Number(before[1]);
    if (oops.command !== undefined) return;
    const modern = cpuFirst.exec(line);
    if (modern !== null) {
        Object.assign(oops, { cpu: Number(modern[1]), pid: Number(modern[2]), ...after(modern[3]) });
        return;
    }
    const old = pidFirst.exec(line);
    if (old !== null) {
        Object.assign(oops, { pid: Number(old[1]), ...after(old[2]) });
        const hardware = / #\d{1,6}\S{0,40} (\S.{0,200})$/.exec(old[2]);
        if (hardware !== null) oops.hardware ??= hardware[1].trim();
    }
    readOldest(oops, line);
}

/** 32-bit x86 up to 2.6.24 has these lines instead. */
function readOldest(oops: Oops, line: string): void {
    const release = /^EFLAGS: [0-9a-f]{8} {1,8}\((\d\S{0,60})/.exec(line);
    if (release !== null) oops.release ??= release[1].replace(/\)$/, "");
    const process = /^Process (.{1,40}) \(pid: (\d{1,9}),/.exec(line);
    if (process !== null && oops.pid === undefined)
        Object.assign(oops, { pid: Number(process[2]), command: process[1] });
    const taint = /^EIP: .{0,80}(?: Not tainted| Tainted: ([A-Z ]{1,40}))/.exec(line);
    if (taint !== null)
        oops.taint ??= lettersOf((taint[1] ?? "").split(" ").filter((column) => column !== "VLI"));
}

/** The process's name for itself, which may hold anything, what tainted the kernel, and its release. */
function after(text: string): Pick<Oops, "command" | "taint" | "release"> {
    const not = text.lastIndexOf(" Not tainted");
    const tainted = text.lastIndexOf(" Tainted: ");
    const end = Math.max(not, tainted);
    const command = (end < 0 ? text : text.slice(0, end))
        .replace(/ (?:Kdump: loaded|veid: \d{1,10})$/, "")
        .trim();
    if (end < 0) return { command };
    const words = text
        .slice(end)
        .split(" ")
        .slice(tainted > not ? 2 : 3);
    const version = words.findIndex((word) => /^\d+\.\d/.test(word));
    const release = version < 0 ? undefined : words[version];
    const columns = version < 0 ? words : words.slice(0, version);
    // Distributions have columns of their own, with - where nothing is set; kernels from 6.11 on name each letter.
    const taint = tainted > not ? lettersOf(columns) : "";
    return omitUndefined({ command, taint, release });
}

function lettersOf(columns: string[]): string {
    return columns
        .map((column) => (/^\[[A-Z]\]/.test(column) ? column[1] : column.replace(/[^A-Z]/g, "")))
        .join("");
}

/** @returns whether the list may go on in the next line */
function readModules(oops: Oops, text: string, isFirst: boolean): boolean {
    const unloaded = text.indexOf("[last unloaded:");
    const words = (unloaded < 0 ? text : text.slice(0, unloaded)).split(" ").filter((word) => word !== "");
    if (!isFirst && !words.every((word) => moduleNames.test(word))) return false;
    for (const word of words) {
        const [name, taint] = word.replace(/\)$/, "").split("(", 2);
        if (moduleNames.test(word)) oops.modules.push(taint === undefined ? { name } : { name, taint });
    }
    return unloaded < 0;
}
