// The command line of makedumpfile as far as a core_collector may have it (makedumpfile(8)).

/** Options without a value that shape the dump. */
const flags = [
    "-c",
    "-l",
    "-p",
    "-z",
    "-E",
    "-F",
    "-f",
    "-v",
    "-D",
    "-e",
    "-X",
    "--non-cyclic",
    "--non-mmap",
];
/** Options with a number. */
const numbers = ["--message-level", "--num-threads", "--cyclic-buffer"];
/** Options with a file. */
const files = ["-x", "-i", "--config", "--work-dir"];
/** Those that do something else than to write the dump. */
const others = [
    "-R",
    "-g",
    "-h",
    "--dump-dmesg",
    "--split",
    "--reassemble",
    "--check-params",
    "--mem-usage",
    "--dry-run",
];

/** Each turns on another compression of the pages, and one is enough. */
const compressions = ["-c", "-l", "-p", "-z"];

/**
 * What is wrong with a makedumpfile command as a core collector.
 *
 * @param command beginning with `makedumpfile`
 * @param streamed whether the dump goes through a pipe, to an ssh or raw target, which needs `-F`
 */
export function makedumpfileProblem(command: string, streamed: boolean): string | undefined {
    const words = command.split(/ +/).filter(Boolean).slice(1);
    const given: string[] = [];
    for (let i = 0; i < words.length; i++) {
        const [option, attached] = split(words[i]);
        const value = () => attached ?? words[++i];
        if (flags.includes(option) && attached === undefined) {
            if (given.includes(option)) return `makedumpfile's ${option} is given twice; once is enough.`;
        } else if (option === "-d") {
            const problem = dumpLevelProblem(value());
            if (problem !== undefined) return problem;
        } else if (numbers.includes(option)) {
            const problem = numberProblem(option, value());
            if (problem !== undefined) return problem;
        } else if (files.includes(option)) {
            if (!/^\//.test(value() ?? "")) return `makedumpfile's ${option} wants the full path of a file.`;
        } else if (others.includes(option)) {
            return `makedumpfile's ${option} does not write a dump; take it out.`;
        } else {
            return `"${words[i]}" is no option of makedumpfile that a core collector can have; it may have ${known}.`;
        }
        given.push(option);
    }
    const packed = compressions.filter((option) => given.includes(option));
    if (packed.length > 1)
        return `makedumpfile takes one compression, and ${packed.join(" and ")} are given; choose one.`;
    if (packed.length > 0 && given.includes("-E")) {
        return `makedumpfile does not compress an ELF dump; take out -E or ${packed[0]}.`;
    }
    if (streamed && !given.includes("-F")) {
        return "With an ssh or raw target makedumpfile has to write a stream; add -F.";
    }
    return undefined;
}

const known = [...flags, "-d", ...numbers, ...files].join(", ");

/** `-d31` and `--message-level=7` are one word each. */
function split(word: string): [string, string | undefined] {
    const long = /^(--[^=]+)=(.*)$/.exec(word);
    if (long !== null) return [long[1], long[2]];
    return /^-[dxi]./.test(word) && !word.startsWith("--")
        ? [word.slice(0, 2), word.slice(2)]
        : [word, undefined];
}

function dumpLevelProblem(levels: string | undefined): string | undefined {
    const good = (levels ?? "").split(",").every((level) => /^\d{1,2}$/.test(level) && Number(level) <= 31);
    return good
        ? undefined
        : `makedumpfile's dump level -d is ${levels ?? "missing"}; it has to be a number from 0 to 31.`;
}

function numberProblem(option: string, value: string | undefined): string | undefined {
    if (!/^\d{1,9}$/.test(value ?? ""))
        return `makedumpfile's ${option} wants a whole number, and has ${value ?? "none"}.`;
    if (option === "--message-level" && Number(value) > 31) {
        return `makedumpfile's --message-level is ${value}; it has to be a number from 0 to 31.`;
    }
    return undefined;
}
