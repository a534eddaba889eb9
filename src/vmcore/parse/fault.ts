import {
    consequence,
    deathOfInit,
    FaultSign,
    faultSigns,
    oopsEnd,
    panicOnWarn,
    panicReasons,
    Weight,
} from "./faultSigns";
import { PanicKind } from "./panicKind";

/** What ended a kernel, as its log tells it. */
export interface Fault {
    kind: PanicKind;
    /** The line that says it best, without its time stamp. */
    text: string;
    /** Index of its first line. */
    from: number;
    /** Index of its last line. */
    to: number;
    /** Index of the line that says it best. */
    headline: number;
    /** Index of the line of panic(); absent where the log ends without one. */
    panic?: number;
    /** The task that hung, of a hung task. */
    hung?: HungTask;
    /** The CPU that was stuck, of a lockup or a stall; another may have noticed. */
    cpu?: number;
    /** Whether the log begins in the midst of it. */
    late?: boolean;
    /** Whether a kernel may go on after it, and nothing in the log says that this one did not. */
    uncertain?: boolean;
}

/** A task that waited for too long. */
export interface HungTask {
    /** The process's own name for itself, which may hold anything. */
    command: string;
    pid: number;
}

/** A fault whose end is not known yet. */
interface Begun {
    kind: PanicKind;
    weight: Weight;
    from: number;
    /** Whether what follows may still be of it. */
    open: boolean;
}

