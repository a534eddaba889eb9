import { ChildProcess, spawn } from "node:child_process";

import { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";

import { Invocation, invocation } from "./invocation";

/** With this exit status @pulumi/pulumi says that it has told the user everything. */
const ALREADY_TOLD = 32;

/** How long a program may go on after it was interrupted, or its output after it has ended. */
const GRACE_SECONDS = 4;

/** Runs a program to its end, or until the signal interrupts it. */
export async function run(
    request: RunRequest,
    engineAddress: string,
    signal: AbortSignal,
): Promise<RunResponse> {
    if (request.getAttachDebugger()) return failed("This language host cannot attach a debugger.");
    let how: Invocation;
    try {
        how = invocation(request, engineAddress);
    } catch (error) {
        return failed((error as Error).message);
    }
    const { error, code, endedBy } = await runNode(how, signal);
    if (error) return failed(`node could not be started: ${error.message}`);
    if (endedBy) return failed(`The program was ended by ${endedBy}.`);
    if (code === ALREADY_TOLD) return new RunResponse().setBail(true);
    return code === 0 ? new RunResponse() : failed(`Program exited with non-zero exit code: ${code}`);
}

interface Ending {
    error?: Error;
    code: number | null;
    endedBy?: NodeJS.Signals | null;
}

function runNode({ args, env }: Invocation, signal: AbortSignal): Promise<Ending> {
    return new Promise((resolve) => {
        const child = spawn("node", args, { env, stdio: ["ignore", "pipe", "pipe"] });
        // What comes out here is shown by the engine. It is passed on instead of inherited, since something that the
        // program has left running could otherwise keep the engine waiting for more.
        child.stdout.pipe(process.stdout, { end: false });
        child.stderr.pipe(process.stderr, { end: false });
        const interrupt = () => interruptChild(child);
        if (signal.aborted) interrupt();
        else signal.addEventListener("abort", interrupt, { once: true });
        const finish = (ending: Ending) => {
            signal.removeEventListener("abort", interrupt);
            resolve(ending);
        };
        child.on("error", (error) => finish({ error, code: null }));
        child.on("close", (code, endedBy) => finish({ code, endedBy }));
        child.on("exit", (code, endedBy) =>
            setTimeout(() => finish({ code, endedBy }), GRACE_SECONDS * 1000).unref(),
        );
    });
}

function interruptChild(child: ChildProcess): void {
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), GRACE_SECONDS * 1000).unref();
}

function failed(message: string): RunResponse {
    return new RunResponse().setError(message);
}
