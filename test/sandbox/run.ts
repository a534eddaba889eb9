import { spawnSync } from "node:child_process";

/** How a run of the program ended. */
export interface Run {
    status: number | null;
    signal: string | null;
    stdout: string;
    stderr: string;
    /** The one line of stdout, parsed; empty after a failure. */
    json: Record<string, any>;
}

/** What a step answered: the one line of its stdout; nothing after a failure. */
function answerOf(status: number | null, stdout: string): Run["json"] {
    return status === 0 && stdout.startsWith("{") ? JSON.parse(stdout) : {};
}

/** Runs a program to its end. */
export function runToEnd(command: string[], env: NodeJS.ProcessEnv, input?: string | Buffer): Run {
    const [file, ...args] = command;
    const { status, signal, stdout, stderr } = spawnSync(file, args, { env, input, encoding: "utf8" });
    return { status, signal, stdout, stderr, json: answerOf(status, stdout) };
}
