import * as pulumi from "@pulumi/pulumi";

import { Problem } from "../args/problem";

/**
 * What components of one kind let others use of theirs. It is kept beside the components and not in them, because their
 * fields are for people who write stacks.
 */
export class Shared<T> {
    private readonly all = new WeakMap<pulumi.ComponentResource, T>();
    private readonly withheld = new WeakMap<pulumi.ComponentResource, string>();

    /** @param kind the components' class, such as `Kdump` */
    constructor(private readonly kind: string) {}

    share(component: pulumi.ComponentResource, value: T): void {
        this.all.set(component, value);
    }

    /** Says why a component has nothing to share. */
    withhold(component: pulumi.ComponentResource, reason: string): void {
        this.withheld.set(component, reason);
    }

    /** What a component shares; undefined where there is none, or one of another kind. */
    find(component: pulumi.ComponentResource | undefined): T | undefined {
        return component && this.all.get(component);
    }

    /** Checks an optional property that has to be a component of this kind. */
    problems(propertyPath: string, component: unknown): Problem[] {
        const given = component as pulumi.ComponentResource | undefined;
        if (given === undefined || this.all.has(given)) return [];
        const reason =
            this.withheld.get(given) ??
            `This is not a ${this.kind} that the same program has made with the same copy of pulumi-kdump; give that one.`;
        return [{ propertyPath, reason }];
    }
}
