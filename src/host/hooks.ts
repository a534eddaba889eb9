import * as pulumi from "@pulumi/pulumi";

import { valueOf } from "../args/known";
import { failedAttemptsOf, KnownConnection, targetOf } from "./connection";
import { perRun, underEngine } from "./engine";
import { explanation, forgetting, refusal } from "./explain";
import { untilFirstBootEnded } from "./firstBoot";
import { notLetIn } from "./letIn";
import { RemoteHost } from "./remoteHost";
import { LoginError } from "./ssh";

/** Hooks around the steps of one host. None runs in a preview, or when nothing changed. */
export interface StepHooks {
    /** For what is first on a host, and new there: the copy of the program. */
    first: pulumi.ResourceHookBinding;
    /** For a step on a host that should be up. */
    ordinary: pulumi.ResourceHookBinding;
    /** For a step that may find the host rebooting. */
    afterReboot: pulumi.ResourceHookBinding;
}

/**
 * The hooks of one host's steps: before a step they wait until the host lets us in, after a failure of the plugin they
 * explain it. None runs before a delete: Pulumi refuses to destroy without the program what has such a hook.
 */
export function hooksOf(parent: pulumi.ComponentResource, name: string, host: RemoteHost): StepHooks {
    if (!underEngine()) return { first: {}, ordinary: {}, afterReboot: {} };
    const reachable = reachableHook(name, host);
    const onError = [explainHook()];
    const ordinary = { beforeCreate: [reachable], beforeUpdate: [reachable], onError };
    const first = { ...ordinary, beforeCreate: [reachable, firstBootHook(parent, name, host)] };
    if (host.rebootTimeout === undefined) return { first, ordinary, afterReboot: ordinary };
    const outage = { reason: "its reboot", seconds: host.rebootTimeout, setting: "rebootTimeout" };
    const back = backHook(parent, name, host.connection, outage);
    return { first, ordinary, afterReboot: { beforeCreate: [back], beforeUpdate: [back], onError } };
}

/** The first step that runs waits for the host; later steps need not. */
function reachableHook(name: string, host: RemoteHost): pulumi.ResourceHook {
    let asked: Promise<void> | undefined;
    const ask = async () => {
        const connection = await valueOf(host.connection);
        const seen = await letIn(connection, { failedAttempts: failedAttemptsOf(connection) });
        if (seen !== undefined) {
            throw new Error(
                `The host cannot be reached: ${seen}. Check connection.host and connection.port, that the VM runs ` +
                    "and that no firewall blocks the port, then run `pulumi up` again.",
            );
        }
    };
    return new pulumi.ResourceHook(`${name}-reachable`, () => (asked ??= ask()));
}

/** A host that is new may still be at its first boot, whose reboot would cut a step short. */
function firstBootHook(
    parent: pulumi.ComponentResource,
    name: string,
    { connection }: RemoteHost,
): pulumi.ResourceHook {
    return new pulumi.ResourceHook(`${name}-first-boot`, async () =>
        untilFirstBootEnded(parent, await valueOf(connection)),
    );
}

/** As `notLetIn`; what will not pass is said in the words that everybody reads. */
async function letIn(...[connection, ...how]: Parameters<typeof notLetIn>): Promise<string | undefined> {
    try {
        return await notLetIn(connection, ...how);
    } catch (error) {
        throw error instanceof LoginError ? new Error(refusal(connection, error)) : error;
    }
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

/**
 * Waits until the host is back, with a progress message from time to time. Steps that begin at the same time wait together,
 * so that each message comes once.
 */
export function backHook(
    parent: pulumi.ComponentResource,
    name: string,
    connection: RemoteHost["connection"],
    outage: Outage,
): pulumi.ResourceHook {
    let waiting: Promise<void> | undefined;
    const wait = () => untilBack(parent, connection, outage).finally(() => (waiting = undefined));
    return new pulumi.ResourceHook(`${name}-back`, () => (waiting ??= wait()));
}

async function untilBack(
    parent: pulumi.ComponentResource,
    connection: RemoteHost["connection"],
    { reason, seconds: limit, setting, evidence = () => "", news = () => "" }: Outage,
): Promise<void> {
    const seconds = await valueOf(pulumi.output(limit));
    const started = Date.now();
    let told = false;
    let next = progressInterval;
    const tell = (text: string) => void pulumi.log.info(text, parent, undefined, true);
    const waited = (so: number) => {
        if (so < next) return;
        next = so + progressInterval;
        told = true;
        tell(
            `waiting for the host to come back after ${reason}, ${so.toFixed(0)} of at most ${seconds} s${news()}`,
        );
    };
    const seen = await letIn(await valueOf(connection), { seconds }, waited);
    if (seen !== undefined) {
        throw new Error(
            `The host did not come back after ${reason} within ${seconds} s (${setting}): ${seen}. ` +
                `Look at its console; when it answers again, run \`pulumi up\` again. ${evidence()}`.trimEnd(),
        );
    }
    if (told)
        tell(`the host came back after ${reason} within ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/**
 * Explains what failed, beside the step. All components share it: the engine passes over every error hook of a resource if
 * the program makes one of them no more, and a Kdump that is taken out of the program is to be explained too. Without the
 * program, in a plain `pulumi destroy`, no hook runs.
 */
const explainHook = perRun(() => new pulumi.ErrorHook("pulumi-kdump-explain", explain));

async function explain(failed: pulumi.ErrorHookArgs): Promise<boolean> {
    const { urn, errors, failedOperation, newInputs, oldInputs } = failed;
    const { connection } = newInputs ?? oldInputs ?? {};
    const known: unknown = await valueOf(pulumi.output(connection));
    // What comes from the state is wrapped as a secret twice.
    const target = targetOf(pulumi.runtime.unwrapRpcSecret(known) as KnownConnection);
    const meaning =
        failedOperation === "delete" ? forgetting(urn, target, errors) : explanation(target, errors);
    const step = { urn: pulumi.output(urn) } as pulumi.Resource; // all that the log asks of a resource
    if (meaning !== undefined) await pulumi.log.error(meaning, step);
    return false; // every step can be run again, but that is for the next `pulumi up`
}