const panicCall = /Kernel panic - not syncing: ?([^]*)$/;
const hungTask = /^INFO: task (.*):(\d{1,9}) (?:is )?(?:blocked|can't die)/;
/** How a lockup names the CPU that was stuck, in its first line or, of an RCU stall, in those that follow. */
const stuckCpus = new Map<PanicKind, RegExp[]>([
    [PanicKind.SoftLockup, [/soft lockup - CPU#(\d{1,9})/]],
    [
        PanicKind.HardLockup,
        [/hard LOCKUP on (?:cpu|other CPUs) (\d{1,9})/i, /CPU (\d{1,9}) self-detected hard LOCKUP/i],
    ],
    [
        PanicKind.RcuStall,
        [
            /^(?:rcu: )?[ \t]{0,40}(\d{1,9})-[.!oONd]{1,6}: \(/m,
            /expedited stalls on CPUs\/tasks: \{ (\d{1,9})-/,
        ],
    ],
]);
const closing = /---\[ end (?!Kernel panic)/;

/** How many lines may be between the beginnings of two faults of which one follows from the other. */
const near = 100;

/**
 * Finds what ended a kernel in its log without time stamps: the first panic() and the fault that led to it, or else the last
 * fault that it can have died of. Nothing after the first panic() counts: the kernel was dead by then.
 *
 * The kind is computed from the log alone, because crash's PANIC depends on its version: it is the first hit of a
 * list that differs from release to release, wherever in the log that is.
 *
 * @param callers - who printed each line, where that is known: of two that printed at once, one called panic()
 * @returns undefined when nothing in the log tells of an end
 */
export function lastFault(lines: string[], callers: (string | undefined)[] = []): Fault | undefined {
    const fault = endOf(lines, callers);
    if (fault === undefined) return undefined;
    const { kind, from } = fault;
    const hung = kind === PanicKind.HungTask ? hungTask.exec(lines[from]) : null;
    if (hung !== null) fault.hung = { command: hung[1], pid: Number(hung[2]) };
    const cpu = stuckCpus
        .get(kind)
        ?.map((pattern) => pattern.exec(lines.slice(from, from + 4).join("\n"))?.[1])
        .find((one) => one !== undefined);
    if (cpu !== undefined) fault.cpu = Number(cpu);
    // s390 tells the address in a line of its own; the first page is nobody's.
    if (kind === PanicKind.Oops && /^Failing address: 0{13}[0-9a-f]{3} /.test(lines.at(from + 1) ?? ""))
        fault.kind = PanicKind.NullPointer;
    return fault;
}

function endOf(lines: string[], callers: (string | undefined)[]): Fault | undefined {
    const begun: Begun[] = [];
    for (const [index, line] of lines.entries()) {
        const call = panicCall.exec(line);
        if (call !== null) {
            const own = begun.filter(({ from }) => callers[from] === callers[index]);
            return panicked(lines, own.length > 0 ? own : begun, index, call[1].trim());
        }
        const sign = signOf(line);
        if (sign !== undefined) begin(begun, sign, index);
        if (closing.test(line)) for (const one of begun) one.open = false;
    }
    return ended(lines, begun);
}

function signOf(line: string): FaultSign | undefined {
    return faultSigns.find(({ pattern }) => pattern.test(line));
}

/** What follows a deadly fault within its own account belongs to it, and so does the next task or CPU that is stuck. */
function begin(begun: Begun[], { kind, weight }: FaultSign, from: number): void {
    const last = begun.at(-1);
    const belongs =
        weight === "deadly"
            ? lastOf(begun, weight)?.open === true
            : weight === "stall" && last?.weight === weight && last.kind === kind;
    if (!belongs) begun.push({ kind, weight, from, open: true });
}

function panicked(lines: string[], begun: Begun[], panic: number, text: string): Fault {
    const to = lines.length - 1;
    const reason = panicReasons.find(({ pattern }) => pattern.test(text));
    const cause = causeOf(begun, panic, text, reason?.kind);
    const own = `Kernel panic - not syncing: ${text}`;
    if (cause === undefined) {
        // What panic() only follows from is what the log begins in the midst of.
        const kind = reason?.kind ?? kindOfConsequence(text);
        const isLate = reason === undefined && kind !== PanicKind.PanicCall;
        const fault: Fault = { kind, text: own, from: isLate ? 0 : panic, to, headline: panic, panic };
        return isLate ? { ...fault, late: true } : fault;
    }
    const { kind, from } = cause;
    if (reason === undefined || reason.repeats === true)
        return { kind, text: lines[from].trim(), from, to, headline: from, panic };
    return { kind, text: own, from, to, headline: panic, panic };
}

/** The fault before a panic() that led to it. */
function causeOf(
    begun: Begun[],
    panic: number,
    text: string,
    kind: PanicKind | undefined,
): Begun | undefined {
    if (kind !== undefined) return begun.filter((one) => one.kind === kind).at(-1);
    if (panicOnWarn.test(text)) return lastOf(begun, "complaint");
    const before = lastOf(begun, "deadly");
    if (consequence.test(text)) return before;
    return deathOfInit.test(text) && before !== undefined && panic - before.from <= near ? before : undefined;
}

function lastOf(begun: Begun[], weight: Weight): Begun | undefined {
    return begun.filter((one) => one.weight === weight).at(-1);
}

/** Where the log begins too late for the oops itself, its consequence still tells that there was one. */
function kindOfConsequence(text: string): PanicKind {
    if (panicOnWarn.test(text)) return PanicKind.Warning;
    return consequence.test(text) ? PanicKind.Oops : PanicKind.PanicCall;
}

/** Without a panic(), the last fault of those that weigh most, and what that began with. */
function ended(lines: string[], begun: Begun[]): Fault | undefined {
    const to = lines.length - 1;
    const last = lastOf(begun, "deadly") ?? lastOf(begun, "stall") ?? lastOf(begun, "complaint");
    if (last === undefined) return undefined;
    const alike = begun.filter(({ weight, from }) => weight === last.weight && from <= last.from);
    const first = alike.reduceRight((one, before) => (one.from - before.from <= near ? before : one), last);
    const fault = { ...faultAt(lines, first), to };
    if (last.weight !== "deadly") return { ...fault, uncertain: true };
    return oopsEnd.test(lines[first.from]) ? { ...fault, late: true } : fault;
}

function faultAt(lines: string[], { kind, from }: Begun): Omit<Fault, "to"> {
    return { kind, text: lines[from].trim(), from, headline: from };
}

const stateReasons = new Map<string | undefined, PanicKind>([
    ["SYSRQ", PanicKind.Sysrq],
    ["NMI", PanicKind.Nmi],
    ["MCA", PanicKind.Mce],
    ["PANIC", PanicKind.PanicCall],
]);

/** The kind by crash's PANIC and the reason in STATE, where there is no log. */
export function panicKindOfHeader(panic: string | undefined, stateReason: string | undefined): PanicKind {
    // On kernels from 3.17 to 4.20, sysrq followed a null pointer on purpose, and crash may show that line.
    if (stateReason === "SYSRQ") return PanicKind.Sysrq;
    const text = panic ?? "";
    const told =
        lastFault(text.split("\n"))?.kind ?? panicReasons.find(({ pattern }) => pattern.test(text))?.kind;
    return told ?? stateReasons.get(stateReason) ?? PanicKind.Unknown;
}
