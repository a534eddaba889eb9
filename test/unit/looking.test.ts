// The parts of a look that need no host: the stack's state, the lines that make a step run again, whose turn it is.
import * as assert from "node:assert/strict";

import { driftOf } from "../../src/look/drift";
import { limited } from "../../src/look/limited";
import { mendsOf, nextMends, withoutMends } from "../../src/look/mends";
import { stateOf } from "../../src/look/stackState";
import { parseStatus } from "../../src/look/status";
import { readyFacts } from "../support/mocks";

const urn = (name: string, parents = "kdump:index:Kdump") =>
    `urn:pulumi:dev::project::${parents}$command:remote:Command::${name}`;

describe("a stack's state", () => {
    const outputs = {
        create: "kdump-host packages",
        stdin: "# instance i-1\n",
        stdout: "{}",
        triggers: ["a"],
    };
    const state = (resources: Record<string, unknown>) => stateOf({ name: "dev", outputs: resources });

    it("has a step of a component by its type and name, whatever that is in", () => {
        const resources = {
            [urn("web-packages", "my:index:Fleet$kdump:index:Kdump")]: { outputs },
            [urn("a::b-packages")]: { outputs: {} },
        };
        assert.deepEqual(state(resources).step("kdump:index:Kdump", "web-packages"), outputs);
        assert.equal(state(resources).step("kdump:index:Kdump", "a::b-packages")?.create, "");
        assert.equal(state(resources).step("kdump:index:Kdump", "b-packages"), undefined);
        assert.equal(state(resources).step("kdump:index:CrashDrill", "web-packages"), undefined);
        assert.equal(state(resources).step("index:Kdump", "web-packages"), undefined);
    });

    it("reads what is secret", () => {
        const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" };
        const resources = { [urn("web-packages")]: { outputs: { ...outputs, stdin: secret } } };
        assert.equal(state(resources).step("kdump:index:Kdump", "web-packages")?.stdin, "x");
    });

    it("has none of two of one name, and nothing in what is odd", () => {
        const both = {
            [urn("web-packages")]: { outputs },
            [urn("web-packages", "my:index:Fleet$kdump:index:Kdump")]: { outputs },
        };
        assert.equal(state(both).step("kdump:index:Kdump", "web-packages"), undefined);
        for (const odd of [
            undefined,
            null,
            "",
            { outputs: 3 },
            { outputs: { [urn("web-packages")]: 3, x: null } },
        ])
            assert.equal(stateOf(odd).step("kdump:index:Kdump", "web-host"), undefined);
    });
});

describe("the line that has a step run again", () => {
    const stdin = "# instance i-1\n# mends 2: It is gone.\n# boot b\n";

    it("is found in a step's standard input, and taken out", () => {
        assert.equal(mendsOf(stdin), "# mends 2: It is gone.\n");
        assert.equal(withoutMends(stdin), "# instance i-1\n# boot b\n");
        assert.equal(mendsOf("# instance mends 2: x\n"), "");
    });

    it("counts up from all the lines so far", () => {
        assert.equal(nextMends([""], "Gone."), "# mends 1: Gone.\n");
        assert.equal(nextMends(["# mends 2: Gone.\n", "# mends 9: Gone.\n"], "Gone."), "# mends 10: Gone.\n");
    });
});

describe("a host's status", () => {
    const status = (would: object) => parseStatus(JSON.stringify({ ...readyFacts, step: "status", would }));

    it("has a reason for each step that would change something, one line of text each", () => {
        const { facts, would } = status({ conf: { why: "It\nis \u001b[1mother.", files: ["/a"] }, key: {} });
        assert.deepEqual(Object.entries(would), [
            ["conf", "It is \\x1b[1mother."],
            ["key", ""],
        ]);
        assert.equal(facts.crashkernel.wanted, "192M");
        assert.equal("would" in facts, false);
        assert.ok((status({ conf: { why: "x".repeat(10_000) } }).would.conf ?? "").length <= 300);
    });

    it("of an older program says nothing of steps", () => {
        assert.deepEqual(parseStatus(JSON.stringify(readyFacts)).would, {});
    });

    it("is mended by the steps that it names, and the service step sees what became of it", () => {
        const drift = (would: object) => [...driftOf(status(would))];
        assert.deepEqual(drift({ install: { why: "Gone." } }), [["host", "Gone."]]);
        assert.deepEqual(drift({ crashkernel: { why: "A." }, bootloader: { why: "B." } }), [
            ["crashkernel", "A."],
            ["bootloader", "B."],
            ["service", "A."],
        ]);
        assert.deepEqual(drift({ conf: { why: "A." }, service: { why: "B." } }).pop(), ["service", "B."]);
    });
});

describe("a limit of things at a time", () => {
    it("has the others wait for their turn, also after one that fails", async () => {
        const inTurn = limited(2);
        let running = 0;
        let most = 0;
        const work = (fails: boolean) => async () => {
            most = Math.max(most, ++running);
            await new Promise((resolve) => setTimeout(resolve, 5));
            running--;
            if (fails) throw new Error("no");
            return 1;
        };
        const done = await Promise.allSettled(
            [1, 2, 3, 4, 5, 6].map((number) => inTurn(work(number % 2 === 0))),
        );
        assert.equal(done.filter(({ status }) => status === "fulfilled").length, 3);
        assert.equal(most, 2);
        assert.equal(await inTurn(work(false)), 1);
    });
});
