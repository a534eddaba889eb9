import { roughSize } from "../../args/size";
import { ReportFrame, VmcoreFindings } from "../findings";
import { isMachinery } from "../machinery";
import { CrashModule } from "../parse/crashModules";
import { KernelLogLine } from "../parse/kernelLog";
import { Place } from "../place";
import { Markup, markup } from "./markup";
import { reportStyle } from "./style";
import { detailsOf, headlineOf, placeText, sourceText } from "./summary";
import { reportFacts } from "./table";

/** Lines of the log that are shown before the fault; what came before folds away. */
const lead = 5;

/**
 * A report as one page that needs nothing else: no script, no font, no picture, no network. Everything from the
 * crashed machine is escaped, and what does not show is spelt out.
 */
export function reportHtml(findings: VmcoreFindings): string {
    const headline = headlineOf(findings);
    const details = detailsOf(findings);
    return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${headline}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<p class="kind">${findings.panic.kind.replaceAll("-", " ")}</p>
<h1>${headline}</h1>
${details === "" ? "" : markup`<p class="summary">${details}</p>`}
${doubtsHtml(findings.doubts)}
${factsHtml(findings)}
${backtraceHtml(findings)}
${logHtml(findings)}
${modulesHtml(findings)}
</main>
</body>
</html>
`.text;
}

const nothing = markup``;

function doubtsHtml(doubts: string[]): Markup {
    if (doubts.length === 0) return nothing;
    return markup`<ul class="doubts">${doubts.map((doubt) => markup`<li>${doubt}</li>`)}</ul>`;
}

function factsHtml(findings: VmcoreFindings): Markup {
    const rows = reportFacts(findings).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`);
    return markup`<section><h2>Header</h2><dl>${rows}</dl></section>`;
}

function backtraceHtml(findings: VmcoreFindings): Markup {
    if (findings.backtrace.length === 0) return nothing;
    const rows = findings.backtrace.map((frame) => frameHtml(frame, findings.place.symbol));
    return markup`<section><h2>Backtrace</h2><ol class="stack" start="0">${rows}</ol></section>`;
}

function frameHtml(frame: ReportFrame, faulty: string | undefined): Markup {
    const { exception, address, stackEnds } = frame;
    const isFault = frame.symbol === faulty && exception?.symbol === undefined;
    const name = isFault ? "fault" : isMachinery(frame.symbol) ? "machinery" : "";
    const call = markup`<div class="${name}">${callHtml(frame)}${span("address", address)}</div>`;
    const interrupted = exception?.symbol === undefined ? "" : interruptedHtml(exception, faulty);
    const end = stackEnds === undefined ? "" : markup`<div class="note">end of the ${stackEnds}</div>`;
    return markup`<li value="${frame.level}">${call}${interrupted}${end}</li>`;
}

function interruptedHtml(place: Place, faulty: string | undefined): Markup {
    const name = place.symbol === faulty ? "fault" : "interrupted";
    return markup`<div class="${name}">${callHtml(place)}${span("note", "interrupted here")}</div>`;
}

function callHtml({ symbol, offset, module, file, line }: Place): Markup {
    const source = file === undefined ? undefined : sourceText(file, line);
    return markup`<code>${placeText({ symbol, offset, module })}</code>${span("source", source)}`;
}

function span(name: string, text: string | undefined): Markup {
    return text === undefined ? nothing : markup`<span class="${name}">${text}</span>`;
}

function logHtml({ log, logFaultFrom, logFaultTo = log.length - 1, logHeadline }: VmcoreFindings): Markup {
    if (log.length === 0) return nothing;
    const from = logFaultFrom === undefined ? 0 : Math.max(0, logFaultFrom - lead);
    const lines = log.map((line, index) => {
        const marked = logFaultFrom !== undefined && index >= logFaultFrom && index <= logFaultTo;
        return lineHtml(line, marked ? (index === logHeadline ? "fault headline" : "fault") : "");
    });
    const summary = `${from} earlier line${from === 1 ? "" : "s"}`;
    const before = from === 0 ? "" : folded(summary, markup`<pre>${lines.slice(0, from)}</pre>`);
    return markup`<section><h2>Kernel log</h2>${before}<pre>${lines.slice(from)}</pre></section>`;
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
