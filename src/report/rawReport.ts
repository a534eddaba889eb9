import { parseStep, strangeAnswer } from "../host/answer";
import { RawReport, RawVmcore } from "../vmcore/rawReport";

/** Texts of the answer that are plain ASCII. */
const words = ["fallback", "crashVersion"] as const;
const vmcoreWords = ["path", "format", "release", "buildId", "dmesg", "nodename", "machine"] as const;

const sections = [
    "host",
    "vmlinux",
    "without",
    "remark",
    "header",
    "bt",
    "sym",
    "log",
    "mod",
    "modTaint",
    "taint",
    "errors",
] as const;

/**
 * Reads the answer of the report step.
 *
 * @throws Error when the text is not the answer of this version of the host program
 */
export function parseRawReport(text: string): RawReport {
    const answer = parseStep(text);
    const vmcore = answer.vmcore as RawVmcore;
    if (
        !isRawVmcore(vmcore) ||
        !haveTexts(answer, [...sections, ...words]) ||
        typeof answer.ended !== "boolean"
    ) {
        throw strangeAnswer(
            "The host program answered the report step with something other than a report. " +
                "Run `pulumi up` again, so that program and package are of one version.",
        );
    }
    const raw = answer as unknown as RawReport;
    const read = Object.fromEntries(sections.map((name) => [name, fromBytes(raw[name])]));
    const files = { path: fromBytes(vmcore.path), dmesg: fromBytes(vmcore.dmesg) };
    return { ...raw, ...read, vmcore: { ...vmcore, ...files } };
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
