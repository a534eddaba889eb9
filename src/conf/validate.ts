import { localDirectoryProblem } from "../args/paths";
import { optional, Problem } from "../args/problem";
import { Distribution, distributionOf } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";
import { CoreCollector, readCollector } from "./coreCollector";
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
import { kdumpConfKind } from "./properties";
import { fileRefusals, lineRefusals, streamsByItself } from "./refusals";
import { KdumpConfError, parseKdumpConf } from "./text";

/**
 * Checks a configuration by kdump.conf(5), makedumpfile(8) and, if a distribution is given, by its rules. It looks at no
 * host.
 *
 * @param conf the configuration
 * @param os the host's distribution, in os-release's words
 * @returns each problem with its property, such as `coreCollector` or `extra[0]`, and a full sentence
 */
export function validateKdumpConf(conf: PlainKdumpConf, os?: OsRelease): Problem[] {
    return readKdumpConf(conf, os).problems;
}

/** A configuration with its `extra` taken in. */
export interface KdumpConfReading {
    /** As if the lines of `extra` were properties; it has no `extra`. */
    conf: PlainKdumpConf;
    /** Its `coreCollector`, read. */
    collector?: CoreCollector;
    /** The property that says it, such as `extra[0]`, for each that was taken in. */
    origin: Partial<Record<keyof PlainKdumpConf, string>>;
    /** The same as of `validateKdumpConf`. */
    problems: Problem[];
}

/** Takes `extra` in and checks the whole. */
export function readKdumpConf(conf: PlainKdumpConf, os?: OsRelease): KdumpConfReading {
    const unkind = kdumpConfKind.problems(conf, "");
    if (unkind.length > 0) return { conf: {}, origin: {}, problems: unkind };
    const whole = withExtra(conf);
    const { coreCollector } = whole.conf;
    const collector = coreCollector === undefined ? undefined : readCollector(coreCollector);
    const distribution = os && distributionOf(os); // an unsupported one is a problem of `os` itself
    const problems = [
        ...whole.problems,
        ...valueProblems(conf),
        ...togetherProblems(whole.conf),
        ...collectorProblems(collector, whole.conf, distribution),
        ...(distribution === undefined ? [] : familyProblems(collector, whole.conf, distribution)),
    ];
    return { ...whole, collector, problems };
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

/** Checks each value by itself. */
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

/** Targets that send dumps off the host. */
const leaving = new Set<DumpTargetType | undefined>([
    DumpTargetType.Nfs,
    DumpTargetType.Ssh,
    DumpTargetType.Raw,
    DumpTargetType.Virtiofs,
]);

/** Checks values that are valid by themselves against each other. */
function togetherProblems(conf: PlainKdumpConf): Problem[] {
    const problems: Problem[] = [];
    const add = (propertyPath: string, reason: string) => problems.push({ propertyPath, reason });
    const type = conf.target?.type;
    const mounts = /--mount\b/.test(conf.dracutArgs ?? "");
    // Within a target any path will do.
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

/** Checks makedumpfile's command line for this target and, if known, this distribution. */
function collectorProblems(
    collector: CoreCollector | undefined,
    { coreCollector = "", target }: PlainKdumpConf,
    distribution: Distribution | undefined,
): Problem[] {
    if (collector?.program !== "makedumpfile") return [];
    // A command that is wrong as a text is reported once.
    if (plainLineProblem(coreCollector) !== undefined) return [];
    const streamed =
        distribution !== undefined && streamsByItself(distribution)
            ? undefined
            : target?.type === DumpTargetType.Ssh || target?.type === DumpTargetType.Raw;
    const newest = distribution?.makedumpfile;
    return optional("coreCollector", collector, () => makedumpfileProblem(collector, streamed, newest));
}

function familyProblems(
    collector: CoreCollector | undefined,
    conf: PlainKdumpConf,
    distribution: Distribution,
): Problem[] {
    const lines = kdumpConfLines({ ...conf, extra: undefined });
    return [
        ...lines.flatMap((line) => lineRefusals(line, distribution)),
        ...fileRefusals(collector, distribution),
    ];
}
