/** One line of the kernel log. */
export interface KernelLogLine {
    /** What stands before the text, such as `<4>[    2.345678] ` or `Nov 28 04:10:58 web kernel: `; empty where nothing does. */
    stamp: string;
    text: string;
}

/** How a line may say when it was printed: the kernel's own clock, and the forms of dmesg(1). */
const time =
    /\[(?: *\d{1,12}\.\d{1,9}(?:@\d{1,3}|s)? ?| *\+\d{1,9}\.\d{1,9}|[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}|[A-Z][a-z]{2}[ \d]\d \d\d:\d\d)\]/y;
const isoTime = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d/y;
const level = /<\d{1,3}>/y;
/** `dmesg -x`, /dev/kmsg and netconsole, and what syslogd(8) writes to every terminal. */
const facility = /(?:[a-z]+\d? *: ?[a-z]+ *: |\d{1,4},\d{1,20},\d{1,20},[-c+][^;]{0,200};| ?kernel: ?)/y;
/** CONFIG_PRINTK_CALLER, and what the kernels of phones have in its place: the CPU, the process and its number. */
const caller =
    / {0,2}(?:\[ *[TC]\d{1,9} *\]|\[pid:\d{1,9},cpu\d{1,4},[^\]]{1,40}\]|-?\(\d{1,3}\)\[\d{1,9}:[^\]]{1,20}\]|[A-Z]?\[\d: {0,20}[^\]:]{1,20}:[^\]:]{0,20}:? *\d{1,9}\])/y;

/** The clock of a line in whose middle it stands: a console's prompt or a program's words came before, or a collector's stamp. */
const later = /(?:<\d{1,3}>)?\[ *\d{1,12}\.\d{6}(?:@\d{1,3})? ?\]/;
/** How far into a line that may be. */
const farthest = 160;

/** A line by a system logger, whose sender is the kernel or a program. */
const logged =
    /^(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S{0,20}) (?:(?:\S{1,100} )?kernel|\S{1,100} ([\w./@-]{1,60})(?:\[\d{1,9}\])?): ?/;

/**
 * Reads the kernel log as `log` of crash, `dmesg` and vmcore-dmesg write it, or as a system logger, a console or netconsole
 * took it down, without the empty lines at its end. What programs logged has no text. It never throws.
 */
export function parseKernelLog(text: string): KernelLogLine[] {
    const lines = unquoted(text.split(/\r?\n/).map(withoutControls));
    while (lines[lines.length - 1] === "") lines.pop();
    return whole(once(lines).map(kernelLogLine));
}

/** Each line once, where two consoles wrote to one file and so nearly all are there twice. */
function once(lines: string[]): string[] {
    const kept: string[] = [];
    for (let index = 0; index < lines.length; index += 1) {
        kept.push(lines[index]);
        if (lines[index] !== "" && lines[index + 1] === lines[index]) index += 1;
    }
    return lines.length >= 4 && kept.length <= 0.55 * lines.length ? kept : lines;
}

/** A line that a mail's writer broke at a blank, and its rest, as one. */
function whole(lines: KernelLogLine[]): KernelLogLine[] {
    const joined: KernelLogLine[] = [];
    for (const line of lines) {
        const last = joined.at(-1);
        if (last !== undefined && isRest(last, line)) last.text = `${last.text} ${line.text}`;
        else joined.push(line);
    }
    return joined;
}

/** Whether a line has no beginning of its own, and its first word would have made the one before it too wide for a mail. */
function isRest(before: KernelLogLine, { stamp, text }: KernelLogLine): boolean {
    const width = before.stamp.length + before.text.length;
    const word = /^\S{1,80}/.exec(text)?.[0] ?? "";
    if (!/\d\]/.test(before.stamp) || stamp !== "" || word === "" || width > 80) return false;
    return width + 1 + word.length >= 72 && !/^(?:[A-Z]\w+:|Kernel panic|Call [Tt]race|Oops)/.test(text);
}

/** Without the marks of a mail that quotes it, and without what all lines are set in by. */
export function unquoted(lines: string[]): string[] {
    const own = lines.map((line) => line.replace(/^(?:> ?){1,8}/, ""));
    const indents = own.filter((line) => line.trim() !== "").map((line) => line.search(/\S/));
    const common = indents.reduce((least, indent) => Math.min(least, indent), Infinity);
    return Number.isFinite(common) && common > 0 ? own.map((line) => line.slice(common)) : own;
}

/** A line with its beginning taken off. */
export function kernelLogLine(line: string): KernelLogLine {
    const [begins, isProgram] = beginningOf(line);
    if (isProgram) return { stamp: line, text: "" };
    const leveled = after(level, line, after(facility, line, begins));
    const timed = after(time, line, after(isoTime, line, leveled));
    if (timed === leveled) return { stamp: line.slice(0, leveled), text: line.slice(leveled) };
    const called = after(caller, line, timed);
    // Phones' kernels put nothing between the process and the text.
    const isOpen = line[called] === " " && !/\(|\[pid:/.test(line.slice(timed, called));
    const end = isOpen ? called + 1 : called;
    return { stamp: line.slice(0, end), text: line.slice(end) };
}

/** Colours of a terminal, and what else of a line is not to be seen. */
function withoutControls(line: string): string {
    return line.includes("\r") || line.includes("\x1b")
        ? line.replace(/\r/g, "").replace(/\x1b\[[\d;]{0,20}[A-Za-z]/g, "")
        : line;
}

/** Where what the kernel printed begins, and whether it was a program that wrote the line. */
function beginningOf(line: string): [number, boolean] {
    if (/^(?:<\d{1,3}>)?\[/.test(line) || after(isoTime, line, 0) > 0) return [0, false];
    const inside = later.exec(line.slice(0, farthest));
    if (inside !== null) return [inside.index, false];
    const sender = logged.exec(line);
    if (sender === null) return [0, false];
    const [head, program] = [...sender];
    return [head.length, program !== undefined];
}

/** Where what a pattern takes ends, or where it was looked for. */
function after(pattern: RegExp, text: string, at: number): number {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : at;
}

/** Who printed a line, such as `T123` for a thread or `C1` for a CPU's interrupt, where the kernel tells (CONFIG_PRINTK_CALLER). */
export function callerOf({ stamp }: KernelLogLine): string | undefined {
    return /\[ *([TC]\d{1,9}) *\]/.exec(stamp)?.[1];
}

/** The same of each line; what has no stamp goes on with the line before it. */
export function callersOf(log: KernelLogLine[]): (string | undefined)[] {
    let caller: string | undefined;
    return log.map((line) => {
        if (line.stamp !== "") caller = callerOf(line);
        return caller;
    });
}

/** A line as it stands in the log. */
export function lineOf({ stamp, text }: KernelLogLine): string {
    return stamp + text;
}
