import * as pulumi from "@pulumi/pulumi";

/** What Pulumi has in every output, and does not show in its types. */
interface Inside<T> {
    promise(): Promise<T>;
    isKnown: Promise<boolean>;
}

/**
 * The value of an output, or undefined where a preview does not know it, or it was refused. `apply` would never be called
 * then, and what waits for it would be unknown too.
 */
export async function knownValue<T>(output: pulumi.Output<T>): Promise<T | undefined> {
    try {
        const value = await valueOf(output);
        return (await (output as unknown as Inside<T>).isKnown) ? value : undefined;
    } catch {
        return undefined; // said where the value is used
    }
}

/**
 * The value of an output that is known, or will be.
 *
 * @throws whatever the value was refused with
 */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    return (output as unknown as Inside<T>).promise();
}
