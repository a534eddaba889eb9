import { Argument, argumentsOf, brokenAt, suffixOf } from "./arguments";
import { CrashkernelError, CrashkernelFault, formsAllowed } from "./error";
import { readSize, sizesAllowed } from "./readSize";
import {
    Crashkernel,
    CrashkernelHigh,
    CrashkernelKind,
    CrashkernelRange,
    CrashkernelRanges,
    CrashkernelSize,
} from "./value";
import { cautions, cmaCaution, CrashkernelWarning, superseded } from "./warnings";

/**
 * Reads a crashkernel= value. It may hold several arguments with blanks between them, each with or without the
 * leading `crashkernel=`; as in the kernel, the last one counts, `size,high` and `size,low` count only if there is no
 * other, and `size,cma` adds to either. Sizes are multiples of 64 KiB. Stricter than the kernel, which silently drops some
 * values or parts of them; `predictReservation` tells what any text reserves.
 * (Documentation/admin-guide/kdump/kdump.rst, "crashkernel syntax"; kernel/crash_reserve.c)
 *
 * @param text such as `256M`, `2G-8G:192M,8G-:256M` or `512M,high 128M,low`
 * @throws CrashkernelError with the mistake, its column, and what is allowed
 */
export function parseCrashkernel(text: string): Crashkernel {
    return readCrashkernel(text).value;
}

/**
 * Warns of what the kernel accepts and people seldom mean.
 *
 * @param text as for `parseCrashkernel`
 * @throws CrashkernelError when the text is not a crashkernel= value
 */
export function crashkernelWarnings(text: string): CrashkernelWarning[] {
    return readCrashkernel(text).warnings;
}

/** A crashkernel= value that was read. */
interface CrashkernelReading {
    /**
     * The shortest text that the kernel reads alike: without `crashkernel=` and without arguments that have no effect,
     * otherwise as written. A pair is `size,high size,low`.
     */
    text: string;
    value: Crashkernel;
    warnings: CrashkernelWarning[];
}

/**
 * Reads a value with its warnings and its shortest text.
 *
 * @throws CrashkernelError when the text is not a crashkernel= value
 */
export function readCrashkernel(text: string): CrashkernelReading {
    const read = argumentsFrom(text).map((argument) => ({ argument, one: readArgument(text, argument) }));
    const last = (suffix: Suffix) => read.filter(({ one }) => one === suffix).pop()?.argument;
    const plain = read.filter(({ one }) => typeof one === "object").pop();
    const [high, low, cma] = [last("high"), last("low"), last("cma")];
    const main = plain !== undefined ? [plain.argument] : [high, low].filter((each) => each !== undefined);
    const counting = [...main, ...(cma === undefined ? [] : [cma])];
    const warnings = read
        .filter(({ argument }) => !counting.includes(argument))
        .map(({ argument, one }) => superseded(argument, one === "cma" ? (cma ?? main[0]) : main[0]));
    const value = typeof plain?.one === "object" ? plain.one : pairOf(text, high, low, cma);
    if (cma !== undefined) {
        if (value.kind === CrashkernelKind.Auto) {
            throw fault(
                text,
                CrashkernelFault.Form,
                cma.at,
                `"${cma.words}" stands beside auto`,
                formsAllowed,
            );
        }
        value.cma = suffixed(text, cma);
        if (value.cma === 0) {
            throw fault(text, CrashkernelFault.Nothing, cma.at, "0,cma reserves nothing", formsAllowed);
        }
        warnings.push(cmaCaution(cma));
    }
    if (plain !== undefined) warnings.push(...cautions(plain.argument, value));
    return { text: counting.map(({ words }) => words).join(" "), value, warnings };
}

/** A pair, where every argument has a suffix. */
function pairOf(text: string, high?: Argument, low?: Argument, cma?: Argument): CrashkernelHigh {
    if (high === undefined) {
        const [kind, { words, at }] =
            low === undefined
                ? ([CrashkernelFault.CmaAlone, cma ?? { words: "", at: 0 }] as const)
                : ([CrashkernelFault.LowAlone, low] as const);
        const wrong =
            kind === CrashkernelFault.LowAlone
                ? "a size below 4 GiB stands alone"
                : `"${words}" stands alone and reserves nothing, because memory for ,cma only comes to a reservation`;
        throw fault(text, kind, at, wrong, kind === CrashkernelFault.LowAlone ? pairAllowed : cmaAllowed);
    }
    const bytes = suffixed(text, high);
    if (bytes === 0) {
        throw fault(text, CrashkernelFault.Nothing, high.at, "0,high reserves nothing", pairAllowed);
    }
    const value: CrashkernelHigh = { kind: CrashkernelKind.High, bytes };
    if (low !== undefined) value.low = suffixed(text, low);
    return value;
}

const cmaAllowed = 'Give a size too, as in "256M 64M,cma".';
const pairAllowed = 'Allowed is a pair such as "512M,high 128M,low", or a size without a suffix.';

function argumentsFrom(text: string): Argument[] {
    const broken = brokenAt(text);
    if (broken !== undefined) {
        const wrong = "a blank stands after the comma, and ends the value there for the kernel";
        throw fault(text, CrashkernelFault.Form, broken, wrong, "Leave the blank out.");
    }
    const run = /[^ ]crashkernel=/.exec(text);
    if (run !== null) {
        const wrong = 'something stands right before "crashkernel="';
        throw fault(text, CrashkernelFault.Form, run.index, wrong, "Put a blank between the arguments.");
    }
    const all = argumentsOf(text);
    if (all.length > 0) return all;
    throw new CrashkernelError(
        CrashkernelFault.Form,
        1,
        `The value is empty. ${formsAllowed}`,
        "it is empty",
    );
}

type Suffix = "high" | "low" | "cma";
const suffixes: Suffix[] = ["high", "low", "cma"];

/** The value of one argument; of one with a suffix, the suffix. */
function readArgument(text: string, argument: Argument): Crashkernel | Suffix {
    const { words, at } = argument;
    if (words === "auto") return { kind: CrashkernelKind.Auto };
    const suffix = suffixes.find((each) => suffixOf(words, [each]) !== undefined);
    if (suffix !== undefined) {
        suffixed(text, argument);
        return suffix;
    }
    if (words.includes(":")) return readRanges(text, argument);
    const [size, offset] = splitOffset(words);
    const comma = size.indexOf(",");
    if (comma >= 0) {
        const wrong = `"${size.slice(comma + 1)}" after the comma is neither "high" nor "low" nor "cma" nor a range with its size`;
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
    return sizeAt(text, words.slice(0, words.lastIndexOf(",")), at);
}

function splitOffset(words: string): [before: string, offset?: string] {
    const sign = words.indexOf("@");
    return sign < 0 ? [words] : [words.slice(0, sign), words.slice(sign + 1)];
}

function readRanges(text: string, { words, at }: Argument): CrashkernelRanges {
    const [list, offset] = splitOffset(words);
    if (offset?.includes(",")) {
        const wrong = "an address stands among the ranges, and the kernel reads no range behind it";
        const allowed = "Give one address for all, at the end, as in 2G-8G:192M,8G-:256M@64M.";
        throw fault(text, CrashkernelFault.Form, at + list.length, wrong, allowed);
    }
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
    const message = `At column ${column} of "${text}" ${wrong}. ${allowed}`;
    return new CrashkernelError(kind, column, message, wrong, allowed);
}
