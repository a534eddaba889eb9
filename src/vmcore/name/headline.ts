/** What a line of the kernel log says of a fault, in the words that kernel developers give it in a subject line. */
interface Wording {
    pattern: RegExp;
    /** The title as far as the function, of the parts that the pattern takes and of all lines of the fault. */
    words: (parts: string[], lines: string[]) => string;
    /** Whether the title ends with ` in FUNCTION`. */
    named: boolean;
    /** What tells it apart from others of its kind and function. */
    apart?: string;
}

/** How a title begins. */
export interface Headline {
    words: string;
    named: boolean;
    apart?: string;
}

/** A wording whose title goes on with the function. */
function named(pattern: RegExp, words: string | Wording["words"], apart?: string): Wording {
    return { pattern, words: typeof words === "string" ? () => words : words, named: true, apart };
}

/** A wording that is a title as it is. */
function whole(pattern: RegExp, words: string | Wording["words"]): Wording {
    return { pattern, words: typeof words === "string" ? () => words : words, named: false };
}

/** Files that warn of their callers' bugs. */
const warners: [file: string, bug: string, apart: string][] = [
    ["lib/debugobjects.c", "ODEBUG bug", "odebug"],
    ["mm/usercopy.c", "bad usercopy", "usercopy"],
    ["lib/kobject.c", "kobject bug", "kobject"],
    ["fs/proc/generic.c", "proc registration bug", "proc"],
    ["lib/refcount.c", "refcount bug", "refcount"],
    ["kernel/locking/lockdep.c", "locking bug", "locking"],
];

/** The line of WARN(), before and since Linux 6.19. */
const warning =
    /^WARNING: (?:\[[^\]]{0,40}\] )?(?:CPU: \d{1,9} PID: \d{1,9} at )?([^\s:[\]]{1,200}):\d{1,9}(?: at)? ?([\w.]{0,100})/;

function ofWarning(line: string): Headline | undefined {
    const [, file, symbol] = warning.exec(line) ?? [];
    if (file === undefined) return undefined;
    const [, bug, apart] = warners.find(([name]) => file.endsWith(name)) ?? ofAllocation(file, symbol) ?? [];
    return { words: bug === undefined ? "WARNING" : `WARNING: ${bug}`, named: true, apart };
}

/** Who asks for too much memory, or for none, is warned by the function that was to allocate it. */
function ofAllocation(file: string, symbol: string): (typeof warners)[number] | undefined {
    if (!/(?:^|\/)mm\/\w+\.c$/.test(file)) return undefined;
    if (symbol.startsWith("__vmalloc_node")) return [file, "zero-size vmalloc", "vmalloc"];
    return symbol.includes("alloc") ? [file, "kmalloc bug", "kmalloc"] : undefined;
}

/** What lockdep and the checks beside it say; older kernels began these lines with INFO: or BUG:. */
const locking: Wording[] = [
    named(
        /(?:possible (?:circular locking|irq lock inversion|recursive locking)|-unsafe lock order) /,
        "possible deadlock",
        "deadlock",
    ),
    named(/inconsistent lock state/, "inconsistent lock state", "state"),
    named(/^.{0,40}suspicious RCU usage/, "WARNING: suspicious RCU usage", "rcu"),
    named(/Invalid wait context/, "WARNING: locking bug", "locking"),
    named(/Nested lock was not taken/, "WARNING: nested lock was not taken", "nested"),
    named(/bad unlock balance detected/, "WARNING: bad unlock balance", "balance"),
    named(/held lock freed/, "WARNING: held lock freed", "freed"),
    named(/still has locks held/, "WARNING: still has locks held", "held"),
    named(
        /lock held when returning to user space/,
        "WARNING: lock held when returning to user space",
        "user",
    ),
    named(/INFO: trying to register non-static key/, "INFO: trying to register non-static key", "key"),
];

/** Read or write, which KASAN says in a line of its own. */
function access(lines: string[]): string {
    for (const line of lines) {
        const said = /^(Read|Write) (?:of size|at addr)/.exec(line);
        if (said !== null) return ` ${said[1]}`;
    }
    return "";
}

