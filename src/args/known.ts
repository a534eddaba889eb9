import * as pulumi from "@pulumi/pulumi";

/** What Pulumi has in every output, and does not show in its types. */
interface Inside<T> {
    promise(): Promise<T>;
    isKnown: Promise<boolean>;
    isSecret: Promise<boolean>;
    allResources(): Promise<unknown>;
}

/**
 * The value of an output, or undefined where a preview does not know it, or it was refused. `apply` would never be called
 * then, and what waits for it would be unknown too.
 */
export async function knownValue<T>(output: pulumi.Output<T>): Promise<T | undefined> {
    const inside = output as unknown as Inside<T>;
    try {
        const value = await inside.promise();
        return (await inside.isKnown) ? value : undefined;
    } catch {
        return undefined; // said where the value is used
    }
}

/**
 * The value of an output of which everything is known.
 *
 * @throws what it was refused with, which is told by nobody else then
 */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
    const inside = output as unknown as Inside<T>;
    void Promise.allSettled([inside.isKnown, inside.isSecret, inside.allResources()]);
    return inside.promise();
}
