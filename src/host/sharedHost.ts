import * as pulumi from "@pulumi/pulumi";

import { Gate } from "../args/checks";
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
    debuginfo: pulumi.Input<boolean>;
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

/** The host that a component was given; where `hostProblems` finds something wrong with it, one that never is. */
export function hostOf(kdump: unknown, checks: Gate): SharedHost {
    return (
        kdumpHosts.find(kdump as pulumi.ComponentResource) ?? {
            host: { connection: checks.nothing(), identity: checks.nothing(), deleteTimeout: 1 },
            hooks: { first: {}, ordinary: {}, afterReboot: {} },
            atService: checks.nothing(),
            facts: checks.nothing(),
            confLines: checks.nothing(),
            debuginfo: false,
            last: [],
        }
    );
}

/**
 * Another component's steps on the host of a Kdump: with its connection and hooks and for the same VM.
 *
 * They run after everything declared on this host before, in the program's own order, so that nothing reads
 * dumps while a drill crashes the machine.
 *
 * @param host the host, as a Kdump prepared it
 * @param parent the component that the steps belong to
 * @param name its name, with which the name of every step begins
 * @param checks of that component: none of its steps runs while something is wrong with it
 */
export function stepsOn(
    host: SharedHost,
    parent: pulumi.ComponentResource,
    name: string,
    checks: Gate,
): StepFactory {
    const connection = checks.behind(host.host.connection);
    const step = stepsOf({ ...host, host: { ...host.host, connection }, parent, name });
    return (suffix, description) => {
        const made = step(suffix, { after: host.last, ...description });
        host.last = [made];
        return made;
    };
}
