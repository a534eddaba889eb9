import { RawReport } from "../rawReport";
import { parseCrashHeader } from "./crashHeader";

/** How a line of the kernel log begins. */
const stamp = /^(?:<\d+>)?\[ *\d{1,12}\.\d+\]/;

/**
 * Reads what a session of crash printed, or a kernel log alone, as the parts that a report is made of. The log is what stands
 * from the first line with a time stamp to the last; the other parsers pass over each other's lines. It never throws.
 */
export function sessionReport(text: string): RawReport {
    const lines = text.split(/\r?\n/);
    const stamped = lines.flatMap((line, index) => (stamp.test(line) ? [index] : []));
    const [from, to] = stamped.length === 0 ? [0, 0] : [stamped[0], stamped[stamped.length - 1] + 1];
    const printed = [...lines.slice(0, from), ...lines.slice(to)].join("\n");
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
        log: lines.slice(from, to).join("\n"),
        mod: printed,
        modTaint: "",
        taint: "",
        errors: printed,
        newer: "",
    };
}
