import { BacktraceFrame, ExceptionFrame } from "./backtrace";
import { PanicKind } from "./panicKind";
import { withoutGaps } from "./withoutGaps";

/** Functions that stand on the stack of every crash, between what went wrong and the capture kernel. */
const machinery =
    /^(?:(?:__)?crash_kexec|machine_kexec(?:_\w+)?|crash_\w*regs|(?:v)?panic(?:_\w+)?|nmi_panic(?:_\w+)?|oops_end|oops_enter|die(?:_\w+)?|__die(?:_\w+)?|no_context|page_fault_oops|kernelmode_fixup_or_oops|(?:__)?bad_area(?:_\w+)?|__do_page_fault|do_page_fault|do_user_addr_fault|do_kern_addr_fault|exc_\w+|asm_exc_\w+|page_fault|async_page_fault|do_trap|do_error_trap|do_invalid_op|invalid_op|do_general_protection|general_protection|handle_bug|__handle_bug|report_bug|do_nmi|default_do_nmi|nmi_handle|end_repeat_nmi|nmi|unknown_nmi_error|crash_nmi_callback|notifier_call_chain|atomic_notifier_call_chain|notify_die|watchdog_\w+|do_mem_abort|do_translation_fault|el1\w*|arm64_notify_die|bug_handler|brk_handler|xen_panic_event|dump_stack\w*|show_stack\w*)$/;

/** Kinds whose fault is the instruction that was interrupted. */
const faulting = [
    PanicKind.NullPointer,
    PanicKind.Oops,
    PanicKind.Bug,
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
    PanicKind.Nmi,
    PanicKind.Sysrq,
    PanicKind.Unknown,
];

/** Where the crash happened. */
export type Place = Pick<ExceptionFrame, "symbol" | "offset" | "module" | "file" | "line">;

/** The call that went wrong: what an exception interrupted, or the first that is no part of crashing. */
export function faultPlace(frames: BacktraceFrame[], kind: PanicKind): Place | undefined {
    const interrupted = frames.find((frame) => frame.exception?.symbol !== undefined)?.exception;
    if (interrupted !== undefined && faulting.includes(kind)) return placeOf(interrupted);
    const caller = frames.find((frame) => !isMachinery(frame.symbol));
    return caller === undefined ? undefined : placeOf(caller);
}

/** Whether a function only carries a crash on its way. */
export function isMachinery(symbol: string): boolean {
    return machinery.test(symbol.replace(/\..*$/, ""));
}

function placeOf({ symbol, offset, module, file, line }: Place): Place {
    return withoutGaps({ symbol, offset, module, file, line });
}
