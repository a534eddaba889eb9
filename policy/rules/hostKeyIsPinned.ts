import type { ResourceValidationPolicy } from "@pulumi/policy";

import { ifKnown } from "../known";

/** What is looked at of a connection. */
interface Connection {
    hostKey?: string;
    proxy?: { host?: string; hostKey?: string };
}

export const hostKeyIsPinned: ResourceValidationPolicy = {
    name: "host-key-is-pinned",
    description: "Commands for root go to no host that could be another.",
    severity: "high",
    validateResource: ({ type, props }, reportViolation) => {
        if (type !== "kdump:index:Kdump" && type !== "kdump:index:DumpServer") return;
        const connection = ifKnown(() => props.connection as Connection | undefined);
        if (connection === undefined) return;
        const unpinned = [
            ...(isMissing(() => connection.hostKey) ? ["connection.hostKey"] : []),
            ...(ifKnown(() => connection.proxy?.host) !== undefined &&
            isMissing(() => connection.proxy?.hostKey)
                ? ["connection.proxy.hostKey"]
                : []),
        ];
        for (const property of unpinned)
            reportViolation(
                `${property} is not set, so whoever answers at that address is taken for the host and gets root's commands. ` +
                    "Only pinned hosts are allowed: set it to the host's public key, as its console or its cloud tells it " +
                    "(/etc/ssh/ssh_host_ed25519_key.pub).",
            );
    },
};

/** A key that the update will tell is not missing. */
function isMissing(read: () => string | undefined): boolean {
    return ifKnown(() => (read() ?? "") === "") ?? false;
}
