import * as pulumi from "@pulumi/pulumi";

import { KdumpFacts } from "./facts";
import { Problem } from "../args/problems";
import { Access, StepFactory, stepsOf } from "./step";

/** A host that a Kdump prepared. */
export interface SharedHost extends Access {
    /** What the service step found. */
    facts: pulumi.Output<KdumpFacts>;
    /** The dump configuration, as lines of kdump.conf. */
    confLines: pulumi.Output<string[]>;
    /** Whether the running kernel's debuginfo is installed there. */
    debuginfo: boolean;
    /** The steps that come last so far. What the next component does on the host comes after them. */
    last: pulumi.Resource[];
}

/** Kept beside the components and not in them, because their fields are for people who write stacks. */
const hosts = new WeakMap<pulumi.ComponentResource, SharedHost>();

/** Lets other components work on the host of a Kdump. */
export function shareHost(kdump: pulumi.ComponentResource, host: SharedHost): void {
    hosts.set(kdump, host);
}

/** @throws Error when the component has no host to share, which `hostProblems` would have said */
export function sharedHost(kdump: pulumi.ComponentResource): SharedHost {
    const host = hosts.get(kdump);
    if (host === undefined) throw new Error(hostProblems(kdump)[0].reason);
    return host;
}

/** What is wrong with the argument `host` of a component that works on the host of a Kdump. */
export function hostProblems(kdump: unknown): Problem[] {
    if (hosts.has(kdump as pulumi.ComponentResource)) return [];
    const reason =
        kdump === undefined
            ? "The host is missing; give the Kdump that prepares it."
            : "This is not a Kdump that the same program has made with the same copy of pulumi-kdump; give that one.";
    return [{ propertyPath: "host", reason }];
}

/**
 * Another component's steps on the host of a Kdump: with its connection and hooks and for the same VM.
 *
 * They come after all that was declared on this host before, in the program's own order, so that nothing reads
 * dumps while a drill crashes the machine.
 *
 * @param kdump the Kdump that prepared the host
 * @param parent the component that the steps are of
 * @param name its name, with which the name of every step begins
 * @throws Error when the first has no host to share
 */
export function stepsOn(
    kdump: pulumi.ComponentResource,
    parent: pulumi.ComponentResource,
    name: string,
): StepFactory {
    const host = sharedHost(kdump);
    const step = stepsOf({ ...host, parent, name });
    return (suffix, description) => {
        const made = step(suffix, { after: host.last, ...description });
        host.last = [made];
        return made;
    };
}
