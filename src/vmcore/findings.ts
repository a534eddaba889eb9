import { CaptureMemory } from "../crashkernel/captureMemory";
import { doubtsOf } from "./doubts";
import { Evidence, evidenceIn } from "./evidence";
import { crashStack, faultWay, printedStack } from "./faultStack";
import { nameOf } from "./name/bugName";
import { omitUndefined } from "./omitUndefined";
import { Backtrace, BacktraceFrame, ExceptionFrame, parseBacktrace, StackFrame } from "./parse/backtrace";
import { parseCallTraces } from "./parse/callTrace";
import { FixCandidate, fixCandidates, NewerKernel, parseChangelogs } from "./parse/changelogs";
import { CrashHeader, parseCrashHeader } from "./parse/crashHeader";
import { CrashModule, parseModules } from "./parse/crashModules";
import { Fault, HungTask, lastFault, panicKindOfHeader } from "./parse/fault";
import { callersOf, KernelLogLine, parseKernelLog } from "./parse/kernelLog";
import { Oops, parseOops } from "./parse/oops";
import { PanicKind } from "./parse/panicKind";
import { CrashSymbol, parseSym } from "./parse/sym";
import { parseTaintMask, Taint, taintsOf, withoutOwn } from "./parse/taint";
import { Place } from "./place";
import { RawReport } from "./rawReport";
import { kernelsEnd, kindOfStack } from "./stackKind";

/** What is known of a crash from its dump. */
export interface VmcoreFindings {
    vmcore: VmcoreFile;
    /** Name of the host that the dump was read on, which need not be the one that crashed. */
    readOn: string;
    /** Path of the kernel with debuginfo that the dump was read with; empty when the log alone was read. */
    vmlinux: string;
    /** What the report rests on, the best first. */
    restsOn: Evidence[];
    /** What has read the dump, with its version: `crash 8.0.2` or `drgn 0.0.31`; empty when the log alone was read. */
    reader: string;
    header: CrashHeader;
    panic: Panic;
    /** Where it happened, as far as anything tells. */
    place: Place;
    /** The bug's name as kernel developers write it, such as `KASAN: use-after-free Read in foo`. */
    title: string;
    /** The bug's name for programs, such as `kdump-1:soft-lockup:foo`: the same whenever the bug strikes. */
    fingerprint: string;
    /** The function that a person would file the bug against; absent where nothing tells. */
    suspect?: string;
    /**
     * Newer kernels of the host's distribution whose changelogs mention that function, the oldest first: candidates for a
     * fix, for a mention is no proof. Empty where none does; absent where there is no such function, or nothing could be
     * looked up.
     */
    fixedIn?: FixCandidate[];
    /** The newer kernels whose changelogs were read for that, the oldest first. */
    newerKernels?: NewerKernel[];
    /** The stack of the task that panicked, the innermost call first. */
    backtrace: ReportFrame[];
    /** The end of the kernel log. */
    log: KernelLogLine[];
    /** Index in `log` of the fault's first line; absent when no fault is in it. */
    logFaultFrom?: number;
    /** Index in `log` of the fault's last line. */
    logFaultTo?: number;
    /** Index in `log` of the line that says it best. */
    logHeadline?: number;
    /** Modules that were loaded, and which of them had tainted the kernel. */
    modules: CrashModule[];
    /** Taint flags of the kernel before the crash. */
    taints: Taint[];
    /** The machine's maker and model as the kernel log names it; empty when it does not. */
    hardware: string;
    /** What the capture kernel needed that wrote the dump; absent where no drill has measured it. */
    captureMemory?: CaptureMemory;
    /** What may be wrong or missing, in sentences. */
    doubts: string[];
    /** Those of `doubts` that are about one value of the header, such as its date, or about who read the dump, and not about the crash. */
    minorDoubts: string[];
}

/** The dump itself, which stays where it is. */
export interface VmcoreFile {
    path: string;
    /** Size, in bytes. */
    bytes: number;
    /** When it was last written, ISO 8601 in UTC. */
    written: string;
    /** `kdump` (makedumpfile's own format), `flattened` (makedumpfile -F) or `elf`, by its first bytes. */
    format: string;
    /** Release of the crashed kernel by the dump's own notes; empty when they do not tell. */
    release: string;
    /** Its build-id, which kernels before 5.9 do not note. */
    buildId: string;
}

/** Why the kernel ended. */
export interface Panic {
    /** The line of the kernel log that says it best, or else crash's PANIC. */
    text: string;
    kind: PanicKind;
    /** PANIC of crash's header, as evidence: another version may find another line. */
    crashText: string;
    /** Whether a kernel may go on after this, and nothing in the dump says that this one did not. */
    uncertain?: boolean;
    /** The task that hung, of a hung task; the one on the CPU had only noticed that. */
    hung?: HungTask;
}

