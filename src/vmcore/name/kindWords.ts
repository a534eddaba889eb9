import { PanicKind } from "../parse/panicKind";

/** How a title begins where the kind is known and the kernel's own line is not. */
export const kindWords: Record<PanicKind, string> = {
    [PanicKind.Sysrq]: "kernel panic: sysrq triggered crash",
    [PanicKind.NullPointer]: "BUG: unable to handle kernel NULL pointer dereference",
    [PanicKind.Oops]: "Oops",
    [PanicKind.StackOverflow]: "kernel stack overflow",
    [PanicKind.Bug]: "kernel BUG",
    [PanicKind.ListCorruption]: "BUG: corrupted list",
    [PanicKind.Warning]: "WARNING",
    [PanicKind.Kasan]: "KASAN: bad access",
    [PanicKind.Kfence]: "KFENCE: bad access",
    [PanicKind.Kmsan]: "KMSAN: uninit-value",
    [PanicKind.Kcsan]: "KCSAN: data-race",
    [PanicKind.Ubsan]: "UBSAN: undefined-behaviour",
    [PanicKind.Lockdep]: "WARNING: locking bug",
    [PanicKind.AtomicSleep]: "BUG: scheduling while atomic",
    [PanicKind.RcuStall]: "INFO: rcu detected stall",
    [PanicKind.SoftLockup]: "BUG: soft lockup",
    [PanicKind.HardLockup]: "BUG: hard lockup",
    [PanicKind.HungTask]: "INFO: task hung",
    [PanicKind.OutOfMemory]: "kernel panic: Out of memory",
    [PanicKind.Nmi]: "kernel panic: NMI",
    [PanicKind.Mce]: "kernel panic: machine check",
    [PanicKind.PanicCall]: "kernel panic",
    [PanicKind.Unknown]: "unknown crash",
};
