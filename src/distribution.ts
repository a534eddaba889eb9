// Which distributions there are in a plan, and what each family cannot do. The host program knows the same of the
// host itself; this is for those who say in advance what it is.
import { DumpTargetType, FailureAction, FinalAction } from "./kdumpConf";
import { PlainKdumpConf } from "./kdumpConfDirectives";
import { OsRelease } from "./recommendedCrashkernel";

export interface Distribution {
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
    return { name: `${name} ${majors === undefined ? versionId : major}`, family, major };
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

/** Something that a family's kdump has no setting for. */
export interface Refusal {
    property: keyof PlainKdumpConf;
    /** The values that it is about. */
    when: (value: never) => boolean;
    /** As kdump.conf calls it, or we. */
    what: string;
    instead: string;
}

const any = () => true;
const isSet = (value: boolean) => value;
const targetOutside = (types: DumpTargetType[]) => (target: { type: DumpTargetType }) =>
    !types.includes(target.type);
const notMakedumpfile = (command: string) => !/^makedumpfile( |$)/.test(command);

const hooks: [keyof PlainKdumpConf, string][] = [
    ["kdumpPre", "kdump_pre"],
    ["kdumpPost", "kdump_post"],
    ["kdumpEmergency", "kdump_emergency"],
    ["extraBins", "extra_bins"],
    ["dracutArgs", "dracut_args"],
    ["fenceKdumpArgs", "fence_kdump_args"],
    ["fenceKdumpNodes", "fence_kdump_nodes"],
];

const refusals: Record<Distribution["family"], Refusal[]> = {
    debian: [
        {
            property: "target",
            when: targetOutside([DumpTargetType.Nfs, DumpTargetType.Ssh]),
            what: "A target that is neither nfs nor ssh",
            instead: "kdump-tools knows no other; give a local directory as path",
        },
        {
            property: "coreCollector",
            when: notMakedumpfile,
            what: "Another core_collector than makedumpfile",
            instead: "kdump-tools runs makedumpfile and nothing else",
        },
        ...hooks.map(([property, what]) => ({
            property,
            when: any,
            what,
            instead:
                "kdump-tools has nothing like it; use a systemd unit that kdump-tools-dump.service wants",
        })),
        {
            property: "extraModules",
            when: any,
            what: "extra_modules",
            instead: "name them in /etc/initramfs-tools/modules",
        },
        {
            property: "failureAction",
            when: (action) => action !== FailureAction.Reboot,
            what: "Another failure_action than reboot",
            instead:
                "kdump-tools reboots when a dump fails, or runs KDUMP_FAIL_CMD of /etc/default/kdump-tools",
        },
        {
            property: "finalAction",
            when: (action) => action !== FinalAction.Reboot,
            what: "Another final_action than reboot",
            instead: "kdump-tools always reboots after a dump",
        },
        ...(["forceRebuild", "forceNoRebuild"] as const).map((property) => ({
            property,
            when: isSet,
            what: property === "forceRebuild" ? "force_rebuild" : "force_no_rebuild",
            instead: "kdump-tools makes its initrd when a kernel is installed",
        })),
    ],
    el: [
        {
            property: "compression",
            when: any,
            what: "compression",
            instead: "makedumpfile itself compresses; give coreCollector one of -c, -l, -p and -z",
        },
    ],
    suse: [
        {
            property: "target",
            when: targetOutside([DumpTargetType.Nfs, DumpTargetType.Ssh]),
            what: "A target that is neither nfs nor ssh",
            instead: "kdump takes no device there; mount it by /etc/fstab and give path",
        },
        {
            property: "coreCollector",
            when: notMakedumpfile,
            what: "Another core_collector than makedumpfile",
            instead: "kdump runs makedumpfile and nothing else; for a whole dump give makedumpfile -d 0",
        },
        {
            property: "compression",
            when: any,
            what: "compression",
            instead: "kdump compresses no finished file; give coreCollector one of -c, -l, -p and -z",
        },
        {
            property: "kdumpEmergency",
            when: any,
            what: "kdump_emergency",
            instead: "kdump has no such hook; use kdumpPost",
        },
        {
            property: "extraModules",
            when: any,
            what: "extra_modules",
            instead: "name them in a file of /etc/dracut.conf.d, as add_drivers",
        },
        {
            property: "dracutArgs",
            when: any,
            what: "dracut_args",
            instead: "mkdumprd takes dracut's options from /etc/dracut.conf.d; write them there",
        },
        ...(["fenceKdumpArgs", "fenceKdumpNodes"] as const).map((property) => ({
            property,
            when: any,
            what: "fence_kdump",
            instead: "run fence_kdump_send from a program of kdumpPost",
        })),
        {
            property: "failureAction",
            when: (action) => action !== FailureAction.Reboot && action !== FailureAction.Shell,
            what: "Another failure_action than reboot and shell",
            instead: "after a failed dump kdump reboots, or opens a shell",
        },
        {
            property: "finalAction",
            when: (action) => action !== FinalAction.Reboot,
            what: "Another final_action than reboot",
            instead: "kdump reboots after a dump",
        },
        ...(["forceRebuild", "forceNoRebuild"] as const).map((property) => ({
            property,
            when: isSet,
            what: property === "forceRebuild" ? "force_rebuild" : "force_no_rebuild",
            instead: "mkdumprd itself sees what changed; run mkdumprd -f by hand",
        })),
    ],
};

/** What a distribution's kdump cannot do. */
export function refusalsOf({ family }: Distribution): Refusal[] {
    return refusals[family];
}
