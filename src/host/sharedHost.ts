import * as pulumi from "@pulumi/pulumi";

import { Problem } from "../args/problem";
import { KdumpFacts } from "./facts";
import { Shared } from "./shared";
import { Access, StepFactory, stepsOf } from "./step";

/** A host that a Kdump prepared. */
export interface SharedHost extends Access {
    /** What the service step reported. */
    atService: pulumi.Output<KdumpFacts>;
    /** The newest that is known of it, and of what only a reboot changes already in a preview. */
    facts: pulumi.Output<KdumpFacts>;
    /** The dump configuration, as lines of kdump.conf. */
    confLines: pulumi.Output<string[]>;
    /** Whether the running kernel's debuginfo is installed there. */
    debuginfo: boolean;
    /** The last steps so far: the next component's steps come after them. */
    last: pulumi.Resource[];
}

/** The hosts of Kdumps, for the components that work on them. */
export const kdumpHosts = new Shared<SharedHost>("Kdump");

/** Checks the argument `host` of a component that works on the host of a Kdump. */
export function hostProblems(kdump: unknown): Problem[] {
    if (kdump !== undefined) return kdumpHosts.problems("host", kdump);
    return [{ propertyPath: "host", reason: "The host is missing; give the Kdump that prepares it." }];
}

/**
 * Another component's steps on the host of a Kdump: with its connection and hooks and for the same VM.
 *
 * They run after everything declared on this host before, in the program's own order, so that nothing reads
 * dumps while a drill crashes the machine.
 *
 * @param kdump the Kdump that prepared the host
 * @param parent the component that the steps belong to
 * @param name its name, with which the name of every step begins
 * @throws Error when the first has no host to share
 */
export function stepsOn(
    kdump: pulumi.ComponentResource,
    parent: pulumi.ComponentResource,
    name: string,
): StepFactory {
    const host = kdumpHosts.get(kdump);
    const step = stepsOf({ ...host, parent, name });
    return (suffix, description) => {
        const made = step(suffix, { after: host.last, ...description });
        host.last = [made];
        return made;
    };
}
