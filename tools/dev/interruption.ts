// Ctrl-C, for every program of this checkout: what runs is told to end, and everything is put in order on the way out.

/** What work ends with that was cut short: nobody needs to be told more. */
export class Interrupted extends Error {
    constructor() {
        super("Interrupted.");
        this.name = "Interrupted";
    }
}

const controller = new AbortController();

/** Aborted by the first SIGINT, SIGTERM or SIGHUP; see `catchSignals`. */
export const interruption: AbortSignal = controller.signal;

let caught = false;

/**
 * From here on the first signal aborts `interruption`: running programs are interrupted, no other is started, and
 * the `finally` blocks of whoever waits for them clean up. A second signal ends this process at once.
 */
export function catchSignals(): void {
    if (caught) return;
    caught = true;
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
}

function onSignal(): void {
    if (interruption.aborted) process.exit(130);
    process.exitCode = 130;
    process.stderr.write("\nEnding in order; press Ctrl-C again to end at once.\n");
    controller.abort(new Interrupted());
}

/** The last thing that a program does with an error that nobody caught: one sentence, and the exit status. */
export function endWith(error: unknown): void {
    if (error instanceof Interrupted) return; // the exit status is set
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
}
