import * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** Where a host answers: the fields of a connection that concern the network. */
interface Endpoint {
    host: string;
    port?: number;
    /** Seconds that one attempt may take. */
    perDialTimeout?: number;
    /** What is reached through another host is not reached from here. */
    proxy?: unknown;
}

/** How long to try: a number of failed attempts, or a number of seconds. */
export type Patience = { failedAttempts: number } | { seconds: number };

/** The port that sshd listens on unless told otherwise, and the plugin's own limit of one attempt. */
export const defaultPort = 22;
export const defaultPerDialTimeout = 15;

/** Seconds between attempts: the plugin's own, 0.1 at first, half as much longer each time, 5 at most. */
const firstPause = 0.1;
const pauseGrowth = 1.5;
const longestPause = 5;

/** What happens at each attempt. */
interface Attempts {
    /** Called after each failed attempt with the seconds since the first. */
    onWait?: (seconds: number) => void;
    /** What comes after the greeting, told how many attempts failed before; returns why to try again, as `seen` below. */
    login?: (failed: number) => Promise<string | undefined>;
}

/**
 * Waits until a host's sshd greets, and until a login there succeeds if there is one to try.
 *
 * The command plugin limits only the time to connect: a connection that is accepted and then stays silent (a half-booted
 * host, a port forward to nowhere) would block it forever. Here each attempt has a limit, and the error tells what was
 * seen last.
 *
 * @returns undefined when the host is reached, else what was tried and last seen, as the end of a sentence
 */
export async function notReached(
    endpoint: Endpoint,
    patience: Patience,
    { onWait = () => undefined, login = () => Promise.resolve(undefined) }: Attempts = {},
): Promise<string | undefined> {
    const port = endpoint.port ?? defaultPort;
    const started = Date.now();
    const elapsed = () => (Date.now() - started) / 1000;
    for (
        let attempts = 1, pause = firstPause;
        ;
        attempts++, pause = Math.min(pause * pauseGrowth, longestPause)
    ) {
        const left = "seconds" in patience ? patience.seconds - elapsed() : Infinity;
        const limit = Math.min(limitOf(endpoint), Math.max(left, 1));
        const silent = endpoint.proxy === undefined && (await greeting(endpoint.host, port, limit));
        const seen = silent || (await login(attempts - 1));
        if (seen === undefined) return undefined;
        const over =
            "seconds" in patience
                ? elapsed() + pause >= patience.seconds
                : patience.failedAttempts >= 0 && attempts > patience.failedAttempts;
        if (over) {
            const tries = attempts === 1 ? "one attempt" : `${attempts} attempts`;
            return `${endpoint.host}:${port} was tried for ${elapsed().toFixed(0)} s (${tries}); last seen: ${seen}`;
        }
        onWait(elapsed());
        await sleep(pause * 1000);
    }
}

/** 0 means without limit to the plugin; nobody should wait for a silent host without one. */
function limitOf(endpoint: Endpoint): number {
    return endpoint.perDialTimeout || defaultPerDialTimeout;
}

/** Connects once and reads the greeting; undefined when it is that of an sshd, else what came instead. */
function greeting(host: string, port: number, seconds: number): Promise<string | undefined> {
    return new Promise((resolve) => {
        const socket = net.connect({ host, port });
        let received = "";
        const end = (seen: string | undefined) => {
            clearTimeout(timer);
            socket.destroy();
            resolve(seen);
        };
        const timer = setTimeout(
            () =>
                end(
                    socket.connecting
                        ? `no answer within ${seconds.toFixed(0)} s`
                        : `it accepts connections, but sends no ssh greeting within ${seconds.toFixed(0)} s`,
                ),
            seconds * 1000,
        );
        socket.setEncoding("latin1");
        socket.on("data", (chunk: string) => {
            received += chunk;
            // RFC 4253, 4.2: other lines may come before the one that begins with SSH-.
            if (/^SSH-/m.test(received)) end(undefined);
            else if (received.length > 4096) end("what answers there is not an ssh server");
        });
        socket.on("error", (error: NodeJS.ErrnoException) => end(reasonOf(error)));
        socket.on("close", () =>
            end(
                received === ""
                    ? "it closes connections without a greeting"
                    : "what answers there is not an ssh server",
            ),
        );
    });
}

/** An error of the network, as the end of a sentence. */
export function reasonOf(error: NodeJS.ErrnoException): string {
    switch (error.code) {
        case "ECONNREFUSED":
            return "connection refused";
        case "ECONNRESET":
            return "connection reset";
        case "EHOSTUNREACH":
        case "ENETUNREACH":
            return "no route to the host";
        case "ENOTFOUND":
        case "EAI_AGAIN":
            return "the name cannot be resolved";
        case "ETIMEDOUT":
            return "no answer";
        default:
            return error.message;
    }
}
