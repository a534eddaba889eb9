import { formerDirectives, targetNames } from "../data/directives";
import { directives, inProperties, renamedDirectives } from "./directives";
import { targetProblem } from "./dumpTarget";
import { DumpTargetType, PlainKdumpConf } from "./kdumpConf";

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

/** The directives of a configuration, in the order in which they are written. */
export function directiveLines(conf: PlainKdumpConf): string[] {
    const lines = conf.target === undefined ? [] : [`${conf.target.type} ${conf.target.location}`];
    for (const [word, { property, write }] of Object.entries(directives)) {
        if (conf[property] !== undefined) lines.push(`${word} ${write(conf[property] as never)}`);
    }
    return lines;
}

/**
 * Reads a text of kdump.conf as today's kdumpctl does (kdump_read_conf): everything behind a `#` is a comment, double
 * quotes around a value do not count, blanks and tabs stand between words, no directive may be given twice, and there is
 * one target at most. A carriage return at the end of a line, from a file that was saved on Windows, is left out. It is
 * the inverse of formatKdumpConf.
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

/** Without the blanks around it, and the carriage returns behind it. */
function withoutBlanks(text: string): string {
    let end = text.length;
    while (end > 0 && " \t\r".includes(text[end - 1])) end--;
    return text.slice(0, end).replace(/^[ \t]+/, "");
}

/** Puts one line into the configuration; returns what is wrong with it. */
function readLine(line: string, conf: PlainKdumpConf): string | undefined {
    const content = withoutBlanks(line.split("#", 1)[0]);
    if (content === "") return undefined;
    const [, given, rest] = /^([^ \t]+)[ \t]*([^]*)$/.exec(content) as unknown as [string, string, string];
    const word = Object.hasOwn(renamedDirectives, given) ? renamedDirectives[given] : given;
    const value = /^"[^]*"$/.test(rest) && rest.length > 1 ? rest.slice(1, -1) : rest;
    if (Object.hasOwn(formerDirectives, word)) return `"${word}" ${inProperties(formerDirectives[word])}.`;
    const isTarget = targetNames.includes(word);
    if (!isTarget && !Object.hasOwn(directives, word)) return unknownWord(word);
    if (value === "") return `"${given}" has no value; give it one, or take the line out.`;
    if (isTarget) return readTarget(word as DumpTargetType, value, conf);
    const { property, read } = directives[word];
    if (conf[property] !== undefined) return `"${word}" is given twice, and kdump would not start; keep one.`;
    const found = read(value);
    if ("wrong" in found) return `"${word}" ${found.wrong}.`;
    Object.assign(conf, { [property]: found.value });
    return undefined;
}

/** `path=/var/crash` is how the files of other programs are written. */
function unknownWord(word: string): string {
    const [, name, value] = /^([^=]*)=([^]*)$/.exec(word) ?? [];
    if (name !== undefined && (targetNames.includes(name) || Object.hasOwn(directives, name))) {
        return `${JSON.stringify(word)} has "=" between directive and value; write it as "${name} ${value}".`;
    }
    return `${JSON.stringify(word)} is no directive of kdump.conf; there are ${known}.`;
}

function readTarget(type: DumpTargetType, location: string, conf: PlainKdumpConf): string | undefined {
    if (conf.target !== undefined) {
        return `"${type}" is a second target beside "${conf.target.type}", and kdump would not start; keep one.`;
    }
    conf.target = { type, location };
    return targetProblem(conf.target);
}

const known = [...targetNames, ...Object.keys(directives)].join(", ");
