import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { descendants, kill } from "./processes";

export interface ExecOptions {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    /** The program is ended when it takes longer than this. */
    limitSeconds?: number;
    /** The program is interrupted when this is aborted, and given a minute to end in order. */
    signal?: AbortSignal;
    /** Called with whatever the program writes to either stream, as it comes. */
    onOutput?: (text: string) => void;
    /** Run with lower priority, for long builds beside other work. */
    nice?: boolean;
    stdin?: string;
}

export interface ExecResult {
    /** The exit status; 124 when the time limit ended it, 127 when it could not be started. */
    code: number;
    stdout: string;
    stderr: string;
    seconds: number;
}

/** Programs that are still running; they are ended with this process. */
const running = new Set<number>();
process.on("exit", () => running.forEach(killTree));

/**
 * They are groups of their own, so Ctrl-C does not reach them. It is passed on, and this process ends once they
 * have: nothing may go on after an interrupted step. A second signal ends them at once.
 */
let interrupted = false;
const onSignal = () => {
    if (interrupted || running.size === 0) process.exit(130);
    interrupted = true;
    running.forEach((pid) => signalGroup(pid, "SIGINT"));
};
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs a program without a shell and collects what it says. Never throws: a failure is a `code`. */
export function exec(program: string, args: string[], options: ExecOptions = {}): Promise<ExecResult> {
    const started = process.hrtime.bigint();
    return new Promise((resolve) => {
        const child = spawn(program, args, {
            cwd: options.cwd,
            env: options.env ?? process.env,
            stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
            detached: true, // a group of its own, so that the time limit also ends what the program started
        });
        let stdout = "";
        let stderr = "";
        let timedOut = false;
        const timers: NodeJS.Timeout[] = [];
        const finish = (code: number) => {
            timers.forEach(clearTimeout);
            if (child.pid) forget(child.pid);
            const seconds = Number(process.hrtime.bigint() - started) / 1e9;
            resolve({ code: timedOut ? 124 : code, stdout, stderr, seconds });
        };
        child.on("error", (error) => {
            stderr += `${error.message}\n`;
            finish(127);
        });
        child.on("close", (code) => finish(code ?? 1));
        child.stdout?.setEncoding("utf8").on("data", (text: string) => {
            stdout += text;
            options.onOutput?.(text);
        });
        child.stderr?.setEncoding("utf8").on("data", (text: string) => {
            stderr += text;
            options.onOutput?.(text);
        });
        child.stdin?.on("error", () => {}).end(options.stdin); // a program may end without reading it
        const pid = child.pid;
        if (!pid) return;
        remember(pid);
        if (options.nice) lowerPriority(pid);
        const interrupt = () => {
            signalGroup(pid, "SIGINT");
            timers.push(setTimeout(() => signalGroup(pid, "SIGKILL"), 60_000));
        };
        if (options.signal?.aborted) interrupt();
        else options.signal?.addEventListener("abort", interrupt, { once: true });
        if (options.limitSeconds) {
            const after = (seconds: number, action: () => void) =>
                timers.push(setTimeout(action, (Number(options.limitSeconds) + seconds) * 1000));
            const interrupt = () => {
                timedOut = true;
                signalGroup(pid, "SIGINT");
            };
            // The Pulumi CLI ends in order at the first and at once at the second, with all that it started.
            after(0, interrupt);
            after(8, interrupt);
            after(12, () => killTree(pid));
        }
    });
}

/** Signals are only caught while there is something to pass them on to. */
function remember(pid: number): void {
    if (running.size === 0) SIGNALS.forEach((signal) => process.on(signal, onSignal));
    running.add(pid);
}

function forget(pid: number): void {
    if (!running.delete(pid) || running.size > 0) return;
    if (interrupted) process.exit(130);
    SIGNALS.forEach((signal) => process.off(signal, onSignal));
}

/** The file a program name stands for on PATH, or undefined. */
export function which(name: string, searchPath = process.env.PATH ?? ""): string | undefined {
    for (const directory of searchPath.split(path.delimiter)) {
        if (directory && isProgram(path.join(directory, name))) return path.join(directory, name);
    }
    return undefined;
}

export function isProgram(file: string): boolean {
    try {
        fs.accessSync(file, fs.constants.X_OK);
        return fs.statSync(file).isFile();
    } catch {
        return false;
    }
}

/** The last line that says something: what to show of a failed program's output. */
export function lastLine(text: string): string {
    return text.trim().split("\n").pop()?.trim() || "it said nothing";
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
    try {
        process.kill(-pid, signal);
    } catch {
        // it has ended by itself
    }
}

/** Ends a program and what it started, also what has made itself a group of its own, as Pulumi's plugins do. */
function killTree(pid: number): void {
    const all = [...descendants(pid), pid];
    signalGroup(pid, "SIGKILL");
    all.forEach(kill);
}

function lowerPriority(pid: number): void {
    try {
        os.setPriority(pid, 10);
    } catch {
        // only a courtesy to the rest of the machine
    }
}
