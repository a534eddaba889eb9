import { omitUndefined } from "../omitUndefined";
import { crashDate } from "./crashDate";

/**
 * The header that crash(8) prints of a dump, by its commands `sys` and `set`. Every field is optional: which ones
 * are there depends on the versions of crash and of the crashed kernel. NODENAME and COMMAND are what the crashed
 * machine said of itself, so they may hold anything.
 */
export interface CrashHeader {
    /** Path of vmlinux as crash was given it (KERNEL, or DEBUG KERNEL where that is apart). */
    kernel?: string;
    /** Path of the file with the debug data where it is apart (DEBUGINFO or DEBUG KERNEL). */
    debuginfo?: string;
    /** Path of the dump as crash was given it; the first of several. */
    dumpfile?: string;
    /** What stands after KERNEL and DUMPFILE in brackets, such as `TAINTED`, `LIVEPATCH`, `PARTIAL DUMP`. */
    flags: string[];
    /** Whether pages were left out of the dump, as `makedumpfile -d` does; ordinary. */
    partial?: boolean;
    /** Whether the dump was cut off while it was written; what is missing reads as errors. */
    incomplete?: boolean;
    /** Processors that were online; crash prints all of them, and how many were not. */
    cpus?: number;
    /** Processors that were offline. */
    offlineCpus?: number;
    /** Time of the crash, ISO 8601 with its offset from UTC, such as `2026-11-23T18:38:51Z`. */
    date?: string;
    /** The same as crash printed it. */
    dateText?: string;
    /** Seconds from boot to crash. */
    uptime?: number;
    /** Load average over 1, 5 and 15 minutes. */
    loadAverage?: number[];
    /** Tasks that there were. */
    tasks?: number;
    nodename?: string;
    /** Release of the crashed kernel, `uname -r`. */
    release?: string;
    /** Version of the crashed kernel, `uname -v`. */
    version?: string;
    /** Architecture, `uname -m`. */
    machine?: string;
    /** The processor's clock, in MHz. */
    clockMhz?: number;
    /** Memory, in bytes; crash prints it rounded. */
    memory?: number;
    /** PANIC as crash found it in the kernel log; another version of crash may find another line. */
    panic?: string;
    /** The process on the CPU that panicked. */
    pid?: number;
    command?: string;
    /** Address of its task_struct, hexadecimal. */
    task?: string;
    /** Address of its thread_info, where that is not in task_struct. */
    threadInfo?: string;
    cpu?: number;
    /** Such as `TASK_RUNNING`. */
    state?: string;
    /** What stands after the state in brackets, such as `PANIC`, `SYSRQ` or `NMI`. */
    stateReason?: string;
    /** crash's warnings, and what in the header must be wrong, in sentences. */
    doubts: string[];
}

/** How the header was made. */
export interface CrashHeaderOptions {
    /**
     * The zone of DATE where crash printed none, as it did before 7.2.9: the one that crash ran in.
     *
     * @default UTC
     */
    zone?: string;
}

const labels =
    "KERNEL|SYSTEM MAP|DEBUG KERNEL|DEBUGINFO|DUMPFILES?|CPUS|DATE|UPTIME|LOAD AVERAGE|TASKS|NODENAME|RELEASE|" +
    "VERSION|MACHINE|MEMORY|PANIC|PID|COMMAND|TASK|CPU|STATE|WARNING";
const labelled = new RegExp(`^\\s*(${labels}):(?: |$)(.*)$`);

/**
 * Reads the header of a dump as crash 7 to 9 print it: at start, or by `sys` and `set`.
 *
 * Other lines are skipped, and the first of two lines with one label counts. It never throws.
 */
export function parseCrashHeader(text: string, { zone = "UTC" }: CrashHeaderOptions = {}): CrashHeader {
    const values = new Map<string, string>();
    const header: CrashHeader = { flags: [], doubts: [] };
    for (const line of text.split(/\r?\n/)) {
        // What comes before a backspace is progress, which crash overwrites.
        const match = labelled.exec(line.replace(/^.*[\r\b]/, ""));
        if (match === null) continue;
        const [, label, value] = match;
        if (label === "WARNING") {
            // Since kernels place themselves at random, crash says of every one that it moved its symbols.
            if (!value.startsWith("kernel relocated ")) header.doubts.push(value.trim());
        } else if (!values.has(label)) values.set(label, value.trim());
    }
    readFiles(header, values);
    readSystem(header, values, zone);
    readContext(header, values);
    return omitUndefined(header);
}

function readFiles(header: CrashHeader, values: Map<string, string>): void {
    const kernel = flagged(header, values.get("KERNEL"));
    const debugKernel = flagged(header, values.get("DEBUG KERNEL"))?.replace(/ \([^()]*\)$/, "");
    header.kernel = kernel ?? debugKernel;
    header.debuginfo =
        flagged(header, values.get("DEBUGINFO")) ?? (kernel === undefined ? undefined : debugKernel);
    header.dumpfile = flagged(header, values.get("DUMPFILE") ?? values.get("DUMPFILES"));
    if (header.dumpfile === undefined) return;
    header.partial = header.flags.includes("PARTIAL DUMP");
    header.incomplete = header.flags.includes("INCOMPLETE");
}

