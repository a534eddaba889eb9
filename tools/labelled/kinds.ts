/** What the labels' titles begin with, and the kinds that they may be; the first that fits counts. */
const kinds: [title: RegExp, kinds: string[]][] = [
    // Kernels from 3.17 to 4.20 did what sysrq asks for by a null pointer on purpose.
    [/ in sysrq_handle_crash$/, ["sysrq"]],
    [/^KASAN: /, ["kasan"]],
    [/^KMSAN: /, ["kmsan"]],
    [/^KCSAN: /, ["kcsan"]],
    [/^KFENCE: /, ["kfence"]],
    [/^UBSAN: /, ["ubsan"]],
    [/^BUG: unable to handle kernel NULL pointer dereference/, ["null-pointer"]],
    [
        /^BUG: unable to handle|^general protection fault|^Internal error|^Unhandled fault|^Alignment trap/,
        ["oops"],
    ],
    [
        /^divide error|^stack segment fault|^int3|^invalid opcode|^PANIC: double fault|^kernel panic: bad mode/,
        ["oops"],
    ],
    [/stack is corrupted/, ["stack-overflow", "panic-call"]],
    [/stack guard page was hit|kernel stack overflow|corrupted stack end/, ["stack-overflow"]],
    [/^BUG: corrupted list/, ["list-corruption"]],
    [/^kernel BUG|^BUG: bad usercopy/, ["bug"]],
    [/^WARNING: locking bug/, ["lockdep", "warning"]],
    [
        /^possible deadlock|^inconsistent lock state|^(?:INFO|WARNING): (?:suspicious RCU|locking bug|possible )|^INFO: trying to register/,
        ["lockdep"],
    ],
    [
        /(?:still has locks held|bad unlock balance|held lock freed|nested lock was not taken|lock held when returning)/,
        ["lockdep"],
    ],
    [/^BUG: (?:scheduling while atomic|sleeping function)/, ["atomic-sleep"]],
    [/^WARNING/, ["warning"]],
    [/^INFO: rcu detected stall/, ["rcu-stall"]],
    [/^BUG: soft lockup/, ["soft-lockup"]],
    [/^INFO: task (?:hung|can't die)/, ["hung-task"]],
    [/^kernel panic: sysrq triggered/, ["sysrq"]],
    [/^kernel panic: /, ["panic-call"]],
];

/** The kinds that a title means; undefined for what is no crash of Linux. */
export function kindsOf(title: string): string[] | undefined {
    return kinds.find(([pattern]) => pattern.test(title))?.[1];
}
