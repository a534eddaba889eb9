import * as pulumi from "@pulumi/pulumi";

/** The outputs of a component: what is public in its class and is not every component's. */
export type OutputsOf<Component extends pulumi.ComponentResource> = Omit<
    Component,
    keyof pulumi.ComponentResource
>;
