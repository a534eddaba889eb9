import { omitUndefined } from "../omitUndefined";
import { Place } from "../place";
import { StackFrame } from "./backtrace";

/** A stack that the kernel printed, the innermost call first; calls that it was not sure of are left out. */
export interface CallTrace {
    /** Index of the line that it begins with. */
    from: number;
    /** The CPU that it is of, where the lines before it tell. */
    cpu?: number;
    /** What the processor did, where that stands before the stack. */
    interrupted?: Place;
    frames: StackFrame[];
}

/** Where what was interrupted is named, by architecture: the line's beginning, and the function behind it. */
const programCounters: Record<string, RegExp> = {
    x86: /^(?:RIP|EIP|IP)(?:: | is at )(?:[0-9a-f]{4}:)?(?:\[<[0-9a-f]{8,16}>\] {1,4}){0,2}(.*)/,
    arm: /^(?:pc : |PC is at )(.*)/,
    powerpc: /^(?:NIP \[[0-9a-f]+\] |--- (?:interrupt|Exception): [0-9a-f]{1,5} at )(.*)/,
    s390: /^Krnl PSW : [0-9a-f]{16} [0-9a-f]{16} \(([^)]*)\)/,
    riscv: /^epc *: (?:[0-9a-f]+ +)?(.*)/,
    loongarch: /^ *ERA: [0-9a-f]+ (.*)/,
};
const counters = Object.values(programCounters);

/** No stack of a kernel has more calls. */
const deepest = 1000;

/** `function+0x12/0x34 [module]`, which may go on with the module's build-id; older kernels of ppc64 begin with a dot. */
const located =
    /^(?:\.(?!L))?([A-Za-z_$][\w.$]*)\+(0x[0-9a-f]{1,16})(?:\/0x[0-9a-f]+)?(?: \[([\w-]+)(?:[^\w\]-][^\]]*)?\])?/;
/** `function (file:line) module`, as scripts/decode_stacktrace.sh of the kernel makes of it. */
const decoded =
    /^\.?([A-Za-z_$][\w.$]*) \(([^\s():]{1,400}):(\d{1,9})[^)]{0,400}(?:\([^)]{0,40}\)[^)]{0,400}){0,8}\)(?: ([\w-]+))?/;
/** arm names both ends of a call; the outer one is where the next line goes on. */
const armCall =
    /^ *(?:\[<[0-9a-f]+>\] )?\(?([A-Za-z_][\w.]*)(?:\+0x[0-9a-f]+\/0x[0-9a-f]+)?\)?(?: \[([\w-]+)\])? from (?:\[<[0-9a-f]+>\] )?\(?([^)\s]+(?: \[[\w-]+\])?)\)?/;
