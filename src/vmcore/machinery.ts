import { ExceptionFrame } from "./parse/backtrace";
import { PanicKind } from "./parse/panicKind";
import { Place, placeOf, sourceSymbol } from "./place";

/** Functions of crash handling, which stand on the stack between the fault and the capture kernel. */
const machinery =
    /^(?:(?:__)?crash_kexec|machine_kexec(?:_\w+)?|crash_\w*regs|(?:v)?panic(?:_\w+)?|nmi_panic(?:_\w+)?|oops_end|oops_enter|die(?:_\w+)?|__die(?:_\w+)?|no_context|page_fault_oops|kernelmode_fixup_or_oops|(?:__)?bad_area(?:_\w+)?|__do_page_fault|do_page_fault|do_user_addr_fault|do_kern_addr_fault|exc_\w+|asm_exc_\w+|page_fault|async_page_fault|do_trap|do_error_trap|do_invalid_op|invalid_op|do_general_protection|general_protection|handle_bug|__handle_bug|report_bug|do_nmi|default_do_nmi|nmi_handle|end_repeat_nmi|nmi|unknown_nmi_error|crash_nmi_callback|notifier_call_chain|atomic_notifier_call_chain|notify_die|watchdog_\w+|watchdog|__hrtimer_run_queues|hrtimer_interrupt|\w*sysvec_apic_timer_interrupt|apic_timer_interrupt|smp_apic_timer_interrupt|do_mem_abort|do_translation_fault|el1\w*|arm64_notify_die|bug_handler|brk_handler|xen_panic_event|dump_stack\w*|show_stack\w*)$/;

/** Functions that tasks wait in: the scheduler, mutexes, semaphores and waits for I/O. */
const waiting =
    /^(?:__?|io_|bit_wait_io|preempt_)?schedule(?:_\w+)?$|^(?:bit_wait\w*|__wait_\w+|wait_\w+|out_of_line_wait_\w+|__?mutex_lock\w*|mutex_lock\w*|rwsem_\w+|down_\w+|__down\w*|do_wait_\w+)$/;

/** Kinds whose fault is the instruction that was interrupted. */
const faulting: PanicKind[] = [
    PanicKind.NullPointer,
    PanicKind.Oops,
    PanicKind.Bug,
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
    PanicKind.Nmi,
    PanicKind.Sysrq,
    PanicKind.Unknown,
];

/** What an exception interrupted, if that is where it went wrong. */
export function interruptedPlace(
    frames: { exception?: ExceptionFrame }[],
    kind: PanicKind,
): Place | undefined {
    const interrupted = frames.find((frame) => frame.exception?.symbol !== undefined)?.exception;
    return interrupted !== undefined && isFaulting(kind) ? placeOf(interrupted) : undefined;
}

/** The first call that is not part of crash handling. */
export function callerPlace(frames: (Place & { symbol: string })[]): Place | undefined {
    const caller = frames.find((frame) => !isMachinery(frame.symbol));
    return caller === undefined ? undefined : placeOf(caller);
}

/** Whether a kind's fault is the instruction that was interrupted. */
export function isFaulting(kind: PanicKind): boolean {
    return faulting.includes(kind);
}

/** Whether a function is one that tasks wait in. */
export function isWaiting(symbol: string): boolean {
    return waiting.test(symbol);
}

/** Whether a function is part of crash handling. */
export function isMachinery(symbol: string): boolean {
    return machinery.test(sourceSymbol(symbol));
}
