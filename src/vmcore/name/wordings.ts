/** What a line of the kernel log says of a fault, in the words that kernel developers give it in a subject line. */
interface Wording extends About {
    pattern: RegExp;
    /** The title as far as the function, of the parts that the pattern takes and of all lines of the fault. */
    words: (parts: string[], lines: string[]) => string;
    /** Whether the title ends with ` in FUNCTION`. */
    named: boolean;
}

/** What and where a bug of these words is. */
export interface About {
    /** Which fault of the processor it is, in a fingerprint, where crash's PANIC tells as well as the log. */
    fault?: string;
    /** Functions, without leading underscores, that only lead to such a bug, beside those that lead to any. */
    past?: RegExp;
}

/** A wording whose title goes on with the function. */
function named(pattern: RegExp, words: string | Wording["words"], about: About = {}): Wording {
    return { pattern, words: typeof words === "string" ? () => words : words, named: true, ...about };
}

/** A wording that is a title as it is. */
function whole(pattern: RegExp, words: string | Wording["words"]): Wording {
    return { pattern, words: typeof words === "string" ? () => words : words, named: false };
}

/** Read or write, which KASAN says in a line of its own. */
function access(lines: string[]): string {
    for (const line of lines) {
        const said = /^(Read|Write) (?:of size|at addr)/.exec(line);
        if (said !== null) return ` ${said[1]}`;
    }
    return "";
}

const sanitizers: Wording[] = [
    named(/BUG: KASAN: (?:double-free|invalid-free)/, "KASAN: invalid-free"),
    named(/BUG: KASAN: ([a-z][a-z-]{0,60})/, ([, type], lines) => `KASAN: ${type}${access(lines)}`),
    named(/BUG: KMSAN: ([a-z][a-z-]{0,60})/, ([, type]) => `KMSAN: ${type}`, {
        // Keys and messages come from elsewhere.
        past: /_encrypt$|^(?:crypto|cipher|drbg|rng|alloc_skb|netlink_(?:ack|rcv_skb))/,
    }),
    whole(
        /BUG: KCSAN: data-race in (\w{1,100})(?:\S{0,60} \/ (\w{1,100}))?/,
        ([, one, other]) => `KCSAN: data-race in ${other === undefined ? one : `${one} / ${other}`}`,
    ),
    named(/BUG: KCSAN: ([a-z][a-z :-]{0,60}?) in /, ([, type]) => `KCSAN: ${type}`),
    named(/BUG: KFENCE: ([a-z][a-z -]{0,60}?) in /, ([, type]) => `KFENCE: ${type}`),
    named(/UBSAN: Undefined behaviour/i, "UBSAN: undefined-behaviour"),
    named(/UBSAN: ([a-z][\w-]{0,60}) in /, ([, type]) => `UBSAN: ${type}`),
];

/** What lockdep and the checks beside it say; older kernels began these lines with INFO: or BUG:. */
const locking: Wording[] = [
    named(
        /(?:possible (?:circular locking|irq lock inversion|recursive locking)|-unsafe lock order) /,
        "possible deadlock",
    ),
    named(/inconsistent lock state/, "inconsistent lock state"),
    named(/^.{0,40}suspicious (?:RCU|rcu_\w{1,40}\(\)) usage/, "WARNING: suspicious RCU usage", {
        past: /^(?:rcu|kmem|slab)/,
    }),
    named(/Invalid wait context/, "WARNING: locking bug"),
    named(/Nested lock was not taken/, "WARNING: nested lock was not taken"),
    named(/bad unlock balance detected/, "WARNING: bad unlock balance"),
    named(/held lock freed/, "WARNING: held lock freed"),
    named(/still has locks held/, "WARNING: still has locks held"),
    named(/lock held when returning to user space/, "WARNING: lock held when returning to user space"),
    named(/INFO: trying to register non-static key/, "INFO: trying to register non-static key"),
];

