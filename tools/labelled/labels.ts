import * as fs from "node:fs";
import * as path from "node:path";

/** A log of syzkaller's tests with what its authors say of it. */
export interface LabelledLog {
    file: string;
    /** How they call the crash. */
    title: string;
    /** Whether the kernel panicked. */
    panicked: boolean;
    /** Whether the log is too damaged for a title to be trusted. */
    corrupted: boolean;
    log: string;
}

/** Where the logs lie in a checkout of syzkaller. */
const folder = path.join("pkg", "report", "testdata", "linux", "report");

/**
 * Reads the logs that have a title, in the order of their numbers.
 *
 * @param checkout a checkout of syzkaller, or the folder of the logs itself
 */
export function labelledLogs(checkout: string): LabelledLog[] {
    const inside = path.join(checkout, folder);
    const directory = fs.existsSync(inside) ? inside : checkout;
    return fs
        .readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
        .sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
        .flatMap((file) => labelledLog(file, fs.readFileSync(path.join(directory, file), "utf8")));
}

/** Lines `NAME: VALUE`, an empty one, and the log. */
function labelledLog(file: string, text: string): LabelledLog[] {
    const end = text.indexOf("\n\n");
    const labels = new Map(
        text
            .slice(0, Math.max(end, 0))
            .split("\n")
            .map((line) => [line.split(":", 1)[0], line.slice(line.indexOf(":") + 1).trim()]),
    );
    const title = labels.get("TITLE");
    if (title === undefined) return [];
    const is = (name: string) => labels.get(name) === "Y";
    return [{ file, title, panicked: is("PANICKED"), corrupted: is("CORRUPTED"), log: text.slice(end + 2) }];
}
