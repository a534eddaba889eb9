import { PanicKind } from "./panicKind";

/** What a kernel does after a line: it ends, it ends where an administrator wants that, or it goes on. */
export type Weight = "deadly" | "stall" | "complaint";

/** A line of the kernel log with which a fault begins. */
export interface FaultSign {
    kind: PanicKind;
    pattern: RegExp;
    weight: Weight;
}

/** What panic() was called with, and what that makes of the fault before it. */
export interface PanicReason {
    pattern: RegExp;
    kind: PanicKind;
    /** Whether the line before says it better. */
    repeats?: boolean;
}

/** The last lines of an oops on x86, up to Linux 4.20. */
export const oopsEnd =
    /^(?:RIP|EIP):? {1,2}(?:\[<[0-9a-f]{8,16}>\] )?[^ ]{1,300}(?: \[[\w-]{1,64}\])? (?:RSP|SS:ESP)[ :]/;

/** Faults by the line that begins them, in the order of looking; texts of kernels from 2.6.32 on. */
export const faultSigns: FaultSign[] = [
    {
        kind: PanicKind.Sysrq,
        weight: "deadly",
        pattern: /^(?:sysrq ?: )?SysRq ?: (?:trigger a crash|crash)|^sysrq ?: (?:trigger a crash|crash)/i,
    },
    { kind: PanicKind.Kasan, weight: "complaint", pattern: /\bBUG: KASAN:/ },
    { kind: PanicKind.Kmsan, weight: "complaint", pattern: /\bBUG: KMSAN:/ },
    { kind: PanicKind.Kcsan, weight: "complaint", pattern: /\bBUG: KCSAN:/ },
    { kind: PanicKind.Kfence, weight: "complaint", pattern: /\bBUG: KFENCE:/ },
    { kind: PanicKind.Ubsan, weight: "complaint", pattern: /^UBSAN: / },
    {
        kind: PanicKind.ListCorruption,
        weight: "deadly",
        pattern: /\bkernel BUG at (?:\S*\/)?lib\/list_debug\.c:/,
    },
    {
        kind: PanicKind.ListCorruption,
        weight: "complaint",
        pattern: /^WARNING: (?:CPU: \d+ PID: \d+ )?(?:at )?(?:\S*\/)?lib\/list_debug\.c:/,
    },
    { kind: PanicKind.NullPointer, weight: "deadly", pattern: /kernel NULL pointer dereference/i },
    // What older kernels of powerpc say of the first page, and s390 in the line before.
    {
        kind: PanicKind.NullPointer,
        weight: "deadly",
        pattern:
            /^(?:BUG: )?Unable to handle kernel paging request for \w+ (?:\w+ )?at address 0x0{5,13}[0-9a-f]{1,3}\b/i,
    },
    // mips and loongarch have one text for all addresses, and arm64 one for those that are a process's.
    {
        kind: PanicKind.NullPointer,
        weight: "deadly",
        pattern:
            /^(?:CPU \d{1,9} )?Unable to handle kernel (?:paging request|access to user memory outside uaccess routines|execution of user memory|\w+ from [a-z -]{1,40}) at virtual address (?:0{5}|0{13})[0-9a-f]{3}\b/i,
    },
    {
        kind: PanicKind.StackOverflow,
        weight: "deadly",
        pattern:
            /stack guard page was hit|kernel stack overflow|^Insufficient stack space|^Thread overran stack/i,
    },
    { kind: PanicKind.Bug, weight: "deadly", pattern: /\bkernel BUG (?:at |in )|^Kernel bug detected\[#/i },
    {
        kind: PanicKind.Oops,
        weight: "deadly",
        pattern:
            /unable to handle (?:kernel |page |paging )|^general protection|\bdouble[ _]fault\b|^Unhandled fault|^Unhandled prefetch abort|^Internal error: |^Alignment trap|\bOops(?::| -)? .{0,200}\[#?\d{1,9}\]|\bOops: [0-9a-f]{4}\b|^Bad mode in |SError Interrupt on CPU|^Unable to handle kernel |^Kernel access of bad area/i,
    },
    // mips and loongarch, such as `Reserved instruction in kernel code[#1]:`.
    { kind: PanicKind.Oops, weight: "deadly", pattern: /^[A-Z][A-Za-z ()/-]{2,60}\[#\d{1,9}\]:/ },
    // Such as `divide error: 0000 [#1] SMP`: the number of an exception, and which oops it was.
    {
        kind: PanicKind.Oops,
        weight: "deadly",
        pattern: /^[A-Za-z][A-Za-z0-9_' -]{0,60}: [0-9a-f]{4,16}(?: ilc:\d+)? \[#\d{1,9}\]/,
    },
    // What x86 ends an oops with, up to 4.20.
    { kind: PanicKind.Oops, weight: "deadly", pattern: oopsEnd },
    { kind: PanicKind.SoftLockup, weight: "stall", pattern: /\bsoft lockup - CPU/ },
    { kind: PanicKind.HardLockup, weight: "stall", pattern: /detected (?:UNSAFE )?hard LOCKUP/i },
    {
        kind: PanicKind.RcuStall,
        weight: "stall",
        pattern: /\brcu\w* (?:kthread )?(?:self-)?detected (?:expedited )?stall|INFO: rcu_\w+ .{0,20}stall/i,
    },
    {
        kind: PanicKind.HungTask,
        weight: "stall",
        pattern: /^INFO: task .* (?:blocked .{0,40}for more than|can't die for more than) \d+ seconds/,
    },
    { kind: PanicKind.OutOfMemory, weight: "stall", pattern: /invoked oom-killer:/ },
    {
        kind: PanicKind.Mce,
        weight: "stall",
        pattern:
            /machine check(?: exception|:)|\[Hardware Error\]: (?:event severity: fatal|Hardware error from APEI)|^Machine check in kernel mode/i,
    },
    {
        kind: PanicKind.Nmi,
        weight: "stall",
        pattern: /NMI received for unknown reason|NMI: IOCK error|NMI: PCI system error/,
    },
    {
        kind: PanicKind.AtomicSleep,
        weight: "complaint",
        pattern: /^BUG: (?:scheduling while atomic|sleeping function called from invalid context)/,
    },
    {
        kind: PanicKind.Lockdep,
        weight: "complaint",
        pattern:
            /(?:^|\b(?:INFO|WARNING|BUG): |\[ )(?:possible (?:circular locking|irq lock inversion|recursive locking|reason: unannotated)|\w+-safe -> \w+-unsafe lock order|inconsistent (?:\{[^}]{1,40}\} )?lock state|suspicious (?:RCU|rcu_dereference_check\(\)) usage|bad unlock balance|held lock freed|nested lock was not taken|invalid wait context|trying to register non-static key|\S{1,40} still has locks held|lock held when returning to user space)/i,
    },
    {
        kind: PanicKind.Lockdep,
        weight: "complaint",
        pattern:
            /^(?:WARNING: .{0,160}kernel\/(?:locking\/)?lockdep\.c:|BUG: (?:spinlock|rwlock|workqueue leaked lock) )/,
    },
    {
        kind: PanicKind.Warning,
        weight: "complaint",
        pattern: /^WARNING: (?:CPU: \d+ |at |\[|\S{1,200}:\d+ at |kernel stack (?:regs|frame pointer) )/,
    },
    { kind: PanicKind.Bug, weight: "complaint", pattern: /^BUG: (?!memory leak)|^BUG \S{1,80}(?: \(|: )/ },
];

/** Texts of panic() by what they tell, in the order of looking. */
export const panicReasons: PanicReason[] = [
    { kind: PanicKind.Sysrq, pattern: /sysrq triggered crash/i },
    { kind: PanicKind.SoftLockup, pattern: /softlockup: hung tasks/ },
    { kind: PanicKind.HardLockup, pattern: /hard lockup/i },
    { kind: PanicKind.HungTask, pattern: /hung_task: blocked tasks/ },
    { kind: PanicKind.RcuStall, pattern: /^RCU Stall/i, repeats: true },
    { kind: PanicKind.Kasan, pattern: /^KASAN: |^kasan[._]/, repeats: true },
    { kind: PanicKind.Kmsan, pattern: /^KMSAN: |^kmsan[._]|panic_on_kmsan/, repeats: true },
    { kind: PanicKind.Kcsan, pattern: /^KCSAN: /, repeats: true },
    { kind: PanicKind.Kfence, pattern: /^KFENCE: /, repeats: true },
    { kind: PanicKind.Ubsan, pattern: /^UBSAN: /, repeats: true },
    { kind: PanicKind.AtomicSleep, pattern: /^scheduling while atomic/, repeats: true },
    {
        kind: PanicKind.OutOfMemory,
        pattern: /out of memory|system is deadlocked on memory|panic_on_oom/i,
    },
    { kind: PanicKind.StackOverflow, pattern: /kernel stack overflow|corrupted stack end/i },
    {
        kind: PanicKind.Mce,
        pattern:
            /machine check|^Unable to continue$|^CPU context corrupt$|hardware memory error|^MCE\b|fatal hardware error|broadcast exception|\bEDAC\b|^Hardware error|uncorrected hardware/i,
    },
    { kind: PanicKind.Nmi, pattern: /\bNMI\b/ },
];

/** panic() because of kernel.panic_on_warn, whatever the warning was. */
export const panicOnWarn = /panic_on_warn set/;

/** panic() that only follows from a fault that the kernel has told already. */
export const consequence =
    /Fatal exception|^Aiee|^Oops|^Unrecoverable|^Unrecovered|^BUG!|^Machine halted|^bad mode|^bad kernel trap|^Asynchronous SError|^kernel mode fault|^Unhandled /i;

/** panic() because a task died that must not, which an oops may be the reason for. */
export const deathOfInit = /^Attempted to kill/;
