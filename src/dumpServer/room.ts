import * as pulumi from "@pulumi/pulumi";

/** How much room a DumpServer gives one client, and keeps for the others. */
export interface DumpRoom {
    /** Bytes or a share of the file system, as `roomProblem` lets them through. */
    quota: pulumi.Output<string>;
    keepFree: pulumi.Output<string>;
}

/**
 * The default quota: a share, because the size of the disk is unknown here; and not all of it, so that a host that crashes
 * again and again, or is taken over, leaves room for the dumps of others.
 */
export const defaultQuota = "50%";

/** The default for what stays free. */
export const defaultKeepFree = "10%";

/** The least useful quota: a piece for each stream of the client is set aside in it. */
const leastMiB = 256;

/** Checks a size or a share of a file system. `least` is for a quota, which has to have room for a dump. */
export function roomProblem(text: string, least = false): string | undefined {
    const [, digits, unit] = /^(0|[1-9][0-9]{0,5})([MGT%])$/.exec(text) ?? [];
    if (unit === undefined) {
        return `${JSON.stringify(text)} is neither a size nor a share; give a whole number of at most six digits with M, G or T (in units of 1024), such as "200G", or with % for a share of the file system.`;
    }
    const number = Number(digits);
    if (unit === "%" && number > 99) return `"${text}" is all of the file system or more; give 99% at most.`;
    const mib = { M: number, G: number * 1024, T: number * 1024 * 1024, "%": number * leastMiB }[unit] ?? 0;
    return least && mib < leastMiB
        ? `"${text}" is too little for any dump; give ${leastMiB}M at least, or a share of 1% at least.`
        : undefined;
}
