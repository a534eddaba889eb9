import { isEntry } from "./entries";
import { isDeath } from "./machinery";
import { StackFrame } from "./parse/backtrace";
import { PanicKind } from "./parse/panicKind";
import { sourceSymbol } from "./place";

/** What a function on the way to the kernel's end tells of its kind, in the order of looking. */
const tells: [RegExp, PanicKind][] = [
    [/^sysrq_handle_crash$/, PanicKind.Sysrq],
    [
        /^(?:mce_panic|do_machine_check|machine_check\w*|exc_machine_check|ghes_\w+|__ghes_\w+)$/,
        PanicKind.Mce,
    ],
    [/^watchdog_timer_fn$/, PanicKind.SoftLockup],
    [
        /^(?:watchdog_overflow_callback|watchdog_hardlockup_check|sdei_watchdog_callback)$/,
        PanicKind.HardLockup,
    ],
    [/^(?:check_hung_\w+|hung_task_\w+)$/, PanicKind.HungTask],
    [/^(?:panic_on_rcu_stall|print_cpu_stall|print_other_cpu_stall|check_cpu_stall)$/, PanicKind.RcuStall],
    [/^(?:out_of_memory|check_panic_on_oom|mem_cgroup_out_of_memory)$/, PanicKind.OutOfMemory],
    [/^(?:__)?kasan_\w+$/, PanicKind.Kasan],
    [/^kfence_\w+$/, PanicKind.Kfence],
    [/^kmsan_\w+$/, PanicKind.Kmsan],
    [/^kcsan_\w+$/, PanicKind.Kcsan],
    [/^(?:ubsan_\w+|__ubsan_\w+)$/, PanicKind.Ubsan],
    [/^__schedule_bug$/, PanicKind.AtomicSleep],
    [/^(?:__warn|warn_slowpath_\w+)$/, PanicKind.Warning],
    [/^(?:handle_stack_overflow|handle_bad_stack|panic_bad_stack)$/, PanicKind.StackOverflow],
    [/^(?:unknown_nmi_error|nmi_panic|hpwdt_pretimeout|io_check_error|pci_serr_error)$/, PanicKind.Nmi],
    [/^(?:asm_)?(?:exc_)?invalid_op$|^do_invalid_op$|^bug_handler$/, PanicKind.Bug],
    [
        /^(?:oops_end|__?die(?:_\w+)?|no_context|page_fault_oops|__bad_page_fault|die_kernel_fault|arm64_notify_die)$/,
        PanicKind.Oops,
    ],
    [/^v?panic$/, PanicKind.PanicCall],
];

/** The kind of a crash by the stack of the task that panicked, where no text tells it. */
export function kindOfStack(frames: StackFrame[]): PanicKind | undefined {
    const end = kernelsEnd(frames);
    return tells.find(([pattern]) => end.some((symbol) => pattern.test(symbol)))?.[1];
}

/** The functions with which the kernel ended, from the entry of the fault on; none in the stack of a kernel that goes on. */
export function kernelsEnd(frames: StackFrame[]): string[] {
    const dead = frames.findIndex(({ symbol }) => isDeath(symbol));
    if (dead < 0) return [];
    const entry = frames.findIndex(({ symbol }, index) => index > dead && isEntry(symbol));
    return frames.slice(0, entry < 0 ? frames.length : entry + 2).map(({ symbol }) => sourceSymbol(symbol));
}
