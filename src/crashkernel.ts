import { CrashkernelError, CrashkernelFault } from "./crashkernelError";
import { formatSize, readSize, sizesAllowed } from "./crashkernelSize";

/** The forms of a crashkernel= value. */
export enum CrashkernelKind {
    /** `size[@offset]` */
    Size = "size",
    /** `range:size[,range:size...][@offset]` */
    Ranges = "ranges",
    /** `size,high`, with or without `size,low` */
    High = "high",
    /** `auto`, which the kernels of RHEL 7 and 8 and their rebuilds know */
    Auto = "auto",
}

/** One size for every machine. */
export interface CrashkernelSize {
    kind: CrashkernelKind.Size;
    /** Bytes to reserve, whole MiB; 0 reserves nothing. */
    bytes: number;
    /** Address at which they must lie, in bytes. @default the kernel finds a place */
    offset?: number;
}

/** One range of a machine's memory with what is reserved there. */
export interface CrashkernelRange {
    /** Memory from which on the range counts, in bytes. */
    start: number;
    /** Memory below which it counts, in bytes. @default no end */
    end?: number;
    /** Bytes to reserve, whole MiB; 0 reserves nothing. */
    bytes: number;
}

/** Sizes by the machine's memory, in rising order. */
export interface CrashkernelRanges {
    kind: CrashkernelKind.Ranges;
    ranges: CrashkernelRange[];
    /** Address at which the reservation must lie, in bytes. @default the kernel finds a place */
    offset?: number;
}

/** A size that the kernel looks for above 4 GiB first, with a smaller block below 4 GiB for DMA. */
export interface CrashkernelHigh {
    kind: CrashkernelKind.High;
    /** Bytes to reserve, whole MiB. */
    bytes: number;
    /** Bytes to reserve below 4 GiB, 0 for none. @default the kernel's own, 256 MiB on x86_64 */
    low?: number;
}

/** The kernel chooses. */
export interface CrashkernelAuto {
    kind: CrashkernelKind.Auto;
}

/** A crashkernel= value, understood. */
export type Crashkernel = CrashkernelSize | CrashkernelRanges | CrashkernelHigh | CrashkernelAuto;

/** What the kernel accepts and yet is seldom meant. */
export enum CrashkernelCaution {
    /** A fixed address: the kernel reserves nothing at all when it is taken. */
    Offset = "offset",
    /** An argument that another one puts out of force. */
    Superseded = "superseded",
    /** A range begins at or below its size, and the kernel drops the value on the machines between the two. */
    SizeAboveStart = "size-above-start",
    /** No range holds some sizes of memory between two others. */
    Gap = "gap",
}

/** Something to think about in a value that is accepted. */
export interface CrashkernelWarning {
    caution: CrashkernelCaution;
    /** Where it is, counted in characters from 1. */
    column: number;
    /** A full sentence. */
    message: string;
}

const prefix = "crashkernel=";
const formsAllowed =
    'Allowed are a size such as "256M", ranges of the machine\'s memory such as "2G-8G:192M,8G-:256M", ' +
    'a pair such as "512M,high 128M,low", and "auto".';

/**
 * Reads a crashkernel= value. It may hold several arguments with blanks between them, each with or without the
 * leading `crashkernel=`; as in the kernel, the last one counts, and `size,high` and `size,low` count only where
 * there is no other. Sizes are whole MiB. Stricter than the kernel where that drops a value, or a part of one,
 * without a word. (Documentation/admin-guide/kdump/kdump.rst, "crashkernel syntax"; kernel/crash_reserve.c)
 *
 * @param text such as `256M`, `2G-8G:192M,8G-:256M` or `512M,high 128M,low`
 * @throws CrashkernelError with what is wrong, the column, and what is allowed
 */
export function parseCrashkernel(text: string): Crashkernel {
    return understood(text).value;
}

/**
 * What may not be meant in a value that the kernel accepts.
 *
 * @param text as for `parseCrashkernel`
 * @throws CrashkernelError when the text is no crashkernel= value
 */
export function crashkernelWarnings(text: string): CrashkernelWarning[] {
    return understood(text).warnings;
}

/**
 * The value in as few words as the kernel needs: without `crashkernel=` and without arguments that do not count,
 * and otherwise as it was written. A pair is `size,high size,low`.
 *
 * @throws CrashkernelError when the text is no crashkernel= value
 */
export function effectiveCrashkernel(text: string): string {
    return understood(text)
        .counting.map(({ words }) => words)
        .join(" ");
}

/**
 * Writes a value as `parseCrashkernel` reads it, each size with the largest unit that fits.
 *
 * @throws CrashkernelError when the value is one that no text stands for, such as a size of half a MiB
 */
