import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { catchSignals, Interrupted, interruption } from "./interruption";
import { descendants, kill } from "./processes";

export interface ExecOptions {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    /** The program is ended when it takes longer than this. */
    limitSeconds?: number;
    /** Called with whatever the program writes to either stream, as it comes. */
    onOutput?: (text: string) => void;
    /** Interrupts the program when it is aborted. */
    signal?: AbortSignal;
    /** When interrupted, wait however long the program takes to end by itself, and not only 12 s. */
    endsInOrder?: boolean;
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
 * Runs a program without a shell and collects what it says. A failure is a `code` and no exception.
 *
 * @throws {@link Interrupted} after Ctrl-C, when the program has ended
 */
export function exec(program: string, args: string[], options: ExecOptions = {}): Promise<ExecResult> {
    if (interruption.aborted) return Promise.reject(new Interrupted());
    catchSignals();
    const started = process.hrtime.bigint();
    return new Promise((resolve, reject) => {
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
            cut.removeEventListener("abort", onCut);
            if (child.pid) running.delete(child.pid);
            const seconds = Number(process.hrtime.bigint() - started) / 1e9;
            if (interruption.aborted) reject(new Interrupted());
            else resolve({ code: timedOut ? 124 : code, stdout, stderr, seconds });
        };
        // The Pulumi CLI ends in order at the first SIGINT and at once at the second, with all that it started.
        const end = (pid: number, patient = false) => {
            signalGroup(pid, "SIGINT");
            if (patient) return;
            timers.push(setTimeout(() => signalGroup(pid, "SIGINT"), 8_000));
            timers.push(setTimeout(() => killTree(pid), 12_000));
        };
        // Programs are groups of their own, so Ctrl-C does not reach them: it is passed on.
        const cut = options.signal ? AbortSignal.any([interruption, options.signal]) : interruption;
        const onCut = () => child.pid && end(child.pid, options.endsInOrder);
        cut.addEventListener("abort", onCut);
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
        running.add(pid);
        if (options.nice) lowerPriority(pid);
        if (options.limitSeconds) {
            const onLimit = () => {
                timedOut = true;
                end(pid);
            };
            timers.push(setTimeout(onLimit, options.limitSeconds * 1000));
        }
    });
}

/** Runs a program that must succeed, and returns its stdout; a failure is an error with the last that it said. */
export async function run(program: string, args: string[], options: ExecOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await exec(program, args, options);
    if (code === 0) return stdout;
    const said = lastLines(stderr || stdout, 15);
    throw new Error(`\`${program}\` failed with exit status ${code}. The last it said:\n${said}`);
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

export function lastLines(text: string, count: number): string {
    return text.replace(/\r/g, "").trimEnd().split("\n").slice(-count).join("\n");
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
