import { Argument, argumentsOf, suffixOf } from "./arguments";
import { KernelRules } from "./kernelRules";
import { memparse } from "./memparse";

/** What a kernel reads on its command line, before it looks for the memory. */
export interface KernelReading {
    /** Bytes to reserve. */
    bytes: number;
    /** The address at which they must lie. @default the kernel finds a place */
    base?: number;
    /** They are looked for above 4 GiB. */
    high: boolean;
    /** Bytes that `size,low` asks for. @default the kernel's own */
    low?: number;
    /** Bytes that `size,cma` asks for; 0 for none. */
    cma: number;
}

/** Why a kernel reserves nothing before it looks for the memory. */
export const Unread = {
    /** There is no argument at all. */
    Missing: "missing",
    /** It does not understand the value. */
    Invalid: "invalid",
    /** The value says 0. */
    Zero: "zero",
    /** None of the ranges holds the memory. */
    Gap: "gap",
    /** A size that is as large as the memory. */
    Large: "large",
    /** `size,high` alone, which this kernel does not know. */
    High: "high",
    /** `auto`. */
    Auto: "auto",
    /** `size,cma` alone. */
    Cma: "cma",
} as const;
export type Unread = (typeof Unread)[keyof typeof Unread];

/** A kernel that drops the value. */
export interface Dropped {
    unread: Unread;
    /** What it tripped over: the part of a range's size that is too large, in bytes. @default nothing to tell */
    bytes?: number;
}

/**
 * Reads crashkernel= as the kernel does, whatever the text is: `__parse_crashkernel` and `parse_crashkernel` in
 * kernel/crash_reserve.c (kernel/crash_core.c before 6.9) and the architectures' own readers before 6.7.
 *
 * @param text arguments with blanks between
 * @param total bytes of memory as this kernel compares them with ranges
 */
export function kernelReading(text: string, total: number, rules: KernelRules): KernelReading | Dropped {
    const all = argumentsOf(text);
    const suffixes = rules.knowsCma ? ["high", "low", "cma"] : ["high", "low"];
    const last = (wanted?: string) =>
        all.filter(({ words }) => suffixOf(words, suffixes) === wanted).pop()?.words;
    const cma = last("cma");
    const done = (reading: Omit<KernelReading, "cma">): KernelReading => ({
        ...reading,
        cma: rules.reservesCma && cma !== undefined ? (sized(cma, "cma") ?? 0) : 0,
    });
    const plain = last();
    if (plain !== undefined) {
        const read = readPlain(plain, total, rules);
        if (!("unread" in read)) {
            const low = rules.triesHigh ? lowOf(last("low")) : undefined;
            return done({ ...read, high: false, ...(low === undefined ? {} : { low }) });
        }
        if (!rules.triesHigh || last("high") === undefined) return read;
    }
    return readHigh(last("high"), last("low"), rules, all, done);
}

function readHigh(
    high: string | undefined,
    low: string | undefined,
    rules: KernelRules,
    all: Argument[],
    done: (reading: Omit<KernelReading, "cma">) => KernelReading,
): KernelReading | Dropped {
    if (high === undefined) {
        if (all.length === 0) return { unread: Unread.Missing };
        return { unread: low === undefined ? Unread.Cma : Unread.Invalid };
    }
    if (!rules.knowsHigh) return { unread: Unread.High };
    const bytes = sized(high, "high");
    if (bytes === undefined) return { unread: Unread.Invalid };
    if (bytes === 0) return { unread: Unread.Zero };
    if (low === undefined) return done({ bytes, high: true });
    const below = lowOf(low);
    if (below === undefined)
        return rules.triesHigh ? done({ bytes, high: true }) : { unread: Unread.Invalid };
    return done({ bytes, high: true, low: below });
}

function lowOf(words: string | undefined): number | undefined {
    return words === undefined ? undefined : sized(words, "low");
}

/** The size before a suffix, if nothing else stands there. */
function sized(words: string, suffix: string): number | undefined {
    const { bytes, end } = memparse(words, 0);
    return end > 0 && words.slice(end) === `,${suffix}` ? bytes : undefined;
}

type Plain = { bytes: number; base?: number } | Dropped;

function readPlain(words: string, total: number, rules: KernelRules): Plain {
    if (words.startsWith("auto") && (rules.autoFrom !== undefined || words === "auto")) {
        return { unread: Unread.Auto };
    }
    return words.includes(":") ? readRanges(words, total) : readSimple(words);
}

function readSimple(words: string): Plain {
    const { bytes, end } = memparse(words, 0);
    if (end === 0 || (end < words.length && words[end] !== "@")) return { unread: Unread.Invalid };
    if (bytes === 0) return { unread: Unread.Zero };
    return words[end] === "@" ? based(bytes, memparse(words, end + 1).bytes) : { bytes };
}

/** Address 0 is none. */
function based(bytes: number, base: number): Plain {
    return base === 0 ? { bytes } : { bytes, base };
}

function readRanges(words: string, total: number): Plain {
    let at = 0;
    for (;;) {
        const range = readRange(words, at);
        if (range === undefined) return { unread: Unread.Invalid };
        if (range.bytes >= total) return tooLarge(words, at, total, range.bytes);
        if (range.start <= total && total < range.end) return matched(words, range.next, range.bytes);
        if (words[range.next] !== ",") return { unread: Unread.Gap };
        at = range.next + 1;
    }
}

/** The kernel drops the value; people look first whether any range holds the memory. */
function tooLarge(words: string, from: number, total: number, bytes: number): Dropped {
    for (let at = from; ;) {
        const range = readRange(words, at);
        if (range === undefined) return { unread: Unread.Gap };
        if (range.start <= total && total < range.end) return { unread: Unread.Large, bytes };
        if (words[range.next] !== ",") return { unread: Unread.Gap };
        at = range.next + 1;
    }
}

/** Behind the range that counts only an address is looked for. */
function matched(words: string, next: number, bytes: number): Plain {
    if (bytes === 0) return { unread: Unread.Zero };
    const sign = words.indexOf("@", next);
    if (sign < 0) return { bytes };
    const { bytes: base, end } = memparse(words, sign + 1);
    return end === sign + 1 ? { unread: Unread.Invalid } : based(bytes, base);
}

interface Range {
    start: number;
    end: number;
    bytes: number;
    /** Where reading ended. */
    next: number;
}

function readRange(words: string, at: number): Range | undefined {
    const start = memparse(words, at);
    if (start.end === at || words[start.end] !== "-") return undefined;
    const from = start.end + 1;
    const end = words[from] === ":" ? { bytes: Infinity, end: from } : memparse(words, from);
    if (words[from] !== ":" && (end.end === from || end.bytes <= start.bytes)) return undefined;
    if (words[end.end] !== ":") return undefined;
    const size = memparse(words, end.end + 1);
    if (size.end === end.end + 1) return undefined;
    return { start: start.bytes, end: end.bytes, bytes: size.bytes, next: size.end };
}
