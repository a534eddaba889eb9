import * as pulumi from "@pulumi/pulumi";

import { Kdump } from "./kdump";
import { countProblem, found, Problem } from "./problems";
import { commandLine } from "./shellQuote";

/** What is read of which dump. */
export interface VmcoreReportArgs {
    /** The host that the dump lies on, as a Kdump prepared it. */
    host: Kdump;
    /**
     * Full path of the dump on the host.
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
     * Whether the crashed kernel's debuginfo is installed on the host where it is missing, from where the host's
     * packages come from. It stays with the host's other packages, or goes with them where its Kdump has `removePackages`.
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

/** Everything that is wrong with the arguments, but for the host. */
export function reportProblems(source: ReportSource): Problem[] {
    return [
        ...found("vmcore", source.vmcore, pathProblem),
        ...found("vmlinux", source.vmlinux, pathProblem),
        ...found("moduleDebuginfo", source.moduleDebuginfo, pathProblem),
        ...found("timeLimit", source.timeLimit, (limit) => countProblem(limit, "seconds")),
    ];
}

/** The command of the report step. */
export function reportCommand({
    vmcore,
    vmlinux,
    moduleDebuginfo,
    fetchDebuginfo,
    timeLimit,
}: ReportSource): string {
    return commandLine(
        "kdump-host",
        "report",
        ...(vmcore === undefined ? [] : ["--vmcore", vmcore]),
        ...(vmlinux === undefined ? [] : ["--vmlinux", vmlinux]),
        ...(moduleDebuginfo === undefined ? [] : ["--modules", moduleDebuginfo]),
        ...(timeLimit === undefined || timeLimit === defaultTimeLimit ? [] : ["--limit", String(timeLimit)]),
        ...(fetchDebuginfo ? ["--fetch"] : []),
    );
}

function pathProblem(path: string): string | undefined {
    return /^\/[^\0]+$/.test(path)
        ? undefined
        : `${JSON.stringify(path)} is not the full path of a file on the host; begin it with "/".`;
}
