/** The forms of a crashkernel= value. */
export const CrashkernelKind = {
    /** `size[@offset]`, with or without `size,cma` as all but `auto` */
    Size: "size",
    /** `range:size[,range:size...][@offset]` */
    Ranges: "ranges",
    /** `size,high`, with or without `size,low` */
    High: "high",
    /** `auto`, which the kernels of RHEL 7 and 8 and their rebuilds know */
    Auto: "auto",
} as const;
export type CrashkernelKind = (typeof CrashkernelKind)[keyof typeof CrashkernelKind];

/** One size for every machine. */
export interface CrashkernelSize {
    kind: typeof CrashkernelKind.Size;
    /** Bytes to reserve, a multiple of 64 KiB; 0 reserves nothing. */
    bytes: number;
    /** Address at which they must lie, in bytes. @default the kernel finds a place */
    offset?: number;
    /** Bytes for the capture kernel that user space has until then (`,cma`). @default none */
    cma?: number;
}

/** One range of a machine's memory with what is reserved there. */
export interface CrashkernelRange {
    /** Memory from which on the range counts, in bytes. */
    start: number;
    /** Memory below which it counts, in bytes. @default no end */
    end?: number;
    /** Bytes to reserve, a multiple of 64 KiB; 0 reserves nothing. */
    bytes: number;
}

/** Sizes by the machine's memory, in rising order. */
export interface CrashkernelRanges {
    kind: typeof CrashkernelKind.Ranges;
    ranges: CrashkernelRange[];
    /** Address at which the reservation must lie, in bytes. @default the kernel finds a place */
    offset?: number;
    /** Bytes for the capture kernel that user space has until then (`,cma`). @default none */
    cma?: number;
}

/** A size that the kernel looks for above 4 GiB first, with a smaller block below 4 GiB for DMA. */
export interface CrashkernelHigh {
    kind: typeof CrashkernelKind.High;
    /** Bytes to reserve, a multiple of 64 KiB. */
    bytes: number;
    /** Bytes to reserve below 4 GiB, 0 for none. @default the kernel's own, 256 MiB on x86_64 */
    low?: number;
    /** Bytes for the capture kernel that user space has until then (`,cma`). @default none */
    cma?: number;
}

/** The kernel chooses. */
export interface CrashkernelAuto {
    kind: typeof CrashkernelKind.Auto;
}

/** A parsed crashkernel= value. */
export type Crashkernel = CrashkernelSize | CrashkernelRanges | CrashkernelHigh | CrashkernelAuto;
