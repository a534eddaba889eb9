import { localDirectoryProblem } from "../args/paths";
import { optional, Problem } from "../args/problem";
import { Distribution, distributionOf } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";
import { readCollector } from "./coreCollector";
import {
    compressionProblem,
    directives,
    keepProblem,
    panicSysctlsProblem,
    plainLineProblem,
} from "./directives";
import { targetProblem } from "./dumpTarget";
import { kdumpConfLines } from "./hostLines";
import { DumpTargetType, PlainKdumpConf } from "./kdumpConf";
import { makedumpfileProblem } from "./makedumpfile";
import { fileRefusals, lineRefusals, streamsByItself } from "./refusals";
import { KdumpConfError, parseKdumpConf } from "./text";

/**
 * Everything that is wrong with a configuration, by kdump.conf(5), makedumpfile(8) and, where the distribution is
 * given, by its own rules. Nothing on a host is looked at.
 *
 * @param conf the configuration
 * @param os the host's distribution, in os-release's words
 * @returns a list of the property, such as `coreCollector` or `extra[0]`, and a full sentence; empty when
 * nothing is wrong
 */
export function validateKdumpConf(conf: PlainKdumpConf, os?: OsRelease): Problem[] {
    return readKdumpConf(conf, os).problems;
}

/** A configuration with its `extra` taken in. */
export interface KdumpConfReading {
    /** As if the lines of `extra` were properties; it has no `extra`. */
    conf: PlainKdumpConf;
    /** The property that says it, such as `extra[0]`, for each that was taken in. */
    origin: Partial<Record<keyof PlainKdumpConf, string>>;
    /** What is wrong, as `validateKdumpConf` says it. */
    problems: Problem[];
}

/** Takes `extra` in and checks the whole. */
export function readKdumpConf(conf: PlainKdumpConf, os?: OsRelease): KdumpConfReading {
    const whole = withExtra(conf);
    const distribution = os && distributionOf(os); // an unsupported one is a problem of `os` itself
    const problems = [
        ...whole.problems,
        ...valueProblems(conf),
        ...togetherProblems(whole.conf),
        ...collectorProblems(whole.conf, distribution),
        ...(distribution === undefined ? [] : familyProblems(whole.conf, distribution)),
    ];
    return { ...whole, problems };
}

function withExtra(conf: PlainKdumpConf): KdumpConfReading {
    const problems: Problem[] = [];
    const origin: KdumpConfReading["origin"] = {};
    const { extra = [], ...properties } = conf;
    let whole: PlainKdumpConf = properties;
    for (const [index, line] of extra.entries()) {
        const propertyPath = `extra[${index}]`;
        const add = (reason: string) => problems.push({ propertyPath, reason });
        if (/[\n\r]/.test(line)) {
            add(`${JSON.stringify(line)} is more than one line; give each as an entry of its own.`);
            continue;
        }
        try {
            const parsed = parseKdumpConf(line);
            for (const [property, value] of Object.entries(parsed)) {
                if (whole[property as keyof PlainKdumpConf] !== undefined) {
                    add(`"${line}" says what ${property} or another line says already; keep one of them.`);
                } else {
                    origin[property as keyof PlainKdumpConf] = propertyPath;
                }
                for (const { reason } of valueProblems({ [property]: value })) add(reason);
            }
            whole = { ...parsed, ...whole };
        } catch (error) {
            if (!(error instanceof KdumpConfError)) throw error;
            for (const { reason } of error.faults) add(reason);
        }
    }
    return { conf: whole, origin, problems };
}

/** What is wrong with each value by itself. */
function valueProblems(conf: PlainKdumpConf): Problem[] {
    return [
        ...optional("target", conf.target, targetProblem),
        ...Object.values(directives).flatMap(({ property, problem }) =>
            optional(property, conf[property] as never, problem),
        ),
        ...optional("keep", conf.keep, keepProblem),
        ...optional("compression", conf.compression, compressionProblem),
        ...optional("captureCommandLine", conf.captureCommandLine, plainLineProblem),
        ...optional("panicSysctls", conf.panicSysctls, panicSysctlsProblem),
    ];
}

/** The targets whose dumps are in no directory of the host. */
const leaving = new Set<DumpTargetType | undefined>([
    DumpTargetType.Nfs,
    DumpTargetType.Ssh,
    DumpTargetType.Raw,
    DumpTargetType.Virtiofs,
]);

/** What is wrong with values that are good by themselves. */
function togetherProblems(conf: PlainKdumpConf): Problem[] {
    const problems: Problem[] = [];
    const add = (propertyPath: string, reason: string) => problems.push({ propertyPath, reason });
    const type = conf.target?.type;
    const mounts = /--mount\b/.test(conf.dracutArgs ?? "");
    // Within a target a path may be anything.
    if (type === undefined && !mounts && conf.path !== undefined) {
        if (/^\/+$/.test(conf.path)) {
            add(
                "path",
                `"${conf.path}" is the root directory; give dumps a directory of their own, such as "/var/crash".`,
            );
        }
        problems.push(...optional("path", conf.path, localDirectoryProblem));
    }
    if (conf.sshkey !== undefined && type !== DumpTargetType.Ssh) {
        add(
            "sshkey",
            "A key is given without an ssh target, so nothing would use it; add the target, or leave the key out.",
        );
    }
    if (conf.path !== undefined && type === DumpTargetType.Raw) {
        add("path", "A raw target has no directories, so the path would be ignored; leave it out.");
    }
    if ((conf.keep ?? 0) > 0 && (leaving.has(type) || mounts)) {
        add(
            "keep",
            "Dumps leave the host, and only those in a directory of its own can be counted; leave this out, and clear them where they arrive.",
        );
    }
    if (conf.target !== undefined && mounts) {
        add("dracutArgs", "--mount stands for the target, and there is a target already; keep one of them.");
    }
    if (conf.forceRebuild === true && conf.forceNoRebuild === true) {
        add(
            "forceNoRebuild",
            "forceRebuild and forceNoRebuild are both true, and kdump would not start; keep one.",
        );
    }
    if (conf.fenceKdumpArgs !== undefined && conf.fenceKdumpNodes === undefined) {
        add(
            "fenceKdumpArgs",
            "Without fenceKdumpNodes there is nobody to tell; add the nodes, or leave this out.",
        );
    }
    return problems;
}

/** What is wrong with makedumpfile's command line, for this target and, where it is known, this distribution. */
function collectorProblems(conf: PlainKdumpConf, distribution: Distribution | undefined): Problem[] {
    const { coreCollector, target } = conf;
    // A command that is wrong as a text is reported once.
    if (coreCollector === undefined || plainLineProblem(coreCollector) !== undefined) return [];
    const collector = readCollector(coreCollector);
    if (collector.program !== "makedumpfile") return [];
    const streamed =
        distribution !== undefined && streamsByItself(distribution)
            ? undefined
            : target?.type === DumpTargetType.Ssh || target?.type === DumpTargetType.Raw;
    const newest = distribution?.makedumpfile;
    return optional("coreCollector", collector, () => makedumpfileProblem(collector, streamed, newest));
}

function familyProblems(conf: PlainKdumpConf, distribution: Distribution): Problem[] {
    const lines = kdumpConfLines({ ...conf, extra: undefined });
    return [
        ...lines.flatMap((line) => lineRefusals(line, distribution)),
        ...fileRefusals(conf, distribution),
    ];
}