const sanitizers: Wording[] = [
    named(/BUG: KASAN: (?:double-free|invalid-free)/, "KASAN: invalid-free", "free"),
    named(/BUG: KASAN: ([a-z][a-z-]{0,60})/, ([, type], lines) => `KASAN: ${type}${access(lines)}`),
    named(/BUG: KMSAN: ([a-z][a-z-]{0,60})/, ([, type]) => `KMSAN: ${type}`),
    whole(
        /BUG: KCSAN: data-race in (\w{1,100})(?:\S{0,60} \/ (\w{1,100}))?/,
        ([, one, other]) => `KCSAN: data-race in ${other === undefined ? one : `${one} / ${other}`}`,
    ),
    named(/BUG: KCSAN: ([a-z][a-z :-]{0,60}?) in /, ([, type]) => `KCSAN: ${type}`),
    named(/BUG: KFENCE: ([a-z][a-z -]{0,60}?) in /, ([, type]) => `KFENCE: ${type}`),
    named(/UBSAN: Undefined behaviour/i, "UBSAN: undefined-behaviour"),
    named(/UBSAN: ([a-z][\w-]{0,60}) in /, ([, type]) => `UBSAN: ${type}`),
];

const faults: Wording[] = [
    named(/kernel NULL pointer dereference/i, "BUG: unable to handle kernel NULL pointer dereference"),
    named(
        /unable to handle (?:kernel paging request|page fault for address|kernel data access|kernel access to user memory|kernel execution)/i,
        "BUG: unable to handle kernel paging request",
    ),
    named(/PANIC: double fault|^double fault:/, "PANIC: double fault"),
    named(/general protection fault/, "general protection fault"),
    named(/^stack segment: /, "stack segment fault"),
    named(/^divide[ _]error: /, "divide error"),
    named(/kernel BUG at mm\/usercopy\.c/, "BUG: bad usercopy", "usercopy"),
    named(/kernel BUG at lib\/list_debug\.c/, "BUG: corrupted list", "list"),
    named(/kernel BUG at /, "kernel BUG"),
    named(/^invalid opcode: /, "invalid opcode"),
    named(/^int3: /, "int3"),
    named(/stack guard page was hit/, "BUG: stack guard page was hit"),
    named(/kernel stack overflow/i, "kernel stack overflow"),
    named(/^Alignment trap:/, "Alignment trap"),
    named(/^Unhandled fault:/, "Unhandled fault"),
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
    named(/BUG: memory leak/, "memory leak"),
];

const wordings = [...sanitizers, ...locking, ...states, ...faults];

/** A title is a line of a list or of a mail. */
const longest = 120;

/**
 * What the first line that tells says, else what panic() was called with.
 *
 * @param lines the lines of the kernel log about the fault; of crash's PANIC where there is no log
 */
export function headlineOfFault(lines: string[]): Headline | undefined {
    for (const line of lines) {
        const headline = ofLine(line.slice(0, 512), lines);
        if (headline !== undefined) return headline;
    }
    const call = lines.find((line) => line.includes(panicking));
    if (call === undefined) return undefined;
    const said = call.slice(call.indexOf(panicking) + panicking.length);
    return { words: `kernel panic: ${withoutNumbers(said)}`, named: false };
}

function ofLine(line: string, lines: string[]): Headline | undefined {
    for (const { pattern, words, named: isNamed, apart } of wordings) {
        const parts = pattern.exec(line);
        if (parts !== null) return { words: words([...parts], lines), named: isNamed, apart };
    }
    return ofWarning(line);
}

const panicking = "Kernel panic - not syncing: ";

/** A text without what differs from boot to boot: addresses, numbers and names in quotes. */
export function withoutNumbers(text: string): string {
    return text
        .slice(0, 4 * longest)
        .replace(/[^\x20-\x7e]+/g, " ")
        .replace(/\b(?:0x[0-9a-f]+|[0-9a-f]{8,})\b/gi, "ADDR")
        .replace(/\b\d+\b/g, "NUM")
        .trim()
        .slice(0, longest);
}
