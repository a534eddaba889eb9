import { PanicKind } from "./panicKind";

/** A taint flag that was set before the crash. */
export interface Taint {
    /** The kernel's letter for it. */
    letter: string;
    meaning: string;
}

/** Documentation/admin-guide/tainted-kernels.rst of the kernel. `G` says only that no module is proprietary. */
const meanings = new Map(
    Object.entries({
        P: "a proprietary module was loaded",
        F: "a module was loaded by force",
        S: "the kernel ran on a processor or system outside its specification",
        R: "a module was unloaded by force",
        M: "the processor had reported a machine check",
        B: "a page had been found in a bad state",
        U: "a user had asked for the taint",
        D: "the kernel had died before, by an oops or BUG",
        A: "an ACPI table was overridden",
        W: "the kernel had warned before",
        C: "a driver of the staging tree was loaded",
        I: "a firmware bug was worked around",
        O: "a module from outside the kernel's tree was loaded",
        E: "an unsigned module was loaded",
        L: "a soft lockup had happened before",
        K: "the kernel was patched live",
        X: "the distribution's own mark was set",
        T: "structures of the kernel were laid out at random",
        N: "an in-kernel test had run",
        J: "a userspace process used a restricted interface of fwctl",
    }),
);

/** What faults taint the kernel with themselves. */
const ownTaints: Partial<Record<PanicKind, string>> = {
    [PanicKind.NullPointer]: "D",
    [PanicKind.Oops]: "D",
    [PanicKind.StackOverflow]: "D",
    [PanicKind.Bug]: "D",
    [PanicKind.ListCorruption]: "DW",
    [PanicKind.Warning]: "W",
    [PanicKind.AtomicSleep]: "W",
    [PanicKind.Kasan]: "B",
    [PanicKind.Kfence]: "B",
    [PanicKind.Kmsan]: "B",
    [PanicKind.SoftLockup]: "L",
    [PanicKind.Mce]: "M",
};

/** The letters without those that a fault of this kind sets itself, so that they tell of nothing before it. */
export function withoutOwn(letters: string, kind: PanicKind): string {
    const own = ownTaints[kind] ?? "";
    return [...letters].filter((letter) => !own.includes(letter)).join("");
}

/** What the letters mean, as `Tainted:` of an oops, `sys -t` and `mod -t` of crash write them. */
export function taintsOf(letters: string): Taint[] {
    return [...new Set(letters.replace(/[^A-Z]/g, ""))]
        .filter((letter) => letter !== "G")
        .map((letter) => ({
            letter,
            meaning: meanings.get(letter) ?? "a taint that is newer than this list",
        }));
}

/** The letters that `sys -t` printed after `TAINTED_MASK:`; undefined when it printed none. */
export function parseTaintMask(text: string): string | undefined {
    for (const line of text.split("\n")) {
        const mask = /^TAINTED_MASK: [0-9a-f]+( [A-Z ]*)?$/.exec(line.trim());
        if (mask !== null) return (mask[1] ?? "").replace(/ /g, "");
    }
    return undefined;
}
