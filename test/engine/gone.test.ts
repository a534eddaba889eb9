// Destroying with a host that is gone, under the real engine: it ends, says how to forget the host, and that works.
import * as assert from "node:assert/strict";

import { Stack } from "../../tools/pulumi/stack";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { TestHost } from "./host";

const program = `
import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const vm = new pulumi.Stash("vm", { input: "in the place of a VM" });
for (const [name, { args, opts }] of Object.entries<any>(JSON.parse(fs.readFileSync("hosts.json", "utf8")))) {
    new kdump.Kdump(name, args, opts?.deletedWith ? { deletedWith: vm } : opts);
}
`;

describe("destroying with a host that is gone", function () {
    this.timeout(180_000);
    this.bail(true); // each test goes on from where the one before it ended

    let stays: TestHost;
    let goes: TestHost;
    let stack: Stack;
    const deleteTimeout = 4;

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        [stays, goes] = [await TestHost.start(), await TestHost.start()];
        stack = await Stack.create({ toolchain, program: { "index.ts": program, "hosts.json": "{}" } });
    });
    after(async () => {
        stack?.remove();
        await stays?.stop();
        await goes?.stop();
    });

    const kdump = (host: TestHost, changes: object = {}) => ({
        connection: host.connection({ dialErrorLimit: -1 }),
        crashkernel: "192M",
        reboot: "when-required",
        deleteTimeout,
        ...changes,
    });
    const declare = (hosts: Record<string, { args: object; opts?: object }>) =>
        stack.write({ "hosts.json": JSON.stringify(hosts) });
    const both = (opts?: object) => ({ stays: { args: kdump(stays) }, goes: { args: kdump(goes), opts } });
    const left = async () =>
        ((await stack.export()).deployment.resources ?? [])
            .filter(({ type }) => !type.startsWith("pulumi:"))
            .map(({ urn }) => urn);
    const ends = async (run: Promise<{ code: number; stdout: string; stderr: string }>, code: number) => {
        const started = Date.now();
        const result = await run;
        const text = result.stdout + result.stderr;
        assert.equal(result.code, code, text);
        // Two steps of a host are deleted at a time at most, and the engine begins no other after a failure.
        if (code !== 0) assert.ok(Date.now() - started < (deleteTimeout + 20) * 1000, text);
        return text;
    };

    it("ends when the time is over, although the attempts have no limit", async () => {
        declare(both());
        await ends(stack.up(), 0);
        goes.sshd.refuse();
        assert.match(
            await ends(stack.destroy({ args: ["--target", "**goes**"] }), 1),
            /command:remote:Command \(goes-\w+\):\s+error: context deadline exceeded/,
        );
    });

    it("ends after the attempts that the connection allows", async () => {
        await goes.sshd.start();
        declare({
            ...both(),
            goes: { args: kdump(goes, { connection: goes.connection(), deleteTimeout: 100 }) },
        });
        await ends(stack.up(), 0);
        goes.sshd.refuse();
        assert.match(
            await ends(stack.destroy({ args: ["--target", "**goes**"] }), 1),
            /command:remote:Command \(goes-\w+\):\s+error: after 1 failed attempts: dial tcp/,
        );
    });

    it("says how to forget it where the program still runs, for a Kdump that the program no longer has", async () => {
        declare({ stays: { args: kdump(stays) } });
        const text = await ends(stack.up(), 1);
        assert.match(
            text,
            /@127\.0\.0\.1:\d+: nothing was taken back there, because it could not be reached/,
        );
        const [, command, urn] =
            /forget what the stack knows of it: `(pulumi state delete --target-dependents '(.*?)')`/.exec(
                text,
            ) ?? [];
        assert.ok(command, text);
        assert.match(urn, /::kdump:index:Kdump::goes$/);
    });

    it("says it in `pulumi destroy --run-program` too", async () => {
        declare(both());
        const text = await ends(stack.destroy({ args: ["--run-program", "--target", "**goes**"] }), 1);
        assert.match(
            text,
            /nothing was taken back there[^]*`pulumi state delete --target-dependents '.*::goes'`/,
        );
    });

    it("forgets it by `pulumi state delete --target-dependents`, and nothing else", async () => {
        const urn = (await left()).find((each) => each.endsWith("Kdump::goes")) ?? "";
        const result = await stack.run(["state", "delete", "--yes", "--target-dependents", urn]);
        assert.equal(result.code, 0, result.stdout + result.stderr);
        const rest = await left();
        assert.ok(rest.length > 8);
        assert.deepEqual(
            rest.filter((each) => !/::stays(-\w+)?$/.test(each)),
            [],
        );
    });

    it("lets go of a host with retainOnDelete, which touches neither the host nor its state", async () => {
        await goes.sshd.start();
        declare(both());
        await ends(stack.up(), 0);
        goes.sshd.refuse();
        declare(both({ retainOnDelete: true }));
        await ends(stack.up(), 0);
        declare({ stays: { args: kdump(stays) } });
        await ends(stack.up(), 0);
        assert.deepEqual(
            (await left()).filter((each) => /::goes/.test(each)),
            [],
        );
        assert.ok(goes.root.exists("usr/local/bin/kdump-host"));
    });

    it("takes nothing back on a host that goes away with its VM", async () => {
        await goes.sshd.start();
        declare(both({ deletedWith: "vm" }));
        await ends(stack.up(), 0);
        goes.sshd.refuse();
        await ends(stack.destroy(), 0);
        assert.deepEqual(await left(), []);
        assert.ok(!stays.root.exists("usr/local/bin/kdump-host"), "the other is given back");
    });
});
