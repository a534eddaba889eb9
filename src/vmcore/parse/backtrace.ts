import { Place } from "../place";

/** One task's kernel stack, by crash's command `bt`. */
export interface Backtrace {
    pid?: number;
    /** Address of its task_struct, hexadecimal. */
    task?: string;
    cpu?: number;
    /** The process's own name for itself, which may hold anything. */
    command?: string;
    /** The processor, where its registers stand before the innermost call. */
    exception?: ExceptionFrame;
    /** The innermost first. */
    frames: BacktraceFrame[];
}

/** One call on a stack. */
export interface StackFrame extends Place {
    /** 0 is the innermost. */
    level: number;
    symbol: string;
    /** What was interrupted, where this frame is an exception's or interrupt's entry. */
    exception?: ExceptionFrame;
}

/** One call on a stack. crash tells its offset where `bt -s` was asked, and its file and line where `bt -l` was. */
export interface BacktraceFrame extends StackFrame {
    /** Where on the stack, hexadecimal; absent on 32-bit ARM. */
    stackPointer?: string;
    /** Where it returns to, hexadecimal. */
    address: string;
    /** The stack that ends with this frame, such as `NMI exception stack` or `IRQ stack`. */
    stackEnds?: string;
}

/** The processor as an exception or interrupt found it, and the place that was interrupted, as far as crash can tell. */
export interface ExceptionFrame extends Place {
    /** Registers by their names, hexadecimal. */
    registers: Record<string, string>;
}

/** crash 9 tells the node beside the CPU. */
const task =
    /^\s{0,40}PID: (-?\d+)\s+TASK: (\S+)\s+CPU(?:\/NUMA)?: +([^\s/]+)(?:\/\S+)?\s+COMMAND: "(.*)"\s*$/;
const frame =
    /^\s*#?(\d{1,6}) \[([0-9a-f]+)\] ([^\s+]+)(?:\+(0x[0-9a-f]{1,16}|\d{1,15}))?(?: \(via [^)]+\))? at ([0-9a-f]+)(?: \(via [^)]+\))?(?: \[([^\]]+)\])?\s*$/;
const interrupted = /^\s*\[exception RIP: (?:([^\s+\]]+)(?:\+(0x[0-9a-f]{1,16}|\d{1,15}))?|[^\]]*)\]/;
/** arm64 names it behind PC, s390x behind PSW and ppc64 in a line of its own. */
const interruptedElsewhere =
    /^\s+(?:PC: [0-9a-f]+\s+\[|PSW: +[0-9a-f]+ [0-9a-f]+ \(|\[NIP +: )([^\s+\])]+)(?:\+(0x[0-9a-f]{1,16}|\d{1,15}))?(?: \[([^\s\]]+)\])?[\])]/;
const frameOf32BitArm = /^\s*#(\d{1,6}) \[<([0-9a-f]+)>\] \(([^\s()]+)\) from \[<[0-9a-f]+>\]\s*$/;
const separator = /^\s*-+ <([^>]+)> -+\s*$/;
const register = /\b([A-Z][A-Z0-9_]{1,7}|[XR]\d{1,2}): +([0-9a-f]{2,16})\b/gi;

/**
 * Reads the output of crash 7 to 9's `bt`, with any of -a, -l and -s. Other lines are skipped. It never throws.
 *
 * @returns a stack for each task; a text that begins with frames has one without a task
 */
export function parseBacktrace(text: string): Backtrace[] {
    const stacks: Backtrace[] = [];
    for (const line of whole(text.split(/\r?\n/))) {
        const head = task.exec(line);
        if (head !== null) stacks.push(taskOf(head));
        else readLine(stacks, line);
    }
    return stacks;
}

/** A frame whose address a mail's writer broke off into the next line is one line. */
function whole(lines: string[]): string[] {
    return lines.map((line, index) =>
        /^\s*#\d.{1,400} at\s*$/.test(line) ? `${line.trimEnd()} ${lines.at(index + 1)?.trim()}` : line,
    );
}

