import { omitUndefined } from "../omitUndefined";
import { Place } from "../place";

const sourceLine = /^(\S{1,400}):(\d{1,9})/;
const symbol =
    /^([A-Za-z_$][\w.$]*)(?:\+(0x[0-9a-f]{1,16})(?:\/0x[0-9a-f]+)?)?(?: \[([\w-]+)(?:[^\w\]-][^\]]*)?\])?/;

/** How far into its report lockdep names the first lock, at most. */
const mostOfLock = 16;

/** What stands before a place, in lines that name one. */
const assertions = ["kernel BUG at ", "Kernel BUG at "];

/**
 * The place that a line of the kernel log names: of BUG() and WARN() file and line, of a warning and the sanitizers the
 * function too.
 */
export function placeNamedBy(line: string): Place {
    for (const assertion of assertions) {
        const at = line.indexOf(assertion);
        if (at >= 0) return sourceAt(line.slice(at + assertion.length));
    }
    if (line.startsWith("WARNING: ")) return placeOfWarning(line);
    const sanitizer = /\bBUG: (?:KASAN|KMSAN|KCSAN|KFENCE): [a-zA-Z -]{1,100}? in (.*)/.exec(line);
    if (sanitizer !== null) return functionAt(sanitizer[1]);
    const corrupted = /Kernel stack is corrupted in: (.*)/.exec(line);
    return corrupted === null ? {} : functionAt(corrupted[1]);
}

/** The function that takes or releases the lock that lockdep tells of, by the first place in its report. */
export function placeOfLock(lines: string[]): Place {
    if (/suspicious (?:RCU|rcu_)/.test(lines.at(0) ?? "")) return {};
    for (const [index, line] of lines.slice(0, mostOfLock).entries()) {
        if (/ at:\s*$/.test(line)) return functionAt(withoutAddress(lines.at(index + 1) ?? ""));
        const at = line.indexOf(", at: ");
        if (at >= 0) return functionAt(withoutAddress(line.slice(at + 6)));
        if (line.startsWith("stack backtrace:")) break;
    }
    return {};
}

function withoutAddress(text: string): string {
    return text.replace(/^ *\[<[0-9a-f]{8,16}>\] {1,4}/, "");
}

/** Kernels from 6.18 on name the file first, and the CPU behind the function. */
function placeOfWarning(line: string): Place {
    const text = line
        .replace(/^WARNING: /, "")
        .replace(/^\[[^\]]*\] /, "")
        .replace(/^CPU: \d+ PID: \d+ /, "")
        .replace(/^at /, "");
    const source = sourceLine.exec(text);
    if (source === null) return {};
    const rest = text.slice(source[0].length).replace(/^ at /, "").trimStart();
    return { ...functionAt(rest), ...sourceAt(text) };
}

function sourceAt(text: string): Place {
    const match = sourceLine.exec(text);
    return match === null ? {} : { file: match[1], line: Number(match[2]) };
}

function functionAt(text: string): Place {
    const match = symbol.exec(text);
    // Without symbols the kernel prints an address.
    if (match === null || /^[0-9a-f]{8,16}$/.test(match[1])) return {};
    const [, name, offset, module] = match;
    return omitUndefined({
        symbol: name,
        offset: offset === undefined ? undefined : Number(offset),
        module,
    });
}
