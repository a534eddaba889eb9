import * as pulumi from "@pulumi/pulumi";

/**
 * Ends the run with an error of a component. A preview goes on to its end, as it does nothing; an update must not, so there
 * what waits for the caller fails.
 *
 * @throws pulumi.ResourceError in an update
 */
export function refuse(component: pulumi.ComponentResource, sentence: string): void {
    if (!pulumi.runtime.isDryRun()) throw new pulumi.ResourceError(sentence, component, true);
    void pulumi.log.error(sentence, component);
}
