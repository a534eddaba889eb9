import { findingsOf } from "../../src/vmcore/findings";
import { plainSymbol } from "../../src/vmcore/name/primitives";
import { sessionReport } from "../../src/vmcore/parse/session";
import { kindsOf } from "./kinds";
import { LabelledLog } from "./labels";

/** What was found in a log beside what its label says. */
export interface Measured extends LabelledLog {
    /** The kinds that the label may mean. */
    kinds: string[];
    /** The function that the label names, if any. */
    symbol?: string;
    foundTitle: string;
    foundKind: string;
    kindRight: boolean;
    /** Absent where the label names no function. */
    symbolRight?: boolean;
}

/** @returns undefined where the label is of no crash of the kernel, such as one of the fuzzer itself */
export function measure(labelled: LabelledLog): Measured | undefined {
    const kinds = kindsOf(labelled.title);
    if (kinds === undefined) return undefined;
    const { title: foundTitle, panic } = findingsOf({ ...sessionReport(""), log: labelled.log });
    const symbol = symbolIn(labelled.title);
    const measured = {
        ...labelled,
        kinds,
        foundTitle,
        foundKind: panic.kind,
        kindRight: kinds.includes(panic.kind),
    };
    if (symbol === undefined) return measured;
    return { ...measured, symbol, symbolRight: symbol === symbolIn(foundTitle) };
}

/** What a title ends with, ` in FUNCTION`, of a system call by its own name; labels of USB name the function of USB behind it. */
function symbolIn(title: string): string | undefined {
    const symbol = / in ([\w.]+)(?:\/usb_submit_urb| \/ [\w.]+)?$/.exec(title)?.[1];
    return symbol === undefined ? undefined : plainSymbol(symbol).replace(/^sys_/, "");
}
