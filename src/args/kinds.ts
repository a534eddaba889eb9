// What the arguments are made of. Programs in plain JavaScript are checked by nobody else, so whatever they give gets a
// sentence here, and the rules of a value see only values of its kind.
import * as pulumi from "@pulumi/pulumi";

import { isLate } from "./late";
import { nearest } from "./nearest";
import { Problem } from "./problem";
import { oneOf } from "./values";

/** What a value has to be before its own rules can be asked. */
export interface Kind<T> {
    /**
     * What is wrong with a value, at any depth. A value that is left out is right, and one that becomes known later is
     * until then.
     */
    problems(value: unknown, propertyPath: string): Problem[];
    /** Holds a kind to its type; there never is one. */
    readonly sample?: T;
}

/** Each property of an arguments interface with its kind: the one list of their names. */
export type Properties<Args> = {
    readonly [Name in keyof Args]-?: Kind<NonNullable<pulumi.Unwrap<Args[Name]>>>;
};

/** Text. `example` is a right value, for whoever gives a number. */
export function textLike(example?: string): Kind<string> {
    const such = example === undefined ? "" : `, such as "${example}"`;
    return leaf("text", isText, () => `put it in quotes${such}`);
}

const nullReason = "It is null; leave the property out instead.";

export const text = textLike();

/** One of a few words, whose rule is elsewhere. */
export function word<T extends string>(): Kind<T> {
    return text as Kind<string> as Kind<T>;
}

/** Text that is never quoted: messages end up in logs. */
export const secretText: Kind<string> = leaf("text", isText, () => "put it in quotes", false);

export const number: Kind<number> = leaf(
    "a number",
    (value) => typeof value === "number",
    (value) => (isText(value) && /^-?\d+(\.\d+)?$/.test(value) ? "leave out the quotes" : "give one"),
);

export const flag: Kind<boolean> = {
    problems: (value, propertyPath) => {
        if (value === undefined || typeof value === "boolean" || isLate(value)) return [];
        if (value === null) return [{ propertyPath, reason: nullReason }];
        const advice = value === "true" || value === "false" ? "leave out the quotes" : "give one of them";
        return [{ propertyPath, reason: `${shown(value)} is neither true nor false; ${advice}.` }];
    },
};

/** One of a few words, which may be given as text or by an enum's names. */
export function choice<T extends string>(what: string, choices: Record<string, T>): Kind<T> {
    const words = Object.values(choices);
    return {
        problems: (value, propertyPath) => {
            const problems = text.problems(value, propertyPath);
            if (problems.length > 0 || !isText(value)) return problems;
            const reason = oneOf(what, words)(value);
            return reason === undefined ? [] : [{ propertyPath, reason }];
        },
    };
}

export function listOf<T>(each: Kind<T>): Kind<T[]> {
    const list = leaf("a list", Array.isArray, () => "put it in [ ]", false);
    return {
        problems: (value, propertyPath) => {
            if (!Array.isArray(value)) return list.problems(value, propertyPath);
            return value.flatMap((entry: unknown, index) =>
                entry === undefined
                    ? [
                          {
                              propertyPath: `${propertyPath}[${index}]`,
                              reason: "There is nothing here; take it out.",
                          },
                      ]
                    : each.problems(entry, `${propertyPath}[${index}]`),
            );
        },
    };
}

/** An object with names of any kind, such as those of sysctls. */
export function valuesOf<T>(each: Kind<T>): Kind<{ [name: string]: T }> {
    const object = leaf("an object", isObject, () => "put it in { }", false);
    return {
        problems: (value, propertyPath) =>
            isObject(value) && !isLate(value)
                ? Object.entries(value).flatMap(([name, entry]) =>
                      each.problems(entry, under(propertyPath, name)),
                  )
                : object.problems(value, propertyPath),
    };
}

/** An object with properties of its own. Those that are `needed` have a sentence for where they are missing. */
export function group<T extends object>(
    properties: Properties<T>,
    needed: { readonly [Name in keyof T]?: string } = {},
): Kind<pulumi.Unwrap<T>> {
    const names = Object.keys(properties);
    const object = leaf("an object", isObject, () => `it has the properties ${names.join(", ")}`, false);
    const kindOf = new Map<string, Kind<unknown>>(Object.entries(properties));
    return {
        problems: (value, propertyPath) => {
            if (!isObject(value) || isLate(value)) return object.problems(value, propertyPath);
            const missing = Object.entries(needed).filter(([name]) => isMissing((value as never)[name]));
            const rest = Object.entries(value).filter(([name, part]) => !(name in needed && isMissing(part)));
            return [
                ...missing.map(([name, reason]) => ({
                    propertyPath: under(propertyPath, name),
                    reason: String(reason),
                })),
                ...rest.flatMap(
                    ([name, part]) =>
                        kindOf.get(name)?.problems(part, under(propertyPath, name)) ?? [
                            { propertyPath: under(propertyPath, name), reason: unknownName(name, names) },
                        ],
                ),
            ];
        },
    };
}

/** What has to be known when the program runs, because it decides which resources there are. */
export function plain<T>(kind: Kind<T>): Kind<T> {
    return {
        problems: (value, propertyPath) => {
            if (!isLate(value)) return kind.problems(value, propertyPath);
            const reason =
                "This becomes known only while the program runs, and decides which steps there are; give the value itself.";
            return [{ propertyPath, reason }];
        },
    };
}

/** Another component, of which others know whether it is one. */
export function component<T>(): Kind<T> {
    return { problems: () => [] };
}

function isMissing(value: unknown): boolean {
    return value === undefined || value === null;
}

function isText(value: unknown): value is string {
    return typeof value === "string";
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function under(propertyPath: string, name: string): string {
    return propertyPath === "" ? name : `${propertyPath}.${name}`;
}

function unknownName(name: string, names: string[]): string {
    const meant = nearest(name, names);
    return meant === undefined
        ? `There is no property of this name; there are ${names.join(", ")}.`
        : `There is no property of this name; write ${meant}.`;
}

/**
 * A kind without parts.
 *
 * @param what what a value has to be
 * @param advice what to do about another, without an end
 * @param quoted whether to quote a short value
 */
function leaf<T>(
    what: string,
    is: (value: unknown) => boolean,
    advice: (value: unknown) => string,
    quoted = true,
): Kind<T> {
    return {
        problems: (value, propertyPath) => {
            if (value === undefined || isLate(value) || is(value)) return [];
            if (value === null) return [{ propertyPath, reason: nullReason }];
            const subject = quoted ? shown(value) : "This";
            const reason = `${subject} is ${nameOf(value)}, and has to be ${what}; ${advice(value)}.`;
            return [{ propertyPath, reason }];
        },
    };
}

/** A value that is short in a sentence. Longer text, which may be a key in the wrong place, is not quoted. */
function shown(value: unknown): string {
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return isText(value) && value.length <= 20 ? JSON.stringify(value) : "This";
}

function nameOf(value: unknown): string {
    if (Array.isArray(value)) return "a list";
    const names: Record<string, string> = {
        string: "text",
        boolean: "true or false",
        object: "an object",
        undefined: "nothing",
    };
    return names[typeof value] ?? `a ${typeof value}`;
}
