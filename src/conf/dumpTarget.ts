// The targets of kdump.conf, and how the location of each is written.
import { isIPv4, isIPv6 } from "node:net";

import * as pulumi from "@pulumi/pulumi";

import { oneOf } from "../args/values";
import { targetNames } from "../data/directives";
import { plainLineProblem } from "./directives";
import { DumpTargetArgs, DumpTargetType } from "./kdumpConf";

/** Checks a target. */
export function targetProblem({ type, location }: pulumi.Unwrap<DumpTargetArgs>): string | undefined {
    if (!targetNames.includes(type)) {
        return oneOf("a kind of target", targetNames)(type);
    }
    if (typeof location !== "string" || location === "")
        return "The target has no location; say where it is.";
    const plain = plainLineProblem(location.replace(/[[\]]/g, ""));
    if (plain !== undefined) return plain;
    switch (type) {
        case DumpTargetType.Nfs:
            return nfsProblem(location);
        case DumpTargetType.Ssh:
            return sshProblem(location);
        case DumpTargetType.Virtiofs:
            return formProblem(type, location, /^[A-Za-z0-9_.-]+$/, "the file system's tag");
        case DumpTargetType.Raw:
            return formProblem(type, location, /^\/dev\/[^\s[\]]+$/, "/dev/vdb1");
        default:
            return formProblem(
                type,
                location,
                /^(\/dev\/|UUID=|LABEL=)[^\s[\]]+$/,
                "/dev/vdb1, UUID=… or LABEL=…",
            );
    }
}

function formProblem(type: string, location: string, form: RegExp, example: string): string | undefined {
    return form.test(location)
        ? undefined
        : `"${location}" is not a location for ${type}; write it as ${example}.`;
}

/** mount.nfs takes an IPv6 address in brackets alone, since a colon ends the host. */
function nfsProblem(location: string): string | undefined {
    const example = "host:/export";
    const inBrackets = /^\[([^[\]]*)\]:\/[^\s[\]]*$/.exec(location);
    if (inBrackets !== null) return addressProblem(location, inBrackets[1]);
    const bare = /^([^[\]/]*):\/[^\s[\]]*$/.exec(location);
    if (bare !== null && isIPv6(bare[1])) {
        return `"${location}" has an IPv6 address without brackets; write it as [${bare[1]}]${location.slice(bare[1].length)}.`;
    }
    return formProblem("nfs", location, /^[A-Za-z0-9.-]+:\/[^\s[\]]*$/, example);
}

/** ssh takes what is behind the @ as it is: with brackets it is a host name that nobody has. */
function sshProblem(location: string): string | undefined {
    const [, user, host] = /^([A-Za-z0-9_.-]+)@(\S+)$/.exec(location) ?? [];
    const inBrackets = /^\[([^[\]]*)\]$/.exec(host ?? "");
    if (inBrackets !== null) {
        return `"${location}" has brackets, which ssh takes for a part of the name; write it as ${user}@${inBrackets[1]}.`;
    }
    if (host !== undefined && isIPv6(host)) return addressProblem(location, host);
    return formProblem("ssh", location, /^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+$/, "user@host");
}

function addressProblem(location: string, address: string): string | undefined {
    if (isIPv6(address) && /^[0-9A-Fa-f:.]+(%[A-Za-z0-9_.-]+)?$/.test(address)) {
        return /^fe[89ab]/i.test(address) && !address.includes("%")
            ? `"${location}" is a link-local address; add its interface, as in ${address}%eth0, or use another address.`
            : undefined;
    }
    return isIPv4(address)
        ? `"${location}" has an IPv4 address in brackets; write it without them.`
        : `"${location}" has no IPv6 address in its brackets.`;
}
