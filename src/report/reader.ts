import * as pulumi from "@pulumi/pulumi";

import { Problem } from "../args/problem";
import { dumpServers } from "../dumpServer/shared";
import { kdumpHost, kdumpServer, ReportOptions } from "../host/commands";
import { hostProblems, stepsOn } from "../host/sharedHost";
import { StepFactory, stepsOf } from "../host/step";

/** Where dumps are read: on the host of a Kdump, or on a DumpServer that they went to. */
export interface DumpPlace {
    host?: pulumi.ComponentResource;
    dumpServer?: pulumi.ComponentResource;
}

/** A host on which dumps are read. */
export interface DumpReader {
    /** Makes the command of the step `report`. */
    report: (options: ReportOptions) => string;
    /** Makes steps of it. */
    step: StepFactory;
}

/** What is wrong with the arguments that say where dumps are read. */
export function readerProblems({ host, dumpServer }: DumpPlace): Problem[] {
    if (dumpServer === undefined) return hostProblems(host);
    if (host === undefined) return dumpServers.problems("dumpServer", dumpServer);
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
    const server = dumpServers.find(dumpServer);
    if (server === undefined) return { report: kdumpHost.report, step: stepsOn(host!, parent, name) };
    const step = stepsOf({ ...server, parent, name });
    return {
        report: kdumpServer.report,
        step: (suffix, description) => step(suffix, { after: server.last, ...description }),
    };
}
