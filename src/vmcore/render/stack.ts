import { ReportFrame, VmcoreFindings } from "../findings";
import { isMachinery } from "../machinery";
import { Place } from "../place";
import { placeText } from "./summary";

/** A line of the stack for people: a call, or what an exception interrupted. */
export interface StackRow {
    /** The call's number; what was interrupted has none. */
    level?: number;
    place: Place;
    /** Where the call returns to, hexadecimal. */
    address?: string;
    /** The stack that ends here. */
    stackEnds?: string;
    /** Whether it went wrong here. */
    fault: boolean;
}

/** Rows that belong together: crash handling, or what ran before it. */
export interface StackPart {
    /** Whether they led from the fault to the capture kernel, and not to the fault. */
    folded: boolean;
    rows: StackRow[];
}

/**
 * The stack in parts. What stands above the fault and is crash handling is a part of its own, for a page to fold; below the
 * fault the same functions, such as a page fault's, are the way to it. Where the fault is not on this stack, only its top
 * is surely crash handling.
 */
export function stackParts({ backtrace, place }: VmcoreFindings): StackPart[] {
    const rows = backtrace.flatMap(rowsOf);
    const fault = rows.findIndex((row) => place.symbol !== undefined && row.place.symbol === place.symbol);
    if (fault >= 0) rows[fault].fault = true;
    const top = rows.findIndex((row) => !isHandling(row));
    const end = fault >= 0 ? fault : top;
    const parts: StackPart[] = [];
    let last: boolean | undefined;
    rows.forEach((row, index) => {
        const folded = (end < 0 || index < end) && isHandling(row);
        if (folded === last) parts[parts.length - 1].rows.push(row);
        else parts.push({ folded, rows: [row] });
        last = folded;
    });
    return parts;
}

/** What a part that is folded holds. */
export function summaryOfRows(rows: StackRow[]): string {
    const names = [...new Set([rows[0], rows[rows.length - 1]])].map(rowName);
    return `${rows.length} ${rows.length === 1 ? "frame" : "frames"} of crash handling, ${names.join(" to ")}`;
}

/** A row as a line, with one more where a stack ends. */
export function rowLines({ level, place, stackEnds }: StackRow): string[] {
    const lines = [
        level === undefined
            ? `    interrupted: ${placeText(place)}`
            : `#${String(level).padEnd(2)} ${placeText(place)}`,
    ];
    if (stackEnds !== undefined) lines.push(`    end of the ${stackEnds}`);
    return lines.map((line) => line.replace(/\n/g, " "));
}

function rowsOf({ level, address, exception, stackEnds, ...place }: ReportFrame): StackRow[] {
    const call: StackRow = { level, place, address, fault: false };
    if (exception?.symbol === undefined) return [{ ...call, stackEnds }];
    return [call, { place: exception, stackEnds, fault: false }];
}

/** Whether a row is a call of crash handling; what was interrupted never is. */
function isHandling({ level, place }: StackRow): boolean {
    return level !== undefined && isMachinery(place.symbol ?? "");
}

function rowName({ level, place }: StackRow): string {
    return `#${level} ${place.symbol}`;
}
