import type { Release } from "./layout";

/** How a family says what kdump.conf's words mean: what its capture kernel is expected to be loaded with. */
export interface Dialect {
    unit: string;
    /** `core_collector` of kdump.conf as the family's tools take it. */
    collector(line: string): string;
}

export const dialects: Record<Release["family"], Dialect> = {
    debian: { unit: "kdump-tools.service", collector: (line) => line },
    el: { unit: "kdump.service", collector: (line) => line },
    suse: {
        unit: "kdump.service",
        collector: (line) => {
            const level = /-d (\d+)/.exec(line)?.[1];
            const format = / -l\b/.test(line) ? "lzo" : "compressed";
            return `level ${level} format ${format}`;
        },
    },
};