export function formatCrashkernel(value: Crashkernel): string {
    const text = written(value);
    const back = parseCrashkernel(text);
    if (written(back) === text) return text;
    throw new CrashkernelError(
        CrashkernelFault.Form,
        1,
        `"${text}" is not a crashkernel value. ${formsAllowed}`,
    );
}

function written(value: Crashkernel): string {
    switch (value.kind) {
        case CrashkernelKind.Size:
            return formatSize(value.bytes) + writtenOffset(value.offset);
        case CrashkernelKind.Ranges:
            return value.ranges.map(writtenRange).join(",") + writtenOffset(value.offset);
        case CrashkernelKind.High: {
            const high = `${formatSize(value.bytes)},high`;
            return value.low === undefined ? high : `${high} ${formatSize(value.low)},low`;
        }
        case CrashkernelKind.Auto:
            return "auto";
    }
}

function writtenRange({ start, end, bytes }: CrashkernelRange): string {
    return `${formatSize(start)}-${end === undefined ? "" : formatSize(end)}:${formatSize(bytes)}`;
}

function writtenOffset(offset: number | undefined): string {
    return offset === undefined ? "" : `@${formatSize(offset)}`;
}

/** One argument of the text, without its `crashkernel=`, and where it begins, from 0. */
interface Argument {
    words: string;
    at: number;
}

interface Understood {
    value: Crashkernel;
    warnings: CrashkernelWarning[];
    counting: Argument[];
}

function understood(text: string): Understood {
    const all = argumentsOf(text);
    const read = all.map((argument) => ({ argument, one: readArgument(text, argument) }));
    const plain = read.filter(({ one }) => typeof one === "object").pop();
    const high = read.filter(({ one }) => one === "high").pop();
    const low = read.filter(({ one }) => one === "low").pop();
    const counting = plain !== undefined ? [plain] : [high, low].filter((each) => each !== undefined);
    const warnings = read
        .filter((each) => !counting.includes(each))
        .map(({ argument }) => superseded(argument, counting[0].argument));
    const words = counting.map(({ argument }) => argument);
    if (typeof plain?.one === "object") {
        return {
            value: plain.one,
            warnings: [...warnings, ...cautions(plain.argument, plain.one)],
            counting: words,
        };
    }
    if (high === undefined) {
        const at = low?.argument.at ?? 0;
        throw fault(text, CrashkernelFault.LowAlone, at, "a size below 4 GiB stands alone", pairAllowed);
    }
    const bytes = suffixed(text, high.argument);
    if (bytes === 0) {
        throw fault(text, CrashkernelFault.Nothing, high.argument.at, "0,high reserves nothing", pairAllowed);
    }
    const value: CrashkernelHigh = { kind: CrashkernelKind.High, bytes };
    if (low !== undefined) value.low = suffixed(text, low.argument);
    return { value, warnings, counting: words };
}

const pairAllowed = 'Allowed is a pair such as "512M,high 128M,low", or a size without a suffix.';

function superseded({ words, at }: Argument, by: Argument): CrashkernelWarning {
    const message = `"${words}" has no effect, because the kernel goes by "${by.words}".`;
    return { caution: CrashkernelCaution.Superseded, column: at + 1, message };
}

function argumentsOf(text: string): Argument[] {
    const found = [...text.matchAll(/[^ ]+/g)].map((match) => {
        const skipped = match[0].startsWith(prefix) ? prefix.length : 0;
        return { words: match[0].slice(skipped), at: match.index + skipped };
    });
    if (found.length === 0) {
        throw new CrashkernelError(CrashkernelFault.Form, 1, `The value is empty. ${formsAllowed}`);
    }
    return found;
}

/** What one argument says; of a pair only which half it is. */
function readArgument(text: string, argument: Argument): Crashkernel | "high" | "low" {
    const { words, at } = argument;
    if (words === "auto") return { kind: CrashkernelKind.Auto };
    if (words.includes(":")) return readRanges(text, argument);
    const suffix = words.includes(",") ? words.slice(words.indexOf(",") + 1) : undefined;
    if (suffix === "high" || suffix === "low") {
        suffixed(text, argument);
        return suffix;
    }
    const [size, offset] = splitOffset(words);
    const comma = size.indexOf(",");
    if (comma >= 0) {
        const wrong = `"${size.slice(comma + 1)}" after the comma is neither "high" nor "low" nor a range with its size`;
        throw fault(text, CrashkernelFault.Form, at + comma + 1, wrong, formsAllowed);
    }
    if (/^[0-9].*-/.test(size)) {
        throw fault(text, CrashkernelFault.Form, at, `"${size}" is a range without a size`, rangeAllowed);
    }
    if (!/^[0-9]/.test(size)) {
        throw fault(text, CrashkernelFault.Form, at, `"${size}" is not a crashkernel value`, formsAllowed);
    }
    const value: CrashkernelSize = { kind: CrashkernelKind.Size, bytes: sizeAt(text, size, at) };
    if (offset !== undefined) value.offset = sizeAt(text, offset, at + size.length + 1);
    return value;
}

