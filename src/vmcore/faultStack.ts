import { isInterrupting, Stack, wayTo } from "./culprit";
import { isCheck, isEnd } from "./machinery";
import { Backtrace } from "./parse/backtrace";
import { CallTrace } from "./parse/callTrace";
import { CrashHeader } from "./parse/crashHeader";
import { Fault } from "./parse/fault";
import { placeNamedBy, placeOfLock } from "./parse/namedPlace";
import { PanicKind } from "./parse/panicKind";
import { Place, placeOf } from "./place";

/** What the parts of a report tell of where it went wrong. */
interface Told {
    kind: PanicKind;
    /** The line that says it best, and those that follow it. */
    lines: string[];
    /** The stack by crash, of the task that did wrong. */
    crash: Stack;
    /** The stack by the kernel, of the task that did wrong. */
    printed?: Stack;
}

/** Kinds that are of the very function that ran, whatever it is for. */
const exact: PanicKind[] = [
    PanicKind.StackOverflow,
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
    PanicKind.RcuStall,
    PanicKind.HungTask,
    PanicKind.Nmi,
];

/** Kinds that another task or CPU than the one that did wrong may have noticed. */
const noticed: PanicKind[] = [
    PanicKind.HungTask,
    PanicKind.RcuStall,
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
];

/** Of the stacks that a kernel printed, that of the task or CPU that did wrong. */
export function printedStack(traces: CallTrace[], fault: Fault | undefined): CallTrace | undefined {
    if (fault === undefined) return undefined;
    const { panic = Infinity, kind, cpu } = fault;
    const from = fault.headline === panic && !noticed.includes(kind) ? panic : fault.from;
    const told = traces.filter(({ frames, interrupted }) => frames.length > 0 || interrupted !== undefined);
    const trace = told.find((one) => one.from >= from) ?? told.at(0);
    // What comes after panic() is the stack of the thread that looked for hung tasks.
    if (kind === PanicKind.HungTask) return trace !== undefined && trace.from < panic ? trace : undefined;
    if (cpu === undefined || !noticed.includes(kind)) return trace;
    const stuck = traces.find((one) => one.cpu === cpu);
    return stuck ?? (trace?.cpu === undefined ? trace : undefined);
}

/** Of the stacks by crash, that of the task that panicked; of a lockup, that of the CPU that was stuck. */
export function crashStack(
    stacks: Backtrace[],
    { task, pid, cpu }: CrashHeader,
    fault: Fault | undefined,
): { panicked: Backtrace; guilty: Backtrace } {
    const none: Backtrace = { frames: [] };
    // `bt` prints the stack of the first CPU where it found no task that panicked, and `bt -a` those of all.
    const panicked =
        stacks.find((one) => one.task !== undefined && one.task === task) ??
        stacks.find((one) => one.pid !== undefined && one.pid === pid && one.cpu === cpu) ??
        stacks.find(({ frames }) => frames.some(({ symbol }) => isEnd(symbol))) ??
        stacks.find((one) => one.task === undefined || task === undefined) ??
        none;
    const stuck = fault?.cpu;
    if (fault?.kind === PanicKind.HungTask) return { panicked, guilty: none };
    if (stuck === undefined || stuck === (panicked.cpu ?? cpu ?? stuck))
        return { panicked, guilty: panicked };
    return { panicked, guilty: stacks.find((one) => one.cpu === stuck) ?? none };
}

/**
 * The way to the fault, from where it went wrong outwards. What crash found of an exception is sure; where it found none, the
 * kernel's own stack is nearer to the truth than the calls that are left.
 */
export function faultWay({ kind, lines, crash, printed }: Told): Place[] {
    const byKernel = printed === undefined ? [] : wayTo(printed, kind);
    const byCrash = kind === PanicKind.HungTask ? [] : wayTo(crash, kind);
    const isSure =
        !isInterrupting(kind) ||
        [crash.interrupted, ...crash.frames.map(({ exception }) => exception)].some(
            (exception) => exception?.symbol !== undefined,
        );
    const way = (isSure ? [byCrash, byKernel] : [byKernel, byCrash]).find((one) => one.length > 0) ?? [];
    const full = withNamed(
        way,
        printed,
        kind === PanicKind.Lockdep ? placeOfLock(lines) : placeNamedBy(lines.at(0) ?? ""),
    );
    return exact.includes(kind) ? full : withoutChecks(full);
}

/** The line of the fault may name the function, or its source, better than the stack does. */
function withNamed(way: Place[], printed: Stack | undefined, named: Place): Place[] {
    if (named.symbol === undefined) {
        const [first, ...rest] = way;
        if (way.length > 0) return [{ ...named, ...first }, ...rest];
        return named.file === undefined ? [] : [named];
    }
    for (const stack of [way, printed?.frames.map(placeOf) ?? []]) {
        const index = stack.findIndex(({ symbol }) => symbol === named.symbol);
        if (index >= 0) return [{ ...stack[index], ...named }, ...stack.slice(index + 1)];
    }
    return [named, ...way];
}

/** Functions that look for faults in others are not where these are. */
function withoutChecks(way: Place[]): Place[] {
    const first = way.findIndex(({ symbol }) => !isCheck(symbol ?? ""));
    return first < 0 ? way : way.slice(first);
}
