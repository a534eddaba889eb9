import { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { diagnostic } from "../args/diagnostic";
import { connectionProblems, targetOf } from "../host/connection";
import { KdumpFacts } from "../host/facts";
import { statusOf } from "./status";

/**
 * Reads the facts of a host over ssh and changes nothing there: what it reserves, what the next boot would, where its dumps
 * would go, whether it is ready and why not. The host need not be one of the stack, nor have any program of ours; the user
 * must be root or allowed `sudo -n`.
 *
 * Every preview and update reads again.
 *
 * @param connection how the host is reached, as for a Kdump
 * @returns the facts; unknown in a preview where the connection is
 * @throws Error, as the output's, when nobody gets in, or the host is of no supported distribution
 */
export function readHost(
    connection: pulumi.Input<types.input.remote.ConnectionArgs>,
): pulumi.Output<KdumpFacts> {
    return pulumi.unsecret(pulumi.output(connection).apply(factsOf));
}

/** The facts of a host; see `readHost`. */
export async function factsOf(
    connection: pulumi.Unwrap<types.input.remote.ConnectionArgs>,
): Promise<KdumpFacts> {
    const problems = connectionProblems(connection);
    if (problems.length > 0)
        throw diagnostic(
            undefined,
            problems.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}`).join(" "),
        );
    try {
        return (await statusOf(connection, {})).facts;
    } catch (error) {
        throw diagnostic(
            undefined,
            `The host ${targetOf(connection)} could not be read: ${(error as Error).message}.`,
        );
    }
}
