import { VmcoreFindings } from "../findings";
import { lineOf } from "../parse/kernelLog";
import { frameLines } from "./frame";
import { detailsOf, headlineOf } from "./summary";
import { reportFacts } from "./table";
import { visible } from "./visible";

/** A report for an issue tracker, in the Markdown that GitHub, GitLab and Gitea have in common. */
export function reportMarkdown(findings: VmcoreFindings): string {
    const parts = [
        `## ${plain(headlineOf(findings))}`,
        plain(detailsOf(findings)),
        ...findings.doubts.map((doubt) => `> ${plain(doubt)}`),
        reportFacts(findings)
            .map(([name, value]) => `- **${name}:** ${code(value)}`)
            .join("\n"),
        findings.backtrace.length === 0
            ? ""
            : `### Backtrace\n\n${fenced(findings.backtrace.flatMap(frameLines).join("\n"))}`,
        logPart(findings),
        modulesPart(findings),
    ];
    return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function logPart({ log, logFaultFrom }: VmcoreFindings): string {
    if (log.length === 0) return "";
    const lines = log.map(lineOf);
    const fault = logFaultFrom === undefined ? lines : lines.slice(logFaultFrom);
    const before = logFaultFrom === undefined ? [] : lines.slice(0, logFaultFrom);
    const folded =
        before.length === 0
            ? ""
            : `\n\n<details><summary>Before that (${before.length} lines)</summary>\n\n${fenced(before.join("\n"))}\n\n</details>`;
    return `### Kernel log\n\n${fenced(fault.join("\n"))}${folded}`;
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
