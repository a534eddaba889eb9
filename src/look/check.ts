import * as pulumi from "@pulumi/pulumi";

import { oneOf } from "../args/values";

/** When a preview or an update looks at the host itself, and not only at what the stack remembers of it. */
export const Check = {
    /**
     * Every time: what has changed on the host without Pulumi is a difference of the steps that mend it. A host that does
     * not answer is a warning, and what the stack remembers of it counts.
     */
    Always: "always",
    /** The same, but a host that does not answer is an error. */
    Required: "required",
    /** Never: only what has changed in the program is a difference. */
    OnChange: "onChange",
} as const;
export type Check = (typeof Check)[keyof typeof Check];

/** Checks a value of `check`. */
export const checkProblem = oneOf("a way to check", Object.values(Check));

/** The key of the stack's configuration that has the default of all its hosts. */
const configKey = "check";

/** What the stack's configuration says of all hosts, `kdump:check`; undefined when it says nothing. */
export function configuredCheck(): string | undefined {
    return new pulumi.Config("kdump").get(configKey);
}
