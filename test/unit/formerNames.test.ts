import * as assert from "node:assert/strict";

import { DumpCollection, DumpServer, Kdump, VmcoreReport } from "../../src";
import { recorded } from "../support/mocks";
import { recordedReport } from "../support/vmcoreFixtures";

const connection = { host: "192.0.2.1", password: "x" };
const answers = { "crash-read": { ...recordedReport("sysrq"), step: "report" } };

async function commands(program: () => unknown): Promise<unknown[]> {
    const all = await recorded(program, "update", undefined, answers);
    return all.filter(({ type }) => type === "command:remote:Command").map(({ inputs }) => inputs.create);
}

describe("former names of arguments, for one release", () => {
    const server = () => new DumpServer("server", { connection: { ...connection, host: "192.0.2.2" } });
    const host = () => new Kdump("web", { connection });
    const pairs: [string, string, () => unknown, () => unknown, () => unknown][] = [
        [
            "timeLimit",
            "timeout",
            () => new VmcoreReport("crash", { host: host(), timeLimit: 60 }),
            () => new VmcoreReport("crash", { host: host(), timeout: 60 }),
            () => new VmcoreReport("crash", { host: host(), timeout: 60, timeLimit: 60 }),
        ],
        [
            "server",
            "dumpServer",
            () => new DumpCollection("dumps", { host: host(), server: server() }),
            () => new DumpCollection("dumps", { host: host(), dumpServer: server() }),
            () => new DumpCollection("dumps", { host: host(), dumpServer: server(), server: server() }),
        ],
    ];
    for (const [former, now, formerly, today, both] of pairs) {
        it(`${former} is ${now}, and not both`, async () => {
            assert.deepEqual(await commands(formerly), await commands(today));
            const refused = new RegExp(`${former}: ${now} is the same, and is given too; leave this one out`);
            await assert.rejects(recorded(both), refused);
        });
    }
});
