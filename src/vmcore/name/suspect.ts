import { PanicKind } from "../parse/panicKind";
import { Place } from "../place";
import { symbols } from "../symbols";
import { bareSymbol, isPrimitive, plainSymbol } from "./primitives";

/** A function on the way to a fault. */
type Call = Pick<Place, "symbol" | "module">;

/** What a name is made of. */
export interface Crash {
    panic: { kind: PanicKind; text: string };
    /** The way to the fault, from where it went wrong outwards. */
    way: Call[];
    /** The stack that the kernel printed, the innermost call first: of a hung task, the one that it waits in. */
    waiting: Call[];
    /** Lines of the kernel log about the fault. */
    lines: string[];
    /** The functions with which the kernel ended, by crash. */
    end: string[];
}

/** Kinds that strike wherever the kernel is just then, and what nothing tells of. */
const anywhere: PanicKind[] = [
    PanicKind.Sysrq,
    PanicKind.Nmi,
    PanicKind.Mce,
    PanicKind.OutOfMemory,
    PanicKind.Unknown,
];

/** Kinds of which a CPU's loop is found at any place. */
const looping: PanicKind[] = [
    PanicKind.SoftLockup,
    PanicKind.HardLockup,
    PanicKind.RcuStall,
    PanicKind.StackOverflow,
];

/** Whether a kind has nothing to do with the function that it struck in. */
export function isAnywhere(kind: PanicKind): boolean {
    return anywhere.includes(kind);
}

/**
 * The function that a person would file the bug against; undefined where nothing tells.
 *
 * @param past functions, without leading underscores, that are passed over beside the primitives
 */
export function suspectOf({ panic: { kind }, way, waiting }: Crash, past?: RegExp): string | undefined {
    if (isAnywhere(kind)) return undefined;
    const calls = (kind === PanicKind.HungTask ? waiting : way).flatMap(({ symbol, module }) =>
        symbol === undefined ? [] : [{ symbol: plainSymbol(symbol), module }],
    );
    if (kind === PanicKind.HungTask) return awaited(calls);
    if (looping.includes(kind)) return loopOf(calls) ?? calls[0]?.symbol;
    const isPassed = (symbol: string) => isPrimitive(symbol) || past?.test(bareSymbol(symbol)) === true;
    return (calls.find(({ symbol }) => !isPassed(symbol)) ?? calls.at(0))?.symbol;
}

/**
 * Whether generic code calls into a subsystem here: system calls, work, timers, interrupts, threads, files and sockets. A CPU
 * that loops is found somewhere else in its loop each time, but always below the same function that one of these called. They
 * are named without leading underscores.
 */
const dispatches = symbols(`
    do_syscall_* do_fast_syscall* do_int80_* entry_SYSCALL* sysenter_* tracesys* el0_svc* invoke_syscall ret_fast_syscall
    system_call* ret_from_fork* kernel_thread kthread smpboot_thread_fn run_ksoftirqd start_secondary cpu_startup_entry do_idle
    do_one_initcall process_one_work worker_thread task_work_run do_softirq* handle_softirqs call_timer_fn expire_timers
    run_timers run_timer_softirq run_hrtimer hrtimer_run* tasklet_action* tasklet_hi_action* handle_irq_event* rcu_do_batch
    exit_to_user* netif_receive_skb* net_rx_action do_page_fault page_fault
    vfs_read vfs_write vfs_iter_* vfs_ioctl vfs_open do_vfs_ioctl ksys_ioctl new_sync_read new_sync_write do_iter_*
    call_read_iter call_write_iter call_mmap mmap_region do_mmap* do_dentry_open fput do_fault
    compat_ioctl *_compat_ioctl compat_sys_ioctl compat_blkdev_ioctl blkdev_ioctl blkdev_driver_ioctl compat_blkdev_driver_ioctl
    sock_sendmsg* sock_recvmsg* sock_release sock_ioctl sock_do_ioctl sock_mmap sock_common_setsockopt compat_sock_ioctl*
    sk_common_release kernel_setsockopt kernel_listen kernel_accept rtnetlink_rcv_msg nfnetlink_rcv_msg netlink_dump
    sys_socketpair sys_connect sys_ioctl sys_setsockopt sys_listen sys_accept
`);

/** The outermost function of a loop: what generic code called, or the innermost one of a module. */
function loopOf(calls: { symbol: string; module?: string }[]): string | undefined {
    let last: string | undefined;
    for (const { symbol, module } of calls) {
        if (symbol.includes("smp_call_function")) return "smp_call_function";
        if (dispatches(bareSymbol(symbol))) return last;
        if (isPrimitive(symbol)) continue;
        if (module !== undefined) return symbol;
        last = symbol;
    }
    return last;
}

/** Words in the names of functions that wait, or that take a lock. */
const waits =
    /sched|_lock|_slowlock|down|rwsem|completion|kthread|wait|synchronize|context_switch|__switch_to|cancel_delayed_work|rcu_barrier/;

/** What a task waited for: one of two that many tasks wait for at once, else the first function that is no way of waiting. */
function awaited(calls: { symbol: string }[]): string | undefined {
    const names = calls.map(({ symbol }) => symbol);
    for (const name of names) {
        if (/synchronize_(?:s?rcu|net|sched)/.test(name)) return "synchronize_rcu";
        if (name.includes("rtnl_lock")) return name;
    }
    return names.find((name) => !waits.test(name) && !isPrimitive(name));
}
