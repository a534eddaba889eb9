import { PanicKind } from "../parse/panicKind";
import { Headline } from "./headline";
import { kindWords } from "./kindWords";

/** Faults of the processor by the function that takes them in. */
const faults: [entry: RegExp, words: string, fault: string][] = [
    [/general_protection$/, "general protection fault", "general-protection"],
    [/divide_error$/, "divide error", "divide-error"],
    [/double_fault$/, "PANIC: double fault", "double-fault"],
    [/stack_segment$/, "stack segment fault", "stack-segment"],
];

/**
 * A headline with which fault it was, by the stack, where no line tells: crash does not know every kernel's line of every fault.
 *
 * @param end the calls with which the kernel ended, from the fault's entry on
 */
export function withEntryFault(headline: Headline, end: string[]): Headline {
    if (headline.fault !== undefined || headline.words !== kindWords[PanicKind.Oops]) return headline;
    const found = faults.find(([entry]) => end.some((symbol) => entry.test(symbol)));
    return found === undefined ? headline : { ...headline, words: found[1], fault: found[2] };
}
