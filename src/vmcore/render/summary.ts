import { VmcoreFindings } from "../findings";
import { PanicKind } from "../parse/panicKind";
import { Place, sourceSymbol } from "../place";

/** What happened, as the middle of a sentence. */
const happened: Record<PanicKind, string> = {
    [PanicKind.Sysrq]: "was crashed on purpose, by sysrq",
    [PanicKind.NullPointer]: "crashed because the kernel followed a null pointer",
    [PanicKind.Oops]: "crashed because of a fault in the kernel",
    [PanicKind.Bug]: "crashed because the kernel found itself in a state that it rules out (BUG)",
    [PanicKind.StackOverflow]: "crashed because a kernel stack ran into its end (stack overflow)",
    [PanicKind.ListCorruption]: "crashed because a linked list of the kernel was corrupted",
    [PanicKind.Warning]: "was crashed by a warning (WARN), as kernel.panic_on_warn asks for",
    [PanicKind.Kasan]: "crashed because of a wrong access to memory, found by KASAN",
    [PanicKind.Kfence]: "crashed because of a wrong access to memory, found by KFENCE",
    [PanicKind.Kmsan]: "crashed because memory was used before it was written, found by KMSAN",
    [PanicKind.Kcsan]: "crashed because of a data race, found by KCSAN",
    [PanicKind.Ubsan]: "crashed because of what C leaves undefined, found by UBSAN",
    [PanicKind.Lockdep]: "crashed because locks were taken in a wrong way, found by lockdep",
    [PanicKind.AtomicSleep]: "crashed because the kernel slept where it must not (scheduling while atomic)",
    [PanicKind.RcuStall]: "was crashed because RCU had waited for too long (RCU stall)",
    [PanicKind.SoftLockup]: "was crashed because a CPU did not leave the kernel for too long (soft lockup)",
    [PanicKind.HardLockup]: "was crashed because a CPU took no interrupts for too long (hard lockup)",
    [PanicKind.HungTask]: "was crashed because a task had waited for too long (hung task)",
    [PanicKind.OutOfMemory]: "was crashed because it ran out of memory",
    [PanicKind.Nmi]: "was crashed by a non-maskable interrupt, such as a diagnostic interrupt",
    [PanicKind.Mce]: "crashed because the processor reported an error of the hardware",
    [PanicKind.PanicCall]: "crashed because the kernel gave up",
    [PanicKind.Unknown]: "crashed, and nothing in the dump says why",
};

/** What a kernel may go on after, as the middle of a sentence too. */
const complainedOf: Partial<Record<PanicKind, string>> = {
    [PanicKind.Bug]: "of a state that it rules out (BUG)",
    [PanicKind.ListCorruption]: "of a linked list that was corrupted",
    [PanicKind.Warning]: "by a warning (WARN)",
    [PanicKind.Kasan]: "of a wrong access to memory (KASAN)",
    [PanicKind.Kfence]: "of a wrong access to memory (KFENCE)",
    [PanicKind.Kmsan]: "of memory that was used before it was written (KMSAN)",
    [PanicKind.Kcsan]: "of a data race (KCSAN)",
    [PanicKind.Ubsan]: "of what C leaves undefined (UBSAN)",
    [PanicKind.Lockdep]: "of locks that were taken in a wrong way (lockdep)",
    [PanicKind.AtomicSleep]: "of a sleep where it must not sleep",
    [PanicKind.RcuStall]: "of an RCU stall",
    [PanicKind.SoftLockup]: "of a soft lockup",
    [PanicKind.HardLockup]: "of a hard lockup",
    [PanicKind.HungTask]: "of a hung task",
    [PanicKind.OutOfMemory]: "of a lack of memory",
    [PanicKind.Nmi]: "of a non-maskable interrupt",
    [PanicKind.Mce]: "of an error of the hardware",
};

/** What happened, in one sentence. */
export function headlineOf(findings: VmcoreFindings): string {
    const { header, panic, place } = findings;
    const machine = header.nodename ?? "The machine";
    const complaint = panic.uncertain === true ? complainedOf[panic.kind] : undefined;
    if (complaint !== undefined)
        return `${machine} crashed, and nothing in the dump says why; the kernel had last complained ${complaint}${whereText(place)}.`;
    const reason = panic.kind === PanicKind.PanicCall ? panic.text.replace(/^.*not syncing: /, "") : "";
    return `${machine} ${happened[panic.kind]}${reason === "" ? "" : `: ${reason}`}${whereText(place)}.`;
}

/** Where crash has no symbols of a module, it marks the beginnings of its sections, which are no functions. */
const moduleMark = /^_MODULE_(INIT_)?(?:TEXT_|DATA_|RODATA_)?START_(\w{1,64})$/;

