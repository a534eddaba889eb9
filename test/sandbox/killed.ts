import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import * as mocha from "mocha";

import { isThorough } from "./thorough";
import { Run, shells, ThrowawayRoot } from "./throwawayRoot";

/** The external programs that change something, or whose failure could be overlooked. */
const changing =
    "cat chmod cmp cp df flock grep grub-mkconfig grub2-editenv grub2-mkconfig ln mkdir mv rm rmdir sed sh sort stat sync systemctl tail wc".split(
        " ",
    );

export type Shell = keyof typeof shells;

/** A step under test: a host that has the packages, what is done before the step, and the step. */
export type Dying = [make: (shell: Shell) => ThrowawayRoot, before: string[][], step: string[]];

const set = [
    ["crashkernel", "192M"],
    ["bootloader", "192M"],
];
const conf = ["conf", "path /var/dumps", "core_collector makedumpfile -c -d 31", "sysctl kernel.panic=10"];

/** The steps that change files, on hosts of one kind; `more` are further arguments of `conf`. */
export function changingSteps(make: Dying[0], ...more: string[]): Record<string, Dying> {
    return {
        crashkernel: [make, [], set[0]],
        bootloader: [make, set.slice(0, 1), set[1]],
        conf: [make, [], [...conf, ...more]],
        "undo crashkernel": [make, set, ["undo", "crashkernel"]],
        "undo conf": [make, [[...conf, ...more]], ["undo", "conf"]],
    };
}

/** Describes steps as ones that may be killed at any moment, on hosts of one kind. */
export function diesAtAnyMoment(kind: string, steps: Record<string, Dying>): void {
    describe(`a step on ${kind} that is killed at any moment`, function () {
        this.timeout(isThorough ? 600_000 : 60_000);

        Object.entries(steps).forEach(([name, [make, before, step]], index) => {
            const names = Object.keys(shells) as Shell[];
            for (const shell of isThorough ? names : [names[index % names.length]])
                diesIn(name, make, before, step, shell);
        });
    });
}

// Every moment under every shell takes minutes; every day a few moments do, each step under another shell.
function diesIn(
    name: string,
    make: (shell: Shell) => ThrowawayRoot,
    before: string[][],
    step: string[],
    shell: Shell,
): void {
    describe(`${name}, under ${shell}`, () => {
        let template: ThrowawayRoot;
        let old: Record<string, string>;
        let done: Record<string, string>;
        let whole: Record<string, string>;
        const hosts: ThrowawayRoot[] = [];
        const remembered = "var/lib/pulumi-kdump";

        /** A fresh copy of the host as it is before the step. */
        function fresh(): ThrowawayRoot {
            const host = template.copy();
            hosts.push(host);
            return host;
        }

        mocha.before(() => {
            template = make(shell);
            hosts.push(template);
            assert.equal(template.install().status, 0);
            for (const earlier of before) {
                assert.equal(template.run(...earlier).status, 0);
            }
            old = template.tree(remembered);
            const host = fresh();
            assert.equal(host.run(...step).status, 0);
            done = host.tree(remembered);
            whole = host.tree();
            assert.notDeepEqual(done, old);
        });
        after(() => hosts.forEach((host) => host.remove()));

        /** Every file is the old one or the new one in whole, and the next run completes. */
        function survives(host: ThrowawayRoot, what: string): void {
            for (const [file, content] of Object.entries(host.tree(remembered))) {
                if (/\.pulumi-kdump\.(.*\.new(\.new)?$|removed\.\d+\/)/.test(file)) {
                    continue;
                }
                assert.ok([old[file], done[file]].includes(content), `${what}: ${file} is ${content}`);
            }
            const again = host.run(...step);
            assert.equal(again.status, 0, `${what}: ${again.stderr}`);
            assert.deepEqual(host.tree(), whole, what);
            host.remove();
        }

        it("before, after and in any external program", () => {
            const calls = dying(fresh(), step, "none:0").calls;
            assert.ok(calls >= 5, `${calls} calls`);
            for (const how of ["before", "after", "fail"]) {
                for (const n of sample(calls, 9)) {
                    const host = fresh();
                    const { run } = dying(host, step, `${how}:${n}`);
                    if (how === "fail" && run.status !== 0) {
                        assert.match(
                            run.stderr.trimEnd().split("\n").pop() ?? "",
                            /^error \[/,
                            `${how}:${n}: ${run.stderr}`,
                        );
                    }
                    assert.ok(
                        how === "fail" || run.signal === "SIGKILL" || run.status === 137,
                        `${how}:${n}: ${run.stderr}`,
                    );
                    survives(host, `${how}:${n}`);
                }
            }
        });

        it("in the shell's own opens and writes", () => {
            for (const call of ["openat", "write"]) {
                const log = path.join(template.base, "strace");
                const trace = (host: ThrowawayRoot, ...inject: string[]): Run =>
                    host.spawn(
                        [path.join(host.root, "usr/local/bin/kdump-host"), ...step],
                        ["strace", "-o", log, "-e", `trace=${call}`, ...inject],
                    );
                trace(fresh());
                const count = fs
                    .readFileSync(log, "utf8")
                    .split("\n")
                    .filter((line) => line.startsWith(call)).length;
                assert.ok(count >= 1, `${count} of ${call}`);
                for (const n of sample(count, 5)) {
                    const host = fresh();
                    const run = trace(host, "-e", `inject=${call}:signal=KILL:when=${n}`);
                    assert.equal(run.signal ?? run.status, "SIGKILL", `${call} ${n}: ${run.stderr}`);
                    survives(host, `${call} ${n}`);
                }
            }
        });
    });
}

/** Runs a step with the stand-in `dying` in front of every program; `calls` is how many calls it made. */
export function dying(
    host: ThrowawayRoot,
    step: string[],
    when: string,
    programs = changing,
): { run: Run; calls: number } {
    const bin = path.join(host.base, "dying");
    fs.mkdirSync(bin);
    for (const program of programs) {
        fs.symlinkSync(path.join(__dirname, "standIns", "common", "dying"), path.join(bin, program));
    }
    const counter = path.join(host.base, "calls");
    fs.mkdirSync(counter);
    const variables = { KDUMP_DIE: when, KDUMP_DIE_COUNTER: counter, PATH: `${bin}:${host.env.PATH}` };
    const assignments = Object.entries(variables).map(([name, value]) => `${name}='${value}'`);
    const run = host.spawn([
        "-c",
        `export KDUMP_DIE_MAIN=$$ ${assignments.join(" ")}; exec ${host.shell.join(" ")} "$0" "$@"`,
        path.join(host.root, "usr/local/bin/kdump-host"),
        ...step,
    ]);
    return { run, calls: fs.readdirSync(counter).length };
}

/** Numbers from 1 to `count`, on ordinary days at most `most` of them, evenly spread, the last one among them. */
export function sample(count: number, most: number): number[] {
    const size = isThorough ? count : Math.min(count, most);
    return Array.from({ length: size }, (_, index) => Math.round(((index + 1) * count) / size));
}
