import * as pulumi from "@pulumi/pulumi";

import { KnownConnection } from "./connection";

/** The host that steps run on. */
export interface RemoteHost {
    connection: pulumi.Output<KnownConnection>;
    /** A note in every step's standard input, so that each runs again on another VM. */
    identity: pulumi.Output<string>;
    /**
     * Seconds that it may take to come back from a reboot.
     *
     * @default - no step reboots it
     */
    rebootTimeout?: pulumi.Input<number>;
}

/** The note that stands for a VM. */
export function identityNote(instanceId: string | undefined): string {
    return instanceId === undefined ? "" : `# instance ${instanceId}\n`;
}

/** Checks a VM's id. */
export function instanceIdProblem(id: string): string | undefined {
    return /^[^\s]+$/.test(id)
        ? undefined
        : `${JSON.stringify(id)} is empty or contains a blank; give the VM's own id.`;
}
