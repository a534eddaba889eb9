// A step that is cut at a system call that changes a file; and what has to hold afterwards.
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { assembledProgram, Run, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { argumentsOn, Life, undoOf, withDumps } from "./lives";
import { brokenMenu, entriesOf } from "./menu";
import { Fault, traced } from "./tracer";

type Tree = Record<string, string>;

/** A step on a host as it was before it, and how that host is when the step has ended well. */
export class Point {
    private readonly old: Tree;
    private readonly done: Tree;
    /** What taking it back leaves: of a step that was done, and of one that never began. */
    private readonly ends: Tree[];
    private readonly menus: ReturnType<typeof entriesOf>[];

    /**
     * @param host as it is before the step
     * @param step the step, or the undo of one
     * @param back what takes the step back
     */
    constructor(
        private readonly life: Life,
        private readonly host: ThrowawayRoot,
        private readonly step: string[],
        private readonly back: string[] | undefined,
    ) {
        this.old = treeOf(host);
        this.menus = life.menus.map((menu) => entriesOf(host, menu));
        this.done = this.after(step);
        this.ends = back === undefined ? [] : [this.after(step, back), this.after(back)];
    }

    /** The calls at which it can be cut by a fault. */
    calls(fault: Fault): string[] {
        return this.inCopy((copy) => {
            const run = traced(copy, commandOf(copy, this.step), fault, 0);
            if (run.status !== 0) throw new Error(`${this.step.join(" ")}: ${run.stderr}`);
            return run.calls;
        });
    }

    /** What is wrong after the step was cut at its `n`-th call: nothing, where all is well. */
    cut(fault: Fault, n: number): string[] {
        return this.inCopy((copy) => {
            const run = traced(copy, commandOf(copy, this.step), fault, n);
            const wrong = [...this.wrongEnd(run, fault), ...this.wrongNow(copy, run)];
            if (this.back !== undefined) {
                const twin = copy.copy();
                wrong.push(...wrongAfter(twin, this.back, this.ends));
                twin.remove();
            }
            return [...wrong, ...wrongAfter(copy, this.step, [this.done])];
        });
    }

    /** How the run itself has to end. */
    private wrongEnd(run: Run, fault: Fault): string[] {
        if (fault === "kill")
            return run.status === 137 ? [] : [`it ended with ${run.status} and was not killed`];
        if (run.status === 0 || (run.status === 1 && /^error \[/.test(lastLine(run)))) return [];
        return [`it ended with ${run.status} and the last line: ${lastLine(run)}`];
    }

    /** What has to hold at once: it boots, every file is the old one or the new one, and who says all is well is right. */
    private wrongNow(copy: ThrowawayRoot, run: Run): string[] {
        const now = treeOf(copy);
        const wrong = brokenMenu(copy, this.life.menus, this.menus);
        if (run.status === 0)
            return [...wrong, ...differences(now, [this.done], "it says that it is done").filter(isNoLitter)];
        for (const file of new Set([...Object.keys(now), ...Object.keys(this.old)])) {
            if (isOurs(file) || [this.old[file], this.done[file]].includes(now[file])) continue;
            wrong.push(`${file} is neither the old nor the new one: ${shown(now[file])}`);
        }
        return wrong;
    }

    /** A host on which the commands were run. */
    private after(...commands: string[][]): Tree {
        return this.inCopy((copy) => {
            commands.forEach((command) => mustRun(copy, command));
            return treeOf(copy);
        });
    }

    private inCopy<Result>(use: (copy: ThrowawayRoot) => Result): Result {
        const copy = this.host.copy();
        try {
            return use(copy);
        } finally {
            copy.remove();
        }
    }
}

/** Each step of a life and each undo, in their order, with the host as it is before it. */
export function* pointsOf(life: Life): Generator<{ name: string; point: () => Point }, undefined> {
    const host = life.make();
    const bare = treeOf(host);
    try {
        for (const step of life.steps) {
            const before = step[0] === "keep" ? withDumps(host) : host;
            yield { name: step[0], point: () => new Point(life, before, step, undoOf(step[0])) };
            if (before !== host) {
                before.remove();
                continue;
            }
            mustRun(host, step);
        }
        for (const undo of life.undos) {
            yield { name: undo.join(" "), point: () => new Point(life, host, undo, undefined) };
            mustRun(host, undo);
        }
        const left = differences(treeOf(host), [bare], "at the end");
        if (left.length > 0) throw new Error(left.join("\n"));
    } finally {
        host.remove();
    }
}

/** The command of a step on this host. */
function commandOf(host: ThrowawayRoot, step: string[]): string[] {
    if (step[0] !== "install") {
        return [path.join(host.root, "usr/local/bin/kdump-host"), ...argumentsOn(host, step)];
    }
    const program = assembledOnce();
    fs.writeFileSync(host.programFile, program);
    const digest = crypto.createHash("sha256").update(program).digest("hex");
    return [host.programFile, "install", digest, ...step.slice(1)];
}

let assembled: string | undefined;
const assembledOnce = () => (assembled ??= assembledProgram());

function runStep(host: ThrowawayRoot, step: string[]): Run {
    // As the plan has it (src/host/commands.ts): where neither is there, nothing was ever done.
    if (
        step[0] === "undo" &&
        !host.exists("usr/local/bin/kdump-host") &&
        !host.exists("var/lib/pulumi-kdump")
    )
        return { status: 0, signal: null, stdout: "", stderr: "", json: {} };
    return host.spawn(commandOf(host, step));
}

function mustRun(host: ThrowawayRoot, step: string[]): void {
    const run = runStep(host, step);
    if (run.status !== 0) throw new Error(`${step.join(" ")}: ${run.stderr}`);
}

/** All that a host has, without what is another one each time: keys, boot ids, times and where it lies. */
function treeOf(host: ThrowawayRoot): Tree {
    const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    return Object.fromEntries(
        Object.entries(host.tree()).map(([file, text]) => [
            file,
            /pulumi-kdump_ed25519(\.pub)?$/.test(file)
                ? `${text.split(" ")[0]} a key`
                : text
                      .replace(uuid, "UUID")
                      .replaceAll(host.base, "BASE")
                      .replace(/ 1\d{9}\b/g, " TIME"),
        ]),
    );
}

/** What could not be removed, and is known to the next run: passing files, and directories of ours. */
const isNoLitter = (line: string) =>
    !/: (var\/lib\/pulumi-kdump\/(ssh\.out|packages-\S+\.out|\.new-\S+|made-dirs)|\S+\/) is/.test(line);

/** What we remember, and files that are on their way to their names. */
const isOurs = (file: string) =>
    /^var\/lib\/pulumi-kdump\//.test(file) ||
    /\.pulumi-kdump\.(.*\.new(\.new|\.pub)?$|removed\.\d+\/)/.test(file);

/** What is wrong when a command was run after the cut; each file may be that of any of `wanted`. */
function wrongAfter(copy: ThrowawayRoot, command: string[], wanted: Tree[]): string[] {
    const run = runStep(copy, command);
    if (run.status !== 0) return [`${command.join(" ")} after the cut fails: ${lastLine(run)}`];
    return differences(treeOf(copy), wanted, `after ${command.slice(0, 2).join(" ")} after the cut`);
}

const lastLine = (run: Run) => run.stderr.trimEnd().split("\n").pop() ?? "";

function differences(now: Tree, wanted: Tree[], when: string): string[] {
    return [...new Set([now, ...wanted].flatMap(Object.keys))]
        .filter((file) => wanted.every((tree) => now[file] !== tree[file]))
        .map((file) => `${when}: ${file} is ${shown(now[file])} and should be ${shown(wanted[0][file])}`);
}

const shown = (text: string | undefined) =>
    text === undefined ? "not there" : JSON.stringify(text.slice(0, 120));