const faults: Wording[] = [
    named(/kernel NULL pointer dereference/i, "BUG: unable to handle kernel NULL pointer dereference"),
    named(
        /unable to handle (?:kernel paging request|kernel pointer dereference|page fault for address|kernel data access|kernel access to user memory|kernel execution)/i,
        "BUG: unable to handle kernel paging request",
    ),
    named(/PANIC: double fault|^double fault:/, "PANIC: double fault", { fault: "double-fault" }),
    named(/general protection fault/, "general protection fault", { fault: "general-protection" }),
    named(/^stack segment: /, "stack segment fault", { fault: "stack-segment" }),
    named(/^divide[ _]error: /, "divide error", { fault: "divide-error" }),
    named(/kernel BUG at \S{0,200}\bmm\/usercopy\.c/, "BUG: bad usercopy", {
        past: /^(?:usercopy|check_)/,
    }),
    named(/kernel BUG at \S{0,200}\blib\/list_debug\.c/, "BUG: corrupted list"),
    // Subsystems give up in a function of their own.
    named(/kernel BUG at |^Kernel bug detected\[/, "kernel BUG", { past: /_panic$/ }),
    named(/^invalid opcode: /, "invalid opcode"),
    named(/^int3: /, "int3", { fault: "int3" }),
    named(/stack guard page was hit/, "BUG: stack guard page was hit"),
    named(/kernel stack overflow/i, "kernel stack overflow"),
    named(/^Alignment trap:/, "Alignment trap"),
    named(/^Unhandled fault:/, "Unhandled fault"),
    named(/Asynchronous SError Interrupt|^SError Interrupt on CPU/, "SError Interrupt"),
    named(/^Internal error: /, "Internal error"),
    named(/^Oops: /, "Oops"),
    named(/stack-protector: Kernel stack is corrupted/, "kernel panic: stack is corrupted"),
    named(/corrupted stack end detected/, "kernel panic: corrupted stack end"),
];

const states: Wording[] = [
    named(/BUG: soft lockup|softlockup: hung tasks/, "BUG: soft lockup"),
    named(/hard LOCKUP/i, "BUG: hard lockup"),
    named(
        /INFO: rcu_\w+ (?:self-)?detected (?:expedited )?stall|rcu: INFO: .{0,60}stall/,
        "INFO: rcu detected stall",
    ),
    named(/INFO: task .{1,60} blocked .{0,20}for more than \d+ seconds/, "INFO: task hung"),
    named(/INFO: task .{1,60} can't die for more than/, "INFO: task can't die"),
    named(/hung_task: blocked tasks/, "INFO: task hung"),
    named(/BUG: scheduling while atomic/, "BUG: scheduling while atomic"),
    named(
        /BUG: sleeping function called from invalid context/,
        "BUG: sleeping function called from invalid context",
    ),
    named(
        /BUG: using (\w{1,60})\(\) in preemptible/,
        ([, name]) => `BUG: using ${name}() in preemptible code`,
    ),
    named(
        /BUG: (spinlock|rwlock) (lockup suspected|already unlocked|recursion|cpu recursion|bad magic|wrong owner|wrong CPU)/,
        ([, lock, wrong]) => `BUG: ${lock} ${wrong}`,
    ),
    named(/BUG: workqueue leaked lock or atomic/, "BUG: workqueue leaked lock or atomic"),
    whole(/BUG: workqueue lockup/, "BUG: workqueue lockup"),
    named(/BUG: Bad page (state|cache)/, ([, what]) => `BUG: Bad page ${what}`),
    whole(/BUG: Bad page map/, "BUG: Bad page map"),
    whole(/BUG: Bad rss-counter state/, "BUG: Bad rss-counter state"),
    named(/BUG: Dentry .{1,80} still in use/, "BUG: Dentry still in use"),
    // SLUB names the cache, and SLAB the check first.
    named(
        /^BUG ([\w:-]{1,60})(?: \([^)]{1,60}\))?: ([A-Z][\w ]{1,60})/,
        ([, cache, what]) => `BUG ${cache}: ${what.trim()}`,
    ),
    named(/BUG: memory leak/, "memory leak"),
];

/** In the order of looking. */
export const wordings = [...sanitizers, ...locking, ...states, ...faults];
