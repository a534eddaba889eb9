import { Duplex } from "node:stream";

import { Client } from "ssh2";

import { dialTcp, handshake, sshConfig } from "./attempt";
import { Connection } from "./connection";

/** What one operation of the engine brings along. */
export interface Operation {
    /** Shows a line in the status column of the resource. */
    status(line: string): void;
    /** Ends when the engine cancels or the resource's custom timeout is over. */
    signal: AbortSignal;
}

/** Connects and logs in, trying again as the plugin does. */
export async function dial(connection: Connection, operation: Operation): Promise<Client> {
    const config = sshConfig(connection);
    const { proxy } = connection;
    if (!proxy) {
        return retry("Dial", connection.dialErrorLimit, operation, async () =>
            handshake(await dialTcp(connection), config, connection, operation.signal),
        );
    }
    try {
        const proxyConfig = sshConfig(proxy);
        const jump = await retry("Dial proxy", proxy.dialErrorLimit, operation, async () =>
            handshake(await dialTcp(proxy), proxyConfig, proxy, operation.signal),
        );
        jump.on("error", () => {}); // told by the inner connection, which breaks with it
        const client = await retry("Dial from proxy", connection.dialErrorLimit, operation, async () =>
            handshake(await forward(jump, connection), config, connection, operation.signal),
        ).catch((error) => {
            jump.end();
            throw error;
        });
        client.on("close", () => jump.end());
        return client;
    } catch (error) {
        throw new Error(`proxy: ${(error as Error).message}`);
    }
}

function forward(jump: Client, { host, port }: Connection): Promise<Duplex> {
    return new Promise((resolve, reject) =>
        jump.forwardOut("127.0.0.1", 0, host, port, (error, channel) =>
            error ? reject(error) : resolve(channel),
        ),
    );
}

/** A limit of N is N + 1 attempts, with pauses of 0.1 s that grow by half up to 5 s; -1 is no limit. */
async function retry<T>(
    what: string,
    limit: number,
    operation: Operation,
    attempt: () => Promise<T>,
): Promise<T> {
    for (let tries = 0, pause = 100; ; tries++, pause = Math.min(pause * 1.5, 5000)) {
        try {
            return await attempt();
        } catch (error) {
            operation.signal.throwIfAborted();
            if (limit >= 0 && tries >= limit) {
                throw new Error(`after ${tries} failed attempts: ${(error as Error).message}`);
            }
        }
        operation.status(`${what} ${tries + 1}/${limit < 0 ? "inf" : limit} failed: retrying`);
        await sleep(pause, operation.signal);
    }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            signal.removeEventListener("abort", aborted);
            resolve();
        }, milliseconds);
        const aborted = () => {
            clearTimeout(timer);
            reject(signal.reason as Error);
        };
        signal.addEventListener("abort", aborted, { once: true });
    });
}
