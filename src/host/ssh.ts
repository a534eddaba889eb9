// Our own way to a host, beside the plugin's: the plugin runs commands for resources alone, and its messages come late.
import * as net from "node:net";
import { Duplex } from "node:stream";

import type { Client, ClientChannel, ConnectConfig } from "ssh2";

import { KnownConnection, targetOf } from "./connection";
import { defaultPerDialTimeout, defaultPort, reasonOf } from "./reach";

/** Why nobody got in. */
export const LoginFault = {
    /** Nothing answers, or not in time, or it breaks off: another attempt may succeed. */
    Unreachable: "unreachable",
    /** What answers has another host key than the one that is pinned. */
    OtherHostKey: "other-host-key",
    /** The user is not let in with this key, password or agent. */
    Refused: "refused",
    /** The private key cannot be read. */
    BadKey: "bad-key",
} as const;
export type LoginFault = (typeof LoginFault)[keyof typeof LoginFault];

/** Nobody got in; the message is the end of a sentence, such as `connection refused`. */
export class LoginError extends Error {
    constructor(
        readonly fault: LoginFault,
        reason: string,
        /** Whether it is the proxy that nobody got into. */
        readonly ofProxy = false,
    ) {
        super(reason);
    }
}

/** What a command said. */
export interface Ran {
    /** Its exit status; undefined when a signal ended it. */
    status?: number;
    stdout: string;
    stderr: string;
}

/** More than any answer has. A host that sends more is not one of ours, and may not fill this machine's memory. */
const mostOutput = 1024 * 1024;

/**
 * Tries once to log in, with every setting of the connection, and leaves at once.
 *
 * @returns undefined when the user is let in, else why not
 */
export async function loginFault(connection: KnownConnection): Promise<LoginError | undefined> {
    try {
        await loggedIn(connection, () => Promise.resolve());
        return undefined;
    } catch (error) {
        if (error instanceof LoginError) return error;
        throw error;
    }
}

/**
 * Runs one command on a host, over one connection that is ended in any case.
 *
 * @param stdin what the command reads
 * @param seconds how long all of it may take
 * @throws LoginError when nobody gets in, or the connection breaks, or the time is over
 */
export function runOnHost(
    connection: KnownConnection,
    command: string,
    stdin: string | Buffer,
    seconds: number,
): Promise<Ran> {
    return loggedIn(connection, (client) => run(client, command, stdin), seconds);
}

/** What one jump needs: the connection itself, or its proxy, which has the same fields but for a further proxy. */
type Hop = Omit<KnownConnection, "proxy" | "dialErrorLimit">;

/**
 * Logs in, through the proxy if there is one, and does something there.
 *
 * @param seconds how long all of it may take; without, only each hop's login is limited
 */
async function loggedIn<T>(
    connection: KnownConnection,
    use: (client: Client) => Promise<T>,
    seconds?: number,
): Promise<T> {
    const open: { destroy(): unknown }[] = [];
    let timer: NodeJS.Timeout | undefined;
    const work = async () => {
        const { proxy } = connection;
        if (!proxy) return use(await login(connection, await connect(connection, open), open));
        const jump = await login(proxy, await connect(proxy, open), open).catch((error: unknown) => {
            if (!(error instanceof LoginError)) throw error;
            throw new LoginError(error.fault, `the proxy ${targetOf(proxy)}: ${error.message}`, true);
        });
        return use(await login(connection, await channelTo(connection, jump), open));
    };
    const late = new Promise<never>((_, reject) => {
        if (seconds === undefined) return;
        const fault = new LoginError(LoginFault.Unreachable, `no answer within ${seconds} s`);
        timer = setTimeout(() => reject(fault), seconds * 1000);
    });
    try {
        return await Promise.race([work(), late]);
    } finally {
        clearTimeout(timer);
        for (const each of open.reverse()) each.destroy();
    }
}

function limitOf(hop: Hop): number {
    return (hop.perDialTimeout || defaultPerDialTimeout) * 1000;
}

function connect(hop: Hop, open: { destroy(): unknown }[]): Promise<net.Socket> {
    return new Promise((resolve, reject) => {
        // A login is a dozen small packets in turn: each would wait some 40 ms for the acknowledgement of the one before.
        const socket = net.connect({ host: hop.host, port: hop.port ?? defaultPort, noDelay: true });
        open.push(socket);
        const fail = (reason: string) => reject(new LoginError(LoginFault.Unreachable, reason));
        socket.setTimeout(limitOf(hop), () => {
            if (socket.connecting) socket.destroy(new Error(`no answer within ${limitOf(hop) / 1000} s`));
        });
        socket.on("error", (error) => fail(reasonOf(error)));
        socket.once("connect", () => resolve(socket.setTimeout(0)));
    });
}

