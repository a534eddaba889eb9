import { VmcoreFindings } from "../findings";
import { isKindAlone } from "../name/bugName";
import { omitUndefined } from "../omitUndefined";

/** What is grouped by: the findings of a VmcoreReport have it, and so has what `pulumi-kdump report --json` prints. */
export type CrashToGroup = Pick<VmcoreFindings, "title" | "fingerprint" | "header" | "vmcore">;

/** Crashes of one fingerprint. */
export interface CrashGroup {
    fingerprint: string;
    /** The bug's name, as the last of the crashes has it. */
    title: string;
    /** How many crashes they are. */
    count: number;
    /**
     * Whether the crashes are one bug, as far as reports tell. Where nothing but their kind is known, such as a hung task
     * without its stack, they may be several.
     */
    oneBug: boolean;
    /** Names of the hosts that crashed, in the order of the alphabet. */
    hosts: string[];
    /** Releases of the kernels that crashed, in the order of the alphabet. */
    kernels: string[];
    /** When the first of them was, ISO 8601; absent where no report tells. */
    firstSeen?: string;
    /** When the last of them was, ISO 8601; absent where no report tells. */
    lastSeen?: string;
    /** The crashes, the last one first; those without a time come last. */
    crashes: GroupedCrash[];
}

/** One crash of a group. */
export interface GroupedCrash {
    title: string;
    /** The host that crashed. */
    host?: string;
    /** Release of its kernel. */
    kernel?: string;
    /** When it crashed, or else when its dump was written, ISO 8601. */
    time?: string;
    /** Path of the dump, or of what is left of it; empty where the report has none. */
    vmcore: string;
}

/**
 * Groups crashes by what they are: those with one fingerprint are one bug, unless nothing but their kind is known. In a Pulumi program the reports are the findings of
 * VmcoreReports: `pulumi.all(reports.map((report) => report.findings)).apply(crashGroups)`.
 *
 * @param reports the crashes, in any order
 * @returns the groups, the largest first, and of equal ones the one that was seen last
 */
export function crashGroups(reports: CrashToGroup[]): CrashGroup[] {
    const groups = new Map<string, GroupedCrash[]>();
    for (const report of reports) {
        const group = groups.get(report.fingerprint);
        if (group === undefined) groups.set(report.fingerprint, [crashOf(report)]);
        else group.push(crashOf(report));
    }
    return [...groups]
        .map(([fingerprint, crashes]) => groupOf(fingerprint, crashes))
        .sort((one, other) => other.count - one.count || later(one.lastSeen, other.lastSeen));
}

function crashOf({ title, header, vmcore }: CrashToGroup): GroupedCrash {
    const { nodename: host, release: kernel, date } = header;
    return omitUndefined({
        title,
        host,
        kernel,
        time: date ?? (vmcore.written || undefined),
        vmcore: vmcore.path,
    });
}

function groupOf(fingerprint: string, unordered: GroupedCrash[]): CrashGroup {
    const crashes = unordered.sort((one, other) => later(one.time, other.time));
    const times = crashes.flatMap(({ time }) => (time === undefined ? [] : [time]));
    return omitUndefined({
        fingerprint,
        title: crashes[0].title,
        count: crashes.length,
        oneBug: !isKindAlone(fingerprint),
        hosts: namesOf(crashes, "host"),
        kernels: namesOf(crashes, "kernel"),
        firstSeen: times.at(-1),
        lastSeen: times[0],
        crashes,
    });
}

function namesOf(crashes: GroupedCrash[], member: "host" | "kernel"): string[] {
    const names = crashes.flatMap(({ [member]: name }) => (name === undefined ? [] : [name]));
    return [...new Set(names)].sort();
}

/** The order of times, the last one first, whatever their zones are; what has none comes last. */
function later(one: string | undefined, other: string | undefined): number {
    const [first, second] = [one, other]
        .map((time) => Date.parse(time ?? ""))
        .map((time) => (Number.isNaN(time) ? -Infinity : time));
    return first === second ? 0 : second - first;
}
