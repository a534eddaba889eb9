import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { CrashDrill, CrashDrillArgs, DrillTrigger, Kdump, KdumpArgs } from "../../src";
import { dumpAnswer, readyFacts, recorded, recordOptions, valueOf } from "../support/mocks";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-text\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "192.0.2.1", user: "admin", privateKey };
const acknowledge = "this crashes the machine";

/** The inputs of what a drill of one host makes, by name. */
async function drilled(
    args: Partial<CrashDrillArgs> = {},
    kdump: Partial<KdumpArgs> = {},
    facts: object = readyFacts,
    answers: Record<string, object> = { "drill-look": facts },
): Promise<Map<string, Record<string, any>>> {
    const all = await recorded(
        () => {
            const host = new Kdump("web", { connection, instanceId: "i-1", crashkernel: "192M", ...kdump });
            new CrashDrill("drill", { host, acknowledge, ...args });
        },
        "update",
        facts,
        answers,
    );
    return new Map(all.map((resource) => [resource.name, resource.inputs]));
}

describe("CrashDrill", () => {
    it("crashes the host by one step and finds the dump by another, in words that say so", async () => {
        const made = await drilled();
        assert.equal(made.get("drill-crash")?.create, "kdump-host drill sysrq 'this crashes the machine'");
        assert.match(made.get("drill-crash")?.delete, /kdump-host undo drill/);
        assert.equal(made.get("drill-dump")?.create, "kdump-host dump");
        assert.equal(made.get("drill-dump")?.stdin, "# instance i-1\n# crashed under boot b1\n");
        assert.equal(made.get("drill-dump")?.delete, undefined);
        assert.deepEqual(made.get("drill"), { acknowledge });
    });

    it("crashes the host again only when what it proved is another", async () => {
        const proves = async (...args: Parameters<typeof drilled>) =>
            (await drilled(...args)).get("drill-crash")?.stdin as string;
        const first = await proves();
        assert.equal(
            first,
            "# instance i-1\n# proves crashkernel=192M, 201326592 bytes\n" +
                "# proves kernel 6.1.0-37-cloud-amd64\n# proves path /var/crash\n",
        );
        const facts = (change: object) => ({ ...readyFacts, ...change });
        assert.equal(await proves({}, {}, facts({ bootId: "b9", dump: { freeBytes: 1 } })), first);
        assert.equal(await proves({}, { debuginfo: true, rebootTimeout: 5, conf: { keep: 3 } }), first);
        assert.equal(await proves({ timeout: 5, consoleLog: "x" }), first);
        assert.notEqual(await proves({}, {}, facts({ kernelRelease: "6.1.0-38-cloud-amd64" })), first);
        const reserved = { ...readyFacts.crashkernel, reservedBytes: 268435456 };
        assert.notEqual(await proves({}, {}, facts({ crashkernel: reserved })), first);
        assert.notEqual(await proves({}, { conf: { path: "/srv" } }), first);
        assert.notEqual(await proves({}, { instanceId: "i-2" }), first);
    });

    it("crashes it again in every period that is asked for", async () => {
        const now = Date.now;
        const at = async (day: string) => {
            Date.now = () => Date.parse(day);
            try {
                return (await drilled({ everyDays: 30 })).get("drill-crash")?.stdin as string;
            } finally {
                Date.now = now;
            }
        };
        const first = await at("1970-01-31T00:00:00Z");
        assert.match(first, /# proves period 1 of 30 days\n$/);
        assert.equal(await at("1970-03-01T23:59:59Z"), first);
        assert.notEqual(await at("1970-03-02T00:00:00Z"), first);
    });

    it("looks at the host first when it may be due by the calendar, and proves what it finds", async () => {
        const today = { ...readyFacts, step: "status", kernelRelease: "6.1.0-40-cloud-amd64" };
        const made = await drilled({ everyDays: 30 }, {}, readyFacts, { "drill-look": today });
        const look = made.get("drill-look");
        assert.equal(look?.create, "kdump-host status");
        assert.match(look?.stdin, /^# instance i-1\n# period \d+ of 30 days\n# after \{"schema":1,.*\}\n$/);
        assert.match(
            made.get("drill-crash")?.stdin,
            /# proves kernel 6\.1\.0-40-cloud-amd64\n# proves path \/var\/crash\n# proves period \d+ of 30 days\n$/,
        );
        const later = await drilled({ everyDays: 30 }, {}, { ...readyFacts, dump: { freeBytes: 1 } });
        assert.notEqual(
            later.get("drill-look")?.stdin,
            look?.stdin,
            "looked at whenever the service step ran",
        );
        assert.equal((await drilled()).get("drill-look"), undefined);
    });

    it("comes after all that was declared on the host, and looks for the dump of its own crash", async () => {
        const options = new Map<string, pulumi.CustomResourceOptions>();
        const opts = { transformations: [recordOptions(options)] };
        const all = await recorded(() => {
            const host = new Kdump("web", { connection, debuginfo: true });
            new CrashDrill("drill", { host, acknowledge, timeout: 77 }, opts);
        });
        const before = async (name: string) =>
            Promise.all(
                [options.get(name)?.dependsOn ?? []]
                    .flat()
                    .map(async (each) => (await valueOf((each as pulumi.Resource).urn))?.split("::").pop()),
            );
        assert.deepEqual(await before("drill-crash"), ["web-owner"]);
        assert.deepEqual(await before("drill-dump"), ["drill-crash"]);
        assert.deepEqual(options.get("drill-dump")?.customTimeouts, { create: "77s", update: "77s" });
        const dump = all.find(({ name }) => name === "drill-dump");
        assert.equal(dump?.inputs.stdin, "# crashed under boot b1\n# read with debuginfo\n");
        assert.equal(dump?.inputs.connection.secret.dialErrorLimit, 30);
    });

    it("gives what was found as outputs", async () => {
        let drill: CrashDrill | undefined;
        await recorded(() => {
            const host = new Kdump("web", { connection });
            drill = new CrashDrill("drill", { host, acknowledge, trigger: DrillTrigger.Nmi });
        });
        assert.equal(await valueOf(drill!.vmcore), "/var/crash/202611231840/dump.202611231840");
        assert.equal(await valueOf(drill!.size), 44040192);
        assert.equal(await valueOf(drill!.crashTime), "2026-11-23T18:40:00.000Z");
        assert.equal(await valueOf(drill!.secondsToDump), 61);
        assert.equal(await valueOf(drill!.ready), true);
        assert.equal(await valueOf(drill!.armedBoot), "b1");
        assert.deepEqual(await valueOf(drill!.captureMemory), dumpAnswer.captureMemory);
    });

    for (const [what, captureMemory] of [
        ["where it was not measured", null],
        ["that an earlier version made", undefined],
    ] as const) {
        it(`does not tell what the capture kernel needed ${what}`, async () => {
            let drill: CrashDrill | undefined;
            await recorded(
                () => {
                    drill = new CrashDrill("drill", { host: new Kdump("web", { connection }), acknowledge });
                },
                "update",
                readyFacts,
                { "drill-dump": { ...dumpAnswer, captureMemory } },
            );
            assert.equal(await valueOf(drill!.captureMemory), undefined);
        });
    }

    for (const [what, answer, readable, reason] of [
        ["is read", {}, "yes", "crash 8.0.2 lists 93 tasks, and 11 calls of the one that panicked."],
        [
            "is not, which is allowed",
            { readable: "no", readableReason: "It is cut off." },
            "no",
            "It is cut off.",
        ],
        [
            "was found by a version that did not look",
            { readable: undefined, readableReason: undefined },
            "not checked",
            "The drill was made by a version that opened no dumps.",
        ],
    ] as const) {
        it(`tells of a dump that ${what}, as does a Kdump with a drill`, async () => {
            const made: (CrashDrill | Kdump)[] = [];
            const given = { ...dumpAnswer, ...answer };
            const all = await recorded(
                () => {
                    const drill = { acknowledge, allowUnreadable: readable === "no" };
                    const host = new Kdump("web", { connection, drill });
                    made.push(host, new CrashDrill("drill", { host, ...drill }));
                },
                "update",
                readyFacts,
                { "drill-dump": given, "web-dump": given },
            );
            for (const each of made) {
                assert.equal(await valueOf<string>(each.readable), readable);
                assert.equal(await valueOf(each.readableReason), reason);
                assert.equal(await valueOf(each.ready), true);
            }
            const command = readable === "no" ? "kdump-host dump --allow-unreadable" : "kdump-host dump";
            for (const name of ["drill-dump", "web-dump"])
                assert.equal(all.find((each) => each.name === name)?.inputs.create, command);
        });
    }

    it("is previewed on a host that does not exist yet", async () => {
        let drill: CrashDrill | undefined;
        const all = await recorded(() => {
            const host = new Kdump("web", { connection });
            drill = new CrashDrill("drill", { host, acknowledge });
        }, "preview");
        const crash = all.find(({ name }) => name === "drill-crash");
        assert.match(crash?.inputs.create, /this crashes the machine/);
        assert.equal(await valueOf(drill!.vmcore), undefined);
    });

    it("is refused with everything that is wrong, each with its property path", async () => {
        let error: pulumi.InputPropertiesError | undefined;
        await recorded(() => {
            try {
                const wrong = { acknowledge: "yes", everyDays: 0, trigger: "reset", timeout: 1.5 };
                new CrashDrill("drill", { ...wrong, host: {} } as unknown as CrashDrillArgs);
            } catch (thrown) {
                error = thrown as pulumi.InputPropertiesError;
            }
        });
        assert.deepEqual(
            error?.errors.map(({ propertyPath }) => propertyPath),
            ["host", "acknowledge", "everyDays", "trigger", "timeout"],
        );
        assert.match(
            error?.message ?? "",
            /"yes" is not the acknowledgement; write "this crashes the machine"/,
        );
        assert.throws(
            () => new CrashDrill("drill", undefined as unknown as CrashDrillArgs),
            /The host is missing/,
        );
    });
});

describe("a Kdump with a drill of its own", () => {
    it("is ready only when the drill found a dump and left the host ready", async () => {
        const made = async (facts: object = readyFacts) => {
            let web: Kdump | undefined;
            const all = await recorded(
                () => (web = new Kdump("web", { connection, drill: { acknowledge } })),
                "update",
                facts,
            );
            assert.ok(
                all.some(({ name }) => name === "web-crash") && all.some(({ name }) => name === "web-dump"),
            );
            return [await valueOf(web!.ready), await valueOf(web!.reason)];
        };
        assert.deepEqual(await made(), [true, ""]);
        assert.deepEqual(await made({ ...readyFacts, ready: false, reason: "No." }), [false, "No."]);
    });

    it("tells of the host as it was found before a drill by the calendar", async () => {
        let web: Kdump | undefined;
        const today = { ...readyFacts, step: "status", kernelRelease: "6.1.0-40-cloud-amd64" };
        await recorded(
            () => (web = new Kdump("web", { connection, drill: { acknowledge, everyDays: 30 } })),
            "update",
            readyFacts,
            { "web-look": today },
        );
        assert.equal(await valueOf(web!.kernelRelease), "6.1.0-40-cloud-amd64");
        assert.equal(await valueOf(web!.ready), true);
    });

    it("knows nothing of it in a preview", async () => {
        let web: Kdump | undefined;
        await recorded(() => (web = new Kdump("web", { connection, drill: { acknowledge } })), "preview");
        assert.equal(await valueOf(web!.ready), undefined);
    });

    it("says what is wrong with it by the whole path", async () => {
        await recorded(() =>
            assert.throws(
                () => new Kdump("web", { connection, drill: { acknowledge: "" } }),
                /drill\.acknowledge: "" is not the acknowledgement/,
            ),
        );
    });
});
