/** Kinds of kernel crashes. */
export const PanicKind = {
    /** Somebody asked for it, by /proc/sysrq-trigger or the keyboard. */
    Sysrq: "sysrq",
    /** The kernel followed a null pointer. */
    NullPointer: "null-pointer",
    /** Another fault of the processor: a bad address, a protection fault, an illegal instruction. */
    Oops: "oops",
    /** The kernel found itself in a state that its authors had ruled out: BUG(). */
    Bug: "bug",
    /** A CPU stayed in the kernel without letting anything else run (kernel.softlockup_panic). */
    SoftLockup: "soft-lockup",
    /** A CPU did not even take interrupts (kernel.hardlockup_panic). */
    HardLockup: "hard-lockup",
    /** A task waited too long and could not be interrupted (kernel.hung_task_panic). */
    HungTask: "hung-task",
    /** Memory ran out (vm.panic_on_oom, or nothing left to kill). */
    OutOfMemory: "out-of-memory",
    /** A non-maskable interrupt: a hypervisor's or cloud's diagnostic interrupt, a button, or hardware. */
    Nmi: "nmi",
    /** The processor reported an error of the hardware: a machine check. */
    Mce: "mce",
    /** Any other call of panic(), whose text says why. */
    PanicCall: "panic-call",
    /** Nothing in the log tells. */
    Unknown: "unknown",
} as const;
export type PanicKind = (typeof PanicKind)[keyof typeof PanicKind];

/** A line of the kernel log that tells a kind. */
interface Trace {
    kind: PanicKind;
    pattern: RegExp;
}

/** What panic() was called with. In the order of looking; texts of kernels from 3.10 on. */
const calls: Trace[] = [
    { kind: PanicKind.Sysrq, pattern: /sysrq triggered crash/i },
    { kind: PanicKind.SoftLockup, pattern: /softlockup: hung tasks/ },
    { kind: PanicKind.HardLockup, pattern: /hard lockup/i },
    { kind: PanicKind.HungTask, pattern: /hung_task: blocked tasks/ },
    {
        kind: PanicKind.OutOfMemory,
        pattern: /out of memory|system is deadlocked on memory|panic_on_oom/i,
    },
    { kind: PanicKind.Mce, pattern: /machine check|hardware memory error|^MCE\b/i },
    { kind: PanicKind.Nmi, pattern: /\bNMI\b/ },
];

/** What precedes a call of panic(), or stands for it. Each begins a fault, in the order of looking. */
const faults: Trace[] = [
    { kind: PanicKind.Sysrq, pattern: /^sysrq ?: (?:trigger a crash|crash)/i },
    { kind: PanicKind.NullPointer, pattern: /kernel NULL pointer dereference/ },
    { kind: PanicKind.Bug, pattern: /kernel BUG at / },
    { kind: PanicKind.SoftLockup, pattern: /BUG: soft lockup - CPU/ },
    { kind: PanicKind.HardLockup, pattern: /watchdog detected hard LOCKUP/i },
    { kind: PanicKind.HungTask, pattern: /^INFO: task .* blocked for more than \d+ seconds/ },
    { kind: PanicKind.OutOfMemory, pattern: /invoked oom-killer:/ },
    { kind: PanicKind.Nmi, pattern: /NMI received for unknown reason|NMI: IOCK error|NMI: PCI system error/ },
    {
        kind: PanicKind.Mce,
        pattern:
            /^(?:(?!\[Hardware Error\]:)[^])*\[Hardware Error\]:[^]*machine check|machine check exception/i,
    },
    {
        kind: PanicKind.Oops,
        pattern:
            /unable to handle (?:kernel |page |paging )|general protection fault|double fault:|divide error:|stack segment:|invalid opcode:|Internal error: |kernel stack overflow|Oops: |^Oops\b/,
    },
];

/** Faults that a kernel may survive silently, so that a later one is a new fault. */
const survived: PanicKind[] = [
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
    PanicKind.HungTask,
    PanicKind.OutOfMemory,
    PanicKind.Nmi,
    PanicKind.Mce,
];

/** panic() that only follows from a fault that is in the log already. */
const consequence = /^(?:Fatal exception|Aiee|Attempted to kill|Oops|Unrecoverable|BUG!)/;
const panicCall = /Kernel panic - not syncing: ?([^]*)$/;
const closing = /---\[ end /;

/** The last fault of a kernel log. */
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
}

/**
 * Finds the last fault in a kernel log without time stamps.
 *
 * The kind is computed from the log alone, because crash's PANIC depends on its version: it is the first hit of a
 * list that differs from release to release, wherever in the log that is.
 *
 * @returns undefined when nothing in the log tells of an end
 */
export function lastFault(lines: string[]): Fault | undefined {
    let open: Fault | undefined;
    let last: Fault | undefined;
    lines.forEach((line, index) => {
        if (last !== undefined) last.to = index;
        const call = panicCall.exec(line);
        if (call !== null) {
            last = open = afterCall(last, call[1], index);
            return;
        }
        const start = faults.find(({ pattern }) => pattern.test(line));
        if (start !== undefined && (open === undefined || survived.includes(open.kind))) {
            last = open = { kind: start.kind, text: line.trim(), from: index, to: index, headline: index };
        }
        if (closing.test(line)) open = undefined;
    });
    return last;
}

/** A call of panic() explains the fault before it, or is a fault of its own. */
function afterCall(before: Fault | undefined, text: string, index: number): Fault {
    const call = calls.find(({ pattern }) => pattern.test(text));
    if (before !== undefined && (consequence.test(text) || call?.kind === before.kind)) {
        if (!consequence.test(text)) Object.assign(before, { text: panicText(text), headline: index });
        return before;
    }
    const kind = call?.kind ?? PanicKind.PanicCall;
    return { kind, text: panicText(text), from: index, to: index, headline: index };
}

function panicText(text: string): string {
    return `Kernel panic - not syncing: ${text.trim()}`;
}

const stateReasons = new Map<string | undefined, PanicKind>([
    ["SYSRQ", PanicKind.Sysrq],
    ["NMI", PanicKind.Nmi],
    ["MCA", PanicKind.Mce],
    ["PANIC", PanicKind.PanicCall],
]);

/** The kind by crash's PANIC and the reason in STATE, where there is no log. */
export function panicKindOfHeader(panic: string | undefined, stateReason: string | undefined): PanicKind {
    const fault = lastFault((panic ?? "").split("\n"));
    if (fault !== undefined) return fault.kind;
    return stateReasons.get(stateReason) ?? PanicKind.Unknown;
}
