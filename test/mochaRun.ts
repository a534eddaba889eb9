// Runs mocha over the files it is given and tells its parent process how many tests passed and failed.
//
//   test/all.ts forks this for every job; nobody else needs it.
import * as path from "node:path";

import Mocha from "mocha";

import { catchSignals, interruption } from "../tools/local/interruption";

/** What a job ends with. */
export interface Counts {
    passed: number;
    failed: number;
}

function run(files: string[]): void {
    const mocha = new Mocha({ timeout: 20_000, forbidOnly: true, forbidPending: true, reporter: "spec" });
    for (const file of [path.join(__dirname, "setup.ts"), ...files]) mocha.addFile(file);
    const runner = mocha.run(() => {
        const { passes = 0, failures = 0 } = runner.stats ?? {};
        // Files without a single test prove nothing, so they count as a failure.
        const counts: Counts = { passed: passes, failed: passes + failures === 0 ? 1 : failures };
        process.send?.(counts, () => process.exit(counts.failed === 0 ? 0 : 1));
    });
}

// What the tests started is ended on exit. The group gets the signal of a terminal, and from all.ts once more.
catchSignals();
interruption.addEventListener("abort", () => process.exit(130));
run(process.argv.slice(2));
