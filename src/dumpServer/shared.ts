import * as pulumi from "@pulumi/pulumi";

import { DumpRoom } from "./room";
import { Problem } from "../args/problems";
import { Access } from "../host/step";

/** A host that a DumpServer prepared. */
export interface SharedServer extends Access {
    /** Where the clients' directories are made. */
    path: pulumi.Output<string>;
    /** The name or address at which clients reach it. */
    address: pulumi.Output<string>;
    port: pulumi.Output<number>;
    /** Its public host keys, each `TYPE KEY`. */
    hostKeys: pulumi.Output<string[]>;
    /** What a client may take there. */
    room: DumpRoom;
    /** The step after which clients may be let in. */
    last: pulumi.Resource;
}

/** Kept beside the components and not in them, because their fields are for people who write stacks. */
const servers = new WeakMap<pulumi.ComponentResource, SharedServer>();

/** Lets the hosts of Kdumps send their dumps to the host of a DumpServer. */
export function shareServer(component: pulumi.ComponentResource, server: SharedServer): void {
    servers.set(component, server);
}

/** The host of a DumpServer; undefined when the component is none, which `dumpServerProblems` says. */
export function sharedServer(component: pulumi.ComponentResource | undefined): SharedServer | undefined {
    return component && servers.get(component);
}

/** What is wrong with an argument that has to be a DumpServer. */
export function dumpServerProblems(
    propertyPath: string,
    component: pulumi.ComponentResource | undefined,
): Problem[] {
    if (component === undefined || servers.has(component)) return [];
    const reason =
        "This is not a DumpServer that the same program has made with the same copy of pulumi-kdump; give that one.";
    return [{ propertyPath, reason }];
}