/** Such as `, in oops_now() of the module badmodule (badmodule.c:12)`. */
function whereText({ symbol, module, file, line }: Place): string {
    if (symbol === undefined) return "";
    const mark = moduleMark.exec(symbol);
    if (mark !== null)
        return `, in ${mark[1] === undefined ? "" : "the initialisation of "}the module ${mark[2]}`;
    const inside = module === undefined ? "" : ` of the module ${module}`;
    const source = file === undefined ? "" : ` (${sourceText(file.replace(/^.*\//, ""), line)})`;
    return `, in ${sourceSymbol(symbol)}()${inside}${source}`;
}

/** What happened, when, to whom and how sure that is, in a few sentences. */
export function summaryOf(findings: VmcoreFindings): string {
    return [headlineOf(findings), detailsOf(findings)].filter((part) => part !== "").join(" ");
}

/** When it happened, to whom and how sure that is; empty when nothing of it is known. */
export function detailsOf({ header, panic, vmlinux, taints, modules, readOn }: VmcoreFindings): string {
    const sentences: string[] = [];
    const when = header.date === undefined ? [] : [`on ${dateText(header.date)}`];
    if (header.uptime !== undefined) when.push(`${durationText(header.uptime)} after it was started`);
    if (when.length > 0) sentences.push(`That was ${when.join(", ")}.`);
    if (panic.hung !== undefined)
        sentences.push(`The task that hung was ${panic.hung.command} (PID ${panic.hung.pid}).`);
    else if (header.command !== undefined && panic.kind !== PanicKind.HungTask) {
        const cpu = header.cpu === undefined ? "" : ` on CPU ${header.cpu}`;
        sentences.push(
            `The process was ${header.command}${header.pid === undefined ? "" : ` (PID ${header.pid})`}${cpu}.`,
        );
    }
    if (header.release !== undefined) sentences.push(`The kernel was ${header.release}.`);
    const suspects = modules.filter(({ taint }) => /[OPF]/.test(taint ?? "")).map(({ name }) => name);
    if (suspects.length > 0)
        sentences.push(`Modules from outside the kernel's tree were loaded: ${suspects.join(", ")}.`);
    else if (taints.length > 0)
        sentences.push(`Before that, ${taints.map(({ meaning }) => meaning).join(", ")}.`);
    if (isOther(header.nodename, readOn))
        sentences.push(`This dump is of ${header.nodename}, and was read on ${readOn}.`);
    if (vmlinux === "") sentences.push("This comes from the kernel log alone.");
    return sentences.join(" ");
}

/** A machine's name may be said with its domain or without. */
function isOther(nodename: string | undefined, readOn: string): boolean {
    if (nodename === undefined || readOn === "") return false;
    return nodename !== readOn && nodename.split(".")[0] !== readOn && nodename !== readOn.split(".")[0];
}

/** Such as `oops_now+0x10 [badmodule] at /src/badmodule.c:12`. */
export function placeText({ symbol, offset, module, file, line }: Place): string {
    const inside = offset === undefined ? "" : `+0x${offset.toString(16)}`;
    const source = file === undefined ? "" : ` at ${sourceText(file, line)}`;
    return `${symbol ?? "?"}${inside}${module === undefined ? "" : ` [${module}]`}${source}`;
}

/** Such as `kernel/panic.c:321`, without the directories that the kernel was built in. */
export function sourceText(file: string, line: number | undefined): string {
    const inTree = file
        .replace(/^.*\/\.\//, "")
        .replace(/^debian\/build\/[^/]+\//, "")
        .replace(/^.*\/linux-[^/]+\/(?:linux-[^/]+\/)?/, "");
    return line === undefined ? inTree : `${inTree}:${line}`;
}

/** Such as `2026-11-23 18:38:51 UTC`. */
export function dateText(iso: string): string {
    return iso
        .replace("T", " ")
        .replace(/Z$/, " UTC")
        .replace(/([+-]\d\d:\d\d)$/, " $1");
}

/** Such as `3 days and 4 hours`: the two largest units. */
export function durationText(seconds: number): string {
    const units: [string, number][] = [
        ["day", Math.floor(seconds / 86400)],
        ["hour", Math.floor(seconds / 3600) % 24],
        ["minute", Math.floor(seconds / 60) % 60],
        ["second", seconds % 60],
    ];
    const first = units.findIndex(([, count]) => count > 0);
    const shown = units.slice(first < 0 ? 3 : first, (first < 0 ? 3 : first) + 2);
    return shown
        .filter(([, count], index) => count > 0 || (index === 0 && first < 0))
        .map(([unit, count]) => `${count} ${unit}${count === 1 ? "" : "s"}`)
        .join(" and ");
}
