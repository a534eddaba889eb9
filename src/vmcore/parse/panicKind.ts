/** Kinds of kernel crashes. */
export const PanicKind = {
    /** Somebody asked for it, by /proc/sysrq-trigger or the keyboard. */
    Sysrq: "sysrq",
    /** The kernel followed a null pointer. */
    NullPointer: "null-pointer",
    /** Another fault of the processor: a bad address, a protection fault, an illegal instruction. */
    Oops: "oops",
    /** A kernel stack ran into its end. */
    StackOverflow: "stack-overflow",
    /** The kernel found itself in a state that its authors had ruled out: BUG(). */
    Bug: "bug",
    /** A linked list pointed elsewhere than it may (CONFIG_DEBUG_LIST). */
    ListCorruption: "list-corruption",
    /** The kernel warned, and kernel.panic_on_warn made a crash of it. */
    Warning: "warning",
    /** A wrong access to memory, by the Kernel Address Sanitizer. */
    Kasan: "kasan",
    /** A wrong access to memory, by the sampling Kernel Electric-Fence. */
    Kfence: "kfence",
    /** Memory was used before anything was written to it, by the Kernel Memory Sanitizer. */
    Kmsan: "kmsan",
    /** A data race, by the Kernel Concurrency Sanitizer. */
    Kcsan: "kcsan",
    /** Something that C leaves undefined, such as an index out of bounds, by the Undefined Behavior Sanitizer. */
    Ubsan: "ubsan",
    /** Locks were or may be taken in a wrong order or context, by lockdep. */
    Lockdep: "lockdep",
    /** The kernel was to sleep where it must not: `scheduling while atomic`. */
    AtomicSleep: "atomic-sleep",
    /** A CPU or task held up RCU for too long (kernel.panic_on_rcu_stall). */
    RcuStall: "rcu-stall",
    /** A CPU stayed in the kernel without letting anything else run (kernel.softlockup_panic). */
    SoftLockup: "soft-lockup",
    /** A CPU did not even take interrupts (kernel.hardlockup_panic). */
    HardLockup: "hard-lockup",
    /** A task waited too long and could not be interrupted (kernel.hung_task_panic). */
    HungTask: "hung-task",
    /** Memory ran out (vm.panic_on_oom, or nothing left to kill). */
    OutOfMemory: "out-of-memory",
    /** A non-maskable interrupt: a hypervisor's or cloud's diagnostic interrupt, a button, or hardware. */
    Nmi: "nmi",
    /** The processor or the firmware reported an error of the hardware: a machine check, or APEI. */
    Mce: "mce",
    /** Any other call of panic(), whose text says why. */
    PanicCall: "panic-call",
    /** Nothing in the log tells. */
    Unknown: "unknown",
} as const;
export type PanicKind = (typeof PanicKind)[keyof typeof PanicKind];
