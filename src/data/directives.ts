// Made by `npm run generate` from data/directives.json: change it there.
import type { DirectiveRow } from "./types";

/** The directives that say where dumps go. */
export const targetNames: readonly string[] = [
    "raw",
    "nfs",
    "ssh",
    "virtiofs",
    "ext2",
    "ext3",
    "ext4",
    "minix",
    "btrfs",
    "xfs",
];

/** The directives of kdump.conf(5), in the order in which they are written. */
export const directiveRows: readonly DirectiveRow[] = [
    { name: "sshkey", property: "sshkey", form: "file" },
    { name: "path", property: "path", form: "path" },
    { name: "core_collector", property: "coreCollector", form: "collector" },
    { name: "kdump_pre", property: "kdumpPre", form: "program" },
    { name: "kdump_post", property: "kdumpPost", form: "program" },
    { name: "kdump_emergency", property: "kdumpEmergency", form: "program" },
    { name: "extra_bins", property: "extraBins", form: "programs" },
    { name: "extra_modules", property: "extraModules", form: "modules" },
    {
        name: "failure_action",
        property: "failureAction",
        form: "choice",
        choices: ["reboot", "halt", "poweroff", "shell", "dump_to_rootfs"],
        formerName: "default",
    },
    {
        name: "final_action",
        property: "finalAction",
        form: "choice",
        choices: ["reboot", "halt", "poweroff"],
    },
    { name: "force_rebuild", property: "forceRebuild", form: "switch", choices: ["0", "1"], on: "1" },
    { name: "force_no_rebuild", property: "forceNoRebuild", form: "switch", choices: ["0", "1"], on: "1" },
    { name: "dracut_args", property: "dracutArgs", form: "dracut" },
    { name: "fence_kdump_args", property: "fenceKdumpArgs", form: "words" },
    { name: "fence_kdump_nodes", property: "fenceKdumpNodes", form: "nodes" },
    {
        name: "auto_reset_crashkernel",
        property: "autoResetCrashkernel",
        form: "switch",
        choices: ["yes", "no"],
        on: "yes",
    },
];

/** What has no directive, by its word on the way to the host, and the property for it. */
export const ownWords: Readonly<Record<string, string>> = {
    keep: "keep",
    compression: "compression",
    commandline_append: "captureCommandLine",
    sysctl: "panicSysctls",
    ssh_port: "target",
};

/** What kdump can compress a finished dump by. */
export const compressions: readonly string[] = ["gzip", "bzip2", "lz4", "xz"];

/** What was a directive once, or never was one, and what became of it. */
export const formerDirectives: Readonly<Record<string, string>> = {
    nfs4: "is no longer a directive; use nfs, which speaks version 4 too",
    ftp: "is not a directive; use ssh or nfs",
    net: "is no longer a directive; use ssh or nfs",
    options: "is no longer a directive; put options of modules into /etc/modprobe.d",
    link_delay: "is no longer a directive, and kdump would not start with it; take it out",
    disk_timeout: "is no longer a directive, and kdump would not start with it; take it out",
    debug_mem_level: "is no longer a directive; write it into {dracut_args} as rd.memdebug, if at all",
    blacklist: "is no longer a directive; add rd.driver.blacklist to the capture command line",
    override_resettable: "is no longer a directive, and kdump would not start with it; take it out",
};