/** One call on the stack, with what its address is. The kernel log tells no addresses. */
export interface ReportFrame extends Place {
    /** 0 is the innermost. */
    level: number;
    symbol: string;
    /** Where on the stack, hexadecimal. */
    stackPointer?: string;
    /** Where it returns to, hexadecimal. */
    address?: string;
    /** What was interrupted, where this frame is an exception's or interrupt's entry. */
    exception?: ExceptionFrame;
    /** The stack that ends with this frame, such as `NMI exception stack` or `IRQ stack`. */
    stackEnds?: string;
    /** crash's `sym` of its return address, whose line may be the one after the call's. */
    sym?: CrashSymbol;
}

const noTexts: Omit<RawReport, "vmcore"> = {
    host: "",
    vmlinux: "",
    without: "",
    reader: "",
    passed: "",
    remark: "",
    fallback: "",
    ended: false,
    header: "",
    bt: "",
    sym: "",
    log: "",
    mod: "",
    modTaint: "",
    taint: "",
    errors: "",
    newer: "",
};

/** Combines the texts of a report; one that is missing tells nothing, and neither does an empty one. It never throws. */
export function findingsOf(given: Pick<RawReport, "vmcore"> & Partial<RawReport>): VmcoreFindings {
    const raw: RawReport = { ...noTexts, ...given };
    const header = parseCrashHeader(raw.header);
    const log = parseKernelLog(raw.log);
    const lines = log.map(({ text }) => text);
    const callers = callersOf(log);
    const fault = lastFault(lines, callers);
    const told = fault === undefined ? [] : toldOf(fault, lines, callers);
    const oops = situationOf(told, fault);
    const { panicked, guilty } = crashStack(parseBacktrace(raw.bt), header, fault);
    completeHeader(header, panicked, oops, raw);
    header.release ??= releaseIn(lines);
    const symbols = parseSym(raw.sym);
    const frames = withSymbols(panicked.frames, symbols);
    // Of a CPU that was stuck, another may have printed the stack.
    const traces = parseCallTraces(told);
    const printed =
        printedStack(traces, fault) ??
        printedStack(parseCallTraces(fault === undefined ? [] : toldOf(fault, lines)), fault);
    const panic = panicOf({ header, fault, frames, printed: printed?.frames ?? [] });
    const crash = {
        interrupted: guilty.exception,
        frames: guilty === panicked ? frames : withSymbols(guilty.frames, symbols),
        machine: header.machine,
    };
    const way = faultWay({
        kind: panic.kind,
        lines: [panic.text, ...told.slice((fault?.headline ?? 0) + 1)],
        crash,
        printed: printed === undefined ? undefined : { ...printed, machine: header.machine },
    });
    const place = way.at(0) ?? {};
    if (isSysrq(panic.kind, place)) panic.kind = PanicKind.Sysrq;
    const name = nameOf({ panic, way, waiting: printed?.frames ?? [], lines: told, end: kernelsEnd(frames) });
    const findings: VmcoreFindings = {
        vmcore: fileOf(raw),
        readOn: raw.host,
        vmlinux: raw.vmlinux,
        restsOn: evidenceIn(raw),
        reader: raw.reader,
        header,
        panic,
        place,
        ...name,
        ...fixesOf(raw, name.suspect),
        backtrace: frames.length > 0 ? frames : (printed?.frames ?? []),
        log,
        modules: modulesOf(raw, oops),
        taints: taintsOf(taintBefore(oops, raw, panic.kind)),
        hardware: oops.hardware ?? "",
        ...(raw.captureMemory && { captureMemory: raw.captureMemory }),
        ...doubtsOf({
            header,
            raw,
            isUncertain: panic.uncertain === true,
            calls: { byCrash: frames.length, byKernel: printed?.frames.length ?? 0 },
            isOthers: printed === undefined && traces.some((trace) => trace.frames.length > 0),
            isCut: isCut(frames),
        }),
    };
    if (fault === undefined) return findings;
    const { from, to, headline } = fault;
    return { ...findings, logFaultFrom: from, logFaultTo: to, logHeadline: headline };
}

/** The head of the stack, the dump's own header and the kernel log fill the gaps of crash's header. */
function completeHeader(header: CrashHeader, stack: Backtrace, oops: Oops, raw: RawReport): void {
    header.nodename ??= raw.vmcore.nodename || undefined;
    header.machine ??= raw.vmcore.machine || undefined;
    header.task ??= stack.task;
    header.pid ??= stack.pid ?? oops.pid;
    header.command ??= stack.command ?? oops.command;
    header.cpu ??= stack.cpu ?? oops.cpu;
    header.release ??= oops.release ?? (raw.vmcore.release || undefined);
}

/** The lines of a fault by their place in the log; where it is known who printed each, those of who printed the fault. */
function toldOf(
    { from, to, headline }: Fault,
    lines: string[],
    callers: (string | undefined)[] = [],
): string[] {
    return lines
        .slice(0, to + 1)
        .map((line, index) => (index < from || callers[index] !== callers[headline] ? "" : line));
}

/** The situation as the fault's own lines tell it; those after panic() have the taint that the fault set. */
function situationOf(told: string[], fault: Fault | undefined): Oops {
    const oops = parseOops(told);
    if (fault?.panic === undefined || oops.taint === undefined) return oops;
    const { taint } = parseOops(told.slice(0, fault.panic));
    return { ...oops, taint: taint ?? withoutOwn(oops.taint, fault.kind) };
}

