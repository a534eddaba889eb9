// The reader: the program that makes a report on a host, of what `kdump-host report` answered there, or of the last lines of
// a kernel that `kdump-host reports` found in pstore. It becomes one file without dependencies, dist/kdump-report, for the
// Node.js that a distribution has, down to version 10, which RHEL 8 has.
import * as fs from "node:fs";

import { findingsOf } from "./findings";
import { GaspPlace, oldestGasp } from "./gasp";
import { PstoreRecord } from "./parse/pstore";
import { RawReport, rawReportOf } from "./rawReport";
import { reportHtml } from "./render/html";
import { reportDocument } from "./render/json";
import { reportMarkdown } from "./render/markdown";

import "./olderNode";

/** Reads the answer in the file that is named, or with `gasp` the records of the file behind it. */
function main([word, file]: string[]): void {
    if (word === "gasp") gasp(file);
    else report(read(word));
}

/** Leaves the report in the working directory. */
function report(raw: RawReport): void {
    const findings = findingsOf(raw);
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

/** Leaves the report of the oldest crash, if it is to have one, and the numbers of the records that tell of it. */
function gasp(file: string): void {
    const lines = fs.readFileSync(file, "utf8").split("\n");
    const valueOf = (name: string) =>
        lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? "";
    const numbers: string[] = [];
    const records: PstoreRecord[] = [];
    for (const line of lines) {
        const [, number, written, name] = /^record (\d{1,4}) (\d{1,12}) (\S{1,100})$/.exec(line) ?? [];
        if (number === undefined || !fs.existsSync(`record.${number}`)) continue;
        numbers.push(number);
        records.push({ name, written: Number(written), text: fs.readFileSync(`record.${number}`, "utf8") });
    }
    const taken = lines.filter((line) => line.startsWith("taken ")).map((line) => line.slice(6));
    const place = {
        host: valueOf("host"),
        directory: valueOf("directory"),
        away: valueOf("away"),
        unread: valueOf("unread"),
    };
    const found = oldestGasp({ ...place, taken, records, dumped: dumpedLogs() });
    fs.writeFileSync("used.txt", (found?.records ?? []).map((index) => `${numbers[index]}\n`).join(""));
    if (found?.report === undefined) return;
    fs.writeFileSync("name.txt", `${found.report.name}\n`);
    fs.writeFileSync("log.txt", `${found.report.raw.log}\n`);
    report(found.report.raw);
}

/** The kernel logs in the reports of the dumps, which lie here as dump.N. */
function dumpedLogs(): GaspPlace["dumped"] {
    return fs
        .readdirSync(".")
        .filter((name) => /^dump\.\d{1,4}$/.test(name))
        .map((name) => (JSON.parse(fs.readFileSync(name, "utf8")) as { log: GaspPlace["dumped"][0] }).log);
}

main(process.argv.slice(2));
