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
