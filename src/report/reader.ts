import * as pulumi from "@pulumi/pulumi";

import { Problem } from "../args/problems";
import { hostProblems, stepsOn } from "../host/sharedHost";
import { dumpServerProblems, sharedServer } from "../dumpServer/shared";
import { StepFactory, stepsOf } from "../host/step";

/** Where dumps are read: on the host of a Kdump, or on a DumpServer that they went to. */
export interface DumpPlace {
    host?: pulumi.ComponentResource;
    dumpServer?: pulumi.ComponentResource;
}

/** A host on which dumps are read. */
export interface DumpReader {
    /** Its program, which knows the step `report`. */
    program: "kdump-host" | "kdump-server";
    /** Makes steps of it. */
    step: StepFactory;
}

/** What is wrong with the arguments that say where dumps are read. */
export function readerProblems({ host, dumpServer }: DumpPlace): Problem[] {
    if (dumpServer === undefined) return hostProblems(host);
    if (host === undefined) return dumpServerProblems("dumpServer", dumpServer);
    const reason =
        "A dump lies in one place; leave out host where it went to the DumpServer, else dumpServer.";
    return [{ propertyPath: "dumpServer", reason }];
}

/**
 * @param place where, as `readerProblems` found right
 * @param parent the component that the steps are of
 * @param name its name, with which the name of every step begins
 */
export function dumpReader(
    { host, dumpServer }: DumpPlace,
    parent: pulumi.ComponentResource,
    name: string,
): DumpReader {
    const server = sharedServer(dumpServer);
    if (server === undefined) return { program: "kdump-host", step: stepsOn(host!, parent, name) };
    const step = stepsOf({ ...server, parent, name });
    return {
        program: "kdump-server",
        step: (suffix, description) => step(suffix, { after: server.last, ...description }),
    };
}
