import { roughSize } from "../../args/size";
import { ReportFrame, VmcoreFindings } from "../findings";
import { isMachinery } from "../machinery";
import { Place } from "../place";
import { reportFacts } from "./table";
import { reportStyle } from "./style";
import { detailsOf, headlineOf, placeText, sourceText } from "./summary";
import { visible } from "./visible";

/** Lines of the log that are shown before the fault; what came before folds away. */
const lead = 5;

/**
 * A report as one page that needs nothing else: no script, no font, no picture, no network. All that came from the
 * crashed machine is escaped, and what does not show is spelt out.
 */
export function reportHtml(findings: VmcoreFindings): string {
    const headline = headlineOf(findings);
    const details = detailsOf(findings);
    return [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        `<title>${escape(headline)}</title>`,
        `<style>${reportStyle}</style>`,
        "</head>",
        "<body>",
        "<main>",
        `<p class="kind">${escape(findings.panic.kind.replaceAll("-", " "))}</p>`,
        `<h1>${escape(headline)}</h1>`,
        details === "" ? "" : `<p class="summary">${escape(details)}</p>`,
        doubtsHtml(findings.doubts),
        factsHtml(findings),
        backtraceHtml(findings),
        logHtml(findings),
        modulesHtml(findings),
        "</main>",
        "</body>",
        "</html>",
        "",
    ]
        .filter((part) => part !== "")
        .join("\n");
}

function doubtsHtml(doubts: string[]): string {
    if (doubts.length === 0) return "";
    return `<ul class="doubts">${doubts.map((doubt) => `<li>${escape(doubt)}</li>`).join("")}</ul>`;
}

function factsHtml(findings: VmcoreFindings): string {
    const rows = reportFacts(findings).map(
        ([name, value]) => `<dt>${escape(name)}</dt><dd>${escape(value)}</dd>`,
    );
    return `<section><h2>Header</h2><dl>${rows.join("")}</dl></section>`;
}

function backtraceHtml(findings: VmcoreFindings): string {
    if (findings.backtrace.length === 0) return "";
    const rows = findings.backtrace.map((frame) => frameHtml(frame, findings.place.symbol));
    return `<section><h2>Backtrace</h2><ol class="stack" start="0">${rows.join("")}</ol></section>`;
}

function frameHtml(frame: ReportFrame, faulty: string | undefined): string {
    const { exception } = frame;
    const isFault = frame.symbol === faulty && exception?.symbol === undefined;
    const name = isFault ? "fault" : isMachinery(frame.symbol) ? "machinery" : "";
    const inside =
        exception?.symbol === undefined
            ? ""
            : `<div class="${exception.symbol === faulty ? "fault" : "interrupted"}">${callHtml(exception)}` +
              `<span class="note">interrupted here</span></div>`;
    const end =
        frame.stackEnds === undefined ? "" : `<div class="note">end of the ${escape(frame.stackEnds)}</div>`;
    const address =
        frame.address === undefined ? "" : `<span class="address">${escape(frame.address)}</span>`;
    return `<li value="${frame.level}"><div class="${name}">${callHtml(frame)}${address}</div>${inside}${end}</li>`;
}

function callHtml(call: Place): string {
    const source =
        call.file === undefined
            ? ""
            : `<span class="source">${escape(sourceText(call.file, call.line))}</span>`;
    const inside = placeText({ symbol: call.symbol, offset: call.offset, module: call.module });
    return `<code>${escape(inside)}</code>${source}`;
}

function logHtml({ log, logFaultFrom, logFaultTo = log.length - 1, logHeadline }: VmcoreFindings): string {
    if (log.length === 0) return "";
    const from = logFaultFrom === undefined ? 0 : Math.max(0, logFaultFrom - lead);
    const lines = log.map((line, index) => {
        const marked = logFaultFrom !== undefined && index >= logFaultFrom && index <= logFaultTo;
        return `<span${marked ? ` class="fault${index === logHeadline ? " headline" : ""}"` : ""}>${lineHtml(line)}\n</span>`;
    });
    const before =
        from === 0
            ? ""
            : `<details><summary>${from} earlier line${from === 1 ? "" : "s"}</summary>` +
              `<pre>${lines.slice(0, from).join("")}</pre></details>`;
    return `<section><h2>Kernel log</h2>${before}<pre>${lines.slice(from).join("")}</pre></section>`;
}

/** A line of the log, whose time stamp steps back behind its text. */
function lineHtml(line: string): string {
    const stamp = /^(?:<\d+>)?\[ *\d+\.\d+\](?:\[ *[TC]\d+\])?/.exec(line)?.[0] ?? "";
    return `${stamp === "" ? "" : `<i>${escape(stamp)}</i>`}${escape(line.slice(stamp.length))}`;
}

function modulesHtml({ modules }: VmcoreFindings): string {
    if (modules.length === 0) return "";
    const item = ({ name, size, taint }: (typeof modules)[number]) =>
        `<li><code>${escape(name)}</code>${taint === undefined ? "" : `<span class="taint">${escape(taint)}</span>`}` +
        `${size === undefined ? "" : `<span class="source">${escape(roughSize(size))}</span>`}</li>`;
    const tainting = modules.filter(({ taint }) => taint !== undefined);
    const others = modules.filter(({ taint }) => taint === undefined);
    const list = (some: typeof modules) => `<ul class="modules">${some.map(item).join("")}</ul>`;
    const first = tainting.length === 0 ? "" : `<p>These had tainted the kernel:</p>${list(tainting)}`;
    const rest =
        tainting.length > 0
            ? `${others.length} ${others.length === 1 ? "other" : "others"}`
            : `All that were loaded (${others.length}); none of them had tainted the kernel`;
    const second = others.length === 0 ? "" : `<details><summary>${rest}</summary>${list(others)}</details>`;
    return `<section><h2>Modules</h2>${first}${second}</section>`;
}

/** Text for HTML, also within quotes. */
function escape(text: string): string {
    const entities: Record<string, string> = {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
    };
    return visible(text).replace(/[&<>"']/g, (character) => entities[character]);
}
