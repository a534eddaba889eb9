import * as pulumi from "@pulumi/pulumi";

import { choice, Kind, listOf, number, plain, Properties, text } from "../args/kinds";
import { KdumpConfArgs } from "../conf/kdumpConf";
import { kdumpProperties } from "../kdump/properties";
import { OsArgs, RebootPolicy } from "../kdumpArgs";
import { partKind, UserDataPart } from "./parts";

/** The arguments of `bootScript`: those of a Kdump that say what its host is to be, which mean the same. */
export interface BootScriptArgs {
    /**
     * Memory that is reserved for the capture kernel, such as `256M` or `2G-8G:192M,8G-:256M`.
     *
     * @default "recommended", the distribution's own value
     */
    crashkernel?: pulumi.Input<string>;
    /**
     * How much memory the VM has, such as `4G`: a value that would reserve nothing of it is refused.
     *
     * @default - the VM itself refuses such a value
     */
    memory?: pulumi.Input<string>;
    /**
     * The VM's distribution: what it cannot do is refused, and so is an image with another.
     *
     * @default - detected by the VM, which then refuses what it cannot do
     */
    os?: pulumi.Input<OsArgs>;
    /**
     * Where dumps go and how they are written. A DumpServer has to know the key of each client before, so dumps of VMs that
     * nobody prepares go to a directory, an export.
     *
     * @default - dumps go to /var/crash, the rest is the distribution's own
     */
    conf?: pulumi.Input<KdumpConfArgs>;
    /**
     * Whether to install the debuginfo of the kernel that runs after the reboot: over 1 GB.
     *
     * @default false
     */
    debuginfo?: pulumi.Input<boolean>;
    /**
     * Address of the archive that has the debuginfo packages.
     *
     * @default - derived from the package sources that the VM uses
     */
    debuginfoArchive?: pulumi.Input<string>;
    /**
     * Full paths of .rpm files in the image with the debuginfo of its kernel.
     *
     * @default - none
     */
    debuginfoFiles?: pulumi.Input<pulumi.Input<string>[]>;
    /**
     * Where vmlinux is asked for by the kernel's build id: `host` for the servers that the VM knows, or the address of one.
     *
     * @default - nowhere
     */
    debuginfod?: pulumi.Input<string>;
    /**
     * Whether the owner takes the packages away again when it is destroyed; only with `owner`.
     *
     * @default false
     */
    removePackages?: boolean;
    /**
     * Whether the first boot may reboot the VM, once, which the reservation needs unless the image has it already.
     *
     * @default RebootPolicy.WhenRequired
     */
    reboot?: pulumi.Input<RebootPolicy>;
    /**
     * The name of the Kdump whose host this will be. The VM belongs to it from its first boot, and that Kdump
     * finds nothing to do.
     *
     * @default - the VM belongs to nobody, until a Kdump prepares it
     */
    owner?: string;
    /**
     * The stack of that Kdump, as ORGANIZATION/PROJECT/STACK.
     *
     * @default - this stack; a program in another language has to name it, because a plugin's function is not told
     */
    ownerStack?: string;
}

/** The arguments of `userData`. */
export interface UserDataArgs extends BootScriptArgs {
    /**
     * What else cloud-init is to do, such as a `#cloud-config` of your own. Each part stays as it is, and cloud-init merges
     * those of one type as it always does.
     *
     * @default - none
     */
    parts?: pulumi.Input<pulumi.Input<UserDataPart>[]>;
    /**
     * How the text is handed over: `base64` for launch templates of EC2 and for Azure, `gzip-base64` for what is
     * called `userDataBase64` where your own parts are large. The bytes of gzip may differ between versions of Node and
     * between processors.
     *
     * @default UserDataEncoding.Text
     */
    encoding?: pulumi.Input<UserDataEncoding>;
    /**
     * How many bytes the user data may have before base64: 16384 on EC2, 65535 on Azure and 262144 on Google Cloud. What is
     * longer is an error. Where there is room for the host program (151 kB, and 112 kB with gzip) it comes along, and
     * nothing is fetched.
     *
     * @default 16384
     */
    limit?: number;
    /**
     * Where the VM fetches the host program from if it does not come along: an address that begins with https:// or http://
     * and asks for no login. What is there has to have the SHA-256 of this version's program, which is part of the user
     * data. It is the file `dist/kdump-host` of this package, or the package itself if the address ends in .tgz.
     *
     * @default - this version of the package at registry.npmjs.org
     */
    programUrl?: pulumi.Input<string>;
}

/** How user data is handed over. */
export const UserDataEncoding = {
    /** As it is. */
    Text: "text",
    /** In base64. */
    Base64: "base64",
    /** Compressed, which cloud-init takes off, and in base64. */
    GzipBase64: "gzip-base64",
} as const;
export type UserDataEncoding = (typeof UserDataEncoding)[keyof typeof UserDataEncoding];

/** A stack's full name. */
const stackName: Kind<string> = {
    problems: (value, propertyPath) =>
        typeof value !== "string" || /^[^/]+\/[^/]+\/[^/]+$/.test(value)
            ? text.problems(value, propertyPath)
            : [
                  {
                      propertyPath,
                      reason: `${JSON.stringify(value)} is no stack; give ORGANIZATION/PROJECT/STACK.`,
                  },
              ],
};

/** What there is to say about a boot script. */
export const bootScriptProperties: Properties<BootScriptArgs> = {
    crashkernel: kdumpProperties.crashkernel,
    memory: kdumpProperties.memory,
    os: kdumpProperties.os,
    conf: kdumpProperties.conf,
    debuginfo: kdumpProperties.debuginfo,
    debuginfoArchive: kdumpProperties.debuginfoArchive,
    debuginfoFiles: kdumpProperties.debuginfoFiles,
    debuginfod: kdumpProperties.debuginfod,
    reboot: kdumpProperties.reboot,
    removePackages: kdumpProperties.removePackages,
    owner: plain(text),
    ownerStack: plain(stackName),
};

/** What there is to say about user data. */
export const userDataProperties: Properties<UserDataArgs> = {
    ...bootScriptProperties,
    parts: listOf(partKind),
    encoding: choice("an encoding", UserDataEncoding),
    limit: plain(number),
    programUrl: text,
};
