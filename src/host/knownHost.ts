import * as pulumi from "@pulumi/pulumi";

import { KnownConnection } from "./connection";

/** What is known of a host before anything is done there. */
export interface KnownHost {
    connection: pulumi.Output<KnownConnection>;
    /** A note that goes to every step's standard input, so that another VM makes each run again. */
    identity: pulumi.Output<string>;
    /** Seconds that it may take to come back from a reboot. */
    rebootTimeout: number;
}

/** The note that stands for a VM. */
export function identityNote(instanceId: string | undefined): string {
    return instanceId === undefined ? "" : `# instance ${instanceId}\n`;
}

/** What is wrong with a VM's id. */
export function instanceIdProblem(id: string): string | undefined {
    return /^[^\s]+$/.test(id)
        ? undefined
        : `${JSON.stringify(id)} is empty or contains a blank; give the VM's own id.`;
}
