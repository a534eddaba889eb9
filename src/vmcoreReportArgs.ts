import * as pulumi from "@pulumi/pulumi";

import { filePathProblem } from "./args/paths";
import { optional, Problem } from "./args/problem";
import { countProblem } from "./args/values";
import { DumpServer } from "./dumpServer";
import { ReportOptions } from "./host/commands";
import { Kdump } from "./kdump";

/** What is read of which dump. */
export interface VmcoreReportArgs {
    /**
     * The host that the dump lies on, as a Kdump prepared it.
     *
     * @default - required, unless `dumpServer` is given
     */
    host?: Kdump;
    /**
     * The DumpServer that the dump went to, in the place of `host`: it is read there. There as on a host crash is run
     * confined, as a user of nobody's without a network, because a dump holds what the machine that crashed had in memory;
     * where that cannot be the report is made of the kernel log.
     *
     * @default none
     */
    dumpServer?: DumpServer;
    /**
     * Full path of the dump on the host. One that lies in a directory of another user's, as a client's does, is opened as
     * that user, and has to be that user's own. On a DumpServer, where the dumps of many hosts may lie, it is required, and may
     * be as a CrashDrill tells it: `USER@ADDRESS:PATH`.
     *
     * @default the newest complete one in the host's dump directory when the report is made
     */
    vmcore?: pulumi.Input<string>;
    /**
     * Full path, on the host, of the vmlinux with debuginfo of exactly the kernel that crashed. One of another build
     * is refused.
     *
     * @default looked for by the build-id and release that the dump tells; without one the report is made of the
     * kernel log
     */
    vmlinux?: pulumi.Input<string>;
    /**
     * Full path, on the host, of a directory with the debuginfo of modules from outside the kernel's tree: their object
     * files NAME.ko or NAME.ko.debug, of the very build that was loaded, at any depth. With it their calls have source
     * lines too. The kernel's own modules are found with its debuginfo.
     *
     * @default none
     */
    moduleDebuginfo?: pulumi.Input<string>;
    /**
     * Whether crash and the crashed kernel's debuginfo are installed on the host where they are missing, from where the
     * host's packages come from. They stay with its other packages, or go with them where its Kdump has `removePackages`.
     *
     * @default false
     */
    fetchDebuginfo?: boolean;
    /**
     * Seconds that unpacking the dump and crash may take; then crash is ended, and the report has what it had printed.
     *
     * @default 900
     */
    timeLimit?: number;
    /**
     * Any text. When it changes the report is made again, such as of the newest dump. The path of a dump that a drill
     * made does the same by itself.
     *
     * @default made once
     */
    revision?: pulumi.Input<string>;
}

const defaultTimeLimit = 900;

/** What the command of the report step is made of. */
export interface ReportSource {
    vmcore?: string;
    vmlinux?: string;
    moduleDebuginfo?: string;
    fetchDebuginfo?: boolean;
    timeLimit?: number;
}

/** Everything that is wrong with the arguments of a report on a host, but for the host. */
export function reportProblems(source: ReportSource): Problem[] {
    return [...optional("vmcore", source.vmcore, ownProblem), ...sourceProblems(source)];
}

/** Everything that is wrong with the arguments of a report on a DumpServer, but for the server. */
export function collectedReportProblems(source: ReportSource): Problem[] {
    const reason =
        source.vmcore === undefined
            ? "The dumps of many hosts may lie on a DumpServer; give the path of one, such as the vmcore of a CrashDrill."
            : filePathProblem(source.vmcore.replace(account, ""));
    return [...(reason === undefined ? [] : [{ propertyPath: "vmcore", reason }]), ...sourceProblems(source)];
}

function sourceProblems({ vmlinux, moduleDebuginfo, timeLimit }: ReportSource): Problem[] {
    return [
        ...optional("vmlinux", vmlinux, filePathProblem),
        ...optional("moduleDebuginfo", moduleDebuginfo, filePathProblem),
        ...optional("timeLimit", timeLimit, (limit) => countProblem(limit, "seconds")),
    ];
}

/** The source as the report step is told it. */
export function reportOptions(source: ReportSource): ReportOptions {
    return {
        vmcore: source.vmcore?.replace(account, ""),
        vmlinux: source.vmlinux,
        modules: source.moduleDebuginfo,
        limit: source.timeLimit === defaultTimeLimit ? undefined : source.timeLimit,
        fetch: source.fetchDebuginfo,
    };
}

/** What a drill puts before the path of a dump that is on a DumpServer. */
const account = /^[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:(?=\/)/;

function ownProblem(vmcore: string): string | undefined {
    return account.test(vmcore)
        ? `${JSON.stringify(vmcore)} is not on this host; give the DumpServer that it went to as dumpServer, in the place of host.`
        : filePathProblem(vmcore);
}
