import * as assert from "node:assert/strict";

import { table } from "../../tools/dev/table";
import { Life } from "./lifecycle";
import { machineState } from "./machine";
import { mustBeRoot } from "./onHost";
import { releases } from "./releases";
import { sweepHosts } from "./simulatedHost";

/** Hosts that live at the same time. */
const lanes = 2;

/** How a stage ended. */
interface Outcome {
    seconds: number;
    error?: unknown;
}

/** The releases that KDUMP_HOSTS names, separated by commas; all of them without it. */
const asked = (process.env.KDUMP_HOSTS ?? "").split(",").filter(Boolean);
const chosen = releases.filter(({ name }) => asked.length === 0 || asked.includes(name));
const stageNames = Object.keys(new Life(releases[0]).stages);

describe("simulated hosts", function () {
    this.timeout(900_000);
    let machineBefore: Record<string, string> | undefined;
    const lives = new Map(
        chosen.map((release) => [release, new Map(stageNames.map((name) => [name, later<Outcome>()]))]),
    );

    before(function () {
        mustBeRoot("npm run test:hosts");
        sweepHosts();
        machineBefore = machineState();
        const waiting = [...lives];
        for (let lane = 0; lane < lanes; lane++) {
            void (async () => {
                for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
                    await liveThrough(new Life(next[0]), next[1]);
                }
            })();
        }
    });

    for (const [release, stages] of lives) {
        describe(`${release.name}, ${release.machine}, ${release.firmware}, ${release.shell}`, () => {
            for (const [name, outcome] of stages) {
                it(name, async () => {
                    const { error } = await outcome.promise;
                    if (typeof error === "string") assert.fail(error);
                    if (error !== undefined) throw error;
                });
            }
        });
    }

    describe("this machine", () => {
        it("is as it was before", () => {
            assert.deepEqual(machineState(), machineBefore);
        });
    });

    after(async () => {
        if (machineBefore === undefined) return;
        const rows: (string | number)[][] = [];
        for (const [release, stages] of lives) {
            const outcomes = await Promise.all([...stages.values()].map(({ promise }) => promise));
            rows.push([
                release.name,
                ...outcomes.map(({ error, seconds }) => `${error ? "✘" : "✔"} ${seconds.toFixed(1)} s`),
            ]);
        }
        process.stdout.write(`\n${table(["release", ...stageNames], rows).join("\n")}\n\n`);
    });
});

async function liveThrough(life: Life, stages: Map<string, Later<Outcome>>): Promise<void> {
    let broken: string | undefined;
    for (const [name, outcome] of stages) {
        const began = Date.now();
        let error: unknown;
        if (broken !== undefined) error = `Not reached: the stage '${broken}' failed.`;
        else {
            try {
                await life.stages[name]();
            } catch (caught) {
                error = caught;
                broken = name;
            }
        }
        outcome.resolve({ seconds: (Date.now() - began) / 1000, error });
    }
    life.end();
}

/** A promise and what fulfils it. */
interface Later<T> {
    promise: Promise<T>;
    resolve(value: T): void;
}

function later<T>(): Later<T> {
    let resolve!: (value: T) => void;
    const promise = new Promise<T>((fulfil) => (resolve = fulfil));
    return { promise, resolve };
}
