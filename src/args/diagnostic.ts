import * as pulumi from "@pulumi/pulumi";

/**
 * An error that the SDK tells once, as a diagnostic of a resource and without a stack. Its message stays as it is: the SDK
 * writes the property's name before that of an error on its way through other resources. And for its tracing the SDK
 * renders every error with all that hangs on it, which for a component takes minutes: so the resource does not show.
 */
export function diagnostic(resource: pulumi.Resource | undefined, message: string): pulumi.ResourceError {
    const error = new pulumi.ResourceError(message, resource, true);
    return Object.defineProperties(error, {
        message: { get: () => message, set: () => undefined },
        stack: { value: message },
        resource: { value: resource, enumerable: false },
    });
}

/** The exit code by which a program says that it has told everything itself. (cmd/run of the SDK) */
const allIsTold = 32;

/**
 * Tells an error and makes the program fail. What nobody handles the SDK tells as the resource's; but when the program has
 * run to its end, and waits for its resources alone, it would be the stack's.
 */
export async function fail(error: pulumi.ResourceError): Promise<void> {
    if (!(await hasEnded())) throw error;
    await pulumi.log.error(error.message, error.resource);
    process.exitCode = allIsTold;
}

/** Whether the program has run to its end: the stack's outputs are all there. */
function hasEnded(): Promise<boolean> {
    const stack = pulumi.runtime.getStackResource() as
        { outputs?: { promise(): Promise<unknown> } } | undefined;
    const outputs = stack?.outputs?.promise() ?? new Promise(() => undefined);
    const not = new Promise<boolean>((resolve) => setImmediate(resolve, false));
    return Promise.race([outputs.then(() => true), not]);
}
