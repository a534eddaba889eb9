import type { PolicyResource } from "@pulumi/policy";
import type { KdumpFacts } from "pulumi-kdump";

import { ifKnown } from "./known";

/** A host that a Kdump prepared, as far as the stack knows it. */
export interface Host {
    urn: string;
    facts: KdumpFacts;
    /** The drills that are declared for it, on the Kdump or as a CrashDrill; undefined for one that is still to come. */
    drills: (Drill | undefined)[];
}

/** What became of a drill: the answer of its dump step. */
interface Drill {
    /** Seconds since 1970. */
    crashTime: number;
    /** `yes`, `no` or `not checked`. */
    readable?: string;
    readableReason?: string;
}

/** The hosts whose facts are known. Those of a new host come with the update, and are judged at its end. */
export function hostsOf(resources: PolicyResource[]): Host[] {
    const drills = resources.filter(isDumpStep).map((step) => ({ step, kdump: kdumpOf(step) }));
    return resources.filter(isKdump).flatMap((kdump) => {
        const facts = ifKnown(() => kdump.props.facts as KdumpFacts | undefined);
        if (facts === undefined) return [];
        const own = drills.filter((drill) => drill.kdump?.urn === kdump.urn);
        return [{ urn: kdump.urn, facts, drills: own.map(({ step }) => drillOf(step)) }];
    });
}

function isKdump({ type }: PolicyResource): boolean {
    return type === "kdump:index:Kdump";
}

function isDumpStep({ type, props, parent }: PolicyResource): boolean {
    const ofDrill = parent !== undefined && (isKdump(parent) || parent.type === "kdump:index:CrashDrill");
    const command = ifKnown(() => props.create as unknown);
    return type === "command:remote:Command" && ofDrill && /^kdump-host dump\b/.test(String(command));
}

/** The Kdump that a step is of, or that the steps before it are of: a CrashDrill's come after its host's. */
function kdumpOf(step: PolicyResource): PolicyResource | undefined {
    const seen = new Set<PolicyResource>();
    for (const each of [step, ...step.dependencies]) queue(each);
    for (const each of seen) {
        if (each.parent !== undefined && isKdump(each.parent)) return each.parent;
        each.dependencies.forEach(queue);
    }
    return undefined;

    function queue(resource: PolicyResource): void {
        if (resource.type.startsWith("command:remote:")) seen.add(resource);
    }
}

function drillOf({ props }: PolicyResource): Drill | undefined {
    return ifKnown(() => JSON.parse(props.stdout as string) as Drill);
}
