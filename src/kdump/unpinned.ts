import * as pulumi from "@pulumi/pulumi";

import { knownValue } from "../args/known";
import { KnownConnection } from "../host/connection";
import { perRun } from "../host/engine";
import { unpinned } from "./consequences";

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
