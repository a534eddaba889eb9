// data/*.json as the generator reads it: every reference followed, every mistake named.
import * as fs from "node:fs";
import * as path from "node:path";

import { DirectiveRow, ErrorRow, Family, RefusalRow } from "../../src/data/types";
import { globRegExp } from "../../src/distribution/glob";

/** A host of this release that the tests simulate; test/hosts/layout.ts says what each word is for. */
interface SimulatedRow {
    name: string;
    versionId: string;
    machine?: "x86_64" | "aarch64";
    [more: string]: unknown;
}

interface Distribution {
    id: string;
    name: string;
    short?: string;
    family: Family;
    architectures: string[];
}

interface Generation {
    name: string;
    family: Family;
    bootLoader: string;
    auto?: boolean;
}

interface ReleaseJson {
    id: string;
    versions: string[];
    label?: string;
    generation: string;
    recommended?: string;
    makedumpfile?: string;
    vm?: string;
    simulated?: SimulatedRow[];
}

/** A release with its distribution and generation. */
export interface Release extends ReleaseJson {
    label: string;
    distribution: Distribution;
    inGeneration: Generation;
}

interface RecommendedJson {
    source?: string;
    note?: string;
    like?: string;
    values?: { arch: string[]; kernel?: string; pageSize?: number; value?: string; size?: string }[];
}

interface RecommendedValue {
    arch: string[];
    kernel?: string;
    pageSize?: number;
    value: string;
}

export interface Recommended {
    source: string;
    note?: string;
    values: RecommendedValue[];
}

type Since = { since?: Partial<Record<Family, string[]>>; asked?: boolean };
type Directive = DirectiveRow & Since;
type RefusalJson = Omit<RefusalRow, "family" | "whole"> & { olderThan?: string };

/** Everything in data/, by file. */
export interface Files {
    releases: { distributions: Distribution[]; generations: Generation[]; releases: ReleaseJson[] };
    crashkernel: {
        sizes: Record<string, string>;
        recommended: Record<string, RecommendedJson>;
        additions: { source: string; generations: string[]; mebibytes: Record<string, number> };
    };
    directives: {
        targets: ({ name: string } & Since)[];
        directives: Directive[];
        own: { name: string; property: string; form: string; choices?: string[] }[];
        former: { name: string; advice: string; asked?: boolean }[];
    };
    refusals: Record<Family, RefusalJson[]>;
    errors: Record<string, ErrorRow & { programs: string[] }>;
    drill: { acknowledgement: string };
    directories: { system: string[]; passing: string[] };
}

export interface Model {
    releases: Release[];
    generations: Generation[];
    recommended: Record<string, Recommended>;
    additions: Files["crashkernel"]["additions"];
    directives: Files["directives"];
    refusals: RefusalRow[];
    errors: Files["errors"];
    acknowledgement: string;
    directories: Files["directories"];
}

const directory = path.join(__dirname, "..", "..", "data");

export function readFiles(from = directory): Files {
    const names: (keyof Files)[] = [
        "releases",
        "crashkernel",
        "directives",
        "refusals",
        "errors",
        "drill",
        "directories",
    ];
    return Object.fromEntries(
        names.map((name) => [name, JSON.parse(fs.readFileSync(path.join(from, `${name}.json`), "utf8"))]),
    ) as unknown as Files;
}

/** @throws Error with the place of what is wrong */
export function modelOf(files: Files): Model {
    const { generations } = files.releases;
    const recommended = recommendedOf(files.crashkernel);
    return {
        releases: files.releases.releases.map((row) => releaseOf(row, files, recommended)),
        generations,
        recommended,
        additions: files.crashkernel.additions,
        directives: files.directives,
        refusals: refusalsOf(files),
        errors: files.errors,
        acknowledgement: files.drill.acknowledgement,
        directories: files.directories,
    };
}

function releaseOf(row: ReleaseJson, files: Files, recommended: Record<string, Recommended>): Release {
    const where = `data/releases.json: ${row.id} ${row.versions.join(", ")}`;
    const distribution = files.releases.distributions.find(({ id }) => id === row.id);
    if (distribution === undefined) throw new Error(`${where}: there is no distribution ${row.id}`);
    const inGeneration = files.releases.generations.find(({ name }) => name === row.generation);
    if (inGeneration?.family !== distribution.family) {
        throw new Error(`${where}: ${distribution.family} has no generation ${row.generation}`);
    }
    for (const pattern of row.versions) {
        if (!/^([0-9.]|\[[0-9]-[0-9]\])*\*?$/.test(pattern)) {
            throw new Error(`${where}: "${pattern}" may hold digits, dots, [a-b], and * at its end`);
        }
    }
    if (row.recommended === undefined ? distribution.family !== "suse" : !(row.recommended in recommended)) {
        throw new Error(`${where}: data/crashkernel.json has no ${row.recommended}`);
    }
    for (const { name, versionId } of row.simulated ?? []) {
        if (!row.versions.some((pattern) => globRegExp(pattern).test(versionId))) {
            throw new Error(`${where}: the simulated ${name} has the version ${versionId}`);
        }
    }
    return { ...row, label: row.label ?? row.versions[0].replace(/\.\*$/, ""), distribution, inGeneration };
}

function recommendedOf({ sizes, recommended }: Files["crashkernel"]): Record<string, Recommended> {
    const resolve = (name: string): Recommended => {
        const { source, note, like, values = [] } = recommended[name];
        const base = like === undefined ? undefined : resolve(like);
        const whole = source ?? base?.source;
        if (whole === undefined) throw new Error(`data/crashkernel.json: ${name} has no source`);
        const own = values.map(({ size, value, ...rest }) => {
            const text = size === undefined ? value : sizes[size];
            if (text === undefined)
                throw new Error(`data/crashkernel.json: ${name} has a row without a value`);
            return { ...rest, value: text };
        });
        return { source: whole, note, values: [...own, ...(base?.values ?? [])] };
    };
    return Object.fromEntries(Object.keys(recommended).map((name) => [name, resolve(name)]));
}

/** The generations of a family that do not know a directive or a target. */
function tooOldFor(name: string, family: Family, files: Pick<Files, "directives" | "releases">): string[] {
    const row = [...files.directives.directives, ...files.directives.targets].find(
        (each) => each.name === name,
    );
    const since = row?.since?.[family];
    if (since === undefined) throw new Error(`data/directives.json: ${name} has no "since" for ${family}`);
    return files.releases.generations
        .filter((each) => each.family === family && !since.includes(each.name))
        .map((each) => each.name);
}

function refusalsOf(files: Files): RefusalRow[] {
    return (Object.entries(files.refusals) as [Family, RefusalJson[]][]).flatMap(([family, rows]) =>
        rows.map(({ olderThan, generations, lines, but, instead }) => ({
            family,
            generations: olderThan === undefined ? generations : tooOldFor(olderThan, family, files),
            lines,
            but,
            // A directive of which some values are possible is named with its value.
            whole: but !== undefined || lines.some((line) => !/^[a-z0-9_]+ \*$/.test(line)),
            instead,
        })),
    );
}

/** A VERSION_ID that the pattern stands for. */
export function exampleVersion(pattern: string): string {
    if (pattern === "*") return "20260401";
    return pattern.replace(/\[([0-9])-[0-9]\]/g, "$1").replace("*", "4");
}
