// Loaded by mocha before every file of tests: see .mocharc.json. Tests reach nothing but 127.0.0.1 and what they make
// themselves.
import { catchSignals, interruption } from "../tools/dev/interruption";
import { assemblePrograms } from "../tools/dev/programs.cjs";

process.env.PULUMI_TEST_MODE = "true";
// A developer's ssh agent must not make a test pass that would fail elsewhere.
delete process.env.SSH_AUTH_SOCK;

// The component reads the programs as a build puts them together; tests are for what is in host/ now.
assemblePrograms();

// Pulumi keeps a stack trace with every promise, for a report of leaks that no test asks for. Its lines are not looked up in
// source maps, which took a third of the time of all tests under mocks.
const mapped = Error.prepareStackTrace;
if (mapped !== undefined)
    Error.prepareStackTrace = (error, frames) =>
        frames[0]?.getFileName()?.endsWith("/runtime/debuggable.js") ? "" : mapped(error, frames);

// What the tests started is ended on exit. The group gets the signal of a terminal, and from all.ts once more.
catchSignals();
interruption.addEventListener("abort", () => process.exit(130));

/**
 * Time limits are written for a machine with nothing else to do, and are there to end what hangs. Other people's
 * machines are busy, by other tests to begin with, so each is worth this many times itself, up to an hour.
 */
const slowness = 10;
const hour = 3_600_000;

export const mochaHooks = {
    beforeAll(this: Mocha.Context): void {
        stretch(this.test!.parent!);
    },
};

/** Stretches the limits of all tests and hooks that are declared. A hook that sets its own as it runs keeps that. */
function stretch(suite: Mocha.Suite): void {
    const hooks = ["_beforeAll", "_beforeEach", "_afterEach", "_afterAll"] as const;
    const lists = suite as unknown as Record<(typeof hooks)[number], Mocha.Hook[]>;
    for (const runnable of [...suite.tests, ...hooks.flatMap((name) => lists[name])])
        runnable.timeout(Math.max(runnable.timeout(), Math.min(runnable.timeout() * slowness, hour)));
    suite.suites.forEach(stretch);
}
