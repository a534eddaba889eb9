import { formatSize } from "../args/size";
import { Argument } from "./arguments";
import { Crashkernel, CrashkernelKind } from "./value";

/** What the kernel accepts and people seldom mean. */
export const CrashkernelCaution = {
    /** A fixed address: the kernel reserves nothing at all when it is taken. */
    Offset: "offset",
    /** A part that only kernels from 6.17 on know, and with which a dump holds less. */
    Cma: "cma",
    /** An argument that another one overrides. */
    Superseded: "superseded",
    /** A range begins at or below its size, and the kernel drops the value on the machines between the two. */
    SizeAboveStart: "size-above-start",
    /** No range holds some sizes of memory between two others. */
    Gap: "gap",
} as const;
export type CrashkernelCaution = (typeof CrashkernelCaution)[keyof typeof CrashkernelCaution];

/** A warning about an accepted value. */
export interface CrashkernelWarning {
    caution: CrashkernelCaution;
    /** Where it is, counted in characters from 1. */
    column: number;
    /** A full sentence. */
    message: string;
}

/** An argument that has no effect. */
export function superseded({ words, at }: Argument, by: Argument): CrashkernelWarning {
    const message = `"${words}" has no effect, because the kernel goes by "${by.words}".`;
    return { caution: CrashkernelCaution.Superseded, column: at + 1, message };
}

/** The drawbacks of `size,cma` (admin-guide/kdump/kdump.rst, CMA). */
export function cmaCaution({ words, at }: Argument): CrashkernelWarning {
    const message =
        `"${words}" is for kernels from 6.17 on, which lend that memory to user space: its pages there are missing from ` +
        `every dump, and devices that still write there can spoil the capture kernel.`;
    return { caution: CrashkernelCaution.Cma, column: at + 1, message };
}

/** Warnings about the argument that counts. */
export function cautions({ words, at }: Argument, value: Crashkernel): CrashkernelWarning[] {
    const warnings: CrashkernelWarning[] = [];
    const add = (caution: CrashkernelCaution, offset: number, message: string) =>
        warnings.push({ caution, column: at + offset + 1, message });
    if ("offset" in value && value.offset !== undefined) {
        const message =
            `"${words}" asks for a fixed address; the kernel reserves nothing when that is taken. ` +
            `Unless this machine needs it, give the size alone, and the kernel finds a place.`;
        add(CrashkernelCaution.Offset, words.indexOf("@"), message);
    }
    if (value.kind !== CrashkernelKind.Ranges) return warnings;
    let next = 0;
    value.ranges.forEach(({ start, bytes }, index) => {
        const item = words.split("@")[0].split(",")[index];
        const before = value.ranges[index - 1]?.end;
        if (before !== undefined && before < start) {
            const message = `Nothing is reserved on machines with ${formatSize(before)} to ${formatSize(start)} of memory.`;
            add(CrashkernelCaution.Gap, next, message);
        }
        if (bytes > 0 && bytes >= start) {
            const machines =
                bytes === start ? formatSize(start) : `${formatSize(start)} to ${formatSize(bytes)}`;
            const message = `"${item}" reserves nothing on machines with ${machines} of memory, because it asks for as much.`;
            add(CrashkernelCaution.SizeAboveStart, next, message);
        }
        next += item.length + 1;
    });
    return warnings;
}
