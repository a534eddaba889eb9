import { omitUndefined } from "../omitUndefined";
import { PanicKind } from "../parse/panicKind";
import { withEntryFault } from "./entryFaults";
import { headlineOf } from "./headline";
import { kindWords } from "./kindWords";
import { Crash, isAnywhere, suspectOf } from "./suspect";

/** One name for one bug, however often and wherever it strikes. */
export interface BugName {
    /** As kernel developers write it in a subject line, such as `KASAN: use-after-free Read in foo`. */
    title: string;
    /** The same for programs, such as `kdump-1:soft-lockup:foo`. */
    fingerprint: string;
    /** The function that a person would file the bug against; undefined where nothing tells. */
    suspect?: string;
}

/** Of what the rules of names are. Another version may give the same bug another fingerprint. */
const version = "kdump-1";

/** Names a crash. It never throws. */
export function nameOf(crash: Crash): BugName {
    const { kind, text } = crash.panic;
    const headline = withEntryFault(headlineOf(kind, text, crash.lines), crash.end);
    const suspect = suspectOf(crash, headline.past);
    const title =
        suspect !== undefined && headline.named ? `${headline.words} in ${suspect}` : headline.words;
    const told = suspect ?? (isAnywhere(kind) ? undefined : slug(headline.words));
    const parts = [version, isFault(kind) ? (headline.fault ?? PanicKind.Oops) : kind, told].filter(
        (part) => part !== undefined,
    );
    return omitUndefined({ title, fingerprint: parts.join(":"), suspect });
}

/**
 * Whether nothing but the kind of a crash is in its fingerprint, and no function, though crashes of this kind have many causes.
 * What panic() was called with is a cause of its own.
 */
export function isKindAlone(fingerprint: string): boolean {
    const [, kind, told] = fingerprint.split(":");
    if (kind === PanicKind.Unknown) return true;
    if (kind === PanicKind.PanicCall || told === undefined) return false;
    const words = Object.entries(kindWords).find(([known]) => known === kind)?.[1];
    return !/^\w+$/.test(told) || (words !== undefined && told === slug(words));
}

/** Whether it is a fault of the processor. Without the log nothing tells a null pointer from another address. */
function isFault(kind: PanicKind): boolean {
    return kind === PanicKind.NullPointer || kind === PanicKind.Oops;
}

/** Words as a part of a fingerprint that no function is called like. */
function slug(words: string): string {
    return words
        .toLowerCase()
        .split(/[^a-z0-9]+/)
        .filter((word) => word !== "")
        .join("-");
}
