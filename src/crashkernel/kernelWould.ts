import { exactSize } from "../args/size";
import { predictReservation } from "./predict";

/** Memory of machines, 512 MiB to 2 TiB. */
const machines = Array.from({ length: 13 }, (_, index) => 2 ** (29 + index));

/** Neighbouring sizes of machines with the same reservation. */
interface Class {
    bytes: number;
    from: number;
    to: number;
}

/**
 * What a kernel of today reserves for a text that is refused here, as the end of a sentence: `would reserve 94.5 MiB`.
 *
 * @param text as it stands on a command line
 */
export function kernelWould(text: string): string {
    const classes: Class[] = [];
    for (const memory of machines) {
        const { bytes } = predictReservation(text, memory, { arch: "x86_64", lowMemoryBytes: memory });
        const last = classes[classes.length - 1];
        if (last?.bytes === bytes) last.to = memory;
        else classes.push({ bytes, from: memory, to: memory });
    }
    const some = classes.filter(({ bytes }) => bytes > 0);
    if (some.length === 0) return "would reserve nothing";
    // Smaller machines have no room for any size.
    if (some.length === 1 && some[0].to === machines[machines.length - 1] && !text.includes(":")) {
        return `would reserve ${exactSize(some[0].bytes)}`;
    }
    const told = some.map(({ bytes, from, to }) => `${exactSize(bytes)} of ${spokenRange(from, to)}`);
    return `would reserve ${told.join(", ")}, and nothing of other memory`;
}

function spokenRange(from: number, to: number): string {
    if (to === machines[machines.length - 1]) return `${exactSize(from)} and more`;
    return from === to ? exactSize(from) : `${exactSize(from)} to ${exactSize(to)}`;
}
