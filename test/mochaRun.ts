// Runs mocha over the files it is given and tells its parent process how many tests passed and failed.
//
//   test/all.ts forks this for every job; nobody else needs it.
import * as path from "node:path";

import Mocha from "mocha";

import { catchSignals, interruption } from "../tools/dev/interruption";

/** What a job ends with. */
export interface Counts {
    passed: number;
    failed: number;
}

/**
 * Time limits are written for a machine with nothing else to do, and are there to end what hangs. Other people's
 * machines are busy, by the other lane of these very tests to begin with, so each is worth this many times itself, up
 * to an hour.
 */
const slowness = 10;
const hour = 3_600_000;

async function run(files: string[]): Promise<void> {
    const mocha = new Mocha({ timeout: 20_000, forbidOnly: true, forbidPending: true, reporter: "spec" });
    for (const file of [path.join(__dirname, "setup.ts"), ...files]) mocha.addFile(file);
    await mocha.loadFilesAsync();
    stretch(mocha.suite);
    const runner = mocha.run(() => {
        const { passes = 0, failures = 0 } = runner.stats ?? {};
        // Files without a single test prove nothing, so they count as a failure.
        const counts: Counts = { passed: passes, failed: passes + failures === 0 ? 1 : failures };
        process.send?.(counts, () => process.exit(counts.failed === 0 ? 0 : 1));
    });
}

/** Stretches the limits of all tests and hooks that are declared. A hook that sets its own as it runs keeps that. */
function stretch(suite: Mocha.Suite): void {
    const hooks = ["_beforeAll", "_beforeEach", "_afterEach", "_afterAll"] as const;
    const lists = suite as unknown as Record<(typeof hooks)[number], Mocha.Hook[]>;
    for (const runnable of [...suite.tests, ...hooks.flatMap((name) => lists[name])])
        runnable.timeout(Math.max(runnable.timeout(), Math.min(runnable.timeout() * slowness, hour)));
    suite.suites.forEach(stretch);
}

// What the tests started is ended on exit. The group gets the signal of a terminal, and from all.ts once more.
catchSignals();
interruption.addEventListener("abort", () => process.exit(130));
void run(process.argv.slice(2));
