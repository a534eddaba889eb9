import * as net from "node:net";

import { Client, ConnectConfig, utils } from "ssh2";

import { Connection } from "./connection";

/** What can be wrong before anything is dialled; such an error is not tried again. */
export function sshConfig(connection: Connection): ConnectConfig {
    const config: ConnectConfig = { username: connection.user, readyTimeout: 0 };
    if (connection.privateKey !== undefined) {
        const key = utils.parseKey(connection.privateKey, connection.privateKeyPassword);
        if (key instanceof Error) {
            if (/encrypted.*no passphrase/i.test(key.message)) {
                throw new Error("ssh: this private key is passphrase protected");
            }
            throw new Error(
                /unsupported key format/i.test(key.message) ? "ssh: no key found" : `ssh: ${key.message}`,
            );
        }
        config.privateKey = connection.privateKey;
        config.passphrase = connection.privateKeyPassword;
    }
    if (connection.password !== undefined) {
        config.password = connection.password;
        config.tryKeyboard = true;
    }
    config.agent = connection.agentSocketPath ?? process.env.SSH_AUTH_SOCK;
    if (connection.hostKey !== undefined) {
        const [type, data] = connection.hostKey.trim().split(/\s+/);
        if (!data) throw new Error("failed to parse host key: ssh: no key found");
        config.algorithms = { serverHostKey: [type] as never };
        config.hostVerifier = (key: Buffer) => key.equals(Buffer.from(data, "base64"));
    }
    return config;
}

/** Makes a TCP connection; only this is bounded by perDialTimeout. */
export function dialTcp(connection: Connection): Promise<net.Socket> {
    const { host, port, perDialTimeout } = connection;
    return new Promise((resolve, reject) => {
        const socket = net.connect({ host, port });
        const fail = (reason: string) => {
            socket.destroy();
            reject(new Error(`dial tcp ${net.isIPv6(host) ? `[${host}]` : host}:${port}: ${reason}`));
        };
        const timer = perDialTimeout > 0 && setTimeout(() => fail("i/o timeout"), perDialTimeout * 1000);
        socket.once("error", (error: NodeJS.ErrnoException) => {
            if (timer) clearTimeout(timer);
            fail(describe(error));
        });
        socket.once("connect", () => {
            if (timer) clearTimeout(timer);
            socket.removeAllListeners("error");
            resolve(socket);
        });
    });
}

/** Does the ssh handshake over a connected socket. */
export function handshake(
    sock: NodeJS.ReadableStream,
    config: ConnectConfig,
    connection: Connection,
    signal: AbortSignal,
): Promise<Client> {
    return new Promise((resolve, reject) => {
        const client = new Client();
        const fail = (reason: string) => {
            signal.removeEventListener("abort", aborted);
            client.removeAllListeners().on("error", () => {}); // whatever comes after is of no interest
            client.destroy();
            reject(new Error(`ssh: handshake failed: ${reason}`));
        };
        const aborted = () => fail("context deadline exceeded");
        signal.addEventListener("abort", aborted);
        client.on("ready", () => {
            signal.removeEventListener("abort", aborted);
            client.removeAllListeners("error").removeAllListeners("close");
            resolve(client);
        });
        client.on("keyboard-interactive", (_name, _instructions, _language, prompts, finish) =>
            finish(prompts.map(() => connection.password ?? "")),
        );
        client.on("error", (error: Error & { level?: string; code?: string }) =>
            fail(handshakeReason(error, config)),
        );
        client.on("close", () => fail("EOF"));
        client.connect({ ...config, sock: sock as never });
    });
}

function handshakeReason(error: Error & { level?: string; code?: string }, config: ConnectConfig): string {
    if (error.level === "client-authentication") {
        const methods = ["none"];
        if (config.privateKey || config.agent) methods.push("publickey");
        if (config.password) methods.push("password", "keyboard-interactive");
        return `ssh: unable to authenticate, attempted methods [${methods.join(" ")}], no supported methods remain`;
    }
    if (/host denied|verification failed/i.test(error.message)) return "ssh: host key mismatch";
    if (/no matching (server )?host key/i.test(error.message)) {
        return "ssh: no common algorithm for host key";
    }
    if (/before handshake|ended/i.test(error.message)) return "EOF";
    return error.code ? describe(error) : error.message;
}

/** The words that Go has for an error of the operating system. */
function describe(error: NodeJS.ErrnoException): string {
    switch (error.code) {
        case "ECONNREFUSED":
            return "connect: connection refused";
        case "ECONNRESET":
            return "connection reset by peer";
        case "EHOSTUNREACH":
            return "connect: no route to host";
        case "ENETUNREACH":
            return "connect: network is unreachable";
        case "ETIMEDOUT":
            return "connect: connection timed out";
        case "ENOTFOUND":
            return "lookup: no such host";
        default:
            return error.message;
    }
}
