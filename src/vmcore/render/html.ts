import { roughSize } from "../../args/size";
import { VmcoreFindings } from "../findings";
import { CrashModule } from "../parse/crashModules";
import { KernelLogLine } from "../parse/kernelLog";
import { Place } from "../place";
import { faultLines } from "./faultLines";
import { fixesHeading, fixesLead, kernelText } from "./fixes";
import { Markup, markup } from "./markup";
import { pageOf } from "./page";
import { StackPart, stackParts, StackRow, summaryOfRows } from "./stack";
import { detailsOf, headlineOf, placeText, sourceText } from "./summary";
import { reportFacts } from "./table";

/** Lines of the log that are shown before the fault; what came before folds away. */
const lead = 5;

/**
 * A report as one page that needs nothing else: no script, no font, no picture, no network. First what went wrong, where,
 * and what the kernel said of it; then how it got there; then the machine. Everything from the crashed machine is escaped,
 * and what does not show is spelt out.
 */
export function reportHtml(findings: VmcoreFindings): string {
    const headline = headlineOf(findings);
    const details = detailsOf(findings);
    return pageOf(
        headline,
        markup`<p class="kind">${findings.panic.kind.replace(/-/g, " ")}</p>
<h1>${headline}</h1>
${faultHtml(findings)}
${details === "" ? "" : markup`<p class="summary">${details}</p>`}
${majorDoubtsHtml(findings)}
${backtraceHtml(findings)}
${fixesHtml(findings)}
${factsHtml(findings)}
${logHtml(findings)}
${modulesHtml(findings)}`,
    );
}

const nothing = markup``;

/** Where it went wrong, and what the kernel said of it. */
function faultHtml(findings: VmcoreFindings): Markup {
    const { place, log, logFaultFrom = log.length, logFaultTo = log.length - 1 } = findings;
    const lines = faultLines(findings).map(({ text, best }) =>
        lineHtml({ stamp: "", text }, best ? "headline" : ""),
    );
    const at = place.symbol === undefined ? "" : markup`<p class="call">${callHtml(place)}</p>`;
    const said = lines.length === 0 ? "" : markup`<pre>${lines}</pre>`;
    const isMore = logFaultTo - logFaultFrom >= lines.length;
    const more = isMore ? markup`<a href="#fault">All that the kernel printed of it</a>` : "";
    return at === "" && said === "" ? nothing : markup`<div class="fault place">${at}${said}${more}</div>`;
}

function majorDoubtsHtml({ doubts, minorDoubts }: VmcoreFindings): Markup {
    const major = doubts.filter((doubt) => !minorDoubts.includes(doubt));
    if (major.length === 0) return nothing;
    return markup`<ul class="doubts">${major.map((doubt) => markup`<li>${doubt}</li>`)}</ul>`;
}

function factsHtml(findings: VmcoreFindings): Markup {
    const rows = reportFacts(findings).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`);
    const minor = findings.minorDoubts.map((doubt) => markup`<p class="minor">${doubt}</p>`);
    return markup`<section><h2>Machine and dump</h2><dl>${rows}</dl>${minor}</section>`;
}

function backtraceHtml(findings: VmcoreFindings): Markup {
    const parts = stackParts(findings);
    if (parts.length === 0) return nothing;
    return markup`<section><h2>Backtrace</h2><ol class="stack">${parts.map(partHtml)}</ol></section>`;
}

function partHtml({ folded: isFolded, rows }: StackPart): Markup {
    const lines = markup`${rows.map(rowHtml)}`;
    if (!isFolded) return lines;
    return markup`<li class="unnumbered">${folded(summaryOfRows(rows), markup`<ol class="stack">${lines}</ol>`)}</li>`;
}

function rowHtml({ level, place, address, stackEnds, fault }: StackRow): Markup {
    const note = span("note", level === undefined ? "interrupted here" : undefined);
    const call = markup`<div class="${fault ? "call fault" : "call"}">${callHtml(place)}${note}${span("address", address)}</div>`;
    const end = stackEnds === undefined ? "" : markup`<div class="note">end of the ${stackEnds}</div>`;
    const item = level === undefined ? markup`<li class="unnumbered">` : markup`<li value="${level}">`;
    return markup`${item}${call}${end}</li>`;
}

function callHtml({ symbol, offset, module, file, line }: Place): Markup {
    const source = file === undefined ? undefined : sourceText(file, line);
    return markup`<code>${placeText({ symbol, offset, module })}</code>${span("source", source)}`;
}

function fixesHtml(findings: VmcoreFindings): Markup {
    const { fixedIn = [] } = findings;
    if (fixedIn.length === 0) return nothing;
    const items = fixedIn.map(
        (one) =>
            markup`<li><code>${kernelText(one)}</code>${span("source", `by ${one.source}`)}<div>${one.entry}</div></li>`,
    );
    return markup`<section><h2>${fixesHeading}</h2><p>${fixesLead(findings)}</p><ul>${items}</ul></section>`;
}

function span(name: string, text: string | undefined): Markup {
    return text === undefined ? nothing : markup`<span class="${name}">${text}</span>`;
}

function logHtml({ log, logFaultFrom, logFaultTo = log.length - 1, logHeadline }: VmcoreFindings): Markup {
    if (log.length === 0) return nothing;
    const from = logFaultFrom === undefined ? 0 : Math.max(0, logFaultFrom - lead);
    const html = (first: number, end?: number) =>
        markup`<pre>${log.slice(first, end).map((line, index) => lineHtml(line, marked(first + index)))}</pre>`;
    const marked = (index: number) =>
        logFaultFrom === undefined || index < logFaultFrom || index > logFaultTo
            ? ""
            : index === logHeadline
              ? "fault headline"
              : "fault";
    const before = from === 0 ? "" : folded(`${from} earlier line${from === 1 ? "" : "s"}`, html(0, from));
    const context = logFaultFrom === undefined ? "" : html(from, logFaultFrom);
    const fault = markup`<div id="fault">${html(logFaultFrom ?? 0)}</div>`;
    return markup`<section><h2>Kernel log</h2>${before}${context}${fault}</section>`;
}

/** A line of the log, whose time stamp steps back behind its text. */
function lineHtml({ stamp, text }: KernelLogLine, name: string): Markup {
    const content = markup`${stamp === "" ? "" : markup`<i>${stamp}</i>`}${text}\n`;
    return name === "" ? markup`<span>${content}</span>` : markup`<span class="${name}">${content}</span>`;
}

function folded(summary: string, content: Markup): Markup {
    return markup`<details><summary>${summary}</summary>${content}</details>`;
}

function modulesHtml({ modules }: VmcoreFindings): Markup {
    if (modules.length === 0) return nothing;
    const tainting = modules.filter(({ taint }) => taint !== undefined);
    const others = modules.filter(({ taint }) => taint === undefined);
    const first =
        tainting.length === 0 ? "" : markup`<p>These had tainted the kernel:</p>${modulesList(tainting)}`;
    const rest =
        tainting.length > 0
            ? `${others.length} ${others.length === 1 ? "other" : "others"}`
            : `All that were loaded (${others.length}); none of them had tainted the kernel`;
    const second = others.length === 0 ? "" : folded(rest, modulesList(others));
    return markup`<section><h2>Modules</h2>${first}${second}</section>`;
}

function modulesList(modules: CrashModule[]): Markup {
    const items = modules.map(({ name, size, taint }) => {
        const bytes = size === undefined ? undefined : roughSize(size);
        return markup`<li><code>${name}</code>${span("taint", taint)}${span("source", bytes)}</li>`;
    });
    return markup`<ul class="modules">${items}</ul>`;
}
