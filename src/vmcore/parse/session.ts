import { RawReport } from "../rawReport";
import { parseCrashHeader } from "./crashHeader";
import { lastFault } from "./fault";
import { kernelLogLine, unquoted } from "./kernelLog";

/** Lines that crash(8) alone prints. */
const byCrash =
    /^\s*(?:crash\S{0,20}> ?|#\d{1,6} \[|\d{1,6} \[[0-9a-f]{8,16}\] \S{1,200} at |PID: -?\d+\s+TASK: |\[exception RIP: |--- <|(?:DUMPFILES?|DEBUG KERNEL|DEBUGINFO|CPUS|UPTIME|LOAD AVERAGE|NODENAME|PANIC|COMMAND|STATE): )/;
const prompt = /^crash\S{0,20}> ?/;
const logPrompt = /^crash\S{0,20}> *(?:log|dmesg)\b/;

/**
 * Reads what a session of crash printed, or a kernel log alone, as the parts that a report is made of. The log is what stands
 * from the first line with a time stamp to the last, or else what crash's `log` printed; without a line of crash, all is the
 * log. Quotes of a mail are read as what they quote. The parsers pass over each other's lines. It never throws.
 */
export function sessionReport(text: string): RawReport {
    const lines = unquoted(text.split(/\r?\n/));
    const isCrash = lines.some((line) => byCrash.test(line));
    const log = logOf(lines, isCrash);
    const printed = isCrash || log.length === 0 ? lines.filter((line) => !isStamped(line)).join("\n") : "";
    const header = parseCrashHeader(printed);
    return {
        vmcore: {
            path: header.dumpfile ?? "",
            bytes: 0,
            written: NaN,
            format: "",
            release: "",
            buildId: "",
            dmesg: "",
            nodename: "",
            machine: "",
        },
        host: "",
        vmlinux: header.debuginfo ?? header.kernel ?? "",
        without: "",
        reader: /^crash \d[\w.+-]{0,40}/m.exec(printed)?.[0] ?? "",
        passed: "",
        remark: "",
        fallback: "",
        ended: false,
        header: printed,
        bt: printed,
        sym: printed,
        log: log.join("\n"),
        mod: printed,
        modTaint: "",
        taint: "",
        errors: printed,
        newer: "",
    };
}

function isStamped(line: string): boolean {
    return !byCrash.test(line) && kernelLogLine(line).stamp !== "";
}

function logOf(lines: string[], isCrash: boolean): string[] {
    const stamped = lines.map(isStamped);
    const first = stamped.indexOf(true);
    if (!isCrash) return first < 0 && lastFault(lines) === undefined ? [] : lines;
    if (first < 0) return afterPrompts(lines);
    return lines.slice(first, stamped.lastIndexOf(true) + 1).filter((line) => !byCrash.test(line));
}

/** What crash's `log` printed. */
function afterPrompts(lines: string[]): string[] {
    let isLog = false;
    return lines.filter((line) => {
        if (prompt.test(line)) isLog = logPrompt.test(line);
        return isLog && !byCrash.test(line);
    });
}
