import { isEntry } from "./entries";
import { isDeath, isExit, isFinder, isFreeing, isStopped, isWaiting } from "./machinery";
import { ExceptionFrame, StackFrame } from "./parse/backtrace";
import { PanicKind } from "./parse/panicKind";
import { Place, placeOf } from "./place";
import { symbols } from "./symbols";

/** A stack, by crash or by the kernel. */
export interface Stack {
    /** What the processor did before the first call, where that is known. */
    interrupted?: Place;
    frames: StackFrame[];
    /** `uname -m`, where it is known. */
    machine?: string;
}

/** Kinds whose fault is where an exception or interrupt came in, however far that is from what handled it. */
const interrupting: PanicKind[] = [
    PanicKind.NullPointer,
    PanicKind.Oops,
    PanicKind.Bug,
    PanicKind.ListCorruption,
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
    PanicKind.RcuStall,
    PanicKind.Nmi,
    PanicKind.Unknown,
];

/** Kinds whose stack may begin with what the processor did. */
const beginning: PanicKind[] = [...interrupting, PanicKind.StackOverflow, PanicKind.Warning];

/** Kinds that the scheduler finds on behalf of whoever called it. */
const scheduling: PanicKind[] = [PanicKind.AtomicSleep, PanicKind.StackOverflow];

/** Kinds that an allocator finds. */
const freeing: PanicKind[] = [PanicKind.Kasan, PanicKind.Kfence];

/**
 * The way to a fault, from where it happened outwards: by position, because what stands above it on the stack is how the
 * kernel found it and how it ended.
 *
 * @returns nothing where the stack does not tell
 */
export function wayTo(stack: Stack, kind: PanicKind): Place[] {
    const { interrupted, frames } = stack;
    // An error of the hardware may strike anywhere.
    if (kind === PanicKind.Mce) return [];
    // A machine that ran when its memory was dumped did no wrong where it was, nor did a CPU that another one stopped.
    if (
        kind === PanicKind.Unknown &&
        (!frames.some(isOfCrash) || frames.some(({ symbol }) => isStopped(symbol)))
    )
        return [];
    if (kind === PanicKind.HungTask) return after(frames, isWaiting, asleep(frames));
    const begun = interrupted === undefined ? [] : named([interrupted, ...withoutFirst(frames, interrupted)]);
    if (kind === PanicKind.Sysrq)
        return fromSysrq(begun, frames) ?? after(frames, isHandling, handledBy(stack));
    const isBegun =
        interrupted !== undefined && beginning.includes(kind) && !isDeath(interrupted.symbol ?? "");
    if (isBegun && handledBy(stack) === 0) return begun;
    const way = below(stack, kind);
    if (!isBegun || way.length === 0) return isBegun ? begun : way;
    // Where the kernel's end is on the stack, a hypervisor may have taken the dump and the registers after it.
    const [first, ...rest] = way;
    return first.symbol === interrupted.symbol ? [{ ...first, ...placeOf(interrupted) }, ...rest] : way;
}

/** The way to a fault below what handled it. */
function below(stack: Stack, kind: PanicKind): Place[] {
    const { frames } = stack;
    const dead = handledBy(stack);
    const passed = passedBy(kind);
    const met = frames.findIndex(({ symbol }, index) => index >= dead && !passed(symbol));
    const found = met < 0 ? frames.length : met;
    const entry = entryFrom(stack, dead);
    if (entry !== undefined && (isInterrupting(kind) || entry <= found)) return fromEntry(stack, entry);
    // A task that holds up RCU may sleep.
    const isAsleep = kind === PanicKind.RcuStall && isScheduler(frames.at(found)?.symbol ?? "");
    const way = after(frames, isAsleep ? isWaiting : passed, found);
    return way[0]?.symbol !== undefined && isExit(way[0].symbol) ? [] : way;
}

function isOfCrash({ symbol, exception }: StackFrame): boolean {
    return isDeath(symbol) || exception?.symbol !== undefined;
}

