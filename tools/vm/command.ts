// Runs a program of the host and turns its failure into a sentence.
import { spawn } from "node:child_process";

export interface Finished {
    code: number;
    stdout: string;
    stderr: string;
}

export interface RunOptions {
    input?: string;
    timeoutSeconds?: number;
    env?: NodeJS.ProcessEnv;
    cwd?: string;
}

/** Runs to the end whatever the exit status; 124 after the time limit, 127 when there is no such program. */
export function finish(command: string, args: string[], options: RunOptions = {}): Promise<Finished> {
    return new Promise((resolve) => {
        const child = spawn(command, args, { env: options.env, cwd: options.cwd, stdio: "pipe" });
        const out: Buffer[] = [];
        const err: Buffer[] = [];
        let late = false;
        const timer =
            options.timeoutSeconds === undefined
                ? undefined
                : setTimeout(() => {
                      late = true;
                      child.kill("SIGKILL");
                  }, options.timeoutSeconds * 1000);
        child.stdout.on("data", (data: Buffer) => out.push(data));
        child.stderr.on("data", (data: Buffer) => err.push(data));
        child.stdin.on("error", () => undefined); // a program that does not read its input is no error
        child.stdin.end(options.input ?? "");
        child.on("error", (error) => err.push(Buffer.from(`${error.message}\n`)));
        child.on("close", (code, signal) => {
            clearTimeout(timer);
            if (late) err.push(Buffer.from(`ended after the limit of ${options.timeoutSeconds} s\n`));
            resolve({
                code: late ? 124 : code === null ? 128 : code < 0 ? 127 : signal ? 128 : code,
                stdout: Buffer.concat(out).toString(),
                stderr: Buffer.concat(err).toString(),
            });
        });
    });
}

/** Runs and returns stdout; anything but exit status 0 is an error that carries the last lines. */
export async function run(command: string, args: string[], options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await finish(command, args, options);
    if (code === 0) return stdout;
    const said = lastLines(stderr || stdout, 15);
    throw new Error(`\`${command}\` failed with exit status ${code}. The last it said:\n${said}`);
}

export function lastLines(text: string, count: number): string {
    return text.replace(/\r/g, "").trimEnd().split("\n").slice(-count).join("\n");
}
