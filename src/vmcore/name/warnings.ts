import { About } from "./wordings";

/** What WARN() found wrong, by the file that warned of its callers' bugs. */
interface Warner extends About {
    file: string;
    bug: string;
}

const warners: Warner[] = [
    {
        file: "lib/debugobjects.c",
        bug: "ODEBUG bug",
        // Objects are freed, initialised and set in motion on behalf of others.
        past: /^(?:debug_|free_|vunmap|vfree|(?:call_)?rcu|hrtimer_|(?:do_)?(?:init_)?timer_|(?:init_)?work_|percpu_)/,
    },
    { file: "mm/usercopy.c", bug: "bad usercopy", past: /^(?:usercopy|check_)/ },
    { file: "lib/kobject.c", bug: "kobject bug" },
    { file: "fs/proc/generic.c", bug: "proc registration bug", past: /^proc_/ },
    { file: "lib/refcount.c", bug: "refcount bug" },
    { file: "kernel/locking/lockdep.c", bug: "locking bug" },
];

/** The line of WARN(), before and since Linux 6.19. */
const warning =
    /^WARNING: (?:\[[^\]]{0,40}\] )?(?:CPU: \d{1,9} PID: \d{1,9} at )?([^\s:[\]]{1,200}):\d{1,9}(?: at)? ?([\w.]{0,100})/;

/** What a line of WARN() says; undefined of another line. */
export function ofWarning(line: string): ({ words: string } & About) | undefined {
    const [, file, symbol] = warning.exec(line) ?? [];
    if (file === undefined) return undefined;
    const { bug, past } = warners.find((warner) => file.endsWith(warner.file)) ?? ofAllocation(file, symbol);
    return { words: bug === undefined ? "WARNING" : `WARNING: ${bug}`, past };
}

/** Who asks for too much memory, or for none, is warned by the function that was to allocate it. */
function ofAllocation(file: string, symbol: string): Partial<Warner> {
    if (!/(?:^|\/)mm\/\w+\.c$/.test(file)) return {};
    if (symbol.startsWith("__vmalloc_node")) return { bug: "zero-size vmalloc" };
    return symbol.includes("alloc") ? { bug: "kmalloc bug" } : {};
}
