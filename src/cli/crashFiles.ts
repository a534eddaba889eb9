import * as fs from "node:fs";
import * as path from "node:path";

import { CrashToGroup } from "../vmcore/groups/crashGroups";
import { textOf, UsageError } from "./command";
import { findingsIn } from "./crashText";

/** How the kernel log beside a dump is called: by kdump-tools, by dracut's kdump, and by SUSE's. */
const kernelLog = /^(?:dmesg\.(?:\d{1,20}|txt)|vmcore-dmesg(?:-incomplete)?\.txt)$/;

/** A report of the dump that it lies beside. */
const reportFile = "report.json";

/** The crashes in a file, or in a directory of dumps. */
export function crashesOf(word: string): CrashToGroup[] {
    if (word === "-") return crashIn(word);
    const about = fs.statSync(word, { throwIfNoEntry: false });
    return about?.isDirectory() === true ? crashesBelow(word, []) : crashIn(word);
}

/** @param way names of the directories between the one that was given and this one */
function crashesBelow(top: string, way: string[]): CrashToGroup[] {
    const directory = path.join(top, ...way);
    const entries = entriesOf(directory);
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    const read = files.includes(reportFile) ? [reportFile] : files.filter((name) => kernelLog.test(name));
    const here = read.flatMap((name) => crashIn(path.join(directory, name), clientOf(way)));
    const below = entries
        .filter((entry) => entry.isDirectory())
        .flatMap(({ name }) => crashesBelow(top, [...way, name]));
    return [...here, ...below];
}

function entriesOf(directory: string): fs.Dirent[] {
    try {
        return fs
            .readdirSync(directory, { withFileTypes: true })
            .sort((one, other) => (one.name < other.name ? -1 : 1));
    } catch (error) {
        throw new UsageError(`${directory} cannot be read: ${(error as Error).message}.`);
    }
}

/** On a DumpServer, and where a DumpCollection sends to, each host has a directory, in which each dump has one. */
function clientOf(way: string[]): string | undefined {
    return way.at(-2);
}

function crashIn(file: string, client?: string): CrashToGroup[] {
    const text = textOf(file);
    const written = file === "-" ? NaN : Math.round(fs.statSync(file).mtimeMs / 1000);
    const crash = reportIn(text) ?? findingsIn(text, { path: file === "-" ? "" : file, written });
    if (crash === undefined) return [];
    const { header } = crash;
    return [{ ...crash, header: { ...header, nodename: header.nodename ?? client } }];
}

/** What `report --json` printed, as far as it is grouped by. */
function reportIn(text: string): CrashToGroup | undefined {
    const { title, fingerprint, header, vmcore } = objectOf(parsed(text));
    const [machine, dump] = [header, vmcore].map(objectOf);
    const report = { title, fingerprint, header: machine, vmcore: dump };
    const texts = [title, fingerprint, dump.path, dump.written];
    const others = [machine.nodename, machine.release, machine.date].filter((value) => value !== undefined);
    return [...texts, ...others].every((value) => typeof value === "string")
        ? (report as unknown as CrashToGroup)
        : undefined;
}

function parsed(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        return undefined; // a kernel log, or what crash printed
    }
}

function objectOf(value: unknown): Record<string, unknown> {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
