import { VmcoreFindings } from "../findings";
import { lineOf } from "../parse/kernelLog";
import { fixesLead, fixText } from "./fixes";
import { rowLines, stackParts } from "./stack";
import { detailsOf, headlineOf } from "./summary";
import { reportFacts } from "./table";
import { visible } from "./visible";

/** Lines of the kernel log from the fault on; a terminal has no place for all of it. */
const logLines = 30;

/** A report for a terminal, in the order of the page: what happened, the stack, the table, and the log from the fault on. */
export function reportText(findings: VmcoreFindings): string {
    const { doubts, minorDoubts, panic, log, logFaultFrom } = findings;
    const facts = reportFacts(findings);
    const width = Math.max(...facts.map(([name]) => name.length));
    const parts = [
        [
            headlineOf(findings),
            detailsOf(findings),
            ...doubts.filter((doubt) => !minorDoubts.includes(doubt)),
        ],
        [oneLine(panic.text), ...stackParts(findings).flatMap(({ rows }) => rows.flatMap(rowLines))],
        [fixesLead(findings), ...(findings.fixedIn ?? []).map((one) => oneLine(fixText(one)))],
        [...facts.map(([name, value]) => `${name.padEnd(width)}  ${oneLine(value)}`), ...minorDoubts],
        log
            .slice(logFaultFrom ?? -logLines)
            .slice(0, logLines)
            .map(lineOf),
    ];
    return `${parts
        .map((lines) => lines.filter((line) => line !== "").join("\n"))
        .filter((part) => part !== "")
        .map(visible)
        .join("\n\n")}\n`;
}

function oneLine(text: string): string {
    return text.replace(/\s+/g, " ");
}
