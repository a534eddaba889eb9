import * as pulumi from "@pulumi/pulumi";

/** Whether a value may become known only after the program has run. */
export function isLate<T>(value: pulumi.Input<T>): value is Promise<T> | pulumi.OutputInstance<T> {
    return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** A number that the program gave as such, or else the output that it becomes. */
export function numberOr(value: unknown, output: pulumi.Output<number>): pulumi.Input<number> {
    return typeof value === "number" ? value : output;
}
