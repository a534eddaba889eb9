import * as pulumi from "@pulumi/pulumi";

import { crashkernelWarnings, effectiveCrashkernel, parseCrashkernel } from "./crashkernel";
import { CrashkernelError } from "./error";
import { readSize, sizesAllowed, spokenSize } from "./size";
import { Crashkernel, CrashkernelKind } from "./value";
import { distributionOf } from "../distribution/distribution";
import { kernelWould } from "./kernelWould";
import { NothingReserved, predictReservation, Reservation } from "./predict";
import { optional, Problem } from "../args/problem";
import { OsRelease } from "../distribution/osRelease";

/** The word that asks for the distribution's own crashkernel value; the host program resolves it. */
export const recommended = "recommended";

/** The arguments that decide how much memory is reserved. */
export interface ReservationArgs {
    crashkernel?: string;
    memory?: string;
    os?: OsRelease;
}

/** What is wrong with a value on such a machine, where nothing is wrong with either alone. */
export function reservationProblems({ crashkernel, memory, os }: ReservationArgs): Problem[] {
    if (crashkernel === undefined || crashkernelProblem(crashkernel) !== undefined) return [];
    if (isAuto(crashkernel)) return optional("crashkernel", os, autoProblem);
    if (memory === undefined || memoryProblem(memory) !== undefined) return [];
    const share = reservationOf({ crashkernel, memory });
    return share === undefined ? [] : optional("crashkernel", share, shareProblem);
}

function isAuto(crashkernel: string): boolean {
    return crashkernel !== recommended && parseCrashkernel(crashkernel).kind === CrashkernelKind.Auto;
}

/** The kernel itself has to know `auto`; without `os` that is for the host to say. */
function autoProblem(os: OsRelease): string | undefined {
    const distribution = distributionOf(os);
    if (distribution === undefined || distribution.auto === true) return undefined;
    return `"auto" is known to the kernels of RHEL 7 and 8 and their rebuilds, and not on ${distribution.name}. Leave the property out for the distribution's own value, or give a size.`;
}

/** A reservation together with the memory of which it is a part. */
interface Share extends Reservation {
    crashkernel: string;
    memoryBytes: number;
}

/** What a value reserves of that memory; nothing where that is for the host to say. */
function reservationOf({ crashkernel, memory }: ReservationArgs): Share | undefined {
    if (crashkernel === undefined || crashkernel === recommended || memory === undefined) return undefined;
    const size = readSize(memory);
    const value = parseCrashkernel(crashkernel);
    if (!("bytes" in size) || value.kind === CrashkernelKind.Auto) return undefined;
    // The architecture changes only the block below 4 GiB, which is no part of what is refused or told here.
    const predicted = predictReservation(withoutLow(value), size.bytes, { arch: "x86_64" });
    return { ...predicted, crashkernel: effectiveCrashkernel(crashkernel), memoryBytes: size.bytes };
}

function withoutLow(value: Crashkernel): Crashkernel {
    return value.kind === CrashkernelKind.High ? { ...value, low: value.low ?? 0 } : value;
}

/** What is wrong with the `crashkernel` argument by itself. */
export function crashkernelProblem(text: string): string | undefined {
    if (text === recommended) return undefined;
    if (text.trim() === "") {
        return 'The value is empty. Give a size such as "256M", or leave the property out for the distribution\'s own value.';
    }
    try {
        const value = parseCrashkernel(text);
        if (value.kind === CrashkernelKind.Size && value.bytes === 0) {
            return `"${text}" reserves nothing on any machine. Give a size such as "256M", or ranges of the machine's memory.`;
        }
        return undefined;
    } catch (error) {
        if (error instanceof CrashkernelError) return unmanaged(text, error);
        throw error;
    }
}

/** What the kernel takes is not all managed: what it drops without a word, and what people read otherwise. */
function unmanaged(text: string, { column, wrong, allowed }: CrashkernelError): string {
    return `"${text}" is not managed, because at column ${column} ${wrong}; the kernel ${kernelWould(text)}. ${allowed}`;
}

/** What is wrong with the `memory` argument by itself. */
export function memoryProblem(text: string): string | undefined {
    const size = readSize(text);
    if (!("bytes" in size)) return `In "${text}" ${size.wrong}. ${sizesAllowed}`;
    return size.bytes === 0 ? `"${text}" is no memory at all. ${sizesAllowed}` : undefined;
}

/** What the host would refuse on such a machine. */
function shareProblem({ crashkernel, memoryBytes, bytes, cause, reason }: Share): string | undefined {
    const memory = spokenSize(memoryBytes);
    // Which addresses a kernel takes depends on the architecture, so that is for the host to say.
    if (cause === NothingReserved.Address) return undefined;
    if (cause !== undefined && cause !== NothingReserved.Wish) {
        const remedy = cause === NothingReserved.Gap ? `Add a range for ${memory}.` : "Ask for less.";
        return `"${crashkernel}" would reserve nothing. ${reason} ${remedy}`;
    }
    return bytes * 2 > memoryBytes
        ? `"${crashkernel}" asks for more than half of ${memory}, and the kernel would hardly find that in one piece. Ask for less.`
        : undefined;
}

/** Says in a preview what the value will reserve, and what may not be meant in it. */
export function sayReservation(resource: pulumi.Resource, wanted: pulumi.Output<ReservationArgs>): void {
    if (!pulumi.runtime.isDryRun()) return;
    wanted.apply((args) => {
        for (const { message } of cautionsOf(args.crashkernel)) void pulumi.log.warn(message, resource);
        if (args.crashkernel !== undefined && isAuto(args.crashkernel)) {
            const message = "crashkernel=auto leaves it to the host's kernel how much is reserved.";
            void pulumi.log.info(message, resource);
        }
        const share = reservationOf(args);
        if (share === undefined) return;
        const memory = spokenSize(share.memoryBytes);
        if (share.bytes === 0) {
            void pulumi.log.warn(`crashkernel=${share.crashkernel} reserves nothing of ${memory}.`, resource);
        } else {
            const cma =
                share.cmaBytes === undefined ? "" : `, and lends out ${spokenSize(share.cmaBytes)} more`;
            const message = `crashkernel=${share.crashkernel} reserves ${spokenSize(share.bytes)} of ${memory}${cma}.`;
            void pulumi.log.info(message, resource);
        }
    });
}

function cautionsOf(crashkernel: string | undefined): { message: string }[] {
    return crashkernel === undefined || crashkernel === recommended ? [] : crashkernelWarnings(crashkernel);
}
