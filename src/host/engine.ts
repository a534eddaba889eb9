import * as pulumi from "@pulumi/pulumi";

/** Whether Pulumi's engine runs the program. Its mocks, under which programs that use Kdump are tested, have no hooks and no state. */
export function underEngine(): boolean {
    const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
    return typeof monitor?.registerResourceHook === "function";
}

/**
 * What belongs to one run of a program, several of which may share a process: the engine's connection stands for the run.
 *
 * @param make makes it, when it is first asked for
 */
export function perRun<T>(make: () => T): () => T {
    const runs = new WeakMap<object, { made: T }>();
    return () => {
        const run = runOf(pulumi.runtime.getMonitor() as Monitor);
        const known = runs.get(run) ?? { made: make() };
        runs.set(run, known);
        return known.made;
    };
}

/** The engine's connection; mocks have no channel. */
interface Monitor {
    getChannel?(): { getTarget(): string };
}

const runsByAddress = new Map<string, object>();

/** A plugin has a connection for each component that it makes, all of them to the address of the run. */
function runOf(monitor: Monitor): object {
    const address = monitor.getChannel?.().getTarget();
    if (address === undefined) return monitor;
    const run = runsByAddress.get(address) ?? {};
    runsByAddress.set(address, run);
    return run;
}
