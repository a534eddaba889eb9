import { VmcoreFindings } from "../findings";
import { lineOf } from "../parse/kernelLog";
import { faultLines } from "./faultLines";
import { fixesHeading, fixesLead, kernelText } from "./fixes";
import { rowLines, stackParts, summaryOfRows } from "./stack";
import { detailsOf, headlineOf, placeText } from "./summary";
import { reportFacts } from "./table";
import { visible } from "./visible";

/**
 * A report for an issue tracker, in the Markdown that GitHub, GitLab and Gitea have in common, and in the order of the page.
 */
export function reportMarkdown(findings: VmcoreFindings): string {
    const { doubts, minorDoubts } = findings;
    const parts = [
        `## ${plain(headlineOf(findings))}`,
        faultPart(findings),
        plain(detailsOf(findings)),
        ...doubts.filter((doubt) => !minorDoubts.includes(doubt)).map((doubt) => `> ${plain(doubt)}`),
        backtracePart(findings),
        fixesPart(findings),
        factsPart(findings),
        logPart(findings),
        modulesPart(findings),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function faultPart(findings: VmcoreFindings): string {
    const { place } = findings;
    const at = place.symbol === undefined ? "" : code(placeText(place));
    const lines = faultLines(findings).map(({ text }) => text);
    return [at, lines.length === 0 ? "" : fenced(lines.join("\n"))]
        .filter((part) => part !== "")
        .join("\n\n");
}

function backtracePart(findings: VmcoreFindings): string {
    const parts = stackParts(findings).map(({ folded: isFolded, rows }) => {
        const lines = fenced(rows.flatMap(rowLines).join("\n"));
        return isFolded ? folded(summaryOfRows(rows), lines) : lines;
    });
    return parts.length === 0 ? "" : ["### Backtrace", ...parts].join("\n\n");
}

function fixesPart(findings: VmcoreFindings): string {
    const { fixedIn = [] } = findings;
    if (fixedIn.length === 0) return "";
    const items = fixedIn.map((one) => `- ${code(kernelText(one))} (by ${one.source}): ${code(one.entry)}`);
    return [`### ${fixesHeading}`, plain(fixesLead(findings)), items.join("\n")].join("\n\n");
}

function factsPart(findings: VmcoreFindings): string {
    const facts = reportFacts(findings).map(([name, value]) => `- **${name}:** ${code(value)}`);
    const minor = findings.minorDoubts.map((doubt) => `<sub>${plain(doubt)}</sub>`);
    return ["### Machine and dump", facts.join("\n"), ...minor].join("\n\n");
}

function logPart({ log, logFaultFrom }: VmcoreFindings): string {
    if (log.length === 0) return "";
    const lines = log.map(lineOf);
    const fault = logFaultFrom === undefined ? lines : lines.slice(logFaultFrom);
    const before = logFaultFrom === undefined ? [] : lines.slice(0, logFaultFrom);
    const earlier =
        before.length === 0
            ? []
            : [folded(`Before that (${before.length} lines)`, fenced(before.join("\n")))];
    return ["### Kernel log", fenced(fault.join("\n")), ...earlier].join("\n\n");
}

function folded(summary: string, content: string): string {
    return `<details><summary>${html(summary)}</summary>\n\n${content}\n\n</details>`;
}

function modulesPart({ modules }: VmcoreFindings): string {
    const tainting = modules.filter(({ taint }) => taint !== undefined);
    if (tainting.length === 0) return "";
    return `### Modules that had tainted the kernel\n\n${tainting.map(({ name, taint }) => `- ${code(name)} ${taint}`).join("\n")}`;
}

/** A fence that is longer than any within. */
function fenced(text: string): string {
    const fence = "`".repeat(Math.max(3, longest(text) + 1));
    return `${fence}text\n${visible(text)}\n${fence}`;
}

/** A value of the crashed machine, in which nothing is a mention, a link or HTML. */
function code(value: string): string {
    const text = visible(value).replace(/\s+/g, " ");
    const fence = "`".repeat(longest(text) + 1);
    return /^`|`$/.test(text) ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function longest(text: string): number {
    let most = 0;
    for (const [run] of text.matchAll(/`+/g)) most = Math.max(most, run.length);
    return most;
}

/** A sentence in which nothing is markup, a mention or a reference. */
function plain(text: string): string {
    return visible(text)
        .replace(/\s+/g, " ")
        .replace(/[\\`*_{}[\]<>|~!]/g, "\\$&")
        .replace(/[@#&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A sentence in a line of HTML, where backslashes are no escape. */
function html(text: string): string {
    return visible(text)
        .replace(/\s+/g, " ")
        .replace(/[<>@#&]/g, (character) => `&#${character.charCodeAt(0)};`);
}
