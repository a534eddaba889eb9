import { Crashkernel, CrashkernelKind, CrashkernelRange, parseCrashkernel } from "./crashkernel";
import { spokenSize } from "./crashkernelSize";
import { KernelRules, kernelRules } from "./kernelRules";

/** Why a crashkernel= value reserves nothing. */
export enum NothingReserved {
    /** It says 0 for this machine. */
    Wish = "wish",
    /** None of its ranges holds this machine's memory. */
    Gap = "gap",
    /** It asks for as much as there is, or for more than there is in one piece. */
    Large = "large",
    /** This kernel does not know `size,high`. */
    High = "high",
    /** This kernel does not know `auto`, or what it makes of it cannot be told from outside. */
    Auto = "auto",
}

/** What a kernel reserves for a crashkernel= value. */
export interface Reservation {
    /** Bytes, as /sys/kernel/kexec_crash_size will say; 0 when nothing is reserved, or when that cannot be told. */
    bytes: number;
    /** The kind of reason for which nothing is reserved. @default something is reserved */
    cause?: NothingReserved;
    /** Why nothing is reserved, or why it cannot be told, in a sentence. @default something is reserved */
    reason?: string;
}

/** The machine and the kernel that a reservation is predicted for. */
export interface PredictOptions {
    /** `x86_64`, `aarch64` or `ppc64le`, as `uname -m` says it. */
    arch: string;
    /** The kernel's release as `uname -r` says it. @default a kernel of today, by the rules of 6.5 and later */
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
 * What a kernel will reserve, by its own algorithm: the first range that holds the memory counts, memory is
 * rounded up to 128 MiB for that from 6.0 on, a size that is as large as the memory drops the value, and a
 * reservation above 4 GiB brings a block below it. (kernel/crash_reserve.c, arch/x86/kernel/setup.c)
 *
 * What no one can tell from outside is left out: whether a size of more than half of the memory is found in one
 * piece, whether an address asked for with @ is free, and what RHEL's kernels make of `auto`, whose table changed
 * from one update of 8 to the next.
 *
 * @param crashkernel the value, as text or understood
 * @param memoryBytes the sum of `System RAM` in /proc/iomem; what a provider sells as a size is close enough
 * @throws CrashkernelError when the text is no crashkernel= value
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
    const value = typeof crashkernel === "string" ? parseCrashkernel(crashkernel) : crashkernel;
    const machine: Machine = {
        memory: memoryBytes,
        // On ppc64le 4 GiB are no border.
        low: arch === "ppc64le" ? memoryBytes : Math.min(lowMemoryBytes, memoryBytes),
        ...kernelRules(arch, kernelRelease),
    };
    switch (value.kind) {
        case CrashkernelKind.Auto:
            return auto(machine);
        case CrashkernelKind.High:
            return high(value.bytes, value.low ?? machine.defaultLow, machine);
        case CrashkernelKind.Size:
            return plain(value.bytes, machine);
        case CrashkernelKind.Ranges:
            return ranges(value.ranges, machine);
    }
}

interface Machine extends KernelRules {
    memory: number;
    low: number;
}

function checkMemory(name: string, bytes: number): void {
    if (Number.isSafeInteger(bytes) && bytes > 0) return;
    throw new RangeError(`${name} is ${bytes}; give a whole number of bytes above 0.`);
}

function nothing(cause: NothingReserved, sentence: string): Reservation {
    return { bytes: 0, cause, reason: `Nothing is reserved: ${sentence}.` };
}

function ranges(list: CrashkernelRange[], machine: Machine): Reservation {
    const total = machine.roundsMemory ? rounded(machine.memory) : machine.memory;
    for (const { start, end = Infinity, bytes } of list) {
        if (bytes >= total) return tooLarge(bytes, machine);
        if (start <= total && total < end) return plain(bytes, machine);
    }
    return nothing(
        NothingReserved.Gap,
        `none of the ranges holds this machine's ${spokenSize(machine.memory)}`,
    );
}

/** Memory is rounded up for `auto` whatever the kernel does for ranges. */
function auto({ memory, autoFrom }: Machine): Reservation {
    if (autoFrom === undefined) {
        return nothing(NothingReserved.Auto, "auto is known to the kernels of RHEL 7 and 8 alone");
    }
    if (rounded(memory) < autoFrom) {
        return nothing(
            NothingReserved.Gap,
            `this kernel reserves something for auto from ${spokenSize(autoFrom)} on, and the machine has ${spokenSize(memory)}`,
        );
    }
    return {
        bytes: 0,
        cause: NothingReserved.Auto,
        reason: "How much is reserved for auto is for this kernel to say.",
    };
}

/** A size without a suffix: below 4 GiB, or else above with a block below. */
function plain(bytes: number, machine: Machine): Reservation {
    if (bytes === 0) {
        return nothing(
            NothingReserved.Wish,
            `the value says 0 for this machine's ${spokenSize(machine.memory)}`,
        );
    }
    if (bytes >= machine.memory) return tooLarge(bytes, machine);
    if (bytes <= machine.low) return { bytes };
    if (!machine.fallsBack) return tooLarge(bytes, machine);
    return above(bytes, machine.defaultLow, machine);
}

/** `size,high`: above 4 GiB with a block below, or else below. */
function high(bytes: number, low: number, machine: Machine): Reservation {
    if (!machine.knowsHigh) {
        return nothing(NothingReserved.High, "this kernel does not know a size above 4 GiB (,high)");
    }
    if (bytes > machine.memory - machine.low && bytes <= machine.low && bytes < machine.memory)
        return { bytes };
    return above(bytes, low, machine);
}

function above(bytes: number, low: number, machine: Machine): Reservation {
    const fits = bytes <= machine.memory - machine.low && low <= machine.low;
    if (!fits) return tooLarge(bytes, machine);
    return { bytes: bytes + (machine.countsLow ? low : 0) };
}

function tooLarge(bytes: number, { memory }: Machine): Reservation {
    return nothing(
        NothingReserved.Large,
        `${spokenSize(bytes)} are not to be had in one piece of this machine's ${spokenSize(memory)}`,
    );
}
