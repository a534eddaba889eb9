import type { StackValidationPolicy } from "@pulumi/policy";

import { Host, hostsOf } from "../hosts";

const day = 86_400_000;

export const drillIsRecent: StackValidationPolicy = {
    name: "drill-is-recent",
    description: "That a host writes dumps was proved by a crash, not long ago.",
    severity: "medium",
    configSchema: {
        properties: {
            days: {
                type: "integer",
                default: 30,
                minimum: 1,
                description: "How old the last drill may be, in days.",
            },
        },
    },
    validateStack: ({ resources, getConfig }, reportViolation) => {
        const { days } = getConfig<{ days: number }>();
        for (const host of hostsOf(resources)) {
            if (host.drills.includes(undefined)) continue;
            const last = lastDrill(host);
            if (last !== undefined && Date.now() - last <= days * day) continue;
            const found =
                last === undefined
                    ? "No drill has ever crashed this host, so nobody knows that it writes dumps."
                    : `The last drill on this host was ${Math.floor((Date.now() - last) / day)} days ago, on ${isoDay(last)}.`;
            reportViolation(
                `${found} A drill at most ${days} days old is needed: declare a \`drill\` with \`everyDays\`: ${days} or fewer, ` +
                    "which crashes the host on purpose.",
                host.urn,
            );
        }
    },
};

/** When the host last wrote a dump on purpose, in milliseconds since 1970: its own word, or its drills'. */
function lastDrill({ facts, drills }: Host): number | undefined {
    const times = [
        Date.parse(facts.lastDrill),
        ...drills.map((drill) => (drill?.crashTime ?? NaN) * 1000),
    ].filter((time) => !Number.isNaN(time));
    return times.length === 0 ? undefined : Math.max(...times);
}

function isoDay(time: number): string {
    return new Date(time).toISOString().slice(0, 10);
}
