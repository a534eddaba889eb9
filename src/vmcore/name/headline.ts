import { deathOfInit } from "../parse/faultSigns";
import { PanicKind } from "../parse/panicKind";
import { kindWords } from "./kindWords";
import { isAnywhere } from "./suspect";
import { ofWarning } from "./warnings";
import { About, wordings } from "./wordings";

/** How a title begins. */
export interface Headline extends About {
    words: string;
    /** Whether the title ends with ` in FUNCTION`. */
    named: boolean;
}

/** A title is a line of a list or of a mail. */
const longest = 120;

/** What panic() says after any fault, and which one it was was said before. */
const bareConsequence = /^(?:Fatal exception|Aiee|Oops|Unrecover|BUG!|Machine halted|kernel mode fault)/;

const panicking = "Kernel panic - not syncing: ";

/**
 * What the first line that tells says, else what panic() was called with, else what the kind is called.
 *
 * @param text the line that says best what happened
 * @param lines the lines of the kernel log about the fault
 */
export function headlineOf(kind: PanicKind, text: string, lines: string[]): Headline {
    const own = { words: kindWords[kind], named: true };
    // Kernels from 3.17 to 4.20 followed a null pointer for sysrq, and not all architectures say which pointer is one.
    if (kind === PanicKind.Sysrq || kind === PanicKind.NullPointer) return own;
    const end = lines.findIndex((line) => line.includes(panicking));
    // What comes after panic() is of the kernel's end, and what comes after a state of the machine is another matter.
    const told = [text, ...(isAnywhere(kind) ? [] : lines.slice(0, end < 0 ? lines.length : end + 1))];
    for (const line of told) {
        const headline = ofLine(line.slice(0, 4 * longest), lines);
        if (headline !== undefined) return headline;
    }
    const call = told.find((line) => line.includes(panicking));
    const said = call?.slice(call.indexOf(panicking) + panicking.length);
    // The warning itself is not in the log any more.
    if (said === undefined || said.includes("panic_on_warn set")) return own;
    // The fault itself is not in the log any more.
    if (kind !== PanicKind.PanicCall && (bareConsequence.test(said) || deathOfInit.test(said))) return own;
    return { words: `kernel panic: ${withoutNumbers(said)}`, named: false };
}

function ofLine(line: string, lines: string[]): Headline | undefined {
    for (const { pattern, words, ...about } of wordings) {
        const parts = pattern.exec(line);
        if (parts !== null) return { ...about, words: words([...parts], lines) };
    }
    const warned = ofWarning(line);
    return warned === undefined ? undefined : { ...warned, named: true };
}

/** A text without what differs from boot to boot: addresses and numbers. */
function withoutNumbers(text: string): string {
    return text
        .slice(0, 4 * longest)
        .replace(/[^\x20-\x7e]+/g, " ")
        .replace(/\b(?:0x[0-9a-f]+|[0-9a-f]{8,})\b/gi, "ADDR")
        .replace(/\b\d+\b/g, "NUM")
        .replace(/ exitcode=\w+$/, "")
        .trim()
        .slice(0, longest);
}
