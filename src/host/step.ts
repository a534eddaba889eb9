import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { valueOf } from "../args/known";
import { targetOf, withRetryLimit } from "./connection";
import { underEngine } from "./engine";
import { StepHooks } from "./hooks";
import { HostProgram } from "./program";
import { RemoteHost } from "./remoteHost";

/** How steps reach a host. */
export interface Access {
    host: RemoteHost;
    hooks: StepHooks;
}

/** The host that steps run on, and the component that they belong to. */
export interface Target extends Access {
    parent: pulumi.ComponentResource;
    /** The parent's name, with which the name of every step begins. */
    name: string;
    /**
     * A further line of a step's standard input, given what it would be without.
     *
     * @default - none
     */
    note?: (
        suffix: string,
        step: Pick<StepDescription, "create"> & { stdin: pulumi.Input<string> },
    ) => pulumi.Input<string>;
}

/** One step on a host, as a component describes it. */
interface StepDescription {
    /**
     * What the step was called in earlier versions.
     *
     * @default - always the same
     */
    formerly?: string;
    /** The command of the step. Its text is what a preview shows and compares. */
    create: pulumi.Input<string>;
    /** The command that takes the step back, if it is taken back at all. */
    delete?: pulumi.Input<string>;
    /**
     * Whether a replacement takes the step back before it runs again, and not afterwards: for a step that leaves nothing
     * which others need in the meantime.
     */
    undoneFirst?: boolean;
    /** Further input of the step: a change re-runs it. */
    stdin?: pulumi.Input<string>;
    /**
     * The name of what the step makes: with another name the step is made anew, and what it made before is taken back at the
     * end.
     */
    replacedWith?: pulumi.Input<string>[];
    /** The step or steps before. Steps of one host run one after another. */
    after?: pulumi.Resource | pulumi.Resource[];
    /** Whether the host may be rebooting, so that the step waits until it answers again. */
    afterReboot?: boolean;
    /**
     * Seconds that the host may be away after a reboot.
     *
     * @default the host's `rebootTimeout`
     */
    outage?: pulumi.Input<number>;
    /**
     * Hooks around the step.
     *
     * @default - those of every step of the host
     */
    hooks?: pulumi.ResourceHookBinding;
}

/** Makes one step of a host a resource in the preview. */
export type StepFactory = (suffix: string, step: StepDescription) => remote.Command;

/**
 * Copies the host program to the host. As a file and not as a command's input, because Pulumi's state keeps a
 * file's digest, but every input twice in full.
 *
 * Only a change of its content or place makes the plugin copy a file again, so what tells one host from another
 * replaces the copy. It has nothing to take back: the host step moves the file away.
 *
 * @param again a note that has it copied again when it changes; empty for none
 * @param suffix what it is called behind the parent's name
 */
export function copyOf(
    program: HostProgram,
    { parent, name, host, hooks }: Target,
    again: pulumi.Output<string> = pulumi.output(""),
    suffix = "program",
): pulumi.Resource {
    return new remote.CopyToRemote(
        `${name}-${suffix}`,
        {
            connection: withRetryLimit(host.connection),
            source: new pulumi.asset.FileAsset(program.file),
            remotePath: program.remotePath,
            triggers: again.apply((note) => [
                host.connection.apply(targetOf),
                host.identity,
                ...(note === "" ? [] : [note]),
            ]),
        },
        { parent, hooks: hooks.first },
    );
}

/**
 * The steps of one host.
 *
 * The VM's identity goes to each step's standard input and not to its triggers: a changed input runs the step
 * again on the new VM, while a changed trigger would first run the old step's delete on a VM that is gone, or
 * take the step back on the new one.
 */
export function stepsOf({ parent, name, host, hooks, note = () => "" }: Target): StepFactory {
    return (suffix, step) => {
        const stdin = pulumi.concat(host.identity, step.stdin ?? "");
        const outage = step.afterReboot ? (step.outage ?? host.rebootTimeout) : undefined;
        return new remote.Command(
            `${name}-${suffix}`,
            {
                connection: withRetryLimit(host.connection),
                create: step.create,
                delete: step.delete,
                triggers: step.replacedWith,
                stdin: pulumi.concat(stdin, note(suffix, { create: step.create, stdin })),
                // People read the progress lines on stderr; the JSON on stdout is for the outputs.
                logging: remote.Logging.Stderr,
                // Stock sshd refuses these variables, and the plugin would warn about it at every run.
                addPreviousOutputInEnv: false,
            },
            {
                parent,
                dependsOn: [step.after ?? []].flat(),
                deleteBeforeReplace: step.undoneFirst,
                aliases: step.formerly === undefined ? undefined : [{ name: `${name}-${step.formerly}` }],
                // Ends the attempts to connect; a command that is running is left to its own limits.
                customTimeouts: {
                    ...(typeof outage === "number" ? outageOf(outage) : {}),
                    ...(step.delete === undefined ? {} : { delete: `${host.deleteTimeout}s` }),
                },
                transforms:
                    outage !== undefined && typeof outage !== "number" ? outageLater(outage) : undefined,
                hooks: step.hooks ?? (step.afterReboot ? hooks.afterReboot : hooks.ordinary),
            },
        );
    };
}

function outageOf(seconds: number): pulumi.CustomTimeouts {
    return { create: `${seconds}s`, update: `${seconds}s` };
}

/** Time limits are no inputs of a resource; a transform may wait for the value of one. Pulumi's mocks have none. */
function outageLater(seconds: pulumi.Input<number>): pulumi.ResourceTransform[] | undefined {
    if (!underEngine() || pulumi.runtime.isDryRun()) return undefined;
    return [
        async ({ props, opts }) => {
            const limits = outageOf(await valueOf(pulumi.output(seconds)));
            return { props, opts: { ...opts, customTimeouts: { ...opts.customTimeouts, ...limits } } };
        },
    ];
}
