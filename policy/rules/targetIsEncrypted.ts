import type { ResourceValidationPolicy } from "@pulumi/policy";

import { ifKnown } from "../known";

export const targetIsEncrypted: ResourceValidationPolicy = {
    name: "target-is-encrypted",
    description: "A dump is the memory of a machine, and crosses no network in the clear.",
    severity: "critical",
    configSchema: {
        properties: {
            trusted: {
                type: "array",
                items: { type: "string" },
                description:
                    "Servers that are reached through an encrypted network, by their names or addresses.",
            },
        },
    },
    validateResource: ({ type, props, getConfig }, reportViolation) => {
        const server = ifKnown(() => inTheClear[type]?.(props));
        if (server === undefined) return;
        const { trusted = [] } = getConfig<{ trusted?: string[] }>();
        if (trusted.includes(server.host)) return;
        reportViolation(
            `${server.property} sends dumps to ${server.host} by ${server.by}, and with them the memory of the machine, ` +
                `unencrypted. Allowed are the machine's own disks, ssh and https: ${server.instead}, or name ${server.host} ` +
                "among `trusted` of this policy if the network there is encrypted.",
        );
    },
};

/** A server that gets dumps as they are. */
interface Server {
    property: string;
    host: string;
    by: string;
    instead: string;
}

/** What is looked at of a Kdump and of a DumpCollection. */
interface Props {
    conf?: { target?: { type: string; location: string }; dracutArgs?: string };
    s3?: { endpoint?: string };
}

const inTheClear: Partial<Record<string, (props: Props) => Server | undefined>> = {
    "kdump:index:Kdump": ({ conf }) => {
        const nfs = { by: "NFS", instead: "give a dumpServer or an ssh target" };
        if (conf?.target?.type === "nfs")
            return { property: "conf.target", host: hostOfExport(conf.target.location), ...nfs };
        const mount = /--mount[\s=]+["']?(\S+)\s+\S+\s+nfs4?\b/.exec(conf?.dracutArgs ?? "");
        return mount === null
            ? undefined
            : { property: "conf.dracutArgs", host: hostOfExport(mount[1]), ...nfs };
    },
    "kdump:index:DumpCollection": ({ s3 }) => {
        const plain = /^http:\/\/(\[[^\]]*\]|[^/:]*)/i.exec(s3?.endpoint ?? "");
        return plain === null
            ? undefined
            : {
                  property: "s3.endpoint",
                  host: withoutBrackets(plain[1]),
                  by: "http",
                  instead: "give an address with https://",
              };
    },
};

/** `host:/export`, where an IPv6 address has brackets. */
function hostOfExport(location: string): string {
    return withoutBrackets(location.replace(/:\/.*$/, ""));
}

function withoutBrackets(host: string): string {
    return host.replace(/^\[(.*)\]$/, "$1");
}
