import { findingsOf, VmcoreFindings } from "../../src/vmcore/findings";
import { RawReport } from "../../src/vmcore/rawReport";
import { rawReport } from "./vmcoreFixtures";

/** What is found of a few sections, where all others are empty. */
export const read = (change: Partial<RawReport>): VmcoreFindings =>
    findingsOf(rawReport("none", { reader: "", ...change }));
export const lines = (...text: string[]) => text.join("\n");
/** A stack as `bt` prints it; what begins with a blank is a line of its own. */
export const frames = (...symbols: string[]) =>
    symbols
        .map((symbol, level) =>
            symbol.startsWith(" ") ? symbol : ` #${level} [ffff00] ${symbol} at ffffffff81000000`,
        )
        .join("\n");
