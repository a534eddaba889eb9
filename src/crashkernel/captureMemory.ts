import { roughSize } from "../args/size";

/**
 * What the capture kernel of a drill needed of its reservation. A unit of the drill's own looks at the memory there twice a
 * second, from the first services until the dump is written; kernels keep no low mark themselves.
 */
export interface CaptureMemory {
    /** When the drill crashed the host, in ISO 8601. */
    time: string;
    /** Release of the kernel that crashed, which was the capture kernel's as well. */
    kernelRelease: string;
    /** Bytes that were reserved. */
    reservedBytes: number;
    /** Bytes of it that the capture kernel could give out, MemTotal: without its own image and tables. */
    totalBytes: number;
    /** Bytes of the reservation that were taken when most was: `reservedBytes` without `marginBytes`. */
    neededBytes: number;
    /** Bytes that were left when least was: the lowest MemAvailable. */
    marginBytes: number;
    /**
     * Bytes that were taken while the initramfs was unpacked, before anything could look: an estimate, from its size packed
     * and unpacked; 0 where these are not known.
     */
    bootBytes: number;
    /**
     * Bytes that are enough: the larger of `neededBytes` and `bootBytes` and 30 % more, as much as SUSE's `kdumptool
     * calibrate` adds, in steps of 16 MiB.
     */
    enoughBytes: number;
    /**
     * What crashkernel `recommended` stands for on this host by now: the distribution's own value, unless that leaves less
     * than 16 MiB of what was needed on a machine of this size; then `enoughBytes`. It is never less than the distribution's.
     */
    recommended: string;
    /** What has changed on the host since, in a sentence: its memory, kernel or capture initramfs; empty where nothing has. */
    outdated: string;
}

/**
 * Bytes that have to be left: as much as `kdumpctl estimate` counts for programs and what a kernel takes while it runs.
 * (kdump-utils, kdumpctl, do_estimate)
 */
const least = 16 * 2 ** 20;

/** The member `captureMemory` of a host's answer; undefined where nothing was measured. */
export function captureMemoryOf(answer: { captureMemory?: unknown }): CaptureMemory | undefined {
    return isMeasured(answer.captureMemory) ? answer.captureMemory : undefined;
}

function isMeasured(value: unknown): value is CaptureMemory {
    return typeof (value as CaptureMemory | null | undefined)?.neededBytes === "number";
}

/** What was needed, as a sentence, beside what is to be reserved, if that is known. */
export function captureMemorySentence(measured: CaptureMemory, reservedBytes: number | undefined): string {
    const { time, neededBytes, outdated } = measured;
    const left = reservedBytes === undefined ? 0 : reservedBytes - neededBytes;
    const margin = left > 0 ? `, which leaves ${roughSize(left)}` : "";
    const since = outdated === "" ? "" : ` ${outdated}`;
    return `In the drill of ${time} the capture kernel needed ${roughSize(neededBytes)} at most${margin}.${since}`;
}

/** What was needed of what was reserved, for a table. */
export function captureMemoryText({ neededBytes, marginBytes, reservedBytes }: CaptureMemory): string {
    const sizes = [neededBytes, reservedBytes, marginBytes].map(roughSize);
    return `needed ${sizes[0]} at most of the ${sizes[1]} reserved, which left ${sizes[2]}`;
}

/** Why a reservation is hardly enough, in sentences; undefined where it is. */
export function captureMemoryWarning(
    measured: CaptureMemory,
    crashkernel: string,
    reservedBytes: number,
): string | undefined {
    const { neededBytes, enoughBytes } = measured;
    if (reservedBytes === 0 || reservedBytes - neededBytes >= least) return undefined;
    return (
        `crashkernel=${crashkernel} reserves ${roughSize(reservedBytes)}, and the next dump may fail for want of memory. ` +
        `${captureMemorySentence(measured, reservedBytes)} ${roughSize(enoughBytes)} are enough.`
    );
}
