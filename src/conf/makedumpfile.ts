// The command line of makedumpfile as far as a core_collector may have it: getopt_long's reading of it, and what
// makedumpfile itself refuses (makedumpfile.c: main, check_param_for_creating_dumpfile; makedumpfile(8)).

import { CoreCollector } from "./coreCollector";

/** What an option's value may be. */
type ValueKind = "levels" | "messages" | "count" | "size" | "file" | "text";

/** One option of makedumpfile. */
interface MakedumpfileOption {
    /** With its hyphens, such as `-d` or `--num-threads`. */
    name: string;
    /** What its value is; an option without one has none. */
    value?: ValueKind;
    /** The first version that knows it, where a supported distribution has an older one. */
    since?: string;
    /** Set for options that make makedumpfile do something other than write a dump. */
    other?: true;
}

/** Every option of makedumpfile 1.7.10, as its getopt string and its table of long options have them. */
export const makedumpfileOptions: MakedumpfileOption[] = [
    { name: "-c" },
    { name: "-l" },
    { name: "-p" },
    { name: "-z", since: "1.7.0" },
    { name: "-E" },
    { name: "-F" },
    { name: "-f" },
    { name: "-D" },
    { name: "-e" },
    { name: "-X" },
    { name: "-d", value: "levels" },
    { name: "-L", value: "size", since: "1.7.0" },
    { name: "-b", value: "count" },
    { name: "-x", value: "file" },
    { name: "-i", value: "file" },
    { name: "--message-level", value: "messages" },
    { name: "--num-threads", value: "count" },
    { name: "--cyclic-buffer", value: "count" },
    { name: "--splitblock-size", value: "count" },
    { name: "--work-dir", value: "file" },
    { name: "--config", value: "file" },
    { name: "--eppic", value: "file" },
    { name: "--non-mmap" },
    { name: "--show-stats", since: "1.6.9" },
    { name: "--xen-syms", value: "file" },
    { name: "--xen-vmcoreinfo", value: "file" },
    { name: "--xen_phys_start", value: "text" },
    { name: "--vtop", value: "text" },
    { name: "--extension", value: "text", since: "1.7.10" },
    { name: "-R", other: true },
    { name: "-g", value: "text", other: true },
    { name: "-h", other: true },
    { name: "-v", other: true },
    { name: "--help", other: true },
    { name: "--split", other: true },
    { name: "--reassemble", other: true },
    { name: "--dump-dmesg", other: true },
    { name: "--partial-dmesg", other: true },
    { name: "--diskset", value: "text", other: true },
    { name: "--mem-usage", other: true },
    { name: "--check-params", other: true },
    { name: "--dry-run", other: true },
];

/** Each selects another compression of the pages; makedumpfile takes one. */
const compressions = ["-c", "-l", "-p", "-z"];

/** Pairs of options that exclude each other. */
const exclusive: [string, string][] = [
    ["-x", "-i"],
    ["-x", "--xen-vmcoreinfo"],
    ["-i", "--xen-syms"],
    ["--xen-syms", "--xen-vmcoreinfo"],
];

/** The options that a core collector can have, for a sentence. */
const allowed = makedumpfileOptions
    .filter(({ other }) => other !== true)
    .map(({ name }) => name)
    .join(", ");

/** An option as it was given, with its value. */
interface Given {
    option: MakedumpfileOption;
    value?: string;
}

/**
 * Checks a makedumpfile command as a core collector.
 *
 * @param collector the command, whose program is makedumpfile
 * @param streamed whether the target takes a stream (ssh, raw), which needs `-F`, while no other may have it; undefined
 * where kdump adds `-F` itself, as on Debian and SUSE
 * @param newest the newest makedumpfile of the distribution, where that is an old one
 */
export function makedumpfileProblem(
    collector: CoreCollector,
    streamed: boolean | undefined,
    newest?: string,
): string | undefined {
    const words = [...collector.words];
    const given: Given[] = [];
    while (words.length > 0) {
        const problem = readWord(words, given);
        if (problem !== undefined) return problem;
    }
    return (
        togetherProblem(given) ??
        (newest === undefined ? undefined : tooYoung(given, newest)) ??
        streamProblem(given, streamed)
    );
}

/** The options that a makedumpfile command has, as far as it can be read. */
export function makedumpfileOptionsOf(collector: CoreCollector): string[] {
    const words = [...collector.words];
    const given: Given[] = [];
    while (words.length > 0 && readWord(words, given) === undefined) continue;
    return given.map(({ option }) => option.name);
}

/** Takes the first word away, with the value that belongs to it, as getopt_long does. */
function readWord(words: string[], given: Given[]): string | undefined {
    const word = words.shift() ?? "";
    if (word === "--") return words.length === 0 ? undefined : noOption(words[0]);
    if (word.startsWith("--")) return readLong(word, words, given);
    if (!/^-./.test(word)) return noOption(word);
    for (let at = 1; at < word.length; at++) {
        const option = makedumpfileOptions.find(({ name }) => name === `-${word[at]}`);
        if (option === undefined) return noOption(word);
        if (option.value === undefined) {
            const problem = take({ option }, given);
            if (problem !== undefined) return problem;
            continue;
        }
        const value = at + 1 < word.length ? word.slice(at + 1) : words.shift();
        return take({ option, value }, given);
    }
    return undefined;
}

