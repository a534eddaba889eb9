// The table that holds the plan's sum and the host's sum to each other.
import * as fs from "node:fs";
import * as path from "node:path";

/** One line of test/reservations.tsv. */
export interface ReservationRow {
    value: string;
    memory: number;
    release: string;
    arch: string;
    low: number;
    bytes: number;
    /** Empty when something is reserved. */
    why: string;
}

const unitBytes: Record<string, number> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** All rows, comments aside. */
export function reservationRows(): ReservationRow[] {
    const text = fs.readFileSync(path.join(__dirname, "..", "reservations.tsv"), "utf8");
    return text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => {
            const [value, memory, release, arch, low, bytes, why] = line.split("\t");
            const size = bytesOf(memory);
            return {
                ...{ value, memory: size, release, arch, bytes: bytesOf(bytes) },
                low: low === "-" ? Math.min(size, 3 * 2 ** 30) : bytesOf(low),
                why: why === "-" ? "" : why,
            };
        });
}

function bytesOf(text: string): number {
    return Number(text.replace(/[KMG]$/, "")) * (unitBytes[text.slice(-1)] ?? 1);
}
