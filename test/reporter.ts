import Mocha from "mocha";

/** What a run of mocha ends with. */
export interface Counts {
    passed: number;
    failed: number;
}

/** Mocha's own `spec`, which also tells the process that started the run, if one did so by fork(), how many passed. */
export default class CountingReporter extends Mocha.reporters.Spec {
    override done(failures: number, end: (failures: number) => void): void {
        const passed = this.stats.passes;
        // Files without a single test prove nothing, so they count as a failure.
        const counts: Counts = { passed, failed: passed + failures === 0 ? 1 : failures };
        if (process.send === undefined) end(counts.failed);
        else process.send(counts, () => end(counts.failed));
    }
}
