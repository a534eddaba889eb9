import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { knownValue } from "../args/known";
import { captureMemorySentence, captureMemoryWarning } from "../crashkernel/captureMemory";
import {
    Prediction,
    predictWanted,
    readCrashkernelArgument,
    reservationSentence,
    WantedCrashkernel,
} from "../crashkernel/wanted";
import { distributionOf } from "../distribution/distribution";
import { targetOf } from "../host/connection";
import { noteUnpinned } from "../host/unpinned";
import { Look } from "../look/look";
import { stackState } from "../look/stackState";
import { Status } from "../look/status";
import { consequences, Seen } from "./consequences";
import { Wanted } from "./wanted";

/** A component whose consequences are told. */
interface Foretold {
    component: pulumi.ComponentResource;
    /** Its type, such as `kdump:index:Kdump`. */
    type: string;
    name: string;
    wanted: Wanted;
    /** `connection` as it was given, of which a part may be known before the whole is. */
    given: unknown;
    look: Look;
    /** Its steps, by their names without the component's. */
    steps: Record<string, remote.Command | undefined>;
}

/**
 * Tells in a preview what an update does to a host, in words, if it does anything. The program may not end before it is
 * told.
 */
export async function foretell(foretold: Foretold): Promise<void> {
    if (!pulumi.runtime.isDryRun()) return;
    const { name, wanted, given } = foretold;
    await noteUnpinned(name, wanted.connection, given, tell(foretold));
}

/** @returns whether anything changes */
async function tell({ component, type, name, wanted, look, steps }: Foretold): Promise<boolean> {
    const [status, connection, os, wantedCrashkernel, foreseen, reboot, changed] = await Promise.all([
        knownValue(look.status),
        knownValue(wanted.connection),
        knownValue(wanted.os),
        knownValue(wanted.crashkernel),
        knownValue(wanted.prediction),
        knownValue(wanted.reboot),
        changedSteps(type, name, steps),
    ]);
    const crashkernel = wantedCrashkernel && meant(wantedCrashkernel, status);
    const predicted = foreseen ?? (crashkernel && predictionFor(crashkernel, status));
    const measured = status?.facts.captureMemory;
    const block = consequences({
        host: connection === undefined ? name : targetOf(connection),
        steps: changed,
        reboot,
        reservation: crashkernel && reservationSentence(crashkernel, predicted),
        captureMemory: measured && captureMemorySentence(measured, predicted?.bytes),
        family: (os && distributionOf(os)?.family) ?? status?.facts.os.family,
        seen: status && seenIn(status),
    });
    if (block === undefined) return false;
    await pulumi.log.info(block, component);
    const warning =
        crashkernel &&
        predicted &&
        measured &&
        captureMemoryWarning(measured, crashkernel.text, predicted.bytes);
    // Of what is reserved already the host itself warns.
    if (warning !== undefined && predicted?.bytes !== status?.facts.crashkernel.reservedBytes) {
        await pulumi.log.warn(warning, component);
    }
    return true;
}

/** `recommended` is what a drill has made it on the host. */
function meant(crashkernel: WantedCrashkernel, status: Status | undefined): WantedCrashkernel {
    const recommended = status?.facts.captureMemory?.recommended;
    if (crashkernel.value !== undefined || recommended === undefined) return crashkernel;
    const reading = readCrashkernelArgument(recommended);
    return "value" in reading ? reading.value : crashkernel;
}

/** What the value reserves on a host that told its memory. */
function predictionFor(crashkernel: WantedCrashkernel, status: Status | undefined): Prediction | undefined {
    if (status === undefined) return undefined;
    const reading = predictWanted({ crashkernel, memoryBytes: status.facts.memoryBytes });
    return "value" in reading ? reading.value : undefined;
}

function seenIn({ would, files }: Status): Seen {
    return { files, reboot: would.reboot, service: would.service };
}

/** The steps that would run: those that the stack does not have yet, and those with another command or input. */
async function changedSteps(
    type: string,
    name: string,
    steps: Record<string, remote.Command | undefined>,
): Promise<string[]> {
    const state = await stackState();
    const all = Object.entries(steps).map(async ([suffix, step]) => {
        if (step === undefined) return [];
        const before = state.step(type, `${name}-${suffix}`);
        const [create, stdin] = await Promise.all([knownValue(step.create), knownValue(step.stdin)]);
        return before?.create === create && before?.stdin === (stdin ?? "") ? [] : [suffix];
    });
    return (await Promise.all(all)).flat();
}
