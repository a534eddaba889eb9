// kdump.conf's directives one by one: their words, what a value may be, how it is read and written.
import { configuredFileProblem, dumpDirectoryProblem } from "../args/paths";
import { oneOf } from "../args/values";
import { DumpCompression, FailureAction, FinalAction, PlainKdumpConf } from "./kdumpConf";

/** One directive that is a property of its own; the targets are the exception. */
export interface Directive {
    property: keyof PlainKdumpConf;
    /** The value of the property that this text stands for, or a sentence about it. */
    read(text: string): { value: unknown } | { wrong: string };
    write(value: never): string;
    /** What is wrong with a value, in a sentence. */
    problem(value: never): string | undefined;
}

/** In the order in which they are written. */
export const directives: Record<string, Directive> = {
    sshkey: text("sshkey", configuredFileProblem),
    path: text("path", dumpDirectoryProblem),
    core_collector: words("coreCollector", collectorFormProblem),
    kdump_pre: text("kdumpPre", configuredFileProblem),
    kdump_post: text("kdumpPost", configuredFileProblem),
    kdump_emergency: text("kdumpEmergency", configuredFileProblem),
    extra_bins: list("extraBins", configuredFileProblem),
    extra_modules: list("extraModules", moduleProblem),
    failure_action: text("failureAction", oneOf("a failure action", Object.values(FailureAction))),
    final_action: text("finalAction", oneOf("a final action", Object.values(FinalAction))),
    force_rebuild: switched("forceRebuild", "1", "0"),
    force_no_rebuild: switched("forceNoRebuild", "1", "0"),
    dracut_args: words("dracutArgs", dracutProblem),
    fence_kdump_args: words("fenceKdumpArgs", plainLineProblem),
    fence_kdump_nodes: list("fenceKdumpNodes", nodeProblem),
    auto_reset_crashkernel: switched("autoResetCrashkernel", "yes", "no"),
};

/** What was a directive once, or never was one here, and what to do instead. */
export const formerDirectives: Record<string, string> = {
    nfs4: 'is no directive any more; write "nfs", which speaks version 4 too',
    ftp: "is no directive; send dumps with ssh or nfs",
    net: 'is no directive any more; write "ssh" or "nfs"',
    options: "is no directive any more; put options of modules into /etc/modprobe.d",
    link_delay: "is no directive any more, and kdump would not start with it; take it out",
    disk_timeout: "is no directive any more, and kdump would not start with it; take it out",
    debug_mem_level: 'is no directive any more; write it into "dracut_args" as rd.memdebug, if at all',
    blacklist: "is no directive any more; add rd.driver.blacklist to the capture command line",
    override_resettable: "is no directive any more, and kdump would not start with it; take it out",
};

function text(property: keyof PlainKdumpConf, problem: (value: string) => string | undefined): Directive {
    return { property, problem, read: (value) => ({ value }), write: (value: string) => value };
}

/** A value that a shell splits into words: a tab between them is as good as a blank. */
function words(property: keyof PlainKdumpConf, problem: (value: string) => string | undefined): Directive {
    return {
        ...text(property, problem),
        read: (value) => ({
            value: value.replace(/"[^"]*"|'[^']*'|\t/g, (part) => (part === "\t" ? " " : part)),
        }),
    };
}

function list(
    property: keyof PlainKdumpConf,
    problemOfOne: (value: string) => string | undefined,
): Directive {
    return {
        property,
        read: (value) => ({ value: value.split(/[ \t]+/) }),
        write: (values: string[]) => values.join(" "),
        problem: (values: string[]) =>
            values.length === 0
                ? "The list is empty; leave the property out instead."
                : values.map(problemOfOne).find((problem) => problem !== undefined),
    };
}

function switched(property: keyof PlainKdumpConf, on: string, off: string): Directive {
    return {
        property,
        read: (value) =>
            value === on || value === off
                ? { value: value === on }
                : { wrong: `wants ${on} or ${off}, and has "${value}"` },
        write: (value: boolean) => (value ? on : off),
        problem: (value) =>
            typeof value === "boolean" ? undefined : `${JSON.stringify(value)} is neither true nor false.`,
    };
}

/** makedumpfile's options are checked where the target is known. */
function collectorFormProblem(command: string): string | undefined {
    const [program] = command.split(" ");
    if (
        !["makedumpfile", "cp", "scp", "dd"].includes(program) &&
        configuredFileProblem(program) !== undefined
    ) {
        return `"${command}" does not begin with makedumpfile; write "makedumpfile" and its options, or cp, scp, dd, or the full path of a program of your own.`;
    }
    return plainLineProblem(command);
}

function moduleProblem(name: string): string | undefined {
    return /^[A-Za-z0-9_-]+$/.test(name)
        ? undefined
        : `${JSON.stringify(name)} is not the name of a kernel module; use letters, digits, _ and -.`;
}

function nodeProblem(node: string): string | undefined {
    return /^[A-Za-z0-9_.:-]+$/.test(node)
        ? undefined
        : `${JSON.stringify(node)} is not the name or the address of a node.`;
}

/** kdumpctl takes the quotes off, which group what dracut gets as one word. */
function dracutProblem(args: string): string | undefined {
    if (args.trim() === "") return "The value is empty; leave the property out instead.";
    const bad = /[^ A-Za-z0-9_./:,@%+=~!()'"-]/.exec(args);
    if (bad !== null) {
        return `${JSON.stringify(args)} contains ${JSON.stringify(bad[0])}, which cannot be passed on unchanged; take it out.`;
    }
    if (/^\s|\s$|^(["']).*\1$/.test(args)) {
        return `${JSON.stringify(args)} begins and ends with a quote or a blank, which kdump takes off; leave them out.`;
    }
    if (/["']/.test(args.replace(/"[^"]*"|'[^']*'/g, ""))) {
        return `${JSON.stringify(args)} has a quote that is not closed; close it.`;
    }
    if ((args.match(/--mount\b/g) ?? []).length > 1) {
        return `${JSON.stringify(args)} has --mount more than once; kdump takes one.`;
    }
    return undefined;
}

/** For text that ends up on one line of a configuration file which is also a shell script. */
export function plainLineProblem(text: string): string | undefined {
    if (text.trim() === "") return "The value is empty; leave the property out instead.";
    const bad = /[^ A-Za-z0-9_./:,@%+=-]/.exec(text);
    if (bad !== null) {
        return `${JSON.stringify(text)} contains ${JSON.stringify(bad[0])}; only letters, digits, blanks and . _ / : , @ % + = - are allowed here.`;
    }
    return text === text.trim()
        ? undefined
        : `${JSON.stringify(text)} begins or ends with a blank; leave it out.`;
}

/** The settings that kdump.conf has no directive for. */
export function keepProblem(keep: number): string | undefined {
    return Number.isSafeInteger(keep) && keep >= 0 && keep <= 99_999
        ? undefined
        : `${keep} is not a number of dumps; give a whole number up to 99999, or 0 to keep all.`;
}

export const compressionProblem = oneOf("a compression", Object.values(DumpCompression));

export function panicSysctlsProblem(sysctls: { [name: string]: number }): string | undefined {
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