/** Whether a kind's fault is where an exception or interrupt came in. */
export function isInterrupting(kind: PanicKind): boolean {
    return interrupting.includes(kind);
}

const isScheduler = symbols("__schedule schedule");

/** What found a fault of this kind, or led to the finding. */
function passedBy(kind: PanicKind): (symbol: string) => boolean {
    if (scheduling.includes(kind)) return (symbol) => isHandling(symbol) || isWaiting(symbol);
    // The sanitizers blame whoever freed, and not the allocator.
    if (freeing.includes(kind)) return (symbol) => isHandling(symbol) || isFreeing(symbol);
    return isHandling;
}

function isHandling(symbol: string): boolean {
    return isFinder(symbol) || isDeath(symbol);
}

/** Where the scheduler begins, above which the stack may hold what switched tasks. */
function asleep(frames: StackFrame[]): number {
    return Math.max(
        0,
        frames.slice(0, 4).findIndex(({ symbol }) => isWaiting(symbol)),
    );
}

/** How many frames at the top are the end of the kernel, before any exception. */
function handledBy(stack: Stack): number {
    const above = stack.frames.slice(0, entryFrom(stack, 0));
    return above.map(({ symbol }) => isDeath(symbol)).lastIndexOf(true) + 1;
}

function entryFrom({ frames, machine }: Stack, from: number): number | undefined {
    const index = frames.findIndex((frame, at) => at >= from && isEntered(frame, machine));
    return index < 0 ? undefined : index;
}

function isEntered({ symbol, exception }: StackFrame, machine: string | undefined): boolean {
    return exception?.symbol !== undefined || isEntry(symbol, machine);
}

/** An exception passes through several functions of its architecture's; the last of them has what it interrupted. */
function fromEntry({ frames, machine }: Stack, entry: number): Place[] {
    let last = entry;
    while (
        frames[last].exception === undefined &&
        last + 1 < frames.length &&
        isEntered(frames[last + 1], machine)
    )
        last += 1;
    const { exception } = frames[last];
    const rest = frames.slice(last + 1);
    if (exception !== undefined && isOfUser(exception)) return [];
    // powerpc names the return to what took interrupts late.
    if (exception?.symbol === undefined || isEntry(exception.symbol, machine)) return named(rest);
    return named([exception, ...withoutFirst(rest, exception)]);
}

/** x86 tells by the code segment's last bits. */
function isOfUser({ symbol, registers }: ExceptionFrame): boolean {
    return symbol === undefined && /[37b]$/.test(registers.CS ?? "");
}

/** Some stacks begin with what was interrupted. */
function withoutFirst(frames: StackFrame[], { symbol }: Place): StackFrame[] {
    return symbol !== undefined && frames[0]?.symbol === symbol ? frames.slice(1) : frames;
}

/** Kernels from 3.17 to 4.20 followed a null pointer there, and the others call panic(). */
function fromSysrq(begun: Place[], frames: StackFrame[]): Place[] | undefined {
    const crash = (symbol: string | undefined) => symbol?.startsWith("sysrq_handle_crash") === true;
    if (crash(begun.at(0)?.symbol)) return begun;
    const index = frames.findIndex(({ symbol, exception }) => crash(symbol) || crash(exception?.symbol));
    if (index < 0) return undefined;
    const { exception } = frames[index];
    const from = named(frames.slice(index));
    return exception !== undefined && crash(exception.symbol) ? [placeOf(exception), ...from.slice(1)] : from;
}

function after(frames: StackFrame[], isPassed: (symbol: string) => boolean, from: number): Place[] {
    const index = frames.findIndex(({ symbol }, at) => at >= from && !isPassed(symbol));
    return index < 0 ? [] : named(frames.slice(index));
}

function named(frames: Place[]): Place[] {
    return frames.filter(({ symbol }) => symbol !== undefined).map(placeOf);
}
