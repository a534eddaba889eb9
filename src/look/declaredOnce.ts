import * as pulumi from "@pulumi/pulumi";

import { diagnostic } from "../args/diagnostic";
import { KnownConnection } from "../host/connection";
import { perRun, underEngine } from "../host/engine";
import { defaultPort } from "../host/reach";

/** The hosts of a run of a program, and which component prepares each. */
const hostsOfRun = perRun(() => new Map<string, string>());

/**
 * The connection of a host that no other component of the program prepares.
 *
 * Another's is an error when the connection becomes known, and in an update no step of the second runs.
 */
export function declaredOnce(
    component: pulumi.ComponentResource,
    name: string,
    connection: pulumi.Output<KnownConnection>,
): pulumi.Output<KnownConnection> {
    // Under Pulumi's mocks many stacks share a process, and nothing is prepared.
    if (!underEngine()) return connection;
    const hosts = hostsOfRun();
    return connection.apply((known) => {
        const place = placeOf(known);
        const first = hosts.get(place) ?? name;
        hosts.set(place, first);
        if (first === name) return known;
        throw diagnostic(
            component,
            `The host ${place} is declared twice, by "${first}" and by "${name}": each would undo what the other does. ` +
                "Remove one of them, or correct its connection.",
        );
    });
}

/** Where a host is, whoever logs in: its name and port, and the same of the proxy, behind which names mean other hosts. */
function placeOf({ host, port = defaultPort, proxy }: KnownConnection): string {
    const place = `${host.toLowerCase()}:${port}`;
    return proxy ? `${place} behind ${proxy.host.toLowerCase()}:${proxy.port ?? defaultPort}` : place;
}
