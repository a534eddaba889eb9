import { exactSize } from "../args/size";
import { uncheckedText } from "./format";
import { Dropped, KernelReading, kernelReading, Unread } from "./kernelReading";
import { KernelRules, kernelRules } from "./kernelRules";
import { Crashkernel } from "./value";

/** Why a crashkernel= value reserves nothing. */
export const NothingReserved = {
    /** It says 0 for this machine. */
    Wish: "wish",
    /** None of its ranges holds this machine's memory. */
    Gap: "gap",
    /** It asks for as much as there is, or for more than there is in one piece. */
    Large: "large",
    /** This kernel does not know `size,high`. */
    High: "high",
    /** This kernel does not know `auto`, or what it makes of it cannot be told from outside. */
    Auto: "auto",
    /** There is only a `size,cma`, which adds to a reservation and is none by itself. */
    Cma: "cma",
    /** The kernel does not understand the value, and drops it. */
    Invalid: "invalid",
    /** The address after `@` is one at which this kernel reserves nothing. */
    Address: "address",
} as const;
export type NothingReserved = (typeof NothingReserved)[keyof typeof NothingReserved];

/** What a kernel reserves for a crashkernel= value. */
export interface Reservation {
    /** Bytes, as /sys/kernel/kexec_crash_size will say; 0 when nothing is reserved, or when that cannot be told. */
    bytes: number;
    /**
     * Bytes that it keeps for the capture kernel besides and lends to user space until then (`,cma`); less where memory
     * is in pieces. kexec_crash_size does not count them. @default none
     */
    cmaBytes?: number;
    /** A further condition for the reservation, in a sentence. @default none */
    caveat?: string;
    /** The kind of reason for which nothing is reserved. @default something is reserved */
    cause?: NothingReserved;
    /** Why nothing is reserved, or why it cannot be told, in a sentence. @default something is reserved */
    reason?: string;
}

/** The machine and the kernel that a reservation is predicted for. */
export interface PredictOptions {
    /** `x86_64`, `aarch64` or `ppc64le`, as `uname -m` says it. */
    arch: string;
    /** The kernel's release as `uname -r` says it. @default a kernel of today, by the rules of 7.3 and later */
    kernelRelease?: string;
    /**
     * Bytes of memory below 4 GiB; it decides whether a size fits there. @default 3 GiB, or all memory if that is
     * less
     */
    lowMemoryBytes?: number;
}

const gib = 2 ** 30;

/** Memory as kernels round it before they compare it, up to 128 MiB. */
function rounded(memory: number): number {
    const unit = 128 * 2 ** 20;
    return Math.ceil(memory / unit) * unit;
}

/**
 * What a kernel will reserve for any text, by its own algorithm: the last argument without a suffix counts, or else a
 * pair; the first range that holds the memory counts, with memory rounded up to 128 MiB since 6.0; a size as large as the
 * memory invalidates the value; text after the matching range is not read; and a reservation above 4 GiB brings a block
 * below it. It works for texts that a Kdump refuses, too.
 * (kernel/crash_reserve.c, lib/cmdline.c, arch/x86/kernel/setup.c)
 *
 * What cannot be known from outside is left out: whether more than half of the memory is free in one piece, whether an
 * address requested with @ is free (`caveat`), and what `auto` reserves in the kernels that know it, whose table changed
 * between updates of RHEL 8.
 *
 * @param crashkernel the value as on a command line, or parsed
 * @param memoryBytes the sum of `System RAM` in /proc/iomem; what a provider sells as a size is close enough
 * @throws RangeError when a memory size is not a whole number above 0, or the architecture is another
 */
export function predictReservation(
    crashkernel: Crashkernel | string,
    memoryBytes: number,
    options: PredictOptions,
): Reservation {
    const { arch, kernelRelease, lowMemoryBytes = Math.min(memoryBytes, 3 * gib) } = options;
    checkMemory("memoryBytes", memoryBytes);
    checkMemory("lowMemoryBytes", lowMemoryBytes);
    if (!["x86_64", "aarch64", "ppc64le"].includes(arch)) {
        throw new RangeError(`The architecture "${arch}" is not one of x86_64, aarch64 and ppc64le.`);
    }
    const text = typeof crashkernel === "string" ? crashkernel : uncheckedText(crashkernel);
    const rules = kernelRules(arch, kernelRelease);
    const machine: Machine = {
        memory: memoryBytes,
        // On ppc64le the 4 GiB border does not matter.
        low: arch === "ppc64le" ? memoryBytes : Math.min(lowMemoryBytes, memoryBytes),
        border: arch === "ppc64le" ? Infinity : 4 * gib,
        ...rules,
    };
    const total = rules.roundsMemory ? rounded(memoryBytes) : memoryBytes;
    const reading = kernelReading(text, total, rules);
    if ("unread" in reading) return dropped(reading, machine);
    const reservation = placed(reading, machine);
    return reading.cma > 0 && reservation.bytes > 0 ? { ...reservation, cmaBytes: reading.cma } : reservation;
}

