import * as pulumi from "@pulumi/pulumi";

import { Gate } from "../args/checks";
import { Problem } from "../args/problem";
import { dumpServers } from "../dumpServer/shared";
import { kdumpHost, kdumpServer, ReportOptions } from "../host/commands";
import { hostOf, hostProblems, stepsOn } from "../host/sharedHost";
import { StepFactory, stepsOf } from "../host/step";

/** Where dumps are read: on the host of a Kdump, or on the DumpServer that they were sent to. */
interface DumpPlace {
    host?: pulumi.ComponentResource;
    dumpServer?: pulumi.ComponentResource;
}

/** A host on which dumps are read. */
interface DumpReader {
    /** Makes the command of the step `report`. */
    report: (options: ReportOptions) => string;
    /** Makes steps of it. */
    step: StepFactory;
}

/** Checks the arguments that say where dumps are read. */
export function readerProblems({ host, dumpServer }: DumpPlace): Problem[] {
    if (dumpServer === undefined) return hostProblems(host);
    if (host === undefined) return dumpServers.problems("dumpServer", dumpServer);
    const reason =
        "A dump lies in one place; leave out host if it was sent to the DumpServer, else dumpServer.";
    return [{ propertyPath: "dumpServer", reason }];
}

/**
 * @param place where
 * @param parent the component that the steps belong to
 * @param name its name, with which the name of every step begins
 * @param checks of that component, of which `readerProblems` is a part
 */
export function dumpReader(
    { host, dumpServer }: DumpPlace,
    parent: pulumi.ComponentResource,
    name: string,
    checks: Gate,
): DumpReader {
    const server = dumpServers.find(dumpServer);
    if (server === undefined)
        return { report: kdumpHost.report, step: stepsOn(hostOf(host, checks), parent, name, checks) };
    const step = stepsOf({ ...server, parent, name });
    return {
        report: kdumpServer.report,
        step: (suffix, description) => step(suffix, { after: server.last, ...description }),
    };
}