/** The path in front of `  [FLAG]  [FLAG]`. */
function flagged(header: CrashHeader, value: string | undefined): string | undefined {
    if (value === undefined) return undefined;
    const flags: string[] = [];
    let path = value.trimEnd();
    // From the end, because what comes before may hold anything.
    for (let open = path.lastIndexOf("["); open > 0; open = path.lastIndexOf("[")) {
        const flag = path.slice(open + 1, -1);
        if (
            !path.endsWith("]") ||
            !/^(?:[A-Z ]+|temporary ELF header)$/.test(flag) ||
            !/\s/.test(path[open - 1])
        )
            break;
        flags.push(flag);
        path = path.slice(0, open).trimEnd();
    }
    for (const flag of flags.reverse()) header.flags.push(flag);
    return textOf(path);
}

function readSystem(header: CrashHeader, values: Map<string, string>, zone: string): void {
    const cpus = /^(\d+)(?: \[OFFLINE: (\d+)\])?/.exec(values.get("CPUS") ?? "");
    header.offlineCpus = numberOf(cpus?.[2]);
    const all = numberOf(cpus?.[1]);
    header.cpus = all === undefined ? undefined : Math.max(0, all - (header.offlineCpus ?? 0));
    header.dateText = textOf(values.get("DATE"));
    const date = crashDate(header.dateText, zone);
    header.date = date.iso;
    if (date.doubt !== undefined) header.doubts.push(date.doubt);
    const uptime = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)$/.exec(values.get("UPTIME") ?? "");
    if (uptime !== null) {
        const [days, hours, minutes, seconds] = uptime.slice(1).map((part) => Number(part ?? 0));
        header.uptime = safe(((days * 24 + hours) * 60 + minutes) * 60 + seconds);
    }
    const load = /^(\d{1,9}\.\d+), (\d{1,9}\.\d+), (\d{1,9}\.\d+)$/.exec(values.get("LOAD AVERAGE") ?? "");
    header.loadAverage = load?.slice(1).map(Number);
    header.tasks = numberOf(values.get("TASKS"));
    header.nodename = textOf(values.get("NODENAME"));
    header.release = textOf(values.get("RELEASE"));
    header.version = textOf(values.get("VERSION"));
    const machine = /^(\S+)(?:\s+\((\d+) Mhz\))?/.exec(values.get("MACHINE") ?? "");
    header.machine = machine?.[1];
    header.clockMhz = numberOf(machine?.[2]);
    header.memory = sizeOf(values.get("MEMORY"));
    header.panic = panicOf(values.get("PANIC"));
}

function readContext(header: CrashHeader, values: Map<string, string>): void {
    header.pid = numberOf(values.get("PID"));
    header.command = textOf(values.get("COMMAND")?.replace(/^"(.*)"$/, "$1"));
    const task = /^([0-9a-f]+)\b/.exec(values.get("TASK") ?? "");
    header.task = task?.[1];
    header.threadInfo = /\[THREAD_INFO: ([0-9a-f]+)\]/.exec(values.get("TASK") ?? "")?.[1];
    header.cpu = numberOf(values.get("CPU"));
    const state = /^([^\s(]\S*)?\s*(?:\(([^()]*)\))?/.exec(values.get("STATE") ?? "");
    header.state = state?.[1];
    header.stateReason = textOf(state?.[2]);
}

/** crash's units are powers of 1024. */
function sizeOf(text: string | undefined): number | undefined {
    const match = /^(\d{1,15}(?:\.\d+)?) ?([KMGTP])B$/.exec(text ?? "");
    return match === null
        ? undefined
        : safe(Math.round(Number(match[1]) * 1024 ** ("KMGTP".indexOf(match[2]) + 1)));
}

function panicOf(text: string | undefined): string | undefined {
    const match = /^"(.*)"(?: \(check log for details\))?$/.exec(text ?? "");
    // Before crash 5.1, the line of the log has its time stamp.
    return textOf(
        (match === null ? text?.replace(/^"/, "") : match[1])?.replace(/^(?:<\d>)?\[ *\d{1,12}\.\d+\] ?/, ""),
    );
}

function numberOf(text: string | undefined): number | undefined {
    return text !== undefined && /^\d+$/.test(text) ? safe(Number(text)) : undefined;
}

/** No machine has a count that does not fit. */
function safe(value: number): number | undefined {
    return Number.isSafeInteger(value) ? value : undefined;
}

function textOf(text: string | undefined): string | undefined {
    return text === undefined || text.trim() === "" ? undefined : text.trim();
}
