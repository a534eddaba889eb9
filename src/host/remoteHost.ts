import * as pulumi from "@pulumi/pulumi";

import { Checks } from "../args/checks";
import { optional } from "../args/problem";
import { countProblem } from "../args/values";
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
    /** Seconds for which a delete tries to connect to it. */
    deleteTimeout: number;
}

/** The default of `deleteTimeout`: as long as `pulumi destroy` should wait for one step of a host that is gone. */
const defaultDeleteTimeout = 120;

/** Checks `deleteTimeout`. It is no Input, because a delete's timeout comes from the state, in a preview too. */
export function deleteTimeoutFrom(
    checks: Pick<Checks<{ deleteTimeout?: number }>, "args" | "argument" | "check">,
): number {
    checks.check(checks.argument("deleteTimeout"), (seconds) =>
        optional("deleteTimeout", seconds, (count) => countProblem(count, "seconds to wait")),
    );
    return checks.args.deleteTimeout ?? defaultDeleteTimeout;
}

/** The note that stands for a VM. */
export function identityNote(instanceId: string | undefined): string {
    return instanceId === undefined ? "" : `# instance ${instanceId}\n`;
}

/** The note that a step's standard input has. */
export function identityOf(stdin: string): string {
    return /^# instance [^\n]*\n/.exec(stdin)?.[0] ?? "";
}

/** Checks a VM's id. */
export function instanceIdProblem(id: string): string | undefined {
    return /^[^\s]+$/.test(id)
        ? undefined
        : `${JSON.stringify(id)} is empty or contains a blank; give the VM's own id.`;
}
