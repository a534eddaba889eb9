import * as pulumi from "@pulumi/pulumi";

/**
 * The dump configuration: every directive of kdump.conf(5), each as a property with the directive's own name, and
 * four settings that kdump.conf has no directive for. The host program translates them to the files of the host's
 * distribution, and refuses by name what that distribution cannot do; with `os` the preview does so already.
 */
export interface KdumpConfArgs {
    /**
     * Where the dump goes, unless to a directory of the host's own file systems. (kdump.conf(5), `nfs`, `ssh`,
     * `raw`, `ext4` and so on)
     *
     * @default - `path` is a directory of the host
     */
    target?: pulumi.Input<DumpTargetArgs>;
    /**
     * File on the host with the private key for an ssh target: an absolute path. (kdump.conf(5), `sshkey`)
     *
     * @default - the distribution's own, on RHEL and its kin /root/.ssh/kdump_id_rsa
     */
    sshkey?: pulumi.Input<string>;
    /**
     * Directory in which the vmcore directories appear: an absolute path without blanks, in the target where there
     * is one, and there it may be `/`. On the host itself it is created with mode 0700, because a vmcore holds all of the dead kernel's
     * memory. (kdump.conf(5), `path`)
     *
     * @default "/var/crash"
     */
    path?: pulumi.Input<string>;
    /**
     * The command that filters and compresses the vmcore, such as `makedumpfile -l --message-level 7 -d 31`. With
     * an ssh or raw target makedumpfile needs `-F`, and with no other may it have it; Debian's and SUSE's kdump put
     * it there by themselves. Besides makedumpfile: cp, scp, dd, or the full path of a program of one's own.
     * (kdump.conf(5), `core_collector`; makedumpfile(8))
     *
     * @default - the distribution's own, on Debian and Ubuntu `makedumpfile -F -c -d 31`
     */
    coreCollector?: pulumi.Input<string>;
    /**
     * Program that runs before the dump, with its full path. (kdump.conf(5), `kdump_pre`)
     *
     * @default - none
     */
    kdumpPre?: pulumi.Input<string>;
    /**
     * Program that runs after the dump, with its full path. (kdump.conf(5), `kdump_post`)
     *
     * @default - none
     */
    kdumpPost?: pulumi.Input<string>;
    /**
     * Program that runs when the capture kernel fails, with its full path. (kdump.conf(5),
     * `kdump_emergency`, kdump-utils of 2026 and later)
     *
     * @default - none
     */
    kdumpEmergency?: pulumi.Input<string>;
    /**
     * Further programs for the capture kernel's initramfs, with their full paths. (kdump.conf(5), `extra_bins`)
     *
     * @default - none
     */
    extraBins?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Further kernel modules for the capture kernel's initramfs. (kdump.conf(5), `extra_modules`)
     *
     * @default - none
     */
    extraModules?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * What is done when the dump fails. (kdump.conf(5), `failure_action`, called `default` up to RHEL 8)
     *
     * @default - the distribution's own, `reboot`
     */
    failureAction?: pulumi.Input<FailureAction>;
    /**
     * What is done after the dump. (kdump.conf(5), `final_action`)
     *
     * @default - the distribution's own, `reboot`
     */
    finalAction?: pulumi.Input<FinalAction>;
    /**
     * Whether the capture kernel's initramfs is built anew at every start of the service. (kdump.conf(5),
     * `force_rebuild`)
     *
     * @default - when something that it is built from has changed
     */
    forceRebuild?: pulumi.Input<boolean>;
    /**
     * Whether the capture kernel's initramfs is never built anew. (kdump.conf(5), `force_no_rebuild`)
     *
     * @default - when something that it is built from has changed
     */
    forceNoRebuild?: pulumi.Input<boolean>;
    /**
     * Further arguments for dracut. One `--mount` is allowed; it stands for the target, and kdump then checks
     * nothing of it: prefer `target`. (kdump.conf(5), `dracut_args`)
     *
     * @default - none
     */
    dracutArgs?: pulumi.Input<string>;
    /**
     * Arguments of fence_kdump_send, such as `-p 7410 -f auto -c 0 -i 10`. (kdump.conf(5), `fence_kdump_args`)
     *
     * @default - fence_kdump_send's own
     */
    fenceKdumpArgs?: pulumi.Input<string>;
    /**
     * The other nodes of a cluster, by name or address, to notify that a dump is being taken; never this host itself. (kdump.conf(5), `fence_kdump_nodes`)
     *
     * @default - none
     */
    fenceKdumpNodes?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Whether an update of kdump or of the kernel may put the distribution's own crashkernel value in place. A
     * Kdump manages that value, so there only false is allowed. (kdump.conf(5), `auto_reset_crashkernel`)
     *
     * @default false in a Kdump
     */
    autoResetCrashkernel?: pulumi.Input<boolean>;
    /**
     * How many complete dumps to keep in a directory of the host: at each boot everything older than the newest so
     * many is removed, complete or not, and nothing else. A whole number; 0 keeps all. It replaces the distribution's own
     * retention (kdump-tools(5), `KDUMP_NUM_DUMPS`; kdump(5) of SUSE, `KDUMP_KEEP_OLD_DUMPS`), and
     * is refused with an nfs, ssh, raw or virtiofs target.
     *
     * @default - the host's own setting, on a new host all are kept
     */
    keep?: pulumi.Input<number>;
    /**
     * Compression of the finished dump file, in addition to makedumpfile's compression of pages. (kdump-tools(5),
     * `KDUMP_COMPRESSION`)
     *
     * @default - none
     */
    compression?: pulumi.Input<DumpCompression>;
    /**
     * Arguments added to the capture kernel's command line, after the distribution's own, such as
     * `nr_cpus=1 nokaslr`. (kdump-tools(5), `KDUMP_CMDLINE_APPEND`; elsewhere `KDUMP_COMMANDLINE_APPEND`)
     *
     * @default - the distribution's own alone
     */
    captureCommandLine?: pulumi.Input<string>;
    /**
     * Kernel settings that decide what causes a panic, by their sysctl names, such as
     * `{ "kernel.panic_on_oops": 1, "kernel.hung_task_panic": 1 }`. They are set whenever the capture
     * kernel is loaded. (Documentation/admin-guide/sysctl/kernel.rst)
     *
     * @default - the distribution's own, on Debian and Ubuntu `kernel.panic_on_oops=1`
     */
    panicSysctls?: pulumi.Input<{ [name: string]: pulumi.Input<number> }>;
    /**
     * Further lines of kdump.conf, such as `failure_action halt`. The rules of the properties apply to them, and none may
     * repeat a property.
     *
     * @default - none
     */
    extra?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A configuration whose values are all known. */
export type PlainKdumpConf = pulumi.Unwrap<KdumpConfArgs>;

/**
 * The former name of KdumpConfArgs.
 *
 * @deprecated it is called KdumpConfArgs; this name goes with the next release
 */
export type KdumpConf = KdumpConfArgs;

/** A target outside the host's own file tree. */
export interface DumpTargetArgs {
    /** The kind of target. */
    type: pulumi.Input<DumpTargetType>;
    /**
     * Where it is: a device (`/dev/vdb1`, `UUID=…`, `LABEL=…`) for a file system, `/dev/vdb1` for raw, a tag for
     * virtiofs, `host:/export` for nfs, `user@host` for ssh. An IPv6 address stands in brackets for nfs
     * (`[2001:db8::1]:/export`, mount.nfs) and without for ssh (`user@2001:db8::1`, kdump.conf(5)).
     */
    location: pulumi.Input<string>;
}

/**
 * The former name of DumpTargetArgs.
 *
 * @deprecated it is called DumpTargetArgs; this name goes with the next release
 */
export type DumpTarget = DumpTargetArgs;

/** The kinds of target, as kdump.conf names them. */
export const DumpTargetType = {
    Raw: "raw",
    Nfs: "nfs",
    Ssh: "ssh",
    Virtiofs: "virtiofs",
    Ext2: "ext2",
    Ext3: "ext3",
    Ext4: "ext4",
    Minix: "minix",
    Btrfs: "btrfs",
    Xfs: "xfs",
} as const;
export type DumpTargetType = (typeof DumpTargetType)[keyof typeof DumpTargetType];

/** What can be done when a dump fails. */
export const FailureAction = {
    Reboot: "reboot",
    Halt: "halt",
    Poweroff: "poweroff",
    /** A shell on the console: a cloud VM without one stays dead. */
    Shell: "shell",
    /** Mount the host's own root file system and try to dump there. */
    DumpToRootfs: "dump_to_rootfs",
} as const;
export type FailureAction = (typeof FailureAction)[keyof typeof FailureAction];

/** What can be done after a dump. */
export const FinalAction = {
    Reboot: "reboot",
    Halt: "halt",
    Poweroff: "poweroff",
} as const;
export type FinalAction = (typeof FinalAction)[keyof typeof FinalAction];

/** What can compress a finished dump file. */
export const DumpCompression = {
    Gzip: "gzip",
    Bzip2: "bzip2",
    Lz4: "lz4",
    Xz: "xz",
} as const;
export type DumpCompression = (typeof DumpCompression)[keyof typeof DumpCompression];
