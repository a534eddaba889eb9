import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { CrashDrill, Kdump, KdumpArgs, RebootPolicy } from "../../src";
import { readyFacts, Recorded, recorded, recordOptions, valueOf } from "../support/mocks";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nsecret-text\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "192.0.2.1", user: "admin", privateKey };
const steps = ["host", "packages", "crashkernel", "bootloader", "conf", "reservation", "service", "owner"];
const children = ["program", ...steps];

/** A VM that another provider would make. */
class Vm extends pulumi.CustomResource {
    constructor(name: string) {
        super("test:index:Vm", name, {});
    }
}

function command(all: Recorded[], suffix: string): Record<string, any> {
    const one = all.find((resource) => resource.name === `web-${suffix}`);
    assert.ok(one, `web-${suffix} was not made`);
    return one.inputs;
}

describe("Kdump", () => {
    it("makes one child a step, each a short command", async () => {
        const all = await recorded(() => new Kdump("web", { connection, crashkernel: "192M" }));
        assert.deepEqual(
            all.map((resource) => resource.name),
            ["web", ...children.map((suffix) => `web-${suffix}`)],
        );
        assert.equal(all[0].type, "kdump:index:Kdump");
        assert.equal(command(all, "packages").create, "kdump-host packages");
        assert.equal(command(all, "crashkernel").create, "kdump-host crashkernel 192M");
        assert.equal(command(all, "bootloader").create, "kdump-host bootloader 192M");
        assert.equal(command(all, "conf").create, "kdump-host conf 'path /var/crash'");
        assert.equal(command(all, "reservation").create, "kdump-host reboot never 192M");
        assert.match(command(all, "service").create, /^kdump-host service [0-9a-f]{12}$/);
        assert.equal(
            command(all, "owner").create,
            "kdump-host owner organization/project/stack/web install crashkernel conf service",
        );
    });

    it("has no step while it is disabled, and nothing else works on its host", async () => {
        let kdump!: Kdump;
        const all = await recorded(() => {
            kdump = new Kdump("web", { connection, enabled: false });
            const drill = () =>
                new CrashDrill("drill", { host: kdump, acknowledge: "this crashes the machine" });
            assert.throws(drill, /host: This Kdump is disabled, so that its host is not prepared; enable it/);
        });
        assert.deepEqual(
            all.map(({ name }) => name),
            ["web"],
        );
        assert.equal(await valueOf(kdump.ready), false);
        assert.equal(await valueOf(kdump.reason), "This Kdump is disabled.");
        const enabled = await recorded(() => new Kdump("web", { connection, enabled: true }));
        assert.equal(enabled.length, 1 + children.length);
    });

    it("has the host refuse to be another distribution than the plan was made for", async () => {
        const os = { id: "rocky", versionId: "9.4" };
        const all = await recorded(() => new Kdump("web", { connection, os }));
        assert.match(
            command(all, "host").create,
            / install [0-9a-f]{16} rocky:9\.4 --owner (\S+); exec kdump-host install \S+ rocky:9\.4 --owner \1$/,
        );
        const without = await recorded(() => new Kdump("web", { connection }));
        assert.match(
            command(without, "host").create,
            / install [0-9a-f]{16} --owner \S+; exec kdump-host install [0-9a-f]{16} --owner \S+$/,
        );
    });

    it("keeps the kernel's last lines where that is asked for, and has them reported", async () => {
        const all = await recorded(() => new Kdump("web", { connection, lastGasp: true }));
        assert.equal(command(all, "gasp").create, "kdump-host gasp");
        assert.match(command(all, "gasp").delete, /kdump-host undo gasp/);
        assert.match(command(all, "reporting").create, /^kdump-host reporting /);
        assert.match(command(all, "owner").create, / gasp reporting$/);
        const line = "'commandline_append panic=10 pstore.backend=none'";
        assert.ok(command(all, "conf").create.endsWith(line), command(all, "conf").create);
        const conf = { captureCommandLine: "nr_cpus=2 panic=1", keep: 3 };
        const own = await recorded(() => new Kdump("web", { connection, lastGasp: true, conf }));
        assert.match(
            command(own, "conf").create,
            /'commandline_append nr_cpus=2 panic=1 pstore\.backend=none'/,
        );
        const without = await recorded(() => new Kdump("web", { connection, lastGasp: false }));
        assert.ok(!without.some(({ name }) => name === "web-gasp" || name === "web-reporting"));
        assert.ok(!command(without, "conf").create.includes("commandline_append"));
    });

    it("copies the reader of reports and puts it in place, where they are asked for", async () => {
        const all = await recorded(() => new Kdump("web", { connection, report: true }));
        const { create, delete: back } = command(all, "reporting");
        assert.match(create, /^kdump-host reporting \.kdump-report-([0-9a-f]{16}) \1$/);
        assert.match(back, /kdump-host undo reporting/);
        assert.match(command(all, "owner").create, / reporting$/);
        const reader = all.find(({ name }) => name === "web-reader");
        assert.ok(create.includes(reader?.inputs.remotePath));
        const without = await recorded(() => new Kdump("web", { connection, report: false }));
        assert.equal(without.length, 1 + children.length);
    });

    it("takes debuginfo from where it is told", async () => {
        const from = async (args: object) =>
            command(
                await recorded(() => new Kdump("web", { connection, debuginfo: true, ...args })),
                "debuginfo",
            ).create;
        assert.equal(await from({}), "kdump-host debuginfo");
        assert.equal(
            await from({ debuginfoArchive: "http://a/b" }),
            "kdump-host debuginfo --archive http://a/b",
        );
        assert.equal(
            await from({ debuginfoFiles: ["/a.rpm", "/b.rpm"] }),
            "kdump-host debuginfo --files /a.rpm /b.rpm",
        );
        assert.equal(await from({ debuginfod: "host" }), "kdump-host debuginfo --debuginfod");
        assert.equal(
            await from({ debuginfod: "http://a/b" }),
            "kdump-host debuginfo --debuginfod http://a/b",
        );
    });

    it("asks for the distribution's own crashkernel value when none is given", async () => {
        const all = await recorded(() => new Kdump("web", { connection, reboot: RebootPolicy.WhenRequired }));
        assert.equal(command(all, "crashkernel").create, "kdump-host crashkernel recommended");
        assert.equal(command(all, "reservation").create, "kdump-host reboot when-required recommended");
    });

    it("takes a word as text, which compiles, as by its name", async () => {
        const args: KdumpArgs = { connection, reboot: "when-required", check: "onChange" };
        const all = await recorded(() => new Kdump("web", args));
        assert.equal(command(all, "reservation").create, "kdump-host reboot when-required recommended");
        assert.equal(RebootPolicy.WhenRequired satisfies RebootPolicy, args.reboot);
    });

    it("shows its arguments as its own inputs, with nothing secret in the clear", async () => {
        const all = await recorded(
            () => new Kdump("web", { connection, crashkernel: "192M", conf: { keep: 2 } }),
        );
        const own = all[0].inputs;
        assert.equal(own.crashkernel, "192M");
        assert.deepEqual(own.conf, { keep: 2 });
        // Mocks spread a secret field over its whole object; that the host stays readable is the engine's test.
        assert.equal(own.connection.secret.privateKey, privateKey);
        for (const suffix of children) assert.ok("secret" in command(all, suffix).connection, suffix);
        const clear = JSON.stringify(all, (key, value: unknown) => (key === "secret" ? undefined : value));
        assert.doesNotMatch(clear, /secret-text/);
    });

    it("gives each child the options that its step needs", async () => {
        const options = new Map<string, pulumi.CustomResourceOptions>();
        await recorded(
            () =>
                new Kdump(
                    "web",
                    { connection, debuginfo: true, rebootTimeout: 300 },
                    { transformations: [recordOptions(options)] },
                ),
        );
        const namesOf = async (
            resources: pulumi.Input<pulumi.Input<pulumi.Resource>[]> | pulumi.Resource | undefined,
        ) =>
            Promise.all(
                ([resources ?? []].flat() as pulumi.Resource[]).map(async (resource) =>
                    (await valueOf(resource.urn))?.split("::").pop(),
                ),
            );
        let before = "web-program";
        for (const suffix of steps) {
            const own = options.get(`web-${suffix}`);
            assert.ok(own?.parent instanceof Kdump, suffix);
            assert.deepEqual(
                await namesOf(own.dependsOn as any),
                suffix === "owner" ? [before, "web-debuginfo"] : [before],
                suffix,
            );
            // Another would take the mark away that it has just set.
            assert.equal(
                own.deleteBeforeReplace,
                suffix === "owner" ? true : undefined,
                "nothing replaces a step, so nothing may undo it by the way",
            );
            before = `web-${suffix}`;
        }
        assert.deepEqual(await namesOf(options.get("web-debuginfo")?.dependsOn as any), ["web-reservation"]);
        assert.deepEqual(options.get("web-service")?.customTimeouts, {
            create: "300s",
            update: "300s",
            delete: "120s",
        });
        assert.deepEqual(options.get("web-debuginfo")?.customTimeouts, { create: "300s", update: "300s" });
        assert.deepEqual(options.get("web-conf")?.customTimeouts, { delete: "120s" });
        assert.deepEqual(options.get("web-bootloader")?.customTimeouts, {}, "nothing deletes it");
    });

    it("gives up on a host after so many attempts in every step, and after so many seconds when deleting", async () => {
        const all = await recorded(() => new Kdump("web", { connection }));
        const options = new Map<string, pulumi.CustomResourceOptions>();
        const own = await recorded(
            () =>
                new Kdump(
                    "web",
                    { connection: { ...connection, dialErrorLimit: 2 }, deleteTimeout: 45 },
                    { transformations: [recordOptions(options)] },
                ),
        );
        for (const suffix of steps) {
            assert.equal(command(all, suffix).connection.secret.dialErrorLimit, 30, suffix);
            assert.equal(command(own, suffix).connection.secret.dialErrorLimit, 2, suffix);
            const deletes = command(own, suffix).delete !== undefined;
            assert.equal(options.get(`web-${suffix}`)?.customTimeouts?.delete, deletes ? "45s" : undefined);
        }
    });

    it("looks at the host again for another revision, and does nothing else for it", async () => {
        const made = async (revision?: string) =>
            recorded(() => new Kdump("web", { connection, debuginfo: true, revision }));
        const [before, after] = [await made(), await made("2026-11")];
        assert.equal(command(before, "service").stdin, "");
        assert.equal(command(after, "service").stdin, "# revision 2026-11\n");
        assert.equal(command(after, "debuginfo").stdin, "# revision 2026-11\n# boot b0\n");
        for (const suffix of ["host", "packages", "crashkernel", "bootloader", "conf", "reservation"]) {
            assert.deepEqual(command(after, suffix), command(before, suffix));
        }
    });

    it("keeps progress visible and machine output out of the log", async () => {
        const all = await recorded(() => new Kdump("web", { connection }));
        for (const suffix of steps) {
            assert.equal(command(all, suffix).logging, "stderr");
            assert.equal(command(all, suffix).addPreviousOutputInEnv, false);
            assert.equal(command(all, suffix).environment, undefined);
            assert.equal(command(all, suffix).triggers, undefined);
        }
    });

    it("copies the host program again to another host, and after another version", async () => {
        const copy = async (args: Partial<KdumpArgs>) =>
            command(await recorded(() => new Kdump("web", { connection, ...args })), "program");
        const first = await copy({});
        assert.match(first.remotePath, /^\.kdump-host-[0-9a-f]{16}$/);
        assert.deepEqual(first.triggers, ["admin@192.0.2.1:22", ""]);
        const moved = await copy({ connection: { ...connection, host: "192.0.2.2" }, instanceId: "i-1" });
        assert.deepEqual(moved.triggers, ["admin@192.0.2.2:22", "# instance i-1\n"]);
    });

    it("carries the VM's identity to every step, so that another VM is prepared again", async () => {
        const all = await recorded(
            () => new Kdump("web", { connection, instanceId: "i-0abc", debuginfo: true }),
        );
        for (const suffix of [...steps, "debuginfo"]) {
            assert.match(command(all, suffix).stdin, /^# instance i-0abc$/m, suffix);
        }
    });

    it("takes packages away only when asked", async () => {
        const kept = await recorded(() => new Kdump("web", { connection, debuginfo: true }));
        assert.equal(command(kept, "packages").delete, undefined);
        assert.equal(command(kept, "debuginfo").delete, undefined);
        const removed = await recorded(
            () => new Kdump("web", { connection, debuginfo: true, removePackages: true }),
        );
        assert.match(command(removed, "packages").delete, /kdump-host undo packages/);
        assert.match(command(removed, "debuginfo").delete, /kdump-host undo debuginfo/);
        for (const suffix of ["host", "crashkernel", "conf", "service"]) {
            assert.match(command(kept, suffix).delete, /kdump-host undo /, suffix);
        }
        for (const suffix of ["bootloader", "reservation"])
            assert.equal(command(kept, suffix).delete, undefined);
    });

    it("runs the service step again when anything before it changes, and only then", async () => {
        const digest = async (args: Partial<KdumpArgs>) =>
            command(await recorded(() => new Kdump("web", { connection, ...args })), "service")
                .create as string;
        const first = await digest({ crashkernel: "192M" });
        assert.equal(await digest({ crashkernel: "192M", debuginfo: true }), first);
        assert.notEqual(await digest({ crashkernel: "256M" }), first);
        assert.notEqual(await digest({ crashkernel: "192M", conf: { path: "/srv" } }), first);
        assert.notEqual(await digest({ crashkernel: "192M", reboot: RebootPolicy.WhenRequired }), first);
    });

    it("gives the host's facts as outputs", async () => {
        let web: Kdump | undefined;
        await recorded(() => (web = new Kdump("web", { connection, debuginfo: true })));
        assert.equal(await valueOf(web!.reservationSize), 201326592);
        assert.equal(await valueOf(web!.dumpPath), "/var/crash");
        assert.equal(await valueOf(web!.ready), true);
        assert.equal(await valueOf(web!.reason), "");
        assert.equal(await valueOf(web!.rebootRequired), false);
        assert.equal(await valueOf(web!.crashkernel), "192M");
        assert.equal(await valueOf(web!.kernelRelease), "6.1.0-37-cloud-amd64");
        assert.equal(await valueOf(web!.vmlinux), "/usr/lib/debug/vmlinux");
        assert.equal(await valueOf(web!.osRelease), "Debian GNU/Linux 12 (bookworm)");
        assert.deepEqual((await valueOf(web!.facts))?.service, readyFacts.service);
    });

    it("previews with everything unknown: a VM that does not exist yet", async () => {
        let web: Kdump | undefined;
        const all = await recorded(() => {
            const vm = new Vm("vm");
            const address: pulumi.Output<string> = pulumi
                .output(vm.id)
                .apply((id) => `${String(id)}.example`);
            web = new Kdump("web", {
                connection: { host: address, privateKey },
                instanceId: vm.id,
                conf: { path: address.apply((host) => `/var/crash/${host}`) },
            });
        }, "preview");
        assert.equal(all.length, 2 + children.length);
        assert.equal(command(all, "crashkernel").create, "kdump-host crashkernel recommended");
        assert.equal(command(all, "packages").create, "kdump-host packages");
        assert.equal(await valueOf(web!.ready), undefined);
        assert.equal(await valueOf(web!.facts), undefined);
    });

    describe("with wrong arguments", () => {
        const errorOf = (args: any): pulumi.InputPropertiesError => {
            try {
                new Kdump("web", args);
            } catch (error) {
                return error as pulumi.InputPropertiesError;
            }
            return assert.fail("nothing was thrown");
        };

        it("reports all of them together, each with its property path", async () => {
            let error: pulumi.InputPropertiesError | undefined;
            await recorded(() => {
                error = errorOf({
                    connection: { host: "", privateKey: "ssh-ed25519 A" },
                    crashkernel: "192M@16M,2G-:1G",
                    conf: { path: "x", keep: -1 },
                    reboot: "sometimes",
                    rebootTimeout: 0,
                    instanceId: "",
                    debuginfoArchive: "ftp://x",
                    memory: "4 GB",
                });
            });
            assert.ok(pulumi.InputPropertiesError.isInstance(error));
            assert.deepEqual(error?.errors.map((problem) => problem.propertyPath).sort(), [
                "conf.keep",
                "conf.path",
                "connection.host",
                "connection.privateKey",
                "crashkernel",
                "debuginfoArchive",
                "instanceId",
                "memory",
                "reboot",
                "rebootTimeout",
            ]);
            assert.match(
                error?.message ?? "",
                /^kdump:index:Kdump "web" has invalid arguments in test\/unit\/kdump\.test\.ts:\d+:\d+:\n {2}- connection\.host: No host/,
            );
        });

        it("says so when there are no arguments at all", async () => {
            await recorded(() =>
                assert.match(errorOf(undefined).message, /connection: The connection is missing/),
            );
        });

        it("checks what becomes known later, before any step gets it", async () => {
            const program = () =>
                new Kdump("web", { connection, crashkernel: pulumi.output(Promise.resolve("192M,")) });
            await assert.rejects(
                recorded(program),
                /crashkernel: "192M," is not managed, because at column 6/,
            );
        });
    });

    it("ends an update whose host answers with facts of another schema", async () => {
        const program = () => new Kdump("web", { connection });
        await assert.rejects(
            recorded(program, "update", { schema: 9 }),
            /facts of schema 9, and this version/,
        );
    });
});
