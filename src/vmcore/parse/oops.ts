import { Place } from "../place";

/** What the kernel printed about a fault, and where it was. Only BUG() prints a source file and line. */
export interface Oops extends Place {
    cpu?: number;
    pid?: number;
    command?: string;
    /** Letters of what had tainted the kernel; empty when nothing had. */
    taint?: string;
    release?: string;
    /** The machine's maker, model and firmware, or its hypervisor's. */
    hardware?: string;
    /** The calls that the kernel was sure of, the innermost first. */
    frames: (Place & { level: number; symbol: string })[];
    /** Names of the loaded modules. */
    modules: { name: string; taint?: string }[];
}

const who =
    /^CPU: (\d{1,9}) (?:UID: \d+ )?PID: (\d{1,9}) Comm: (.*?) (?:Kdump: loaded )?(Not tainted|Tainted: [A-Z ]+?) (\d+\.\S+)/;
const place =
    /^(?:RIP: |pc : |PC is at )(?:[0-9a-f]+:)?(?:\[<[0-9a-f]+>\] +\[<[0-9a-f]+>\] +)?([^\s+:]+)\+(0x[0-9a-f]{1,16})(?:\/0x[0-9a-f]+)?(?: \[([\w-]+)(?:[^\w\]-][^\]]*)?\])?/;
const call =
    /^ *(?:\[<[0-9a-f]+>\] +)?([A-Za-z_][\w.]*)\+(0x[0-9a-f]{1,16})\/0x[0-9a-f]+(?: \[([\w-]+)(?:[^\w\]-][^\]]*)?\])?\s*$/;
const bugAt = "kernel BUG at ";
const deepest = 64;

/** Reads the lines of one fault, without time stamps. It never throws. */
export function parseOops(lines: string[]): Oops {
    const oops: Oops = { frames: [], modules: [] };
    let tracing = false;
    for (const line of lines) {
        if (/^Call [Tt]race:/.test(line)) tracing = oops.frames.length === 0;
        else if (tracing) tracing = readCall(oops, line);
        readSituation(oops, line);
    }
    return oops;
}

/** @returns whether the trace goes on */
function readCall(oops: Oops, line: string): boolean {
    const match = call.exec(line);
    if (match !== null && oops.frames.length < deepest) {
        const [, symbol, offset, module] = match;
        const one = { level: oops.frames.length, symbol, offset: Number(offset) };
        oops.frames.push(module === undefined ? one : { ...one, module });
    }
    // Lines with ? are leftovers on the stack; <TASK>, <IRQ> and the like are marks.
    return match !== null || /^ *\? |^ *(?:\[<[0-9a-f]+>\] )|^ *<\/?[A-Z#]+>|^\s*$/.test(line);
}

function readSituation(oops: Oops, line: string): void {
    const situation = who.exec(line);
    if (situation !== null && oops.command === undefined) {
        const [, cpu, pid, command, taint, release] = situation;
        Object.assign(oops, { cpu: Number(cpu), pid: Number(pid), command, release });
        oops.taint = taint === "Not tainted" ? "" : taint.replace(/^Tainted: /, "").replace(/ /g, "");
    }
    const at = place.exec(line);
    if (at !== null && oops.symbol === undefined) {
        Object.assign(oops, { symbol: at[1], offset: Number(at[2]) });
        if (at[3] !== undefined) oops.module = at[3];
    }
    const asserted = line.indexOf(bugAt);
    const assertion = asserted < 0 ? null : /^(\S.*):(\d{1,9})!/.exec(line.slice(asserted + bugAt.length));
    if (assertion !== null) Object.assign(oops, { file: assertion[1], line: Number(assertion[2]) });
    const hardware = /^Hardware name: (.*\S)/.exec(line);
    if (hardware !== null) oops.hardware ??= hardware[1];
    const modules = /^Modules linked in: ?(.*)$/.exec(line);
    if (modules !== null && oops.modules.length === 0) {
        oops.modules = [
            ...modules[1].split("[last unloaded:", 1)[0].matchAll(/([\w-]+)(?:\(([A-Z+-]+)\))?/g),
        ].map(([, name, taint]) => (taint === undefined ? { name } : { name, taint }));
    }
}
