import * as fs from "node:fs";

/** Lines of the console that are quoted when no dump came, and how much of the file is read for them. */
const consoleLines = 20;
const consoleBytes = 65536;

/** The end of a console's log as sentences, or why there is none. */
export function consoleTail(file: string): string {
    try {
        const text = endOf(file).replace(/[^\n\x20-\x7e]/g, "");
        return `Its console (${file}) ends with:\n${text.trimEnd().split("\n").slice(-consoleLines).join("\n")}`;
    } catch (error) {
        return `Its console cannot be read: ${(error as Error).message}.`;
    }
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
