import * as pulumi from "@pulumi/pulumi";

import { Shared } from "../host/shared";
import { Access } from "../host/step";
import { DumpRoom } from "./room";

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

/** The hosts of DumpServers, for the hosts that send their dumps there. */
export const dumpServers = new Shared<SharedServer>("DumpServer");
