import * as pulumi from "@pulumi/pulumi";

import { failedAttemptsOf, targetOf } from "./connection";
import { explanation } from "./explain";
import { notGreeting } from "./reach";
import { RemoteHost } from "./remoteHost";

/** Hooks around the steps of one host. None runs in a preview, or when nothing changed. */
export interface StepHooks {
    /** For a step on a host that should be up. */
    ordinary: pulumi.ResourceHookBinding;
    /** For a step that may find the host rebooting. */
    afterReboot: pulumi.ResourceHookBinding;
}

/**
 * The hooks of one host's steps: before a step they wait until the host's sshd answers, after a failure of the plugin they
 * explain it. There are none for deleting, which Pulumi does without the program.
 */
export function hooksOf(parent: pulumi.ComponentResource, name: string, host: RemoteHost): StepHooks {
    if (!hooksAreKnown()) return { ordinary: {}, afterReboot: {} };
    const reachable = reachableHook(name, host);
    const onError = [explainHook(parent, name, host.connection)];
    const ordinary = { beforeCreate: [reachable], beforeUpdate: [reachable], onError };
    if (host.rebootTimeout === undefined) return { ordinary, afterReboot: ordinary };
    const outage = { reason: "its reboot", seconds: host.rebootTimeout, setting: "rebootTimeout" };
    const back = backHook(parent, name, host.connection, outage);
    return { ordinary, afterReboot: { beforeCreate: [back], beforeUpdate: [back], onError } };
}

/** Pulumi's mocks have no hooks, and programs that use Kdump are tested under mocks too. */
export function hooksAreKnown(): boolean {
    const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
    return typeof monitor?.registerResourceHook === "function";
}

/** The first step that runs waits for the host; later steps need not. */
function reachableHook(name: string, host: RemoteHost): pulumi.ResourceHook {
    let asked: Promise<void> | undefined;
    const ask = async () => {
        const connection = await valueOf(host.connection);
        const seen = await notGreeting(connection, { failedAttempts: failedAttemptsOf(connection) });
        if (seen !== undefined) {
            throw new Error(
                `The host cannot be reached: ${seen}. Check connection.host and connection.port, that the VM runs ` +
                    "and that no firewall blocks the port, then run `pulumi up` again.",
            );
        }
    };
    return new pulumi.ResourceHook(`${name}-reachable`, () => (asked ??= ask()));
}

/** An expected outage: its reason and its time limit. */
interface Outage {
    /** What the host comes back from, such as `its reboot`. */
    reason: string;
    seconds: pulumi.Input<number>;
    /** The argument that sets the time limit. */
    setting: string;
    /** Evidence for the error message if the host stays away, in sentences; may be empty. */
    evidence?: () => string;
    /** The latest news of the host, as the end of a sentence; may be empty. */
    news?: () => string;
}

/** Interval between progress messages, in seconds. */
const progressInterval = 15;

/** Waits until the host is back, with a progress message from time to time. */
export function backHook(
    parent: pulumi.ComponentResource,
    name: string,
    connection: RemoteHost["connection"],
    { reason, seconds: limit, setting, evidence = () => "", news = () => "" }: Outage,
): pulumi.ResourceHook {
    return new pulumi.ResourceHook(`${name}-back`, async () => {
        const seconds = await valueOf(pulumi.output(limit));
        let next = progressInterval;
        const tell = (waited: number) => {
            if (waited < next) return;
            next = waited + progressInterval;
            const progress = `waiting for the host to come back after ${reason}, ${waited.toFixed(0)} of at most ${seconds} s${news()}`;
            void pulumi.log.info(progress, parent, undefined, true);
        };
        const seen = await notGreeting(await valueOf(connection), { seconds }, tell);
        if (seen !== undefined) {
            throw new Error(
                `The host did not come back after ${reason} within ${seconds} s (${setting}): ${seen}. ` +
                    `Look at its console; when it answers again, run \`pulumi up\` again. ${evidence()}`.trimEnd(),
            );
        }
    });
}

function explainHook(
    parent: pulumi.ComponentResource,
    name: string,
    connection: RemoteHost["connection"],
): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-explain`, async ({ errors }) => {
        const meaning = explanation(targetOf(await valueOf(connection)), errors);
        if (meaning !== undefined) await pulumi.log.error(meaning, parent);
        return false; // every step can be run again, but that is for the next `pulumi up`
    });
}

/** The value of an output, all of which are known when a step runs. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => void output.apply(resolve));
}
