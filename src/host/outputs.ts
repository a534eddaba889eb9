import * as pulumi from "@pulumi/pulumi";

/** The outputs of a component: what is public in its class and is not every component's. */
export type OutputsOf<Component extends pulumi.ComponentResource> = Omit<
    Component,
    keyof pulumi.ComponentResource
>;

/** The first output, where it has a value; the second need not be known then. */
export function orElse<T>(first: pulumi.Output<T | undefined>, second: pulumi.Output<T>): pulumi.Output<T> {
    return first.apply((value) => (value === undefined ? second : value)) as pulumi.Output<T>;
}
