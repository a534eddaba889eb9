import {
    directives,
    formerDirectives,
    PlainKdumpConf,
    targetProblem,
    targetWords,
} from "./kdumpConfDirectives";
import { DumpTargetType } from "./kdumpConf";

/** One thing that is wrong with a text of kdump.conf. */
export interface KdumpConfFault {
    /** The line, counted from 1. */
    line: number;
    /** A full sentence without the line. */
    reason: string;
}

/** Why a text is refused as kdump.conf. The only error that parseKdumpConf throws. */
export class KdumpConfError extends Error {
    override readonly name = "KdumpConfError";

    /** @param faults everything that is wrong, in the order of the lines */
    constructor(readonly faults: KdumpConfFault[]) {
        super(faults.map(({ line, reason }) => `Line ${line}: ${reason}`).join("\n"));
    }
}

/**
 * The text of kdump.conf for a configuration: a directive a line, in a fixed order, then the lines of `extra`. What
 * kdump.conf has no directive for is left out: keep, compression, captureCommandLine and panicSysctls.
 *
 * @param conf with nothing wrong (validateKdumpConf)
 */
export function formatKdumpConf(conf: PlainKdumpConf): string {
    return [...directiveLines(conf), ...(conf.extra ?? [])].map((line) => `${line}\n`).join("");
}

function directiveLines(conf: PlainKdumpConf): string[] {
    const lines = conf.target === undefined ? [] : [`${conf.target.type} ${conf.target.location}`];
    for (const [word, { property, write }] of Object.entries(directives)) {
        if (conf[property] !== undefined) lines.push(`${word} ${write(conf[property] as never)}`);
    }
    return lines;
}

/**
 * Reads a text of kdump.conf as kdumpctl does: a comment ends a line, quotes around a value do not count, no
 * directive may be given twice, and there is one target at most. It is the inverse of formatKdumpConf.
 *
 * @returns the configuration; what its values may be is for validateKdumpConf to say
 * @throws KdumpConfError with everything that is wrong, by line
 */
export function parseKdumpConf(text: string): PlainKdumpConf {
    const conf: PlainKdumpConf = {};
    const faults: KdumpConfFault[] = [];
    text.split("\n").forEach((line, index) => {
        const reason = readLine(line, conf);
        if (reason !== undefined) faults.push({ line: index + 1, reason });
    });
    if (faults.length > 0) throw new KdumpConfError(faults);
    return conf;
}

/** Puts one line into the configuration; returns what is wrong with it. */
function readLine(line: string, conf: PlainKdumpConf): string | undefined {
    const content = withoutComment(line).trim();
    if (content === "") return undefined;
    const [, given, rest] = /^(\S+)\s*([^]*)$/.exec(content) as unknown as [string, string, string];
    const word = given === "default" ? "failure_action" : given;
    const value = rest.replace(/^(["'])(.*)\1$/, "$2");
    if (Object.hasOwn(formerDirectives, word)) return `"${word}" ${formerDirectives[word]}.`;
    if (value === "") return `"${given}" has no value; give it one, or take the line out.`;
    if (targetWords.includes(word)) return readTarget(word as DumpTargetType, value, conf);
    if (!Object.hasOwn(directives, word)) {
        return `${JSON.stringify(word)} is no directive of kdump.conf; there are ${known}.`;
    }
    const { property, read } = directives[word];
    if (conf[property] !== undefined) return `"${word}" is given twice, and kdump would not start; keep one.`;
    const found = read(value);
    if ("wrong" in found) return `"${word}" ${found.wrong}.`;
    Object.assign(conf, { [property]: found.value });
    return undefined;
}

function readTarget(type: DumpTargetType, location: string, conf: PlainKdumpConf): string | undefined {
    if (conf.target !== undefined) {
        return `"${type}" is a second target beside "${conf.target.type}", and kdump would not start; keep one.`;
    }
    conf.target = { type, location };
    return targetProblem(conf.target);
}

function withoutComment(line: string): string {
    const at = line.search(/(?:^|\s)#/);
    return at < 0 ? line : line.slice(0, at);
}

const known = [...targetWords, ...Object.keys(directives)].join(", ");

/** The dump directory of every distribution's own configuration. */
const defaultPath = "/var/crash";

/**
 * The lines that cross to the host: kdump.conf's directives, and four words of ours for what it has none for. In a
 * fixed order, so that a preview's diff shows only what changed.
 *
 * @param conf with nothing wrong
 */
export function kdumpConfLines(conf: PlainKdumpConf): string[] {
    const whole = { ...conf, ...parseKdumpConf((conf.extra ?? []).join("\n")) };
    if (whole.target?.type !== DumpTargetType.Raw) whole.path ??= defaultPath;
    const lines = directiveLines(whole);
    if (whole.keep !== undefined) lines.push(`keep ${whole.keep}`);
    if (whole.compression !== undefined) lines.push(`compression ${whole.compression}`);
    if (whole.captureCommandLine !== undefined) lines.push(`commandline_append ${whole.captureCommandLine}`);
    const sysctls = Object.entries(whole.panicSysctls ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, value] of sysctls) lines.push(`sysctl ${name}=${value}`);
    return lines;
}
