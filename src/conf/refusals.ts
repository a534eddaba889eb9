// What the kdump of each family and release cannot do. The host program knows the same of the host itself
// (FAMILY_conf_able, el_since); this is for those who say in advance what it is. test/sandbox/agreement.test.ts holds the two
// together.
import { Distribution } from "../distribution/distribution";
import { DumpTargetType, FailureAction, FinalAction } from "./kdumpConf";
import { PlainKdumpConf } from "./kdumpConf";
import { makedumpfileOptionsOf } from "./makedumpfile";

/** A release of RHEL and its kin: the main version, or `fedora`, `al2`, `al2023`. */
type ElRelease = "7" | "8" | "9" | "10" | "fedora" | "al2" | "al2023";

/** The release of the rpm family that a distribution is. */
function elRelease({ id, major }: Distribution): ElRelease {
    if (id === "fedora") return "fedora";
    if (id === "amzn") return major === 2 ? "al2" : "al2023";
    return `${major}` as ElRelease;
}

/**
 * The directives that are younger than the oldest release, and the releases of which some update knows them. Whether
 * this host's does, only its own kdumpctl can tell.
 */
const youngDirectives: Record<string, ElRelease[]> = {
    // kexec-tools 2.0.20 of 8.
    final_action: ["8", "9", "10", "fedora", "al2023"],
    // kexec-tools of 9, Fedora 34.
    auto_reset_crashkernel: ["9", "10", "fedora", "al2023"],
    // kexec-tools 2.0.26 of 9, Fedora 38.
    virtiofs: ["9", "10", "fedora", "al2023"],
    // kdump-utils of 2026.
    kdump_emergency: ["10", "fedora"],
};

/**
 * The newest makedumpfile of a release that gets none any more, by its source packages; nothing where it is no older
 * than what our options need.
 */
export function newestMakedumpfile({ id, family, major, version }: Distribution): string | undefined {
    if (family === "el") return major === 7 || (id === "amzn" && major === 2) ? "1.6.3" : undefined;
    if (family === "suse") return major === 12 ? "1.6.5" : undefined;
    if (id === "debian" && major === 11) return "1.6.8";
    return id === "ubuntu" && version === "20.04" ? "1.6.7" : undefined;
}

/** Something that a family's kdump has no setting for. */
export interface Refusal {
    property: keyof PlainKdumpConf;
    /** The values that it is about. */
    when: (value: never) => boolean;
    /** The distributions of the family that it is about; all of them where this is not said. */
    on?: (distribution: Distribution) => boolean;
    /** As kdump.conf calls it, or we. */
    what: string;
    instead: string;
}

const any = () => true;
const isSet = (value: boolean) => value;
const targetOutside = (types: DumpTargetType[]) => (target: { type: DumpTargetType }) =>
    !types.includes(target.type);
type Target = { type: DumpTargetType; location: string };
/** An address that is good only on one interface, such as `fe80::1%eth0`. */
const scoped = ({ type, location }: Target) =>
    (type === DumpTargetType.Nfs || type === DumpTargetType.Ssh) && location.includes("%");
const byAddress6 = ({ type, location }: Target) => type === DumpTargetType.Ssh && location.includes(":");
const capitals = ({ type, location }: Target) =>
    type === DumpTargetType.Ssh &&
    !location.includes(":") &&
    /[A-Z]/.test(location.slice(location.indexOf("@")));
const oldSuse = ({ id, major, version }: Distribution) =>
    id !== "opensuse-tumbleweed" && (major < 15 || (major === 15 && Number(version.split(".")[1] ?? 0) < 6));

/** makedumpfile's options with a file, which SUSE's capture initrd would not have. */
const withFiles = (command: string) =>
    makedumpfileOptionsOf(command).some((name) => /^-([exi]|-(config|e|xen)\S*)$/.test(name));

/** What a release of the rpm family is too old for. */
function tooOld(property: keyof PlainKdumpConf, word: string, when: Refusal["when"] = () => true): Refusal {
    return {
        property,
        when,
        on: (distribution) => !youngDirectives[word].includes(elRelease(distribution)),
        what: word,
        instead: "its kdump does not know that directive and would not start; leave it out",
    };
}

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
        {
            property: "autoResetCrashkernel",
            when: isSet,
            what: "auto_reset_crashkernel yes",
            instead: "nothing resets crashkernel there; leave it out",
        },
        {
            property: "compression",
            when: any,
            on: ({ id, version }) => id === "ubuntu" && version === "20.04",
            what: "compression",
            instead: "its kdump-tools knows none; give coreCollector one of -c and -l",
        },
    ],
    el: [
        {
            property: "compression",
            when: any,
            what: "compression",
            instead: "makedumpfile itself compresses; give coreCollector one of -c, -l, -p and -z",
        },
        tooOld("finalAction", "final_action"),
        tooOld("kdumpEmergency", "kdump_emergency"),
        {
            ...tooOld("target", "virtiofs", ({ type }: Target) => type === DumpTargetType.Virtiofs),
            instead: "its kdump does not know that target; use nfs or ssh",
        },
        {
            ...tooOld("autoResetCrashkernel", "auto_reset_crashkernel", isSet),
            instead: "nothing resets crashkernel there; leave it out",
        },
        {
            property: "target",
            when: scoped,
            what: "An address with its interface",
            instead:
                "kdump asks ip route for the way to the target, which takes none; use an address without %",
        },
        {
            property: "target",
            when: capitals,
            on: (distribution) => ["10", "fedora"].includes(elRelease(distribution)),
            what: "A host name with capital letters",
            instead:
                "kdumpctl compares it with what ssh makes of it, and would not start; write it in small letters",
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
            property: "target",
            when: scoped,
            what: "An address with its interface",
            instead: "the target becomes a URL, in which % begins something else; use an address without it",
        },
        {
            property: "target",
            when: byAddress6,
            on: oldSuse,
            what: "ssh to an IPv6 address",
            instead:
                "its kdump hands ssh the brackets of the URL too, which ssh cannot resolve; use a host name",
        },
        {
            property: "coreCollector",
            when: notMakedumpfile,
            what: "Another core_collector than makedumpfile",
            instead: "kdump runs makedumpfile and nothing else; for a whole dump give makedumpfile -d 0",
        },
        {
            property: "coreCollector",
            when: withFiles,
            what: "makedumpfile with files of its own",
            instead:
                "/etc/sysconfig/kdump has no word for them, and the capture initrd would not have them; leave that option out",
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
        {
            property: "autoResetCrashkernel",
            when: isSet,
            what: "auto_reset_crashkernel yes",
            instead: "whoever gives a crashkernel value does not want it reset; leave it out",
        },
    ],
};

/** What a distribution's kdump cannot do. */
export function refusalsOf(distribution: Distribution): Refusal[] {
    return refusals[distribution.family].filter(({ on }) => on === undefined || on(distribution));
}

/** Whether kdump itself puts makedumpfile's `-F` there where the dump is a stream (kdump-config; SUSE's kdump-save). */
export function streamsByItself({ family }: Distribution): boolean {
    return family !== "el";
}
