import * as pulumi from "@pulumi/pulumi";

import { Reading } from "../args/checks";
import { optional, Problem } from "../args/problem";
import { exactSize, roughSize } from "../args/size";
import { distributionOf } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";
import { CrashkernelError } from "./error";
import { kernelWould } from "./kernelWould";
import { readCrashkernel } from "./parse";
import { NothingReserved, predictReservation, Reservation } from "./predict";
import { readSize, sizesAllowed } from "./readSize";
import { Crashkernel, CrashkernelKind } from "./value";
import { CrashkernelWarning } from "./warnings";

/** The word that asks for the distribution's own crashkernel value; the host program resolves it. */
const recommended = "recommended";

/** The `crashkernel` argument, read. */
export interface WantedCrashkernel {
    /** As the host is told it. */
    text: string;
    /** @default - the distribution's own, which only the host knows */
    value?: Crashkernel;
    warnings: CrashkernelWarning[];
}

/** What a value reserves on a machine. */
export interface Prediction extends Reservation {
    memoryBytes: number;
}

/** Reads the `crashkernel` argument. */
export function readCrashkernelArgument(text: string = recommended): Reading<WantedCrashkernel> {
    if (text === recommended) return { value: { text, warnings: [] } };
    if (text.trim() === "") {
        return refused(
            'The value is empty. Give a size such as "256M", or leave the property out for the distribution\'s own value.',
        );
    }
    try {
        const reading = readCrashkernel(text);
        return reading.value.kind === CrashkernelKind.Size && reading.value.bytes === 0
            ? refused(
                  `"${text}" reserves nothing on any machine. Give a size such as "256M", or ranges of the machine's memory.`,
              )
            : { value: reading };
    } catch (error) {
        if (error instanceof CrashkernelError) return refused(unmanaged(text, error));
        throw error;
    }
}

function refused(reason: string): Reading<never> {
    return { problems: [{ propertyPath: "crashkernel", reason }] };
}

/** The kernel accepts more than is managed here: what it drops in silence, and what people read otherwise. */
function unmanaged(text: string, { column, wrong, allowed }: CrashkernelError): string {
    return `"${text}" is not managed, because at column ${column} ${wrong}; the kernel ${kernelWould(text)}. ${allowed}`;
}

/** Reads the `memory` argument, in bytes. */
export function readMemoryArgument(text: string | undefined): Reading<number | undefined> {
    if (text === undefined) return { value: undefined };
    const size = readSize(text);
    if ("bytes" in size && size.bytes > 0) return { value: size.bytes };
    const reason = "bytes" in size ? `"${text}" is not an amount of memory.` : `In "${text}" ${size.wrong}.`;
    return { problems: [{ propertyPath: "memory", reason: `${reason} ${sizesAllowed}` }] };
}

/** Checks a value against the distribution: `auto` has to be known to its kernels. Without `os` the host checks that. */
export function autoProblems({
    crashkernel,
    os,
}: {
    crashkernel: WantedCrashkernel;
    os?: OsRelease;
}): Problem[] {
    if (crashkernel.value?.kind !== CrashkernelKind.Auto) return [];
    return optional("crashkernel", os && distributionOf(os), (distribution) =>
        distribution.auto === true
            ? undefined
            : `"auto" is known to the kernels of RHEL 7 and 8 and their rebuilds, and not on ${distribution.name}. Leave the property out for the distribution's own value, or give a size.`,
    );
}

/** What a value reserves of so much memory; undefined where only the host can tell. Refused is what the host would refuse. */
export function predictWanted({
    crashkernel: { text, value },
    memoryBytes,
}: {
    crashkernel: WantedCrashkernel;
    memoryBytes?: number;
}): Reading<Prediction | undefined> {
    if (value === undefined || value.kind === CrashkernelKind.Auto || memoryBytes === undefined) {
        return { value: undefined };
    }
    // The architecture changes only the block below 4 GiB, which does not matter here.
    const reservation = predictReservation(withoutLow(value), memoryBytes, { arch: "x86_64" });
    const reason = reservationProblem(text, memoryBytes, reservation);
    return reason === undefined ? { value: { ...reservation, memoryBytes } } : refused(reason);
}

function withoutLow(value: Crashkernel): Crashkernel {
    return value.kind === CrashkernelKind.High ? { ...value, low: value.low ?? 0 } : value;
}

function reservationProblem(
    text: string,
    memoryBytes: number,
    { bytes, cause, reason }: Reservation,
): string | undefined {
    const memory = exactSize(memoryBytes);
    // Which addresses a kernel takes depends on the architecture, so the host checks that.
    if (cause === NothingReserved.Address) return undefined;
    if (cause !== undefined && cause !== NothingReserved.Wish) {
        const remedy = cause === NothingReserved.Gap ? `Add a range for ${memory}.` : "Ask for less.";
        return `"${text}" would reserve nothing. ${reason} ${remedy}`;
    }
    return bytes * 2 > memoryBytes
        ? `"${text}" asks for more than half of ${memory}, which the kernel would hardly find in one piece. Ask for less.`
        : undefined;
}

/** What a value reserves, as a sentence; undefined where only the host can tell, and where it is nothing. */
export function reservationSentence(
    { text, value }: WantedCrashkernel,
    predicted: Prediction | undefined,
): string | undefined {
    if (value?.kind === CrashkernelKind.Auto) return "crashkernel=auto leaves the size to the host's kernel.";
    if (predicted === undefined || predicted.bytes === 0) return undefined;
    const { bytes, cmaBytes, memoryBytes } = predicted;
    const cma = cmaBytes === undefined ? "" : `, and lends out ${exactSize(cmaBytes)} more`;
    return `crashkernel=${text} reserves ${exactSize(bytes)} of ${roughSize(memoryBytes)}${cma}.`;
}

/** Warns in a preview of what is odd about a value, and of one that reserves nothing. */
export function sayOddities(
    resource: pulumi.Resource,
    wanted: pulumi.Output<WantedCrashkernel>,
    prediction: pulumi.Output<Prediction | undefined>,
): void {
    if (!pulumi.runtime.isDryRun()) return;
    pulumi.all([wanted, prediction]).apply(([{ text, warnings }, predicted]) => {
        for (const { message } of warnings) void pulumi.log.warn(message, resource);
        if (predicted?.bytes !== 0) return;
        const memory = exactSize(predicted.memoryBytes);
        void pulumi.log.warn(`crashkernel=${text} reserves nothing of ${memory}.`, resource);
    });
}
