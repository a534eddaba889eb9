import * as assert from "node:assert/strict";
import * as fs from "node:fs";

import * as pulumi from "@pulumi/pulumi";

import { bootScript, userData } from "../../src";
import { provider } from "../../src/plugin/provider";
import { schemaFile } from "../../tools/schema/schema";
import { readyFacts, Recorded, recorded, valueOf } from "../support/mocks";
import { recordedReport } from "../support/vmcoreFixtures";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "192.0.2.1", privateKey };
const acknowledge = "this crashes the machine";

const t3small = { instanceType: "t3.small", memorySize: 2048, supportedArchitectures: ["x86_64"] };

type Construct = NonNullable<pulumi.provider.Provider["construct"]>;

/** Makes components as the engine has a plugin make them, one after the other. */
async function made(program: (construct: Construct) => Promise<unknown>): Promise<Recorded[]> {
    const { construct } = provider();
    let done: Promise<unknown> = Promise.resolve();
    const answers = { "report-read": { ...recordedReport("sysrq"), step: "report" } };
    const all = await recorded(() => (done = program(construct as Construct)), "update", readyFacts, answers);
    await done;
    return all;
}

describe("the package as a plugin", () => {
    it("tells the schema that is committed", () => {
        assert.equal(provider().schema, fs.readFileSync(schemaFile, "utf8"));
    });

    it("makes a component, and has all of its outputs", async () => {
        await made(async (construct) => {
            const { state } = await construct("web", "kdump:index:Kdump", { connection }, {});
            const { properties } = JSON.parse(provider().schema ?? "").resources["kdump:index:Kdump"];
            assert.deepEqual(Object.keys(state), Object.keys(properties));
            assert.equal(await valueOf(state.ready as pulumi.Output<boolean>), true);
        });
    });

    it("knows its own components again, by the URN that stands for one", async () => {
        const all = await made(async (construct) => {
            const server = await construct("server", "kdump:index:DumpServer", { connection }, {});
            const web = await construct(
                "web",
                "kdump:index:Kdump",
                { connection: { ...connection, host: "192.0.2.2" }, dumpServer: server.urn },
                {},
            );
            // As a value, and as one that the engine has already.
            const urn = await valueOf(pulumi.output(web.urn));
            await construct("drill", "kdump:index:CrashDrill", { host: web.urn, acknowledge }, {});
            await construct("report", "kdump:index:VmcoreReport", { host: urn }, {});
            const s3 = { bucket: "dumps" };
            await construct("collection", "kdump:index:DumpCollection", { host: urn, s3 }, {});
        });
        for (const name of ["web-account", "drill-crash", "report-read", "collection-collection"])
            assert.ok(
                all.some((one) => one.name === name),
                name,
            );
    });

    it("refuses what is no component, and what stands for none of its own", async () => {
        await made(async (construct) => {
            await assert.rejects(
                construct("web", "kdump:index:Other", {}, {}),
                /no component kdump:index:Other/,
            );
            const host = "urn:pulumi:dev::project::kdump:index:Kdump::other";
            await assert.rejects(
                construct("drill", "kdump:index:CrashDrill", { host, acknowledge }, {}),
                /host: This is not a Kdump that the same program has made/,
            );
        });
    });

    it("answers its functions as a program in TypeScript has them", async () => {
        const { invoke } = provider();
        assert.ok(invoke);
        const given = { crashkernel: "256M", conf: { path: "/srv/dumps" }, reboot: "never" };
        for (const [name, ask] of Object.entries({ userData, bootScript })) {
            const { outputs, failures } = await invoke(`kdump:index:${name}`, given);
            const args = given as Parameters<typeof bootScript>[0];
            assert.deepEqual(
                [Object.values(outputs), failures],
                [[await valueOf(ask(args))], undefined],
                name,
            );
        }
        const type = { ...t3small, hypervisor: "nitro", currentGeneration: true };
        const machine = { type, rootVolumeSize: 20 };
        const { outputs } = await invoke("kdump:index:onEc2", { machine, crashkernel: "256M" });
        assert.deepEqual(outputs, { memory: "2G" });
    });

    it("gives the owner's name of the stack that is named, and asks for it", async () => {
        const { invoke } = provider();
        assert.ok(invoke);
        const args = { owner: "web", ownerStack: "acme/crash ready/dev" };
        const { outputs } = await invoke("kdump:index:bootScript", args);
        assert.match(String(Object.values(outputs)), /acme\/crash%20ready\/dev\/web/);
        for (const [stack, reason] of [
            [undefined, /whose stack calls it/],
            ["dev", /"dev" is no stack/],
        ] as const) {
            const { failures } = await invoke("kdump:index:userData", { owner: "web", ownerStack: stack });
            assert.deepEqual(
                failures?.map(({ property }) => property),
                ["ownerStack"],
            );
            assert.match(failures[0].reason, reason);
        }
    });

    it("takes a function's arguments by Python's names, as Pulumi sends them", async () => {
        const { invoke } = provider();
        assert.ok(invoke);
        const given = {
            conf: { core_collector: "makedumpfile -l -d 31", panic_sysctls: { "kernel.panic_on_oops": 1 } },
            parts: [{ content_type: "text/cloud-config", content: "#cloud-config\n" }],
            os: { id: "debian", version_id: "12" },
            remove_packages: false,
        };
        const { outputs, failures } = await invoke("kdump:index:userData", given);
        assert.equal(failures, undefined);
        const named = userData({
            conf: { coreCollector: "makedumpfile -l -d 31", panicSysctls: { "kernel.panic_on_oops": 1 } },
            parts: [{ contentType: "text/cloud-config", content: "#cloud-config\n" }],
            os: { id: "debian", versionId: "12" },
            removePackages: false,
        });
        assert.deepEqual(Object.values(outputs), [await valueOf(named)]);
        const { failures: unknown } = await invoke("kdump:index:userData", { conf: { core_colector: "x" } });
        assert.deepEqual(
            unknown?.map(({ property }) => property),
            ["conf.core_colector"],
        );
    });

    it("tells each wrong argument of a function with its property, and anything else as an error", async () => {
        const { invoke } = provider();
        assert.ok(invoke);
        const { failures } = await invoke("kdump:index:userData", {
            crashkernel: "banana",
            limit: -1,
            cnf: {},
        });
        assert.deepEqual(failures?.map(({ property }) => property).sort(), ["cnf", "crashkernel", "limit"]);
        const machine = { type: { ...t3small, hypervisor: "xen" } };
        const { failures: xen } = await invoke("kdump:index:onEc2", { machine });
        assert.match(String(xen?.[0].reason), /Xen/);
        await assert.rejects(invoke("kdump:index:userData", { limit: 10 }), /more than 10/);
        await assert.rejects(invoke("kdump:index:other", {}), /no function kdump:index:other/);
    });

    it("tells what is wrong without a place in the plugin's own code", async () => {
        await made(async (construct) => {
            const wrong = construct("web", "kdump:index:Kdump", { connection, reboot: "sometimes" }, {});
            await assert.rejects(wrong, (error: pulumi.InputPropertiesError) => {
                assert.match(error.message, /reboot: "sometimes" is not a reboot policy/);
                assert.doesNotMatch(error.message, /node_modules|provider\.[jt]s/);
                return true;
            });
        });
    });
});
