// Which distributions there are in a plan. What each one's kdump cannot do is in conf/refusals.ts.
import { releases } from "../data/releases";
import { ReleaseRow } from "../data/types";
import { globRegExp } from "./glob";
import { OsRelease } from "./osRelease";

/** The row of a release together with the version that was given. */
export interface Distribution extends Pick<
    ReleaseRow,
    "id" | "family" | "generation" | "auto" | "makedumpfile"
> {
    /** For people, such as `Rocky Linux 9`. */
    name: string;
    recommended?: string;
}

/**
 * The distribution that os-release's words stand for; nothing when it is not supported. A main version stands for all of
 * its releases, as it does for the host program (steps/install.sh).
 */
export function distributionOf({ id, versionId }: OsRelease): Distribution | undefined {
    const row = releases.find(
        (each) =>
            each.id === id &&
            each.versions.some(
                (pattern) => pattern === `${versionId}.*` || globRegExp(pattern).test(versionId),
            ),
    );
    if (row === undefined) return undefined;
    const version = /^[\d.]+$/.test(row.label) ? row.label : versionId;
    return { ...row, name: `${row.name} ${version}` };
}

/** What is wrong with the `os` argument. */
export function osProblem(os: OsRelease): string | undefined {
    if (distributionOf(os) !== undefined) return undefined;
    const labels = new Map<string, Set<string>>();
    for (const { id, label } of releases) labels.set(id, (labels.get(id) ?? new Set()).add(label));
    const list = [...labels].map(([id, versions]) => `${id} ${[...versions].join(", ")}`.trim());
    return `"${os.id} ${os.versionId}" is not a supported distribution; os-release's ID and VERSION_ID may be ${list.join("; ")}.`;
}
