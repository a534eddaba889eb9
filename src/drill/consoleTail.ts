import * as fs from "node:fs";

/** Lines of the console that are quoted when there is no dump, and how much of the file is read for them. */
const consoleLines = 20;
const consoleBytes = 65536;

/** Characters of a line that go into a sentence. */
const newsLength = 120;

/** The end of a console's log as sentences, or why there is none. */
export function consoleTail(file: string): string {
    try {
        return `Its console (${file}) ends with:\n${linesOf(file).slice(-consoleLines).join("\n")}`;
    } catch (error) {
        return `Its console cannot be read: ${(error as Error).message}.`;
    }
}

/** The last line of a console's log as the end of a sentence; empty when there is none to be had. */
export function consoleNews(file: string): string {
    try {
        const last = linesOf(file).at(-1) ?? "";
        return last === "" ? "" : `; its console: ${last.slice(0, newsLength)}`;
    } catch {
        return "";
    }
}

/** A bar of progress is a line that is written over: each of its states counts as one here. */
function linesOf(file: string): string[] {
    return endOf(file)
        .replace(/\x1b\[[0-9;?]*[A-Za-z]/g, "")
        .split(/[\r\n]+/)
        .map((line) => line.replace(/[^\x20-\x7e]/g, "").trimEnd())
        .filter((line) => line !== "");
}

function endOf(file: string): string {
    const handle = fs.openSync(file, "r");
    try {
        const { size } = fs.fstatSync(handle);
        const start = Math.max(0, size - consoleBytes);
        const buffer = Buffer.alloc(size - start);
        fs.readSync(handle, buffer, 0, buffer.length, start);
        return buffer.toString("latin1");
    } finally {
        fs.closeSync(handle);
    }
}