/** What may stand before a call: marks of other stacks, and addresses. */
const before = /^ *(?:<+\/?[A-Z#]+>+ *)?\(?(?:\[(?:<(?:0x)?[0-9a-f]+>|[0-9a-f]{8,16})\] *){0,2}/;

const onlyAddress = /^\[<?(?:0x)?[0-9a-f]{8,16}>?\](?: {1,4}\[<?(?:0x)?[0-9a-f]{8,16}>?\])?(?: \?)?$/;

/** A stack's first line. riscv prints none but that of its registers, and the sanitizers have their own. */
const begins =
    /^[ 0-9a-f]{0,80}Call [Tt]race:|^ *Backtrace: *$|^status: [0-9a-f]{16} badaddr: |^BUG: KMSAN: |^(?:race at unknown origin, with )?(?:read|write|read-write|assert no \w+)(?: \(\w+\))? to 0x[0-9a-f]+ of \d+ bytes by |^(?:Use-after-free|Out-of-bounds|Corrupted memory|Invalid) (?:\w+ )?(?:at )?0x[0-9a-f]+/;
const ends =
    /^ *(?:Modules linked in:|---\[ |Kernel panic|CPU: \d|Mem-Info|={8}|-{8}|Rebooting in|Krnl Code|Last Breaking-Event|INFO: |BUG: |WARNING: |Showing all locks|\d+ locks? held by|Instruction dump:|Kernel Offset:|NMI backtrace for|irq event stamp|kfence-#|Memory state|The buggy address|task:|Uninit was |Local variable |Last potentially|Second to last|(?:Allocated|Freed|allocated|freed) (?:by|in) )/;
/** Before stacks of kernel threads that waited too, and did no wrong. */
const besides = /grace-period kthread stack dump|where RCU GP kthread last ran/i;

/** Reads the stacks in lines without time stamps. It never throws. */
export function parseCallTraces(lines: string[]): CallTrace[] {
    const traces: CallTrace[] = [];
    let trace: CallTrace | undefined;
    let counter: { at: number; place: Place } | undefined;
    let aside = false;
    let cpu: number | undefined;
    for (const [at, line] of lines.entries()) {
        if (besides.test(line)) aside = true;
        const place = interruptedBy(line);
        if (place !== undefined && trace !== undefined && trace.frames.length > 0)
            readException(trace, place);
        else if (place !== undefined && counter?.place.symbol === undefined) counter = { at, place };
        if (endsTrace(line, trace)) trace = undefined;
        const situation = /^ *(?:CPU: |NMI backtrace for cpu )(\d{1,9})\b/.exec(line);
        if (situation !== null) {
            counter = undefined;
            cpu = Number(situation[1]);
        }
        if (begins.test(line) || (trace === undefined && armCall.test(line))) {
            trace = { from: at, frames: [] };
            if (cpu !== undefined) trace.cpu = cpu;
            if (counter !== undefined) trace.interrupted = counter.place;
            if (!aside) traces.push(trace);
            counter = undefined;
            aside = false;
        }
        if (trace !== undefined) readCall(trace, line, onlyAddress.test((lines[at - 1] ?? "").trim()));
    }
    if (counter === undefined || traces.length > 0) return traces;
    return [{ from: counter.at, interrupted: counter.place, frames: [] }];
}

/** @returns the place, which is nameless where the processor was at no function; undefined on other lines */
function interruptedBy(line: string): Place | undefined {
    if (/^RIP: 00[0-9a-f]3:/.test(line)) return undefined;
    for (const pattern of counters) {
        const match = pattern.exec(line);
        if (match !== null) return locatedAt(match[1].trimStart()) ?? {};
    }
    return undefined;
}

function locatedAt(text: string): (Place & { symbol: string }) | undefined {
    const match = located.exec(text);
    if (match === null) return decodedAt(text);
    const [, symbol, offset, module] = match;
    const place = { symbol, offset: Number(offset) };
    return module === undefined ? place : { ...place, module };
}

function decodedAt(text: string): (Place & { symbol: string }) | undefined {
    const match = decoded.exec(text);
    if (match === null) return undefined;
    const [, symbol, file, line, module] = match;
    const place = { symbol, file, line: Number(line) };
    return module === undefined ? place : { ...place, module };
}

/** What follows an exception's registers is of the same stack; the bytes of code that follow calls end it. */
function endsTrace(line: string, trace: CallTrace | undefined): boolean {
    return ends.test(line) || (/^ *Code: /.test(line) && trace?.frames.at(-1)?.exception === undefined);
}

function readException({ frames }: CallTrace, place: Place): void {
    const last = frames[frames.length - 1];
    last.exception ??= { ...place, registers: {} };
}

function readCall({ frames }: CallTrace, line: string, isCut: boolean): void {
    if (frames.length >= deepest) return;
    const arm = armCall.exec(line);
    if (arm !== null) {
        if (frames.length === 0) frames.push(omitUndefined({ level: 0, symbol: arm[1], module: arm[2] }));
        const outer = locatedAt(arm[3]);
        if (outer !== undefined) frames.push({ level: frames.length, ...outer });
        return;
    }
    const call = locatedAt(line.replace(before, ""));
    // Calls are set in; decoded ones not always, nor those that a mail's writer broke off from their addresses.
    if (call !== undefined && (call.file !== undefined || isCut || /^[ ([<]/.test(line)))
        frames.push({ level: frames.length, ...call });
}
