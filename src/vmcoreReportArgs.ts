import * as pulumi from "@pulumi/pulumi";

import { formerName } from "./args/formerName";
import { component, flag, number, Properties, text } from "./args/kinds";
import { filePathProblem } from "./args/paths";
import { optional, Problem } from "./args/problem";
import { countProblem } from "./args/values";
import { DumpServer } from "./dumpServer";
import { ReportOptions } from "./host/commands";
import { Kdump } from "./kdump";

/** The arguments of a VmcoreReport. */
export interface VmcoreReportArgs {
    /**
     * The host that the dump lies on, as a Kdump prepared it.
     *
     * @default - required, unless `dumpServer` is given
     */
    host?: Kdump;
    /**
     * The DumpServer that the dump was sent to, instead of `host`: the dump is read there. There, as on a host, crash runs
     * confined, under a user id that no account has and without network, because a dump holds what the crashed machine had
     * in memory; where crash cannot be confined, the report is made from the kernel log.
     *
     * @default none
     */
    dumpServer?: DumpServer;
    /**
     * Full path of the dump on the host. A dump in another user's directory, such as a client's, is opened as that user,
     * and that user has to own it. On a DumpServer, which may hold the dumps of many hosts, it is required, and may be given
     * as a CrashDrill outputs it: `USER@ADDRESS:PATH`.
     *
     * @default - the newest complete one in the host's dump directory when the report is made
     */
    vmcore?: pulumi.Input<string>;
    /**
     * Full path, on the host, of the vmlinux with debuginfo of exactly the kernel that crashed. One of another build
     * is refused.
     *
     * @default - found by the dump's build-id and release; without one the report is made from the kernel log
     */
    vmlinux?: pulumi.Input<string>;
    /**
     * Full path, on the host, of a directory with the debuginfo of out-of-tree modules: their object files NAME.ko or
     * NAME.ko.debug, of the very build that was loaded, at any depth. With it their calls have source lines too. The
     * kernel's own modules are found with its debuginfo.
     *
     * @default none
     */
    moduleDebuginfo?: pulumi.Input<string>;
    /**
     * Whether to install crash and the crashed kernel's debuginfo on the host if they are missing, from the host's own
     * package sources. They are removed only with the other packages, if its Kdump has `removePackages`.
     *
     * @default false
     */
    fetchDebuginfo?: pulumi.Input<boolean>;
    /**
     * Time limit for unpacking the dump and for crash, in seconds. When it is over crash is ended, and the report has what it
     * had printed.
     *
     * @default 900
     */
    timeout?: pulumi.Input<number>;
    /**
     * The former name of `timeout`.
     *
     * @default - none
     * @deprecated it is called `timeout`; this name goes with the next release
     */
    timeLimit?: pulumi.Input<number>;
    /**
     * Any text: a change makes the report again, for example from the newest dump. So does a new path from a drill.
     *
     * @default - made once
     */
    revision?: pulumi.Input<string>;
}

const defaultTimeout = 900;

/** What there is to say about the dump. */
export const sourceProperties = {
    vmcore: text,
    vmlinux: text,
    moduleDebuginfo: text,
    fetchDebuginfo: flag,
    timeout: number,
};

/** What there is to say about a VmcoreReport. */
export const vmcoreReportProperties: Properties<VmcoreReportArgs> = {
    host: component(),
    dumpServer: component(),
    ...sourceProperties,
    timeLimit: formerName("timeout"),
    revision: text,
};

/** What the command of the report step is made of. */
interface ReportSource {
    vmcore?: string;
    vmlinux?: string;
    moduleDebuginfo?: string;
    fetchDebuginfo?: boolean;
    timeout?: number;
}

/** Checks the arguments of a report on a host, except the host. */
export function reportProblems(source: ReportSource): Problem[] {
    return [...optional("vmcore", source.vmcore, ownProblem), ...sourceProblems(source)];
}

/** Checks the arguments of a report on a DumpServer, except the server. */
export function collectedReportProblems(source: ReportSource): Problem[] {
    const reason =
        source.vmcore === undefined
            ? "The dumps of many hosts may lie on a DumpServer; give the path of one, such as the vmcore of a CrashDrill."
            : filePathProblem(source.vmcore.replace(account, ""));
    return [...(reason === undefined ? [] : [{ propertyPath: "vmcore", reason }]), ...sourceProblems(source)];
}

function sourceProblems({ vmlinux, moduleDebuginfo, timeout }: ReportSource): Problem[] {
    return [
        ...optional("vmlinux", vmlinux, filePathProblem),
        ...optional("moduleDebuginfo", moduleDebuginfo, filePathProblem),
        ...optional("timeout", timeout, (limit) => countProblem(limit, "seconds")),
    ];
}

/** The source as the report step is told it. */
export function reportOptions(source: ReportSource): ReportOptions {
    return {
        vmcore: source.vmcore?.replace(account, ""),
        vmlinux: source.vmlinux,
        modules: source.moduleDebuginfo,
        limit: source.timeout === defaultTimeout ? undefined : source.timeout,
        fetch: source.fetchDebuginfo,
    };
}

/** The prefix of a dump's path on a DumpServer, as a drill outputs it. */
const account = /^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:(?=\/)/;

function ownProblem(vmcore: string): string | undefined {
    return account.test(vmcore)
        ? `${JSON.stringify(vmcore)} is not on this host; give the DumpServer that it was sent to as dumpServer, instead of host.`
        : filePathProblem(vmcore);
}