/** `--message-level=7`, `--message-level 7`, and any beginning of a name that is one option's alone. */
function readLong(word: string, words: string[], given: Given[]): string | undefined {
    const [, name, attached] = /^(--[^=]*)(?:=(.*))?$/.exec(word) as unknown as [
        string,
        string,
        string | undefined,
    ];
    const option =
        makedumpfileOptions.find((each) => each.name === name) ??
        only(makedumpfileOptions.filter((each) => each.name.startsWith(name)));
    if (option === undefined) return noOption(word);
    if (option.value === undefined) {
        return attached === undefined
            ? take({ option }, given)
            : `makedumpfile's ${option.name} takes no value.`;
    }
    return take({ option, value: attached ?? words.shift() }, given);
}

function only<T>(list: T[]): T | undefined {
    return list.length === 1 ? list[0] : undefined;
}

function noOption(word: string): string {
    return `"${word}" is not an option of makedumpfile that a core collector can have; it may have ${allowed}.`;
}

/** Adds an option, unless it is invalid by itself. */
function take(one: Given, given: Given[]): string | undefined {
    const { option, value } = one;
    if (option.other === true) return `makedumpfile's ${option.name} does not write a dump; take it out.`;
    if (option.value === undefined && given.some((each) => each.option === option)) {
        return `makedumpfile's ${option.name} is given twice; once is enough.`;
    }
    given.push(one);
    return option.value === undefined ? undefined : valueProblem(option.name, option.value, value);
}

function valueProblem(name: string, kind: ValueKind, value: string | undefined): string | undefined {
    switch (kind) {
        case "levels":
            return (value ?? "").split(",").every((level) => /^\d{1,2}$/.test(level) && Number(level) <= 31)
                ? undefined
                : `makedumpfile's dump level ${name} is ${value ?? "missing"}; it has to be a number from 0 to 31.`;
        case "file":
            return /^\//.test(value ?? "")
                ? undefined
                : `makedumpfile's ${name} wants the full path of a file.`;
        case "size":
            return /^\d{1,15}[KMGTPE]?$/i.test(value ?? "") && /[1-9]/.test(value ?? "")
                ? undefined
                : `makedumpfile's ${name} wants a size above 0, such as 4G, and has ${value ?? "none"}.`;
        case "text":
            return value === undefined ? `makedumpfile's ${name} lacks its value.` : undefined;
        default:
            if (!/^\d{1,9}$/.test(value ?? "")) {
                return `makedumpfile's ${name} wants a whole number, and has ${value ?? "none"}.`;
            }
            return kind === "messages" && Number(value) > 31
                ? `makedumpfile's ${name} is ${value}; it has to be a number from 0 to 31.`
                : undefined;
    }
}

/** Checks options that are valid by themselves against each other. */
function togetherProblem(given: Given[]): string | undefined {
    const has = (name: string) => given.some(({ option }) => option.name === name);
    const packed = compressions.filter(has);
    if (packed.length > 1) {
        return `makedumpfile takes one compression, and ${packed.join(" and ")} are given; choose one.`;
    }
    if (packed.length > 0 && has("-E")) {
        return `makedumpfile does not compress an ELF dump; take out -E or ${packed[0]}.`;
    }
    if (
        has("-E") &&
        given.some(({ option, value }) => option.name === "--num-threads" && Number(value) > 0)
    ) {
        return "makedumpfile writes an ELF dump by one thread; take out -E or --num-threads.";
    }
    const pair = exclusive.find(([one, other]) => has(one) && has(other));
    if (pair !== undefined)
        return `makedumpfile takes ${pair[0]} or ${pair[1]}, and both are given; choose one.`;
    if (has("--config") && !has("-x")) return "makedumpfile's --config needs the kernel's debuginfo; add -x.";
    if (has("-e") && !has("--work-dir"))
        return "makedumpfile's -e needs a directory to work in; add --work-dir.";
    return undefined;
}

function tooYoung(given: Given[], newest: string): string | undefined {
    const option = given
        .map((each) => each.option)
        .find(({ since }) => since !== undefined && older(newest, since));
    return option === undefined
        ? undefined
        : `makedumpfile knows ${option.name} from ${option.since} on, and this distribution has ${newest}; take it out.`;
}

function older(one: string, other: string): boolean {
    const [a, b] = [one, other].map((version) => version.split(".").map(Number));
    const at = a.findIndex((part, index) => part !== b[index]);
    return at !== -1 && a[at] < b[at];
}

function streamProblem(given: Given[], streamed: boolean | undefined): string | undefined {
    const stream = given.some(({ option }) => option.name === "-F");
    if (streamed === undefined || streamed === stream) return undefined;
    return streamed
        ? "With an ssh or raw target makedumpfile has to write a stream; add -F."
        : "makedumpfile's -F writes a stream, which only an ssh or raw target takes; take it out (Debian and SUSE put it there by themselves).";
}
