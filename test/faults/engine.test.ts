// What goes wrong around a whole `pulumi up`, by the real engine against a real OpenSSH server: afterwards the next one
// completes, and a destroy leaves the host as it was.
import * as assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";

import { descendants, kill, nameOf } from "../../tools/dev/processes";
import { Result } from "../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { TestHost } from "../engine/host";
import { until } from "../sandbox/throwawayRoot";
import { CuttingProxy, Way } from "../support/cuttingProxy";
import { KdumpStack } from "../support/kdumpStack";
import { Ledger } from "./ledger";
import { Names } from "./names";

const wanted = { crashkernel: "192M", reboot: "when-required", removePackages: true };

const textOf = (result: Result) => result.stdout + result.stderr;

describe("an update that something happens to", function () {
    this.timeout(600_000);
    const ledger = new Ledger("engine");
    let toolchain: Toolchain;
    let host: TestHost;
    let stack: KdumpStack;
    let bare: object;

    before(async () => (toolchain = await getToolchain(() => undefined)));
    beforeEach(async () => {
        host = await TestHost.start();
        stack = await KdumpStack.create(toolchain);
        bare = host.root.tree();
        declare();
    });
    afterEach(async () => {
        stack?.remove();
        await host?.stop();
    });

    function declare(changes: object = {}, connection: object = {}): void {
        stack.declare({ ...wanted, connection: host.connection(connection), ...changes });
    }

    /** Something is tried: it counts as lost unless it ends well. */
    async function tried(what: string, attempt: () => Promise<void>): Promise<void> {
        let lost = 1;
        try {
            await attempt();
            lost = 0;
        } finally {
            ledger.add("the engine", what, 1, lost);
        }
    }

    async function completes(): Promise<void> {
        const result = await stack.up();
        assert.equal(result.code, 0, textOf(result));
        assert.equal((await stack.outputs()).ready, true);
    }

    async function endsAsItWas(): Promise<void> {
        const result = await stack.destroy();
        assert.equal(result.code, 0, textOf(result));
        assert.deepEqual(host.root.tree("var/crash/kexec_cmd"), bare);
    }

    it("the connection is cut at a byte of it", async () => {
        const proxy = await CuttingProxy.to(host.sshd.connection.port);
        try {
            declare({}, { port: proxy.port });
            await completes();
            declare({ conf: { path: "/srv/dumps0" } }, { port: proxy.port });
            proxy.heal();
            await completes();
            const bytes = { "to the server": proxy.sent, "from the server": proxy.received };
            for (const way of ["to the server", "from the server"] as Way[]) {
                for (let point = 1; point <= 5; point++) {
                    const limit = Math.floor((bytes[way] * point) / 6);
                    await tried("the connection cut", async () => {
                        declare({ conf: { path: `/srv/dumps${point % 2}` } }, { port: proxy.port });
                        void proxy.restrict(limit, "cut", way);
                        await stack.up();
                        proxy.heal();
                        await completes();
                        assert.equal((await stack.outputs()).dumpPath, `/srv/dumps${point % 2}`);
                    });
                }
            }
            await endsAsItWas();
        } finally {
            proxy.close();
        }
    });

    it("sshd is restarted, and its sessions end", () =>
        tried("sshd restarted", async () => {
            const update = stack.up();
            await until(() => host.root.exists("etc/default/kdump-tools"), "the packages");
            const { pid } = host.sshd;
            assert.ok(pid !== undefined);
            [...descendants(pid), pid].forEach(kill);
            await until(() => host.sshd.pid === undefined, "the end of sshd");
            await host.sshd.start();
            await update;
            await completes();
            await endsAsItWas();
        }));

    it("it runs twice at once", () =>
        tried("two updates of one stack", async () => {
            const results = await Promise.all([stack.up(), sleep(500).then(() => stack.up())]);
            const refused = results.filter(({ code }) => code !== 0);
            assert.ok(refused.length <= 1, results.map(textOf).join("\n"));
            refused.forEach((result) => assert.match(textOf(result), /the stack is currently locked/));
            await completes();
            await endsAsItWas();
        }));

    it("two stacks want the host at once", () =>
        tried("two stacks at once", async () => {
            const other = await KdumpStack.create(toolchain, "other");
            try {
                other.declare({ ...wanted, connection: host.connection() });
                const results = await Promise.all([stack.up(), other.up()]);
                const refused = results.filter(({ code }) => code !== 0);
                assert.equal(refused.length, 1, results.map(textOf).join("\n"));
                assert.match(textOf(refused[0]), /error \[other-owner\]: /);
                const [owner, stranger] = results[0].code === 0 ? [stack, other] : [other, stack];
                assert.equal((await owner.outputs()).ready, true);
                const ready = host.root.tree();
                const left = await stranger.destroy();
                assert.equal(left.code, 0, textOf(left));
                assert.deepEqual(host.root.tree(), ready);
                const given = await owner.destroy();
                assert.equal(given.code, 0, textOf(given));
                await completes();
                await endsAsItWas();
            } finally {
                other.remove();
            }
        }));

    it("the name of the host does not resolve, and then does", () =>
        tried("DNS gone", async () => {
            const names = new Names("127.0.0.1 crash.test\n", toolchain.pulumi);
            stack.remove();
            stack = await KdumpStack.create({ ...toolchain, pulumi: names.program });
            try {
                declare({}, { host: "crash.test" });
                await completes();
                const ready = host.root.tree();
                names.write("");
                declare({ crashkernel: "256M" }, { host: "crash.test" });
                for (const result of [await stack.up(), await stack.destroy()]) {
                    assert.notEqual(result.code, 0, textOf(result));
                    assert.match(textOf(result), /crash\.test/);
                }
                assert.deepEqual(host.root.tree(), ready);
                names.write("127.0.0.1 crash.test\n");
                await completes();
                await endsAsItWas();
            } finally {
                names.remove();
            }
        }));

    it("the host reaches no package archive, and then does", () =>
        tried("DNS gone", async () => {
            host.root.set("no-network");
            const result = await stack.up();
            assert.notEqual(result.code, 0);
            assert.match(textOf(result), /error \[packages-network\]: .*Temporary failure resolving/);
            host.root.unset("no-network");
            await completes();
            await endsAsItWas();
        }));

    it("another machine is at the address, and the first one comes back", () =>
        tried("another machine at the address", async () => {
            const proxy = await CuttingProxy.to(host.sshd.connection.port);
            const other = await TestHost.start();
            try {
                declare({}, { port: proxy.port });
                await completes();
                const untouched = other.root.tree();
                proxy.target = other.sshd.connection.port;
                declare({ crashkernel: "256M" }, { port: proxy.port });
                for (const result of [await stack.up(), await stack.destroy()]) {
                    assert.notEqual(result.code, 0, textOf(result));
                    assert.match(textOf(result), /host key/);
                }
                assert.deepEqual(other.root.tree(), untouched);
                proxy.target = host.sshd.connection.port;
                await completes();
                await endsAsItWas();
            } finally {
                proxy.close();
                await other.stop();
            }
        }));

    // Where the engine dies, what it has begun stays in the state as pending, and the lock stays on the stack.
    for (const sign of ["usr/local/bin/kdump-host", "etc/default/grub.d/zz-pulumi-kdump.cfg", "boot"]) {
        it(`pulumi is killed when ${sign} is there`, () =>
            tried("pulumi killed", async () => {
                const update = stack.up();
                const isThere = () =>
                    sign === "boot" ? host.root.record().includes("boot") : host.root.exists(sign);
                await until(isThere, sign);
                const ours = descendants(process.pid).filter((pid) => /pulumi/.test(nameOf(pid)));
                assert.ok(ours.length > 0);
                ours.forEach(kill);
                assert.notEqual((await update).code, 0);
                const locked = await stack.up();
                assert.notEqual(locked.code, 0);
                assert.match(textOf(locked), /the stack is currently locked by 1 lock/);
                const freed = await stack.cancel();
                assert.equal(freed.code, 0, textOf(freed));
                await completes();
                await endsAsItWas();
            }));
    }

    it("the state is lost, and the host declared anew", () =>
        tried("state lost", async () => {
            await completes();
            const ready = host.root.tree();
            await stack.forget();
            await completes();
            assert.deepEqual(host.root.tree(), ready);
            await endsAsItWas();
        }));
});
