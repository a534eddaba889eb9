import * as pulumi from "@pulumi/pulumi";

/**
 * The name by which a host knows a component: ORGANIZATION/PROJECT/STACK/NAME, each percent-encoded.
 *
 * @param stack ORGANIZATION/PROJECT/STACK, where it is not this stack
 */
export function ownerName(name: string, stack?: string): string {
    const owning = stack?.split("/") ?? [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()];
    return [...owning, name].map(encodeURIComponent).join("/");
}
