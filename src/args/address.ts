import * as net from "node:net";

/** A part of a host name between dots, which may begin with an underscore in DNS. */
const label = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

/** Whether a text is a host name or an IPv4 address, so that no program takes it for an option or for anything else. */
export function isHostName(text: string): boolean {
    if (typeof text !== "string" || text.length > 253) return false;
    return text
        .replace(/\.$/, "")
        .split(".")
        .every((part) => label.test(part));
}

/** Whether a text is a host name or an address, IPv6 without brackets. */
export function isAddress(text: string): boolean {
    return isHostName(text) || (net.isIPv6(text) && /^[0-9a-fA-F:.]+(?:%[A-Za-z0-9_.-]{1,15})?$/.test(text));
}

/**
 * Checks the name or address of a host.
 *
 * @param property the property whose `user` and `port` are the places for a user and a port
 */
export function addressProblem(text: string, property: string): string | undefined {
    return isAddress(text)
        ? undefined
        : `${JSON.stringify(text)} is not a host name or address; give the user in ${property}.user and the port in ${property}.port.`;
}

/** Checks a name or IPv4 address of a host, with a property of its own for the port. */
export function hostNameProblem(text: string): string | undefined {
    return isHostName(text)
        ? undefined
        : `${JSON.stringify(text)} is not a host name or IPv4 address; give one, and the port in port.`;
}

/** Checks the name of a user on another host. */
export function userProblem(name: string): string | undefined {
    return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,63}$/.test(name)
        ? undefined
        : `${JSON.stringify(name)} is not the name of a user.`;
}

/** Checks a TCP port. */
export function portProblem(port: number): string | undefined {
    return Number.isInteger(port) && port >= 1 && port <= 65535
        ? undefined
        : `${port} is not a port; give a whole number from 1 to 65535.`;
}
