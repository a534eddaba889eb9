// The reader: the program that makes a report on a host, of what `kdump-host report` answered there. It becomes one file
// without dependencies, dist/kdump-report, for the Node.js that a distribution has, down to version 12.
import * as fs from "node:fs";

import { findingsOf } from "./findings";
import { RawReport, rawReportOf } from "./rawReport";
import { reportHtml } from "./render/html";
import { reportDocument } from "./render/json";
import { reportMarkdown } from "./render/markdown";

import "./olderNode";

/** Reads the answer in the file that is named, and leaves the report in the working directory. */
function main([file]: string[]): void {
    const findings = findingsOf(read(file));
    // What runs confined hands back files of these names.
    fs.writeFileSync("html.txt", reportHtml(findings));
    fs.writeFileSync("md.txt", reportMarkdown(findings));
    fs.writeFileSync("json.txt", `${JSON.stringify(reportDocument(findings), undefined, 2)}\n`);
}

function read(file: string): RawReport {
    const raw = rawReportOf(JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, unknown>);
    if (raw === undefined) throw new Error(`${file} is no answer of the report step.`);
    return raw;
}

main(process.argv.slice(2));
