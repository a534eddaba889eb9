// Values that are right by themselves, refused for their company: the target, each other, the distribution.
import { Group } from "./group";

const rocky9 = { id: "rocky", versionId: "9.4" };
const debian12 = { id: "debian", versionId: "12" };
const sles15 = { id: "sles", versionId: "15.6" };

const systemdUnit = "kdump-tools has nothing like it; use a systemd unit that kdump-tools-dump.service wants";
const unknownThere = "its kdump does not know that directive and would not start; leave it out";
const byMakedumpfile = "makedumpfile itself compresses; use coreCollector makedumpfile with -c, -l, -p or -z";

/** A property that a distribution's kdump cannot do. */
function refused(
    os: { id: string; versionId: string },
    property: string,
    value: unknown,
    sentence: string,
    beside: object = {},
): Group {
    return {
        property: `conf.${property}`,
        values: [value],
        sentence: () => sentence,
        beside: { os, conf: beside },
    };
}

export const together: Group[] = [
    ...["ssh", "raw"].map((type) => ({
        property: "conf.coreCollector",
        values: ["makedumpfile", "makedumpfile -l -d 31", "makedumpfile -c"],
        sentence: () => "With an ssh or raw target makedumpfile has to write a stream; add -F.",
        beside: {
            conf: { target: { type, location: type === "ssh" ? "kdump@dumps" : "/dev/vdb1" } },
        },
    })),
    {
        property: "conf.path",
        values: ["/var/crash"],
        sentence: () => "A raw target has no directories, so the path would be ignored; leave it out.",
        beside: { conf: { target: { type: "raw", location: "/dev/vdb1" } } },
    },
    {
        property: "conf.dracutArgs",
        values: ['--mount "/dev/vdb1 /kdumproot ext4 defaults"', "--mount=/x"],
        sentence: () => "--mount stands for the target, and there is a target already; keep one of them.",
        beside: { conf: { target: { type: "nfs", location: "dumps:/export" } } },
    },
    ...[
        { target: { type: "nfs", location: "dumps:/export" } },
        { target: { type: "ssh", location: "kdump@dumps" } },
        { target: { type: "raw", location: "/dev/vdb1" } },
        { target: { type: "virtiofs", location: "dumps" } },
        { dracutArgs: '--mount "/dev/vdb1 /kdumproot ext4 defaults"' },
    ].map((conf) => ({
        property: "conf.keep",
        values: [1, 3],
        sentence: () =>
            "Dumps leave the host, and only those in a directory of its own can be counted; leave this out, and clear them where they arrive.",
        beside: { conf },
    })),
    {
        property: "conf.forceNoRebuild",
        values: [true],
        sentence: () => "forceRebuild and forceNoRebuild are both true, and kdump would not start; keep one.",
        beside: { conf: { forceRebuild: true } },
    },
    {
        property: "conf.sshkey",
        values: ["/root/.ssh/kdump"],
        sentence: () =>
            "A key is given without an ssh target, so nothing would use it; add the target, or leave the key out.",
        beside: { conf: { target: { type: "nfs", location: "dumps:/export" } } },
    },
    ...[
        ["nfs", "dumps", "host:/export"],
        ["nfs", "dumps:export", "host:/export"],
        ["ssh", "dumps", "user@host"],
        ["ssh", "kdump@", "user@host"],
        ["ssh", "kdump@dumps:/x", "user@host"],
        ["raw", "vdb1", "/dev/vdb1"],
        ["raw", "LABEL=dumps", "/dev/vdb1"],
        ["ext4", "/var", "/dev/vdb1, UUID=… or LABEL=…"],
        ["xfs", "vdb1", "/dev/vdb1, UUID=… or LABEL=…"],
        ["virtiofs", "/dumps", "the file system's tag"],
    ].map(([type, location, form]) => ({
        property: "conf.target",
        values: [{ type, location }],
        sentence: () => `"${location}" is not a location for ${type}; write it as ${form}.`,
    })),
    ...["nfs4", "ftp", "zfs", ""].map((type) => ({
        property: "conf.target",
        values: [{ type, location: "a:/b" }],
        sentence: () =>
            `"${type}" is not a kind of target; choose one of raw, nfs, ssh, virtiofs, ext2, ext3, ext4, minix, btrfs, xfs.`,
    })),
    {
        property: "conf.target",
        values: [{ type: "nfs", location: "" }, { type: "ssh" }],
        sentence: () => "The target has no location; say where it is.",
    },
    {
        property: "conf.target",
        values: [{ type: "nfs", location: "dumps:/$(id)" }],
        sentence: () =>
            '"dumps:/$(id)" contains "$"; only letters, digits, blanks and . _ / : , @ % + = - are allowed here.',
    },
    {
        property: "os",
        values: [
            { id: "debian", versionId: "10" },
            { id: "ubuntu", versionId: "23.10" },
            { id: "arch", versionId: "" },
            { id: "rocky", versionId: "7" },
            { id: "amzn", versionId: "2018.03" },
            { id: "sles", versionId: "11.4" },
            { id: "constructor", versionId: "1" },
        ],
        sentence: ({ id, versionId }) =>
            `"${id} ${versionId}" is not a supported distribution; os-release's ID and VERSION_ID may be ` +
            "debian 11, 12, 13; ubuntu 20.04, 22.04, 24.04, 25.10, 26.04; rhel 7, 8, 9, 10; centos 7, 8, 9, 10; ol 7, 8, 9, 10; " +
            "almalinux 8, 9, 10; rocky 8, 9, 10; fedora 41 and later; amzn 2, 2023; sles 12, 15, 16; " +
            "sles_sap 12, 15, 16; opensuse-leap 15, 16; opensuse-tumbleweed.",
    },
    refused(
        debian12,
        "target",
        { type: "raw", location: "/dev/vdb1" },
        "raw is not possible on Debian 12: kdump-tools knows no such target; use path for a local directory, nfs or ssh.",
    ),
    ...[
        ["kdumpPre", "kdump_pre"],
        ["kdumpPost", "kdump_post"],
        ["kdumpEmergency", "kdump_emergency"],
    ].map(([property, word]) =>
        refused(debian12, property, "/bin/hook", `${word} is not possible on Debian 12: ${systemdUnit}.`),
    ),
    refused(debian12, "extraBins", ["/bin/ip"], `extra_bins is not possible on Debian 12: ${systemdUnit}.`),
    refused(debian12, "dracutArgs", "--add nfs", `dracut_args is not possible on Debian 12: ${systemdUnit}.`),
    refused(
        debian12,
        "extraModules",
        ["nfs"],
        "extra_modules is not possible on Debian 12: name them in /etc/initramfs-tools/modules.",
    ),
    refused(
        debian12,
        "failureAction",
        "shell",
        "failure_action shell is not possible on Debian 12: kdump-tools reboots when a dump fails, or runs KDUMP_FAIL_CMD of /etc/default/kdump-tools.",
    ),
    refused(
        debian12,
        "coreCollector",
        "cp --sparse=always",
        "core_collector cp --sparse=always is not possible on Debian 12: kdump-tools runs makedumpfile and nothing else.",
    ),
    refused(
        rocky9,
        "compression",
        "gzip",
        `compression is not possible on Rocky Linux 9: ${byMakedumpfile}.`,
    ),
    ...(
        [
            ["centos", "7", "CentOS 7"],
            ["amzn", "2", "Amazon Linux 2"],
        ] as [string, string, string][]
    ).map(([id, versionId, name]) =>
        refused(
            { id, versionId },
            "finalAction",
            "halt",
            `final_action is not possible on ${name}: ${unknownThere}.`,
        ),
    ),
    ...(
        [
            ["rocky", "8.10", "Rocky Linux 8"],
            ["rocky", "9.4", "Rocky Linux 9"],
            ["amzn", "2023", "Amazon Linux 2023"],
        ] as [string, string, string][]
    ).map(([id, versionId, name]) =>
        refused(
            { id, versionId },
            "kdumpEmergency",
            "/bin/hook",
            `kdump_emergency is not possible on ${name}: ${unknownThere}.`,
        ),
    ),
    refused(
        { id: "rhel", versionId: "8.10" },
        "target",
        { type: "virtiofs", location: "dumps" },
        "virtiofs is not possible on Red Hat Enterprise Linux 8: its kdump does not know that target; use nfs or ssh.",
    ),
    refused(
        rocky9,
        "target",
        { type: "nfs", location: "[fe80::1%eth0]:/x" },
        "nfs [fe80::1%eth0]:/x is not possible on Rocky Linux 9: kdump asks ip route for the way to the target, which takes no interface; use an address without %.",
    ),
    refused(
        { id: "fedora", versionId: "44" },
        "target",
        { type: "ssh", location: "a@Dumps" },
        "ssh a@Dumps is not possible on Fedora 44: kdumpctl compares the host name with what ssh makes of it, and would not start; write it in small letters.",
    ),
    ...["12.5", "15.5"].map((versionId) =>
        refused(
            { id: "sles", versionId },
            "target",
            { type: "ssh", location: "a@2001:db8::1" },
            `ssh a@2001:db8::1 is not possible on SUSE Linux Enterprise Server ${versionId.slice(0, 2)}: its kdump hands ssh the brackets of the URL too, which ssh cannot resolve; use a host name.`,
        ),
    ),
    refused(
        { id: "ubuntu", versionId: "20.04" },
        "compression",
        "gzip",
        "compression is not possible on Ubuntu 20.04: its kdump-tools cannot compress a finished file; use coreCollector makedumpfile with -c or -l.",
    ),
    ...(
        [
            ["centos", "7", "1.6.3"],
            ["ubuntu", "20.04", "1.6.7"],
            ["sles", "12.5", "1.6.5"],
            ["debian", "11", "1.6.8"],
        ] as [string, string, string][]
    ).map(([id, versionId, version]) => ({
        property: "conf.coreCollector",
        values: ["makedumpfile -z -d 31"],
        sentence: () =>
            `makedumpfile knows -z from 1.7.0 on, and this distribution has ${version}; take it out.`,
        beside: { os: { id, versionId } },
    })),
    refused(
        sles15,
        "target",
        { type: "ext4", location: "/dev/vdb1" },
        "ext4 is not possible on SUSE Linux Enterprise Server 15: kdump takes no device; mount it by /etc/fstab and use path, or use nfs or ssh.",
    ),
    refused(
        sles15,
        "finalAction",
        "halt",
        "final_action halt is not possible on SUSE Linux Enterprise Server 15: kdump reboots after a dump; use reboot.",
    ),
    refused(
        sles15,
        "extraModules",
        ["nfs"],
        "extra_modules is not possible on SUSE Linux Enterprise Server 15: name them in a file of /etc/dracut.conf.d, as add_drivers.",
    ),
    ...["failure_action reboot", "default halt"].map((line) => ({
        property: "conf.extra[0]",
        values: [line],
        sentence: () => `"${line}" says what failureAction or another line says already; keep one of them.`,
        beside: { conf: { failureAction: "halt" } },
    })),
];
