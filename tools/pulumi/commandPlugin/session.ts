import { Client, ClientChannel } from "ssh2";

import { Connection } from "./connection";
import { dial, Operation } from "./dial";

export interface Session {
    connection: Connection;
    command: string;
    stdin?: string;
    environment: Record<string, string>;
    showStdout: boolean;
    showStderr: boolean;
}

export interface Output {
    stdout: string;
    stderr: string;
}

/** Longer lines are shown in pieces, so that they never pile up. */
const LONGEST_STATUS = 1000;

/** Runs one command on the host and returns what it wrote. */
export async function runSession(session: Session, operation: Operation): Promise<Output> {
    const client = await dial(session.connection, operation);
    try {
        return await run(client, session, operation);
    } finally {
        client.end();
    }
}

function run(client: Client, session: Session, operation: Operation): Promise<Output> {
    return new Promise((resolve, reject) => {
        client.on("error", (error) => reject(error));
        client.exec(session.command, { env: session.environment }, (error, channel) => {
            if (error) return reject(error);
            const both: Buffer[] = [];
            const stdout = collect(channel, both, session.showStdout, operation);
            const stderr = collect(channel.stderr, both, session.showStderr, operation);
            let ending: string | undefined = "wait: remote command exited without exit status or exit signal";
            channel.on(
                "exit",
                (code: number | null, signal?: string) => (ending = describeExit(code, signal)),
            );
            channel.on("close", () => {
                if (ending === undefined) return resolve({ stdout: stdout(), stderr: stderr() });
                const said = Buffer.concat(both).toString("utf8");
                reject(new Error(`${ending}: running ${JSON.stringify(session.command)}:\n${said}`));
            });
            channel.end(session.stdin ?? "");
        });
    });
}

/** Gathers a stream, and shows it line by line if asked to. */
function collect(
    stream: ClientChannel | ClientChannel["stderr"],
    both: Buffer[],
    show: boolean,
    operation: Operation,
): () => string {
    const own: Buffer[] = [];
    let line = "";
    stream.on("data", (chunk: Buffer) => {
        own.push(chunk);
        both.push(chunk);
        if (!show) return;
        const lines = (line + chunk.toString("utf8")).split("\n");
        line = lines.pop() ?? "";
        lines.forEach((text) => operation.status(text));
        if (line.length > LONGEST_STATUS) {
            operation.status(line);
            line = "";
        }
    });
    stream.on("end", () => line && operation.status(line));
    return () => Buffer.concat(own).toString("utf8").replace(/\n$/, "");
}

/** Numbers of the signals that sshd reports by name. */
const SIGNALS: Record<string, number> = {
    HUP: 1,
    INT: 2,
    QUIT: 3,
    ABRT: 6,
    KILL: 9,
    SEGV: 11,
    PIPE: 13,
    TERM: 15,
};

function describeExit(code: number | null, signal?: string): string | undefined {
    if (code === 0) return undefined;
    if (code !== null) return `Process exited with status ${code}`;
    const name = signal?.replace(/^SIG/, "") ?? "";
    return `Process exited with status ${128 + (SIGNALS[name] ?? 0)} from signal ${name}`;
}