function suffixed(text: string, { words, at }: Argument): number {
    return sizeAt(text, words.slice(0, words.indexOf(",")), at);
}

function splitOffset(words: string): [before: string, offset?: string] {
    const sign = words.indexOf("@");
    return sign < 0 ? [words] : [words.slice(0, sign), words.slice(sign + 1)];
}

function readRanges(text: string, { words, at }: Argument): CrashkernelRanges {
    const [list, offset] = splitOffset(words);
    const value: CrashkernelRanges = { kind: CrashkernelKind.Ranges, ranges: [] };
    let next = at;
    for (const item of list.split(",")) {
        const range = readRange(text, item, next);
        checkOrder(text, item, next, range, value.ranges[value.ranges.length - 1]);
        value.ranges.push(range);
        next += item.length + 1;
    }
    if (offset !== undefined) value.offset = sizeAt(text, offset, next);
    return value;
}

const rangeAllowed =
    "Allowed is a range with its size, such as 2G-8G:192M, or 8G-:256M for one without an end.";

function readRange(text: string, item: string, at: number): CrashkernelRange {
    const parts = /^([^-:]*)-([^-:]*):([^-:]*)$/.exec(item);
    if (parts === null) {
        throw fault(text, CrashkernelFault.Form, at, `"${item}" is not a range with its size`, rangeAllowed);
    }
    const [, start, end, size] = parts;
    const range: CrashkernelRange = { start: sizeAt(text, start, at), bytes: 0 };
    if (end !== "") range.end = sizeAt(text, end, at + start.length + 1);
    range.bytes = sizeAt(text, size, at + start.length + end.length + 2);
    return range;
}

function checkOrder(
    text: string,
    item: string,
    at: number,
    { start, end = Infinity, bytes }: CrashkernelRange,
    before: CrashkernelRange | undefined,
): void {
    if (end <= start) {
        const wrong = `the range of "${item}" ends at or below its start`;
        throw fault(text, CrashkernelFault.Inverted, at, wrong, "Write the smaller memory size first.");
    }
    if (before !== undefined && start < before.start) {
        const wrong = `"${item}" lies below the range before it`;
        throw fault(text, CrashkernelFault.Unordered, at, wrong, "Write the ranges in rising order.");
    }
    if (before !== undefined && start < (before.end ?? Infinity)) {
        const wrong = `"${item}" begins below the end of the range before it, and the first one that fits counts`;
        throw fault(text, CrashkernelFault.Overlap, at, wrong, "Begin each range where the one before ends.");
    }
    if (bytes >= end) {
        const wrong = `the size in "${item}" is not below its range, so that the kernel drops the whole value`;
        throw fault(text, CrashkernelFault.SizeBeyondRange, at, wrong, "Ask for less than the range's end.");
    }
}

function cautions({ words, at }: Argument, value: Crashkernel): CrashkernelWarning[] {
    const found: CrashkernelWarning[] = [];
    const add = (caution: CrashkernelCaution, offset: number, message: string) =>
        found.push({ caution, column: at + offset + 1, message });
    if ("offset" in value && value.offset !== undefined) {
        const message =
            `"${words}" asks for a fixed address; the kernel reserves nothing when that is taken. ` +
            `Give the size alone, and the kernel finds a place.`;
        add(CrashkernelCaution.Offset, words.indexOf("@"), message);
    }
    if (value.kind !== CrashkernelKind.Ranges) return found;
    const items = words.split("@")[0].split(",");
    let next = 0;
    value.ranges.forEach(({ start, bytes }, index) => {
        const item = items[index];
        const before = value.ranges[index - 1]?.end;
        if (before !== undefined && before < start) {
            const message = `Nothing is reserved on machines with ${formatSize(before)} to ${formatSize(start)} of memory.`;
            add(CrashkernelCaution.Gap, next, message);
        }
        if (bytes > 0 && bytes >= start) {
            const message = `"${item}" reserves nothing on machines with ${formatSize(start)} to ${formatSize(bytes)} of memory, because it asks for as much.`;
            add(CrashkernelCaution.SizeAboveStart, next, message);
        }
        next += item.length + 1;
    });
    return found;
}

function sizeAt(text: string, size: string, at: number): number {
    const reading = readSize(size);
    if ("bytes" in reading) return reading.bytes;
    throw fault(text, CrashkernelFault.Size, at + reading.at, reading.wrong, sizesAllowed);
}

function fault(
    text: string,
    kind: CrashkernelFault,
    at: number,
    wrong: string,
    allowed: string,
): CrashkernelError {
    const column = at + 1;
    return new CrashkernelError(kind, column, `At column ${column} of "${text}" ${wrong}. ${allowed}`);
}
