import { roughSize } from "../../args/size";
import { captureMemoryText } from "../../crashkernel/captureMemory";
import { Evidence } from "../evidence";
import { VmcoreFile, VmcoreFindings } from "../findings";
import { noFixText } from "./fixes";
import { dateText, durationText } from "./summary";

/** What stands in the table of a report: what it is, and its value for people. */
export function reportFacts(findings: VmcoreFindings): [string, string][] {
    const {
        title,
        fingerprint,
        header,
        panic,
        vmcore,
        taints,
        hardware,
        vmlinux,
        reader,
        restsOn,
        captureMemory,
    } = findings;
    const rows: [string, string | undefined][] = [
        ["Title", title],
        ["Fingerprint", fingerprint],
        ["crash's PANIC", panic.crashText === panic.text ? undefined : panic.crashText],
        ["Date", header.date === undefined ? header.dateText : dateText(header.date)],
        ["Uptime", header.uptime === undefined ? undefined : durationText(header.uptime)],
        ["Host", header.nodename],
        ["Kernel", header.release],
        ["Version", header.version],
        ["Newer kernels", noFixText(findings)],
        ["Process", processText(findings)],
        ["State", header.state === undefined ? undefined : stateText(findings)],
        ["CPU", cpuText(findings)],
        ["Memory", header.memory === undefined ? undefined : roughSize(header.memory)],
        ["Load", header.loadAverage?.map((load) => load.toFixed(2)).join(", ")],
        ["Tasks", header.tasks?.toString()],
        ["Machine", machineText(findings)],
        ["Hardware", hardware],
        ["Tainted", taints.map(({ letter, meaning }) => `${letter}: ${meaning}`).join("; ")],
        [isLog(vmcore) ? "Kernel log" : "Dump", dumpText(vmcore)],
        ["Capture kernel", captureMemory && captureMemoryText(captureMemory)],
        ["Rests on", restsOn.map((one) => evidenceWords[one]).join(", ")],
        ["Read with", [reader, vmlinux].filter((part) => part !== "").join(", ")],
    ];
    return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== "");
}

const evidenceWords: Record<Evidence, string> = {
    [Evidence.Debuginfo]: "the dump and its debuginfo",
    [Evidence.Log]: "the kernel log",
};

/** Of a crash without a dump there may be the last lines of its kernel. */
function isLog({ path, format }: VmcoreFile): boolean {
    return format === "" && path.endsWith("/dmesg.txt");
}

/** A report that was made of texts alone knows less. */
function dumpText({ path, bytes, format }: VmcoreFile): string {
    return [path, bytes === 0 ? "" : roughSize(bytes), format === "" ? "" : `${format} format`]
        .filter((part) => part !== "")
        .join(", ");
}

function cpuText({ header: { cpu, cpus, offlineCpus } }: VmcoreFindings): string {
    const offline = offlineCpus === undefined ? "" : `, ${offlineCpus} offline`;
    return [cpu, cpus === undefined ? undefined : `(${cpus} online${offline})`]
        .filter((part) => part !== undefined)
        .join(" ");
}

function machineText({ header: { machine, clockMhz } }: VmcoreFindings): string | undefined {
    return clockMhz === undefined ? machine : `${machine}, ${clockMhz} MHz`;
}

function processText({ header }: VmcoreFindings): string | undefined {
    if (header.command === undefined) return undefined;
    return header.pid === undefined ? header.command : `${header.command}, PID ${header.pid}`;
}

function stateText({ header }: VmcoreFindings): string {
    return header.stateReason === undefined ? `${header.state}` : `${header.state} (${header.stateReason})`;
}