/** Whether calls are missing that the fault may be in. What an exception interrupted is known without them. */
function isCut(frames: StackFrame[]): boolean {
    if (frames.some(({ exception }) => exception !== undefined)) return false;
    return frames.some(({ level }, index) => index > 0 && level > frames[index - 1].level + 1);
}

/** What a kind is found by. */
interface Told {
    header: CrashHeader;
    fault: Fault | undefined;
    /** The stack by crash. */
    frames: StackFrame[];
    /** The stack by the kernel. */
    printed: StackFrame[];
}

/** The release by the kernel's first line, where that is still in the log. */
function releaseIn(lines: string[]): string | undefined {
    const banner = "Linux version ";
    return lines
        .find((line) => line.startsWith(banner))
        ?.slice(banner.length)
        .split(" ", 1)[0];
}

/** The log's own account counts; then what crash found, and what the stack alone tells. */
function panicOf({ header, fault, frames, printed }: Told): Panic {
    const crashText = header.panic ?? "";
    const found = panicKindOfHeader(header.panic, header.stateReason);
    // crash looks for texts that it knows, and not for all that kernels print.
    const isBare =
        !crashText.includes("Kernel panic") && (found === PanicKind.PanicCall || found === PanicKind.Unknown);
    const byStack = isBare ? kindOfStack(frames) : undefined;
    const kind = byStack ?? found;
    // STATE alone tells no more than that there was a panic().
    const isTold = byStack !== undefined || (!isBare && kind !== PanicKind.Unknown);
    const isOutweighed = fault?.uncertain === true && isTold && kind !== fault.kind;
    // Where the log begins too late, crash has seen all of it, and the stack still tells which warning it was.
    const isLate = fault?.late === true;
    const isSeen = isLate && !isBare && !crashText.includes("Kernel panic");
    if (fault === undefined || isOutweighed || isSeen) return { text: crashText, kind, crashText };
    const panic: Panic = {
        text: fault.text,
        kind: (isLate && fault.kind === PanicKind.Warning ? kindOfStack(printed) : undefined) ?? fault.kind,
        crashText,
    };
    if (fault.uncertain === true && !isTold) panic.uncertain = true;
    if (fault.hung !== undefined) panic.hung = fault.hung;
    return panic;
}

/** On kernels from 3.17 to 4.20, sysrq followed a null pointer on purpose. */
function isSysrq(kind: PanicKind, { symbol }: Place): boolean {
    const faults: PanicKind[] = [PanicKind.NullPointer, PanicKind.Oops, PanicKind.Unknown];
    return faults.includes(kind) && symbol?.startsWith("sysrq_handle_crash") === true;
}

function withSymbols(frames: BacktraceFrame[], symbols: CrashSymbol[]): ReportFrame[] {
    const at = new Map(symbols.map((symbol) => [symbol.address, symbol]));
    return frames.map((frame) => {
        const sym = at.get(frame.address);
        const one: ReportFrame = sym === undefined ? { ...frame } : { ...frame, sym };
        one.offset ??= sym?.symbol === frame.symbol ? sym.offset : undefined;
        const { exception } = frame;
        const inside = at.get(exception?.registers.RIP ?? exception?.registers.PC ?? "");
        if (exception !== undefined && inside !== undefined && inside.symbol === exception.symbol) {
            const { module, file, line } = inside;
            one.exception = omitUndefined({ ...exception, module: exception.module ?? module, file, line });
        }
        return omitUndefined(one);
    });
}

/**
 * What had tainted the kernel before the fault. The line on CPU and process is printed before the fault's own taint is set;
 * crash's TAINTED_MASK is read after it.
 */
function taintBefore(oops: Oops, raw: RawReport, kind: PanicKind): string {
    if (oops.taint !== undefined) return kind === PanicKind.Mce ? withoutOwn(oops.taint, kind) : oops.taint;
    return withoutOwn(parseTaintMask(raw.taint) ?? "", kind);
}

/** What the changelogs of newer kernels say of the function that a bug is named after. */
function fixesOf(
    { newer }: RawReport,
    suspect: string | undefined,
): Pick<VmcoreFindings, "fixedIn" | "newerKernels"> {
    const changelogs = parseChangelogs(newer);
    if (changelogs === undefined || suspect === undefined) return {};
    return { fixedIn: fixCandidates(changelogs, suspect), newerKernels: changelogs.kernels };
}

function fileOf({ vmcore }: RawReport): VmcoreFile {
    const { path, bytes, format, release, buildId } = vmcore;
    return { path, bytes, written: isoOf(vmcore.written), format, release, buildId };
}

function isoOf(seconds: number): string {
    const date = new Date(seconds * 1000);
    return Number.isNaN(date.getTime()) ? "" : date.toISOString().replace(/\.000Z$/, "Z");
}

function modulesOf(raw: RawReport, oops: Oops): CrashModule[] {
    const modules = parseModules(raw.mod, raw.modTaint);
    return modules.length > 0 ? modules : oops.modules;
}