interface Machine extends KernelRules {
    memory: number;
    low: number;
    /** The address from which on a reservation is above. */
    border: number;
}

function checkMemory(name: string, bytes: number): void {
    if (Number.isSafeInteger(bytes) && bytes > 0) return;
    throw new RangeError(`${name} is ${bytes}; give a whole number of bytes above 0.`);
}

function nothing(cause: NothingReserved, sentence: string): Reservation {
    return { bytes: 0, cause, reason: `Nothing is reserved: ${sentence}.` };
}

function dropped({ unread, bytes = 0 }: Dropped, machine: Machine): Reservation {
    const memory = exactSize(machine.memory);
    switch (unread) {
        case Unread.Zero:
            return nothing(NothingReserved.Wish, `the value says 0 for this machine's ${memory}`);
        case Unread.Gap:
            return nothing(NothingReserved.Gap, `none of the ranges holds this machine's ${memory}`);
        case Unread.Large:
            return tooLarge(bytes, machine);
        case Unread.High:
            return nothing(NothingReserved.High, "this kernel does not know a size above 4 GiB (,high)");
        case Unread.Auto:
            return auto(machine);
        case Unread.Cma:
            return nothing(NothingReserved.Cma, "a size with ,cma adds to a reservation, and there is none");
        case Unread.Missing:
            return nothing(NothingReserved.Invalid, "there is no value");
        case Unread.Invalid:
            return nothing(NothingReserved.Invalid, "the kernel does not understand the value, and drops it");
    }
}

/** Memory is rounded up for `auto` whatever the kernel does for ranges. */
function auto({ memory, autoFrom }: Machine): Reservation {
    if (autoFrom === undefined) {
        return nothing(
            NothingReserved.Auto,
            "auto is known to the kernels of RHEL 7 and 8 alone, and to Oracle's for the same",
        );
    }
    if (rounded(memory) < autoFrom) {
        return nothing(
            NothingReserved.Gap,
            `this kernel reserves something for auto from ${exactSize(autoFrom)} on, and the machine has ${exactSize(memory)}`,
        );
    }
    return {
        bytes: 0,
        cause: NothingReserved.Auto,
        reason: "Only this kernel knows how much it reserves for auto.",
    };
}

/** Looks for the memory, as the kernel does after it has read what is asked for. */
function placed({ bytes: asked, base, high, low }: KernelReading, machine: Machine): Reservation {
    const bytes = Math.ceil(asked / machine.page) * machine.page;
    const below = low ?? machine.defaultLow;
    if (base !== undefined) return fixed(bytes, base, below, machine);
    if (bytes >= machine.memory) return tooLarge(bytes, machine);
    if (high) {
        const fitsBelow = bytes > machine.memory - machine.low && bytes <= machine.low;
        return fitsBelow ? { bytes } : above(bytes, below, machine);
    }
    if (bytes <= Math.min(machine.low, machine.plainBelow)) return { bytes };
    if (!machine.fallsBack) return tooLarge(bytes, machine);
    return above(bytes, machine.triesHigh ? below : machine.defaultLow, machine);
}

/** At an address: there or nowhere. A block below 4 GiB comes only where kernels reserved it before 6.7. */
function fixed(bytes: number, base: number, below: number, machine: Machine): Reservation {
    if (base % machine.align !== 0) {
        const sentence = `this kernel reserves at multiples of ${exactSize(machine.align)} alone, and the address is none`;
        return nothing(NothingReserved.Address, sentence);
    }
    if (bytes >= machine.memory) return tooLarge(bytes, machine);
    const caveat = "Nothing is reserved if that address is not free or not memory.";
    if (!machine.triesHigh || base < machine.border) return { bytes, caveat };
    if (below > machine.low) return tooLarge(bytes, machine);
    return { bytes: bytes + (machine.countsLow ? below : 0), caveat };
}

function above(bytes: number, low: number, machine: Machine): Reservation {
    const fits = bytes <= machine.memory - machine.low && low <= machine.low;
    if (!fits) return tooLarge(bytes, machine);
    return { bytes: bytes + (machine.countsLow ? low : 0) };
}

function tooLarge(bytes: number, { memory }: Machine): Reservation {
    return nothing(
        NothingReserved.Large,
        `${exactSize(bytes)} does not fit into one contiguous area of this machine's ${exactSize(memory)}`,
    );
}
