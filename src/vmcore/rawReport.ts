import { CaptureMemory, captureMemoryOf } from "../crashkernel/captureMemory";
import { omitUndefined } from "./omitUndefined";

/** The answer of `kdump-host report`: texts as crash printed them. Only the plan parses them. */
export interface RawReport {
    vmcore: RawVmcore;
    /** Name of the host that it was read on. */
    host: string;
    /** Path of the vmlinux that was used; empty when there was none. */
    vmlinux: string;
    /** Why the report is made from the kernel log alone; empty when crash or drgn could be used. */
    without: string;
    /** What has read the dump, with its version, such as `crash 8.0.2` or `drgn 0.0.31`; empty when nothing has. */
    reader: string;
    /** Why crash has not, where drgn has; empty where crash is not installed. */
    passed: string;
    /** Remarks on the choice of the dump and on its state, in sentences; may be empty. */
    remark: string;
    /** Options that crash needed beyond the usual ones, such as `--zero_excluded`; empty when none. */
    fallback: string;
    /** Whether its reader ran into the time limit, so that sections may be missing. */
    ended: boolean;
    /** `sys` and `set`, as crash prints them; drgn's are made like them. */
    header: string;
    /** `bt -l`, or `bt`. */
    bt: string;
    /** `sym` of each address in it. */
    sym: string;
    /** The end of the kernel log. */
    log: string;
    mod: string;
    modTaint: string;
    taint: string;
    /** The reader's error messages. */
    errors: string;
    /** Newer kernels, and what their changelogs say of functions on the stack; empty when that could not be looked up. */
    newer: string;
    /** What the capture kernel needed that wrote the dump, where a drill has measured it. */
    captureMemory?: CaptureMemory;
}

/** The dump that was read. */
interface RawVmcore {
    path: string;
    bytes: number;
    /** Seconds since 1970 when it was written last. */
    written: number;
    /** `kdump`, `elf` or `flattened`, by its first bytes, unpacked. */
    format: string;
    /** OSRELEASE of its VMCOREINFO; empty when it was not found. */
    release: string;
    /** BUILD-ID of its VMCOREINFO, which kernels before 5.9 do not have. */
    buildId: string;
    /** Path of the kernel log beside it; empty when there is none. */
    dmesg: string;
    /** NODENAME by the dump's header; empty when the format has none. */
    nodename: string;
    /** MACHINE by the dump's header; empty when the format has none. */
    machine: string;
}

/** Texts of the answer that are plain ASCII. */
const words = ["fallback", "reader"] as const;
const vmcoreWords = ["path", "format", "release", "buildId", "dmesg", "nodename", "machine"] as const;

/** The texts of a report that may hold any bytes. */
export const reportTexts = [
    "host",
    "vmlinux",
    "without",
    "passed",
    "remark",
    "header",
    "bt",
    "sym",
    "log",
    "mod",
    "modTaint",
    "taint",
    "errors",
    "newer",
] as const;

/** Reads the answer of the report step; undefined where it is another's. */
export function rawReportOf(answer: Record<string, unknown>): RawReport | undefined {
    const vmcore = answer.vmcore as RawVmcore;
    if (
        !isRawVmcore(vmcore) ||
        !haveTexts(answer, [...reportTexts, ...words]) ||
        typeof answer.ended !== "boolean"
    ) {
        return undefined;
    }
    const raw = answer as unknown as RawReport;
    const read = Object.fromEntries(reportTexts.map((name) => [name, fromBytes(raw[name])]));
    const files = { path: fromBytes(vmcore.path), dmesg: fromBytes(vmcore.dmesg) };
    const captureMemory = captureMemoryOf(answer);
    return omitUndefined({ ...raw, ...read, vmcore: { ...vmcore, ...files }, captureMemory });
}

function isRawVmcore(vmcore: unknown): vmcore is RawVmcore {
    if (typeof vmcore !== "object" || vmcore === null) return false;
    const { bytes, written } = vmcore as Record<string, unknown>;
    return haveTexts(vmcore, vmcoreWords) && Number.isSafeInteger(bytes) && Number.isSafeInteger(written);
}

function haveTexts(value: object, names: readonly string[]): boolean {
    return names.every((name) => typeof (value as Record<string, unknown>)[name] === "string");
}

/**
 * Texts cross the waist as one character per byte, because a kernel log may hold bytes that are not UTF-8, which neither
 * JSON nor Pulumi's engine can carry.
 */
function fromBytes(text: string): string {
    return Buffer.from(text, "latin1").toString("utf8");
}
