import type { StackValidationPolicy } from "@pulumi/policy";

import { hostsOf } from "../hosts";

const GiB = 2 ** 30;

export const memoryIsReserved: StackValidationPolicy = {
    name: "memory-is-reserved",
    description: "A machine has memory reserved for its capture kernel.",
    severity: "high",
    configSchema: {
        properties: {
            aboveGiB: {
                type: "number",
                default: 2,
                minimum: 0,
                description: "Machines with this much memory or less need no reservation.",
            },
        },
    },
    validateStack: ({ resources, getConfig }, reportViolation) => {
        const { aboveGiB } = getConfig<{ aboveGiB: number }>();
        for (const { urn, facts } of hostsOf(resources)) {
            if (facts.memoryBytes <= aboveGiB * GiB || facts.crashkernel.reservedBytes > 0) continue;
            const memory = (facts.memoryBytes / GiB).toFixed(1);
            const mend = facts.rebootRequired
                ? "reboot it, or set `reboot` to when-required"
                : "give it a `crashkernel` that reserves some, and let it reboot";
            reportViolation(
                `The machine has ${memory} GiB of memory and none of it reserved, so a panic now leaves no dump. ` +
                    `Above ${aboveGiB} GiB a reservation is needed: ${mend}.`,
                urn,
            );
        }
    },
};
