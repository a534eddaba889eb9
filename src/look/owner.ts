import * as pulumi from "@pulumi/pulumi";

/** The name by which a host knows a component of this stack: ORGANIZATION/PROJECT/STACK/NAME, each percent-encoded. */
export function ownerName(name: string): string {
    const parts = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack(), name];
    return parts.map(encodeURIComponent).join("/");
}
