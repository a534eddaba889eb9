// Which distributions there are in a plan. What each one's kdump cannot do is in refusals.ts.
import { OsRelease } from "./osRelease";

export interface Distribution {
    /** ID of os-release. */
    id: string;
    /** VERSION_ID of os-release. */
    version: string;
    /** For people, such as `Rocky Linux 9`. */
    name: string;
    family: "debian" | "el" | "suse";
    /** The main version: 9 of `9.4`. */
    major: number;
}

/** What each ID of os-release is called, its family, and the main versions that are supported. */
const known: Record<
    string,
    { name: string; family: Distribution["family"]; majors?: number[]; versions?: string[] }
> = {
    debian: { name: "Debian", family: "debian", majors: [11, 12, 13] },
    ubuntu: { name: "Ubuntu", family: "debian", versions: ["20.04", "22.04", "24.04", "26.04"] },
    centos: { name: "CentOS", family: "el", majors: [7, 8, 9, 10] },
    rhel: { name: "Red Hat Enterprise Linux", family: "el", majors: [7, 8, 9, 10] },
    ol: { name: "Oracle Linux", family: "el", majors: [7, 8, 9, 10] },
    almalinux: { name: "AlmaLinux", family: "el", majors: [8, 9, 10] },
    rocky: { name: "Rocky Linux", family: "el", majors: [8, 9, 10] },
    fedora: { name: "Fedora", family: "el", majors: [41, 42, 43, 44] },
    amzn: { name: "Amazon Linux", family: "el", majors: [2, 2023] },
    sles: { name: "SUSE Linux Enterprise Server", family: "suse", majors: [12, 15, 16] },
    sles_sap: { name: "SUSE Linux Enterprise Server for SAP", family: "suse", majors: [12, 15, 16] },
    "opensuse-leap": { name: "openSUSE Leap", family: "suse", majors: [15, 16] },
    "opensuse-tumbleweed": { name: "openSUSE Tumbleweed", family: "suse" },
};

/** The distribution that os-release's words stand for; nothing when it is not supported. */
export function distributionOf({ id, versionId }: OsRelease): Distribution | undefined {
    if (!Object.hasOwn(known, id)) return undefined;
    const { name, family, majors, versions } = known[id];
    const major = Number(/^\d+/.exec(versionId)?.[0] ?? NaN);
    if (majors !== undefined && !majors.includes(major)) return undefined;
    if (versions !== undefined && !versions.includes(versionId)) return undefined;
    return {
        id,
        version: versionId,
        name: `${name} ${majors === undefined ? versionId : major}`,
        family,
        major,
    };
}

/** Whether its kernels know `crashkernel=auto`: Red Hat's of 7 and 8. */
export function knowsAuto({ family, major }: Distribution): boolean {
    return family === "el" && (major === 7 || major === 8);
}

/** What is wrong with the `os` argument. */
export function osProblem(os: OsRelease): string | undefined {
    if (distributionOf(os) !== undefined) return undefined;
    const list = Object.entries(known).map(([id, { majors, versions }]) =>
        `${id} ${(versions ?? majors ?? []).join(", ")}`.trim(),
    );
    return `"${os.id} ${os.versionId}" is no distribution that is supported; os-release's ID and VERSION_ID may be ${list.join("; ")}.`;
}
