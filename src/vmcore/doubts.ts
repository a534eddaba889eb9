import { knowsArchitecture } from "./entries";
import { CrashHeader } from "./parse/crashHeader";
import { RawReport } from "./rawReport";

/** What may be wrong or missing in a report, in sentences. */
interface Doubts {
    doubts: string[];
    /** Those of them that are about one value of the header or about who read the dump, and not about the crash. */
    minorDoubts: string[];
}

/** What the doubts are about. */
interface Doubtful {
    header: CrashHeader;
    raw: RawReport;
    /** Whether the log tells of nothing that the kernel must have ended with. */
    isUncertain: boolean;
    /** Calls of the stack by crash, and of the one that the kernel printed. */
    calls: { byCrash: number; byKernel: number };
    /** Whether the stacks that the kernel printed are of others than what was stuck. */
    isOthers: boolean;
    /** Whether calls in the midst of crash's stack are not in the text. */
    isCut: boolean;
}

/** What crash says of DATE's zone. */
const minorInHeader = /^DATE /;

/** Doubts of a report: what touches the cause, then what is minor. */
export function doubtsOf({ header, raw, isUncertain, calls, isOthers, isCut }: Doubtful): Doubts {
    const minor = header.doubts.filter((doubt) => minorInHeader.test(doubt));
    if (raw.errors.includes("not found in PID hash")) {
        minor.push("crash did not find all tasks of this kernel, so TASKS is too low.");
    }
    if (raw.errors.includes("drgn: the stack goes on ")) {
        minor.push(
            `${raw.reader} could not follow the stack to its end; the kernel's own may be in the log.`,
        );
    }
    if (raw.passed !== "") minor.push(`${raw.passed} ${raw.reader} has read it instead.`);
    const others = header.doubts.filter((doubt) => !minorInHeader.test(doubt));
    const major = [...others, ...ofTheDump(header, raw), ...ofTheReading(raw)];
    if (isUncertain) {
        major.push(
            "The log does not say that the kernel ended. A kernel may go on after the last fault that it tells of.",
        );
    }
    const isStack = calls.byCrash + calls.byKernel > 0;
    if (calls.byCrash === 0 && /^[ \t]*#\d/m.test(raw.bt)) {
        major.push("crash printed a stack in a form that is not known here, so it was not read.");
    }
    if (isCut) major.push("Calls are missing from the stack, so the place may be a caller of the right one.");
    // Whoever gives a text of their own may not have asked for the stack.
    if (raw.vmcore.bytes > 0 && raw.reader !== "" && calls.byCrash === 0 && !raw.ended) {
        major.push(`${raw.reader} found no stack of the task that panicked.`);
    }
    if (!isStack && isOthers) major.push("The log has a stack of who noticed, and none of what was stuck.");
    else if (!isStack && /^.{0,60}\b(?:Call [Tt]race|Backtrace):/m.test(raw.log)) {
        major.push(
            "The log has a stack of which the kernel was sure of no call, or in a form that is not known here.",
        );
    }
    if (isStack && header.machine !== undefined && !knowsArchitecture(header.machine)) {
        major.push(
            `How exceptions enter the kernel on ${header.machine} is not known here, so the place may be a part of crash handling.`,
        );
    }
    return { doubts: [...new Set([...major, ...minor])], minorDoubts: [...new Set(minor)] };
}

function ofTheDump(header: CrashHeader, { remark, vmcore: { release } }: RawReport): string[] {
    const doubts = remark === "" ? [] : [remark];
    if (header.incomplete === true)
        doubts.push("The dump is incomplete: it was cut off while it was written.");
    if (release !== "" && header.release !== undefined && header.release !== release) {
        doubts.push(`The dump's own notes are of kernel ${release}, and the report of ${header.release}.`);
    }
    return doubts;
}

function ofTheReading({ without, fallback, ended, reader }: RawReport): string[] {
    if (without !== "") return [without];
    const doubts: string[] = [];
    if (fallback !== "") {
        doubts.push(
            `crash read the dump only with ${fallback}: pages are missing, and what is in them reads as zeros or not at all.`,
        );
    }
    if (ended)
        doubts.push(`${reader || "crash"} ran into the time limit, so some of its sections may be missing.`);
    return doubts;
}
