import * as pulumi from "@pulumi/pulumi";

import { Problem, found } from "./problems";

/**
 * The dump configuration, in the vocabulary of kdump.conf(5). The host program translates it to the
 * files of the host's distribution: on Debian and Ubuntu /etc/default/kdump-tools.
 */
export interface KdumpConf {
    /**
     * Directory in which the vmcore directories appear: an absolute path without blanks. It is created
     * with mode 0700, because a vmcore holds all of the dead kernel's memory. (kdump.conf(5), `path`)
     *
     * @default "/var/crash"
     */
    path?: pulumi.Input<string>;
    /**
     * The command that filters and compresses the vmcore. It must be makedumpfile with its options, such
     * as `makedumpfile -l --message-level 7 -d 31`. (kdump.conf(5), `core_collector`; makedumpfile(8))
     *
     * @default - the distribution's own, on Debian and Ubuntu `makedumpfile -F -c -d 31`
     */
    coreCollector?: pulumi.Input<string>;
    /**
     * Number of dumps that are kept; older ones are removed when a new one is written. A whole number, 0
     * keeps all. (kdump-tools(5), `KDUMP_NUM_DUMPS`)
     *
     * @default - the host's own setting, on a new host all are kept
     */
    keep?: pulumi.Input<number>;
    /**
     * Compression of the finished dump file, beside makedumpfile's own of its pages. (kdump-tools(5),
     * `KDUMP_COMPRESSION`)
     *
     * @default - none
     */
    compression?: pulumi.Input<DumpCompression>;
    /**
     * Arguments added to the capture kernel's command line, after the distribution's own, such as
     * `nr_cpus=1 nokaslr`. (kdump-tools(5), `KDUMP_CMDLINE_APPEND`)
     *
     * @default - the distribution's own alone
     */
    captureCommandLine?: pulumi.Input<string>;
    /**
     * Kernel settings that decide what is a panic, by their sysctl names, such as
     * `{ "kernel.panic_on_oops": 1, "kernel.hung_task_panic": 1 }`. They are set whenever the capture
     * kernel is loaded. (Documentation/admin-guide/sysctl/kernel.rst)
     *
     * @default - the distribution's own, on Debian and Ubuntu `kernel.panic_on_oops=1`
     */
    panicSysctls?: pulumi.Input<{ [name: string]: pulumi.Input<number> }>;
}

/** What can compress a finished dump file. */
export enum DumpCompression {
    Gzip = "gzip",
    Bzip2 = "bzip2",
    Lz4 = "lz4",
    Xz = "xz",
}

/** The dump directory of every distribution's own configuration. */
const defaultPath = "/var/crash";

/**
 * The lines of kdump.conf that stand for a configuration, in a fixed order, so that a preview's diff
 * shows only what changed.
 */
export function kdumpConfLines(conf: pulumi.Unwrap<KdumpConf>): string[] {
    const lines = [`path ${conf.path ?? defaultPath}`];
    if (conf.coreCollector !== undefined) lines.push(`core_collector ${conf.coreCollector}`);
    if (conf.keep !== undefined) lines.push(`keep ${conf.keep}`);
    if (conf.compression !== undefined) lines.push(`compression ${conf.compression}`);
    if (conf.captureCommandLine !== undefined) lines.push(`commandline_append ${conf.captureCommandLine}`);
    for (const [name, value] of Object.entries(conf.panicSysctls ?? {}).sort(([a], [b]) =>
        a < b ? -1 : 1,
    )) {
        lines.push(`sysctl ${name}=${value}`);
    }
    return lines;
}

/** Everything that is wrong with a configuration, each with its property path below `conf`. */
export function kdumpConfProblems(conf: pulumi.Unwrap<KdumpConf>): Problem[] {
    return [
        ...found("conf.path", conf.path, pathProblem),
        ...found("conf.coreCollector", conf.coreCollector, coreCollectorProblem),
        ...found("conf.keep", conf.keep, keepProblem),
        ...found("conf.compression", conf.compression, compressionProblem),
        ...found("conf.captureCommandLine", conf.captureCommandLine, captureCommandLineProblem),
        ...found("conf.panicSysctls", conf.panicSysctls, panicSysctlsProblem),
    ];
}

function pathProblem(path: string): string | undefined {
    if (!path.startsWith("/")) {
        return `"${path}" is not an absolute path; begin it with "/", such as "${defaultPath}".`;
    }
    if (/\s/.test(path)) {
        return `${JSON.stringify(path)} contains a blank or a line break, which kdump's configuration files cannot carry; choose a path without.`;
    }
    if (!/^[A-Za-z0-9_./:@%+-]+$/.test(path)) {
        return `"${path}" has a character that kdump's configuration files cannot carry; use letters, digits and . _ / : @ % + -.`;
    }
    if (path.split("/").includes("..")) {
        return `"${path}" contains "..", so that nobody can tell where dumps go; write the path out.`;
    }
    if (path.replaceAll("/", "") === "") {
        return `"${path}" is the root directory; give dumps a directory of their own, such as "${defaultPath}".`;
    }
    return undefined;
}

function coreCollectorProblem(command: string): string | undefined {
    if (!/^makedumpfile( |$)/.test(command)) {
        return `"${command}" does not begin with makedumpfile, the only core collector that is supported; write "makedumpfile" and its options.`;
    }
    return plainLineProblem(command);
}

function captureCommandLineProblem(text: string): string | undefined {
    return plainLineProblem(text);
}

/** For text that ends up on one line of a configuration file which is also a shell script. */
function plainLineProblem(text: string): string | undefined {
    if (text.trim() === "") {
        return "The value is empty; leave the property out instead.";
    }
    const bad = /[^ A-Za-z0-9_./:,@%+=-]/.exec(text);
    return bad === null
        ? undefined
        : `${JSON.stringify(text)} contains ${JSON.stringify(bad[0])}; only letters, digits, blanks and . _ / : , @ % + = - are allowed here.`;
}

function keepProblem(keep: number): string | undefined {
    return Number.isSafeInteger(keep) && keep >= 0
        ? undefined
        : `${keep} is not a number of dumps; give a whole number, or 0 to keep all.`;
}

function compressionProblem(compression: string): string | undefined {
    const names: string[] = Object.values(DumpCompression);
    return names.includes(compression)
        ? undefined
        : `"${compression}" is not a known compression; choose one of ${names.join(", ")}.`;
}

function panicSysctlsProblem(sysctls: { [name: string]: number }): string | undefined {
    for (const [name, value] of Object.entries(sysctls)) {
        if (!/^(kernel|vm)\.[a-z0-9_]+$/.test(name)) {
            return `"${name}" is not a panic setting; its name must be one of kernel.* or vm.*, such as "kernel.panic_on_oops".`;
        }
        if (!Number.isSafeInteger(value)) {
            return `"${name}" is set to ${value}, which is not a whole number.`;
        }
    }
    return undefined;
}
