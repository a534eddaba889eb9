import * as path from "node:path";
import { fileURLToPath } from "node:url";

/** Where this package's own code lies, compiled and as its source maps have it. */
const own = ["dist", "src"].map((folder) => path.join(__dirname, "..", "..", folder) + path.sep);

/** Frames to look at: between a program and a component there may be functions of its own. */
const depth = 50;

/**
 * Where the program makes what is being made, as FILE:LINE:COLUMN in the program's own sources; undefined where Node does
 * not tell.
 */
export function callSite(): string | undefined {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = depth;
    const stack = new Error().stack;
    Error.stackTraceLimit = limit;
    const places = (stack ?? "").split("\n").flatMap(placeOf);
    const outside = places.filter(
        ({ file }) => !own.some((folder) => file.startsWith(folder)) && !isSdk(file),
    );
    // Where a library makes it, the program's own line is of more use.
    const place = outside.find(({ file }) => !file.split(path.sep).includes("node_modules")) ?? outside[0];
    return place && `${relative(place.file)}:${place.position}`;
}

/** Whether it is Pulumi's own code, which makes components for programs in other languages. */
function isSdk(file: string): boolean {
    return file.includes(path.join("node_modules", "@pulumi") + path.sep);
}

interface Place {
    file: string;
    position: string;
}

/** The place of one line of a stack, such as `at new Host (/srv/index.ts:12:5)`; Node's own have none. */
function placeOf(line: string): Place[] {
    const [end, position] = /:(\d+:\d+)\)?$/.exec(line) ?? [];
    if (end === undefined) return [];
    const head = line.slice(0, -end.length);
    const at = head.includes("(")
        ? head.slice(head.lastIndexOf("(") + 1)
        : head.replace(/^ *at (async )?/, "");
    if (!/^(file:\/\/\/|\/|[A-Za-z]:\\)/.test(at)) return [];
    return [{ file: at.startsWith("file://") ? fileURLToPath(at) : at, position }];
}

function relative(file: string): string {
    const from = path.relative(process.cwd(), file);
    return from.startsWith("..") || path.isAbsolute(from) ? file : from;
}
