// kdump.conf's directives one by one: their words, what a value may be, how it is read and written.
import { configuredFileProblem, dumpDirectoryProblem } from "../args/paths";
import { oneOf } from "../args/values";
import { compressions, directiveRows, ownWords, targetNames } from "../data/directives";
import { DirectiveForm, DirectiveRow } from "../data/types";
import { readCollector } from "./coreCollector";
import { PlainKdumpConf } from "./kdumpConf";

/** One directive that is a property of its own; the targets are the exception. */
export interface Directive {
    property: keyof PlainKdumpConf;
    /** The value of the property that this text stands for, or a sentence about it. */
    read(text: string): { value: unknown } | { wrong: string };
    write(value: never): string;
    /** What is wrong with a value, in a sentence. */
    problem(value: never): string | undefined;
}

/** How a directive of each form is read, written and checked. */
const forms: Record<DirectiveForm, (property: keyof PlainKdumpConf, row: DirectiveRow) => Directive> = {
    file: (property) => text(property, configuredFileProblem),
    path: (property) => text(property, dumpDirectoryProblem),
    collector: (property) => words(property, collectorFormProblem),
    program: (property) => text(property, configuredFileProblem),
    programs: (property) => list(property, configuredFileProblem),
    modules: (property) => list(property, moduleProblem),
    choice: (property, { name, choices = [] }) =>
        text(property, oneOf(`a ${name.replace("_", " ")}`, choices)),
    switch: switched,
    dracut: (property) => words(property, dracutProblem),
    words: (property) => words(property, plainLineProblem),
    nodes: (property) => list(property, nodeProblem),
};

/** In the order in which they are written. */
export const directives: Record<string, Directive> = Object.fromEntries(
    directiveRows.map((row) => [row.name, forms[row.form](row.property as keyof PlainKdumpConf, row)]),
);

/** What a directive is called today; only what was once called otherwise is found here. */
export const renamedDirectives: Record<string, string> = Object.fromEntries(
    directiveRows.flatMap(({ name, formerName }) => (formerName === undefined ? [] : [[formerName, name]])),
);

/** The property for a word of the lines that cross to the host. */
export function propertyOf(word: string): keyof PlainKdumpConf {
    const property = targetNames.includes(word) ? "target" : (directives[word]?.property ?? ownWords[word]);
    return property as keyof PlainKdumpConf;
}

/** A sentence of data/ in the words of a plan: directives, which stand in braces, by their properties. */
export function inProperties(sentence: string): string {
    return sentence.replace(/\{([a-z_]+)\}/g, (_, name: string) => propertyOf(name));
}

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

function switched(property: keyof PlainKdumpConf, { choices = [], on = "" }: DirectiveRow): Directive {
    const off = choices.find((choice) => choice !== on) ?? "";
    return {
        property,
        read: (value) =>
            choices.includes(value)
                ? { value: value === on }
                : { wrong: `wants ${on} or ${off}, and has "${value}"` },
        write: (value: boolean) => (value ? on : off),
        problem: () => undefined,
    };
}

/** makedumpfile's options are checked where the target is known. */
function collectorFormProblem(command: string): string | undefined {
    const { program } = readCollector(command);
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

export const compressionProblem = oneOf("a compression", compressions);

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
