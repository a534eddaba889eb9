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

const panicking = "Kernel panic - not syncing: ";

/**
 * What the first line that tells says, else what panic() was called with.
 *
 * @param text the line that says best what happened
 * @param lines the lines of the kernel log about the fault
 */
export function headlineOfFault(text: string, lines: string[]): Headline | undefined {
    const told = [text, ...lines];
    for (const line of told) {
        const headline = ofLine(line.slice(0, 4 * longest), lines);
        if (headline !== undefined) return headline;
    }
    const call = told.find((line) => line.includes(panicking));
    if (call === undefined) return undefined;
    const said = call.slice(call.indexOf(panicking) + panicking.length);
    // The warning itself is not in the log any more.
    if (said.includes("panic_on_warn set")) return { words: "WARNING", named: true };
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
export function withoutNumbers(text: string): string {
    return text
        .slice(0, 4 * longest)
        .replace(/[^\x20-\x7e]+/g, " ")
        .replace(/\b(?:0x[0-9a-f]+|[0-9a-f]{8,})\b/gi, "ADDR")
        .replace(/\b\d+\b/g, "NUM")
        .trim()
        .slice(0, longest);
}
