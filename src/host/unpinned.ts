import * as pulumi from "@pulumi/pulumi";

import { knownValue } from "../args/known";
import { KnownConnection } from "./connection";
import { perRun } from "./engine";

/** How many hosts are named at most. */
const mostNames = 8;

/** The hosts of a run of a program: how many are still looked at, and which have no pinned key. */
interface Hosts {
    open: number;
    unpinned: string[];
    said: boolean;
}

const hostsOfRun = perRun<Hosts>(() => ({ open: 0, unpinned: [], said: false }));

/**
 * Warns once a run of hosts whose key is not pinned, when all that were declared so far are looked at. Only where something
 * changes: a preview without a change is silent.
 *
 * @param changes whether the host is changed
 */
export function noteUnpinned(
    name: string,
    connection: pulumi.Output<KnownConnection>,
    given: unknown,
    changes: Promise<boolean>,
): Promise<void> {
    const hosts = hostsOfRun();
    hosts.open++;
    return Promise.all([changes, isPinned(connection, given)]).then(async ([changed, pinned]) => {
        if (changed && !pinned) hosts.unpinned.push(name);
        hosts.open--;
        const sentence = unpinned(hosts.unpinned.sort());
        if (hosts.open > 0 || hosts.said || sentence === undefined) return;
        hosts.said = true;
        await pulumi.log.warn(sentence);
    });
}

/** A VM that is not there yet has no address, but whether its key is given is known. */
async function isPinned(connection: pulumi.Output<KnownConnection>, given: unknown): Promise<boolean> {
    const known = await knownValue(connection);
    if (known !== undefined) return known.hostKey !== undefined;
    const plain = typeof given === "object" && given !== null && !pulumi.Output.isInstance(given);
    return !plain || given instanceof Promise || (given as { hostKey?: unknown }).hostKey !== undefined;
}

/** That host keys are not pinned, a sentence for all hosts of a stack; undefined where all are. */
export function unpinned(hosts: string[]): string | undefined {
    if (hosts.length === 0) return undefined;
    const names = hosts.slice(0, mostNames).join(", ") + (hosts.length > mostNames ? ", …" : "");
    const which = hosts.length === 1 ? "One host has" : `${hosts.length} hosts have`;
    return (
        `${which} no connection.hostKey (${names}): whoever answers at the address is taken for the host, and is sent what ` +
        "goes there. Set it to a line of the host's /etc/ssh/ssh_host_*_key.pub."
    );
}
