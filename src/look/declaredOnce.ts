import * as pulumi from "@pulumi/pulumi";

import { diagnostic } from "../args/diagnostic";
import { KnownConnection } from "../host/connection";
import { defaultPort } from "../host/reach";

/** The hosts of each run of a program, and which component prepares each; its engine's connection stands for the run. */
const runs = new WeakMap<object, Map<string, string>>();

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
    const hosts = hostsOfRun();
    if (hosts === undefined) return connection;
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

/** Under Pulumi's mocks many stacks share a process, and nothing is prepared. */
function hostsOfRun(): Map<string, string> | undefined {
    const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
    if (typeof monitor?.registerResourceHook !== "function") return undefined;
    const hosts = runs.get(monitor) ?? new Map<string, string>();
    runs.set(monitor, hosts);
    return hosts;
}

/** Where a host is, whoever logs in: its name and port, and the same of the proxy, behind which names mean other hosts. */
function placeOf({ host, port = defaultPort, proxy }: KnownConnection): string {
    const place = `${host.toLowerCase()}:${port}`;
    return proxy ? `${place} behind ${proxy.host.toLowerCase()}:${proxy.port ?? defaultPort}` : place;
}
