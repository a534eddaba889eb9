import * as pulumi from "@pulumi/pulumi";

/** How much room a DumpServer gives to one client, and keeps for the others. */
export interface DumpRoom {
    /** Bytes or a share of the file system, as `roomProblem` lets them through. */
    quota: pulumi.Output<string>;
    keepFree: pulumi.Output<string>;
}

/**
 * What a client may take where nothing is said: a share, because nobody knows here how large the disk is; and not all of
 * it, so that a host that crashes again and again, or is in a stranger's hands, leaves room for the dump of another.
 */
export const defaultQuota = "50%";

/** What stays free where nothing is said. */
export const defaultKeepFree = "10%";

/** The least that a client can do anything with: one piece of each stream that it may have is kept of its quota. */
const leastMiB = 256;

/** What is wrong with a size or share of a file system. `least` is for a quota, which may not be too little for a dump. */
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
