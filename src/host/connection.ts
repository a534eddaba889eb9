import { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { addressProblem, portProblem } from "../args/address";
import { pinnedHostKeyProblem } from "../args/hostKey";
import { optional, Problem } from "../args/problem";

/** How a host is reached: @pulumi/command's own type, whose documentation applies. */
type Connection = types.input.remote.ConnectionArgs;

/**
 * Failed attempts after which a step gives up. A new VM answers on its ssh port only some time after the
 * cloud calls it running: while the port refuses, 30 attempts are about two minutes. (@pulumi/command
 * retries after 0.1 s, half as much longer each time, 5 s at most.)
 */
const defaultDialErrorLimit = 30;

/** For a connection without a host. */
export const noHost = "No host is given; set it to the VM's name or address.";

/** The secrets of a connection. The rest stays readable, so that a preview shows when the host changes. */
const secretKeys = ["password", "privateKey", "privateKeyPassword"] as const;

/**
 * The connection as the component's own input: each secret field marked secret, the rest as it is.
 * Fields that become known later stay separate, so that one secret does not hide them all.
 */
export function withSecretsMarked(connection: pulumi.Input<Connection>): pulumi.Input<Connection> {
    if (pulumi.Output.isInstance(connection) || connection instanceof Promise) {
        return pulumi.secret(connection);
    }
    const marked: Connection = { ...connection };
    for (const key of secretKeys) {
        if (marked[key] !== undefined) marked[key] = pulumi.secret(marked[key]);
    }
    if (marked.proxy !== undefined) {
        marked.proxy = withSecretsMarked(marked.proxy as pulumi.Input<Connection>) as typeof marked.proxy;
    }
    return marked;
}

/** A connection whose every value is known. */
export type KnownConnection = pulumi.Unwrap<Connection>;

/** Failed attempts after which a step gives up. */
export function failedAttemptsOf(connection: KnownConnection): number {
    return connection.dialErrorLimit ?? defaultDialErrorLimit;
}

/**
 * The connection of every step, which gives up after so many failed attempts. Also of a step after a reboot: a hook has
 * waited until the host was back, and deleting uses the same connection, for which a host that is gone must not be dialled
 * for ever.
 */
export function withRetryLimit(connection: pulumi.Output<KnownConnection>): pulumi.Output<Connection> {
    return connection.apply((known) => ({ ...known, dialErrorLimit: failedAttemptsOf(known) }));
}

/** The host as people know it: USER@HOST:PORT. */
export function targetOf(connection: Pick<KnownConnection, "user" | "host" | "port">): string {
    return `${connection.user ?? "root"}@${connection.host}:${connection.port ?? 22}`;
}

/** Checks a connection of the kind that it has to be. */
export function connectionProblems(connection: KnownConnection | undefined): Problem[] {
    if (connection === undefined) {
        return [{ propertyPath: "connection", reason: "The connection is missing; give at least its host." }];
    }
    return [
        ...optional("connection.host", connection.host ?? "", hostProblem),
        ...optional("connection.port", connection.port, portProblem),
        ...optional("connection.dialErrorLimit", connection.dialErrorLimit, dialErrorLimitProblem),
        ...optional("connection.privateKey", connection.privateKey, privateKeyProblem),
        ...optional("connection.hostKey", connection.hostKey, pinnedHostKeyProblem),
        ...loginProblems(connection),
    ];
}

function hostProblem(host: string): string | undefined {
    return host === "" ? noHost : addressProblem(host, "connection");
}

function dialErrorLimitProblem(limit: number): string | undefined {
    return Number.isInteger(limit) && limit >= -1
        ? undefined
        : `${limit} is not a number of attempts; give a whole number, or -1 to retry forever.`;
}

function privateKeyProblem(key: string): string | undefined {
    if (/^(ssh-|ecdsa-|sk-)/.test(key)) {
        return "This is a public key; give the text of the private key, the file without .pub.";
    }
    return key.includes("PRIVATE KEY-----")
        ? undefined
        : "This is not the text of a private key, which begins with -----BEGIN … PRIVATE KEY-----; give the file's text, not its name.";
}

/** The plugin tries a key, a password or an agent; with none of them it would be refused after long retries. */
function loginProblems(connection: KnownConnection): Problem[] {
    const ways = [
        connection.privateKey,
        connection.password,
        connection.agentSocketPath,
        process.env.SSH_AUTH_SOCK,
    ];
    return ways.some((way) => way !== undefined && way !== "")
        ? []
        : [
              {
                  propertyPath: "connection",
                  reason: "There is no way to log in: set privateKey or password, or start an ssh agent (SSH_AUTH_SOCK).",
              },
          ];
}