function channelTo(hop: Hop, jump: Client): Promise<Duplex> {
    return new Promise((resolve, reject) => {
        jump.on("close", () => reject(new LoginError(LoginFault.Unreachable, "the proxy broke off")));
        jump.forwardOut("127.0.0.1", 0, hop.host, hop.port ?? defaultPort, (error, channel) =>
            error
                ? reject(new LoginError(LoginFault.Unreachable, `the proxy says: ${error.message}`))
                : resolve(channel),
        );
    });
}

async function login(hop: Hop, sock: Duplex, open: { destroy(): unknown }[]): Promise<Client> {
    // It takes a moment to load, and most programs look at nothing.
    const { Client, utils } = await import("ssh2");
    const client = new Client();
    open.push(client);
    let otherKey = false;
    const config: ConnectConfig = {
        sock: sock as net.Socket,
        username: hop.user ?? "root",
        readyTimeout: limitOf(hop),
        agent: hop.agentSocketPath ?? process.env.SSH_AUTH_SOCK,
        ...keyOf(hop, utils.parseKey),
        ...(hop.password === undefined ? {} : { password: hop.password, tryKeyboard: true }),
        ...pinOf(hop, () => (otherKey = true)),
    };
    return new Promise((resolve, reject) => {
        client.on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.map(() => hop.password ?? "")),
        );
        client.on("error", (error: Error & { level?: string }) => {
            // An agent that does not answer is only one way in of several.
            if (error.level !== "agent") reject(otherKey ? otherHostKey() : faultOf(error));
        });
        client.on("close", () => reject(new LoginError(LoginFault.Unreachable, "the connection broke off")));
        client.on("ready", () => resolve(client));
        try {
            client.connect(config);
        } catch (error) {
            reject(faultOf(error as Error));
        }
    });
}

function keyOf(
    { privateKey, privateKeyPassword }: Hop,
    parseKey: typeof import("ssh2").utils.parseKey,
): Pick<ConnectConfig, "privateKey" | "passphrase"> {
    if (privateKey === undefined) return {};
    const key = parseKey(privateKey, privateKeyPassword);
    if (key instanceof Error) throw new LoginError(LoginFault.BadKey, key.message);
    return { privateKey, passphrase: privateKeyPassword };
}

/** The host has to show the key that is pinned. RSA keys sign in newer ways than their type says. */
function pinOf({ hostKey }: Hop, refused: () => void): Pick<ConnectConfig, "algorithms" | "hostVerifier"> {
    if (hostKey === undefined) return {};
    const [type, key = ""] = hostKey.trim().split(/[ \t]+/);
    const kinds = type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", type] : [type];
    return {
        algorithms: { serverHostKey: kinds as never },
        hostVerifier: (shown: Buffer) => {
            const same = shown.equals(Buffer.from(key, "base64"));
            if (!same) refused();
            return same;
        },
    };
}

function otherHostKey(): LoginError {
    return new LoginError(LoginFault.OtherHostKey, "it has another host key than connection.hostKey");
}

function faultOf(error: Error & { level?: string }): LoginError {
    if (error.level === "client-authentication")
        return new LoginError(LoginFault.Refused, "it does not let this user in with this key or password");
    if (/host key format/.test(error.message)) return otherHostKey();
    return new LoginError(LoginFault.Unreachable, reasonOf(error));
}

function run(client: Client, command: string, stdin: string | Buffer): Promise<Ran> {
    return new Promise((resolve, reject) => {
        const broken = () => reject(new LoginError(LoginFault.Unreachable, "the connection broke off"));
        client.on("close", broken);
        client.exec(command, (error, channel: ClientChannel) => {
            if (error)
                return reject(
                    new LoginError(LoginFault.Unreachable, `it runs no commands: ${error.message}`),
                );
            const tooMuch = () =>
                reject(new LoginError(LoginFault.Unreachable, "it sends more than any answer has"));
            const stdout = gathered(channel, tooMuch);
            const stderr = gathered(channel.stderr, tooMuch);
            let status: number | undefined;
            channel.on("exit", (code: number | null) => (status = code ?? undefined));
            channel.on("close", () => resolve({ status, stdout: stdout(), stderr: stderr() }));
            // A command may end before it has read everything.
            channel.on("error", () => undefined);
            channel.end(stdin);
        });
    });
}

/** Gathers what comes, up to a limit. */
function gathered(stream: NodeJS.ReadableStream, tooMuch: () => void): () => string {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > mostOutput) return tooMuch();
        chunks.push(chunk);
    });
    return () => Buffer.concat(chunks).toString("utf8");
}
