/** What to do when a changed reservation needs a reboot. */
export const RebootPolicy = {
    /** Never reboot; `rebootRequired` says when one is due, and `ready` is false until it is done. */
    Never: "never",
    /** Reboot when the memory that is reserved differs from what the value would reserve, and only then. */
    WhenRequired: "when-required",
} as const;
export type RebootPolicy = (typeof RebootPolicy)[keyof typeof RebootPolicy];
