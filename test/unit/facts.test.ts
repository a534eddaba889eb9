import * as assert from "node:assert/strict";

import { DumpFiltering, parseFacts } from "../../src/host/facts";
import { dumpAnswer, readyFacts } from "../support/mocks";

/** What older versions did not tell. */
const newer = [
    ...["remarks", "memoryEncryption", "filtering", "encryptedVolume"],
    ...["nextBoot", "owner", "lastDrill", "time"],
];

const withoutOwner = Object.fromEntries(Object.entries(readyFacts).filter(([member]) => member !== "owner"));

describe("the facts", () => {
    it("are what the host program printed", () => {
        assert.deepEqual(parseFacts(JSON.stringify(readyFacts)), readyFacts);
    });

    it("of an older host program, as a state may hold them, say nothing of what it did not look at", () => {
        const old = JSON.parse(JSON.stringify(readyFacts), (key, value: unknown) =>
            newer.includes(key) ? undefined : value,
        ) as object;
        assert.equal("remarks" in old, false);
        assert.deepEqual(parseFacts(JSON.stringify(old)), {
            ...withoutOwner,
            dump: { ...readyFacts.dump, filtering: DumpFiltering.Unknown },
            // What was declared was in the boot configuration when it said so.
            nextBoot: { crashkernel: "192M", reservedBytes: 201326592, entry: "" },
            time: "",
        });
    });

    it("have no owner where the host knows of none, and no measurement where none was made", () => {
        const none = { owner: null, captureMemory: null };
        assert.deepEqual(parseFacts(JSON.stringify({ ...readyFacts, ...none })), withoutOwner);
        const { captureMemory } = dumpAnswer;
        assert.deepEqual(
            parseFacts(JSON.stringify({ ...readyFacts, captureMemory })).captureMemory,
            captureMemory,
        );
    });

    it("are not what a login shell wrote before them, and the error says whose words those are", () => {
        assert.throws(
            () => parseFacts(`Welcome!\n${JSON.stringify(readyFacts)}`),
            /printed "Welcome!.* Something else writes to standard output when this user logs in, such as ~\/\.bashrc/,
        );
    });

    it("of another schema are refused", () => {
        assert.throws(() => parseFacts(JSON.stringify({ ...readyFacts, schema: 2 })), /facts of schema 2/);
    });
});
