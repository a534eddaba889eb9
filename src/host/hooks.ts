import * as pulumi from "@pulumi/pulumi";

import { failedAttemptsOf, targetOf } from "./connection";
import { explanation } from "./explain";
import { KnownHost } from "./knownHost";
import { notGreeting } from "./reach";

/** What is done around the steps of one host. None of it runs in a preview, or when nothing changed. */
export interface StepHooks {
    /** For a step on a host that should be up. */
    ordinary: pulumi.ResourceHookBinding;
    /** For a step that may find the host rebooting. */
    afterReboot: pulumi.ResourceHookBinding;
}

/**
 * The hooks of one host's steps: before a step, wait until the host greets; after a failure of the plugin, say
 * what it means. They are not part of deleting, which Pulumi does without the program.
 */
export function hooksOf(parent: pulumi.ComponentResource, name: string, wanted: KnownHost): StepHooks {
    if (!hooksAreKnown()) return { ordinary: {}, afterReboot: {} };
    const reachable = reachableHook(name, wanted);
    const absence = { after: "its reboot", seconds: wanted.rebootTimeout, setting: "rebootTimeout" };
    const back = backHook(parent, name, wanted.connection, absence);
    const onError = [explainHook(parent, name, wanted.connection)];
    return {
        ordinary: { beforeCreate: [reachable], beforeUpdate: [reachable], onError },
        afterReboot: { beforeCreate: [back], beforeUpdate: [back], onError },
    };
}

/** Pulumi's mocks know no hooks, and programs that use Kdump are tested under mocks too. */
export function hooksAreKnown(): boolean {
    const monitor = pulumi.runtime.getMonitor() as { registerResourceHook?: unknown } | undefined;
    return typeof monitor?.registerResourceHook === "function";
}

/** The first step that runs finds out whether the host greets; the steps after it need not ask again. */
function reachableHook(name: string, wanted: KnownHost): pulumi.ResourceHook {
    let asked: Promise<void> | undefined;
    const ask = async () => {
        const connection = await known(wanted.connection);
        const seen = await notGreeting(connection, { failedAttempts: failedAttemptsOf(connection) });
        if (seen !== undefined) {
            throw new Error(
                `The host cannot be reached: ${seen}. Check connection.host and connection.port, that the VM runs ` +
                    "and that no firewall is in between, then run `pulumi up` again.",
            );
        }
    };
    return new pulumi.ResourceHook(`${name}-reachable`, () => (asked ??= ask()));
}

/** Why a host is away, and for how long that is all right. */
export interface Absence {
    /** After what it comes back, such as `its reboot`. */
    after: string;
    seconds: number;
    /** The argument that says how long. */
    setting: string;
    /** What is known of the host meanwhile, in sentences; empty when nothing is. */
    known?: () => string;
    /** The last that was heard of the host, as the end of a sentence; empty when nothing was. */
    heard?: () => string;
}

/** Seconds between two words about a host that is waited for. */
const newsPause = 15;

/** Waits until the host is back, and says now and then that it does. */
export function backHook(
    parent: pulumi.ComponentResource,
    name: string,
    connection: KnownHost["connection"],
    { after, seconds, setting, known: said = () => "", heard = () => "" }: Absence,
): pulumi.ResourceHook {
    return new pulumi.ResourceHook(`${name}-back`, async () => {
        let nextNews = newsPause;
        const tell = (waited: number) => {
            if (waited < nextNews) return;
            nextNews = waited + newsPause;
            const news = `waiting for the host to come back after ${after}, ${waited.toFixed(0)} of at most ${seconds} s${heard()}`;
            void pulumi.log.info(news, parent, undefined, true);
        };
        const seen = await notGreeting(await known(connection), { seconds }, tell);
        if (seen !== undefined) {
            throw new Error(
                `The host did not come back after ${after} within ${seconds} s (${setting}): ${seen}. ` +
                    `Look at its console; when it answers again, run \`pulumi up\` again. ${said()}`.trimEnd(),
            );
        }
    });
}

function explainHook(
    parent: pulumi.ComponentResource,
    name: string,
    connection: KnownHost["connection"],
): pulumi.ErrorHook {
    return new pulumi.ErrorHook(`${name}-explain`, async ({ errors }) => {
        const meaning = explanation(targetOf(await known(connection)), errors);
        if (meaning !== undefined) await pulumi.log.error(meaning, parent);
        return false; // every step can be run again, but that is for the next `pulumi up`
    });
}

/** The value of an output that is known, as everything is when a step runs. */
export function known<T>(output: pulumi.Output<T>): Promise<T> {
    return new Promise((resolve) => void output.apply(resolve));
}
