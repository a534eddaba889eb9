import type { StackValidationPolicy } from "@pulumi/policy";

import { hostsOf } from "../hosts";

export const dumpIsReadable: StackValidationPolicy = {
    name: "dump-is-readable",
    description: "What a drill wrote was opened and read.",
    severity: "medium",
    validateStack: ({ resources }, reportViolation) => {
        for (const { urn, facts, drills } of hostsOf(resources)) {
            const { level, filtering } = facts.dump;
            if (filtering === "kernel-pages-lost" && level > lastKeptLevel)
                reportViolation(
                    `Dumps of this host cannot be read: its makedumpfile leaves out pages of this kernel at level ${level}. ` +
                        `Levels up to ${lastKeptLevel} are allowed: lower the level of \`conf.coreCollector\` (-d), or bring a newer makedumpfile.`,
                    urn,
                );
            for (const drill of drills) {
                if (drill === undefined || drill.readable === "yes") continue;
                const found =
                    drill.readable === "no"
                        ? `The drill's dump cannot be read: ${drill.readableReason}`
                        : "The drill's dump was not opened, so nobody knows that it can be read.";
                reportViolation(
                    `${found} Only dumps that crash has read are allowed: set \`debuginfo\` on the Kdump, and the next update opens it.`,
                    urn,
                );
            }
        }
    },
};

/** Above this level makedumpfile leaves out pages that it takes for user data, some of which are the kernel's. */
const lastKeptLevel = 17;
