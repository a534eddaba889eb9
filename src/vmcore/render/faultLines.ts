import { VmcoreFindings } from "../findings";

/** With which the kernel goes on from what is wrong to what the processor, the stack and the memory were. */
const situation =
    /^(?:<\d>)?\s*(?:(?:Not t|T)ainted|CPU: |Pid: |Comm: |Modules linked in:|Hardware name: |irq event stamp|task: |Mem-Info:|RIP: |Krnl PSW|pstate: |PC is at |Code: |Stack:|Call Trace:)/i;

/** A kernel that says more before that has said what matters. */
const most = 5;

/** A line of the kernel log about the fault, without its time stamp. */
interface FaultLine {
    text: string;
    /** Whether it is the one that says it best. */
    best: boolean;
}

/**
 * What the kernel said of the fault before it printed its situation, and the line that says it best; where no fault is in
 * the log, crash's PANIC.
 */
export function faultLines({
    log,
    panic,
    logFaultFrom: from,
    logFaultTo,
    logHeadline,
}: VmcoreFindings): FaultLine[] {
    if (from === undefined) return panic.text === "" ? [] : [{ text: panic.text, best: true }];
    const fault = log
        .slice(from, (logFaultTo ?? log.length - 1) + 1)
        .map(({ text }, index) => ({ text, best: from + index === logHeadline }));
    const goesOn = fault.findIndex(({ text }, index) => index > 0 && (index >= most || situation.test(text)));
    const end = goesOn < 0 ? fault.length : goesOn;
    return fault.filter(({ text, best }, index) => best || (index < end && text.trim() !== ""));
}