function taskOf([, pid, address, cpu, command]: RegExpExecArray): Backtrace {
    const stack: Backtrace = { frames: [] };
    if (Number.isSafeInteger(Number(pid))) stack.pid = Number(pid);
    if (/^[0-9a-f]+$/.test(address)) stack.task = address;
    if (/^\d{1,9}$/.test(cpu)) stack.cpu = Number(cpu);
    stack.command = command;
    return stack;
}

function readLine(stacks: Backtrace[], line: string): void {
    const call = frameIn(line);
    if (call !== undefined) {
        if (stacks.length === 0) stacks.push({ frames: [] });
        stacks[stacks.length - 1].frames.push(call);
        return;
    }
    const stack = stacks.at(-1);
    if (stack !== undefined) readAfter(stack.frames.at(-1) ?? stack, line);
}

function frameIn(line: string): BacktraceFrame | undefined {
    const call = frame.exec(line);
    if (call !== null) return frameOf(call);
    const arm = frameOf32BitArm.exec(line);
    return arm === null ? undefined : { level: Number(arm[1]), symbol: arm[3], address: arm[2] };
}

function frameOf([, level, stackPointer, symbol, offset, address, module]: RegExpExecArray): BacktraceFrame {
    const one: BacktraceFrame = { level: Number(level), stackPointer, symbol, address };
    if (offset !== undefined) one.offset = Number(offset);
    if (module !== undefined) one.module = module;
    return one;
}

/** A line that belongs to the frame above it, or to the head of the stack. */
function readAfter(
    last: Pick<BacktraceFrame, "exception" | "stackEnds" | "file" | "line">,
    line: string,
): void {
    const end = separator.exec(line);
    if (end !== null) {
        last.stackEnds = end[1];
        return;
    }
    const where = sourceOf(line);
    if (where !== undefined) {
        const place = last.exception ?? last;
        place.file ??= where.file;
        place.line ??= where.line;
        return;
    }
    const exception = interrupted.exec(line);
    if (exception !== null) {
        last.exception ??= { registers: {} };
        placeOf(last.exception, exception[1], exception[2]);
        const module = moduleAtEnd(line.slice(exception[0].length));
        if (module !== undefined) last.exception.module = module;
        return;
    }
    const elsewhere = interruptedElsewhere.exec(line);
    if (elsewhere !== null) {
        last.exception ??= { registers: {} };
        placeOf(last.exception, elsewhere[1], elsewhere[2]);
        if (elsewhere[3] !== undefined) last.exception.module = elsewhere[3];
    }
    readRegisters(last, line);
}

/** `    FILE: LINE`, where FILE may hold anything. As one pattern it would take quadratic time. */
function sourceOf(line: string): { file: string; line: number } | undefined {
    const text = line.trimEnd();
    const colon = text.lastIndexOf(": ");
    const number = text.slice(colon + 2);
    if (colon < 0 || !/^\s{4}/.test(text) || !/^\d{1,9}$/.test(number)) return undefined;
    const file = text.slice(0, colon).trimStart();
    return file.split(" ", 1)[0].includes("/") ? { file, line: Number(number) } : undefined;
}

/** What stands in brackets at the end. */
function moduleAtEnd(rest: string): string | undefined {
    const text = rest.trimEnd();
    const name = text.slice(text.lastIndexOf("[") + 1, -1);
    return text.endsWith("]") && text.includes("[") && name !== "" ? name : undefined;
}

function placeOf(exception: ExceptionFrame, symbol: string | undefined, offset: string | undefined): void {
    if (symbol === undefined || symbol === "unknown") return;
    exception.symbol = symbol;
    if (offset !== undefined) exception.offset = Number(offset);
}

function readRegisters(last: { exception?: ExceptionFrame }, line: string): void {
    if (!/^\s+[A-Z][A-Z0-9_]*: +[0-9a-f]{2,16}\b/.test(line)) return;
    for (const [, name, value] of line.matchAll(register)) {
        last.exception ??= { registers: {} };
        last.exception.registers[name] = value;
    }
}
