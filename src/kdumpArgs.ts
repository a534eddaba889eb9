import { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

import { KdumpConfArgs } from "./conf/kdumpConf";
import { DrillArgs } from "./drill/args";
import { DumpServer } from "./dumpServer";
import { Check } from "./look/check";

/** The arguments of a Kdump. */
export interface KdumpArgs {
    /**
     * How the host is reached over ssh: `ConnectionArgs` of `@pulumi/command`. `host` and one of `privateKey`,
     * `password` or an agent are needed; the user must be root or allowed `sudo -n`. Set `hostKey`, so that
     * nobody can pose as the host. `dialErrorLimit` is the number of failed attempts after which a step gives
     * up, here 30 by default, about two minutes while a port refuses.
     */
    connection: pulumi.Input<types.input.remote.ConnectionArgs>;
    /**
     * Identifies the VM, such as an EC2 instance id: when it changes, all is done anew, every step, on the new VM. (To look
     * again at the same VM there is `check`.)
     *
     * @default - a host at the same address is assumed to be the same
     */
    instanceId?: pulumi.Input<string>;
    /**
     * The DumpServer that dumps are sent to when the kernel panics, over ssh, with a key that this host makes for itself.
     * Replaces `conf.target`, `conf.sshkey` and `conf.path`.
     *
     * @default - dumps go where `conf` says
     */
    dumpServer?: DumpServer;
    /**
     * Memory that is reserved for the capture kernel, in the kernel's own grammar: a size such as `256M`, ranges
     * of the machine's memory such as `2G-8G:192M,8G-:256M`, or a pair such as `512M,high 128M,low`. Sizes are
     * multiples of 64 KiB. A size or ranges may name an address (`192M@64M`), which the kernel takes only if it is free
     * at boot, and each but `auto` may have memory besides that user space has until the crash (`256M 64M,cma`, Linux
     * 6.17 and later), with which dumps lack pages of user space; of both the preview warns. A value that would reserve nothing on the host is refused before anything is
     * changed, except a range that says 0M. `auto` leaves the size to the kernel; it is known to those of RHEL 7 and
     * 8, their rebuilds and Oracle's UEK for them alone, and what it reserves can only be read after the reboot.
     * (Documentation/admin-guide/kdump/kdump.rst)
     *
     * @default "recommended", the distribution's own value; on Debian and Ubuntu on x86_64 `512M-:192M`
     */
    crashkernel?: pulumi.Input<string>;
    /**
     * How much memory the host has, such as `4G`: a whole number with K, M, G or T. With it
     * the preview tells how much `crashkernel` reserves, and refuses what the host would refuse. The host program
     * goes by the host's own memory in any case.
     *
     * @default - the preview does not predict the reservation
     */
    memory?: pulumi.Input<string>;
    /**
     * The host's distribution, as its os-release names it. With it the preview checks what this distribution's kdump can
     * do, and a host with another distribution is refused.
     *
     * @default - detected on the host, which then refuses what it cannot do
     */
    os?: pulumi.Input<OsArgs>;
    /**
     * Where dumps go and how they are written.
     *
     * @default - dumps go to /var/crash, the rest is the distribution's own
     */
    conf?: pulumi.Input<KdumpConfArgs>;
    /**
     * Whether to install the debuginfo of exactly the running kernel, so that `crash` can read a vmcore on the host. It is
     * large: over 1 GB unpacked. A vmlinux of another build is refused, by its build id. With an Output the step is there
     * in any case, and does nothing where the value is false.
     *
     * @default false
     */
    debuginfo?: pulumi.Input<boolean>;
    /**
     * Address of the archive that has the debuginfo packages, for hosts whose own package sources have none. Each has to
     * be signed by a key that the host trusts (`rpm --import`, or the keyring of Debian and Ubuntu), whatever the address
     * begins with; one without such a signature is not installed.
     *
     * @default - derived from the package sources that the host uses
     */
    debuginfoArchive?: pulumi.Input<string>;
    /**
     * Full paths of .rpm files on the host with the debuginfo of its kernel, installed together, such as
     * kernel-debuginfo-common and kernel-debuginfo. Instead of `debuginfoArchive`; not on Debian and Ubuntu,
     * which have no such packages. One that lies where root alone can write is taken as it is, as root's word; any other
     * has to be signed by a key that the host trusts.
     *
     * @default - none
     */
    debuginfoFiles?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Where vmlinux is asked for by the running kernel's build id, when no package has it: `host` for the
     * debuginfod servers that the host knows (/etc/debuginfod), or the address of one. On every distribution,
     * instead of packages. What it gives is not signed, so the address should begin with https://; a preview says so.
     * (debuginfod(8))
     *
     * @default - nowhere
     */
    debuginfod?: pulumi.Input<string>;
    /**
     * Whether the host writes a report beside every dump by itself, at the boot that follows a crash: `report.json`,
     * `report.md` and `report.html`, as a VmcoreReport has them, from the kernel log alone where there is no `debuginfo`. It
     * takes Node.js 10 or newer, which comes from the host's own package sources where there is none. Not with `dumpServer`,
     * to which the dumps go.
     *
     * @default false
     */
    report?: boolean;
    /**
     * Whether the kernel that crashes also writes the end of its log to pstore, before the capture kernel is started, so that
     * a crash whose capture fails has a report all the same: `gasp-TIME` beside the dumps, with the kind and the function of
     * the crash. It takes a place that outlives a crash (ERST, EFI's variables, or memory that is reserved for ramoops) and
     * systemd 243; a host without is refused. Brings `report` with it where dumps stay on the host, and Node.js as that does.
     *
     * It has a price: the kernel that has just failed does more before it hands over (crash_kexec_post_notifiers), which makes
     * a dump a little less sure. (Documentation/admin-guide/kernel-parameters.txt)
     *
     * @default false
     */
    lastGasp?: boolean;
    /**
     * Whether the host may be rebooted, which a changed reservation needs.
     *
     * @default RebootPolicy.Never
     */
    reboot?: pulumi.Input<RebootPolicy>;
    /**
     * How long the host may take to answer again after its reboot, in seconds; a whole number above 0.
     *
     * @default 900
     */
    rebootTimeout?: pulumi.Input<number>;
    /**
     * When previews and updates look at the host itself, over ssh and changing nothing. What has changed there without Pulumi
     * is then a difference of the steps that mend it, with the reason, and `ready` and the other outputs say what is.
     *
     * @default "kdump:check" of the stack's configuration; without it Check.Always for a host that the stack has
     * prepared already
     */
    check?: pulumi.Input<Check>;
    /**
     * Whether this stack takes the host over from another that has prepared it. Without it such a host is refused, because
     * each would undo what the other does. The other stack's `pulumi destroy` then takes nothing back there.
     *
     * @default false
     */
    takeOver?: pulumi.Input<boolean>;
    /**
     * Any text: a change makes the service step run again.
     *
     * @default - none
     * @deprecated `check` looks at the host at every preview and update; this goes with the next release
     */
    revision?: pulumi.Input<string>;
    /**
     * Crashes the host on purpose, so that `ready` is true only if a dump was really written: a CrashDrill as part of this
     * resource, with steps called NAME-crash and NAME-dump.
     *
     * @default - `ready` tells what is known without a crash
     */
    drill?: pulumi.Input<DrillArgs>;
    /**
     * Whether the host is to be ready for kdump. With `false` the Kdump stays declared, and the next update takes its host
     * back as `pulumi destroy` would: what the steps have changed is undone, in reverse order. `ready` is false then, and
     * components that work on the host are refused.
     *
     * @default true
     */
    enabled?: boolean;
    /**
     * Whether destroying this resource also removes the packages that it installed. Packages that were there before always
     * stay.
     *
     * @default false
     */
    removePackages?: boolean;
    /**
     * How long destroying tries to connect to the host, for each step of it: seconds, a whole number above 0. The attempts
     * also end after `connection.dialErrorLimit` failures. A step that is running there is not cut short. Also for the
     * components that work on this host.
     *
     * @default 120
     */
    deleteTimeout?: number;
}

/** A distribution as os-release(5) names it. */
export interface OsArgs {
    /** `ID`, such as `debian`, `rocky` or `sles`. */
    id: pulumi.Input<string>;
    /** `VERSION_ID`, such as `12`, `24.04` or `9.4`; for all but Ubuntu the main version is enough. */
    versionId: pulumi.Input<string>;
}

/** What to do when a changed reservation needs a reboot. */
export const RebootPolicy = {
    /** Never reboot; `rebootRequired` says when one is due, and `ready` is false until it is done. */
    Never: "never",
    /** Reboot when the memory that is reserved differs from what the value would reserve, and only then. */
    WhenRequired: "when-required",
} as const;
export type RebootPolicy = (typeof RebootPolicy)[keyof typeof RebootPolicy];
