import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok, steps } from "./lifecycle";
import { fails } from "./refusals";
import { ServerRoot } from "./serverRoot";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const ours = "acme/servers/prod/web";
const theirs = "acme/servers/test/web%20two";
const lines = ["path /var/dumps", "core_collector makedumpfile -l -d 31", "keep 3", "sysctl kernel.panic=10"];
const undoable = ["debuginfo", "service", "conf", "crashkernel", "packages", "install"];

const families: Record<string, [make: (shell: string[]) => ThrowawayRoot, crashkernel: string]> = {
    dash: [(shell) => new ThrowawayRoot(shell), "192M"],
    bash: [(shell) => new ElRoot("centos 9", shell), "256M"],
    busybox: [(shell) => new SuseRoot(shell), "512M,high 128M,low"],
};

for (const [name, [make, crashkernel]] of Object.entries(families)) {
    describe(`whose a host is, under ${name}`, function () {
        this.timeout(240_000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        /** A bare host. */
        function bare(): ThrowawayRoot {
            host = make(shells[name]);
            host.set("reboots");
            host.set("plugin");
            // Whatever brings settings has made it.
            fs.mkdirSync(path.join(host.root, "etc/sysconfig"), { recursive: true });
            return host;
        }

        const run = (...step: string[]) => ok(host.run(...step), step.join(" ")).json;
        const declared = [...steps(crashkernel, lines).slice(0, 4), ["service", "digest"], ["debuginfo"]];

        /** What a component does to the host: all steps, and the mark at last. */
        function up(owner: string, ...takeOver: string[]): void {
            ok(host.install("--owner", owner, ...takeOver), "install");
            for (const step of steps(crashkernel, lines)) run(...step);
            run("owner", owner, ...undoable);
        }

        /** What its removal does. */
        function destroy(owner: string): Record<string, unknown>[] {
            return [["owner", owner], ...undoable.map((step) => [step])].map((words) =>
                run("undo", ...words),
            );
        }

        it("is told by the host, and every step that is replaced stays done, in any order", () => {
            bare();
            up(ours);
            const { owner, time } = run("status");
            assert.equal(owner.name, ours);
            assert.ok(Math.abs(Date.parse(time) - Date.parse(owner.since)) < 120_000, owner.since);
            const before = host.tree();
            for (const order of [declared, [...declared].reverse()]) {
                for (const step of order) {
                    assert.equal(run(...step).changed, false, step[0]);
                    if (!undoable.includes(step[0])) continue;
                    const undone = run("undo", step[0]);
                    assert.deepEqual([undone.changed, undone.undone, undone.kept], [false, "", step[0]]);
                }
                assert.deepEqual(host.tree(), before);
            }
            // All anew at once, and then all former selves.
            assert.equal(ok(host.install("--owner", ours), "install").json.changed, false);
            for (const step of declared) run(...step);
            for (const step of undoable) assert.equal(run("undo", step).kept, step);
            // The mark is let go first.
            run("undo", "owner", ours);
            run("owner", ours, ...undoable);
            const after = host.tree();
            const owners = "var/lib/pulumi-kdump/owners";
            assert.deepEqual({ ...after, [owners]: "" }, { ...before, [owners]: "" });
            assert.equal(after[owners].replace(/ \d+ /, " "), before[owners].replace(/ \d+ /, " "));
        });

        it("keeps another one out, who may take it over and then has all of it", () => {
            const untouched = bare().tree();
            up(ours);
            const done = host.tree();
            const since = run("status").owner.since as string;
            fails(
                host.install("--owner", theirs),
                "other-owner",
                `This host is ${ours}'s since ${since}, and ${theirs} would take it away from there.`,
            );
            fails(host.run("owner", theirs, "install", "conf"), "other-owner", "set takeOver");
            assert.deepEqual(host.tree(), done);

            // Between their first step and their last the host is theirs already.
            assert.equal(ok(host.install("--owner", theirs, "--take-over"), "install").json.changed, true);
            const taken = host.tree();
            destroy(ours);
            assert.deepEqual(host.tree(), taken);
            for (const step of steps(crashkernel, lines)) run(...step);
            run("owner", theirs, ...undoable);
            assert.equal(run("status").owner.name, theirs);
            const settled = host.tree();
            for (const { changed } of destroy(ours)) assert.equal(changed, false);
            assert.deepEqual(host.tree(), settled);
            fails(host.install("--owner", ours), "other-owner", `This host is ${theirs}'s`);

            destroy(theirs);
            fs.rmSync(path.join(host.root, "var/crash/kexec_cmd"), { force: true });
            assert.deepEqual(host.tree(), untouched);
            assert.ok(!host.exists("var/log/pulumi-kdump.log"));
        });

        it("is nobody's where an earlier version prepared it, or a first run did not end", () => {
            const untouched = bare().tree();
            ok(host.install(), "install");
            assert.equal(run("status").owner, null);
            assert.ok(!host.exists("var/lib/pulumi-kdump/owners"));
            run("undo", "install");
            assert.deepEqual(host.tree(), untouched);

            ok(host.install("--owner", ours), "install");
            assert.equal(run("status").owner.name, ours);
            fails(host.install("--owner", theirs), "other-owner", ours);
            run("packages");
            run("undo", "packages");
            run("undo", "install");
            assert.deepEqual(host.tree(), untouched);
        });

        it("is not taken back from what a step holds that another one has", () => {
            bare();
            up(ours);
            run("owner", ours, "debuginfo");
            run("undo", "packages");
            assert.notEqual(run("status").vmlinux, "");
        });
    });
}

describe("whose a DumpServer is", function () {
    this.timeout(60_000);
    let server: ServerRoot;
    beforeEach(() => (server = new ServerRoot()));
    afterEach(() => server.remove());
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIbcd";
    const account = ["kdump-web-0a1b2c3d", "/srv/vmcores/web-0a1b2c3d"];
    const run = (...step: string[]) => ok(server.run(...step), step.join(" ")).json;
    const tree = () => fs.readdirSync(server.root, { recursive: true, encoding: "utf8" }).sort();

    it("is told by it, with an owner for each client, and what is replaced stays", () => {
        const untouched = tree();
        ok(server.install("--owner", ours), "install");
        run("owner", ours, "install");
        run("account", ...account, key);
        run("owner", theirs, `account:${account[0]}`);
        const done = tree();
        ok(server.install("--owner", ours), "install");
        assert.equal(run("undo", "install").kept, "install");
        run("account", ...account, key);
        const kept = run("undo", "account", ...account);
        assert.deepEqual([kept.undone, kept.kept, kept.changed], ["", `account:${account[0]}`, false]);
        assert.deepEqual(tree(), done);

        // The server goes first, the client after it, or the other way round.
        run("undo", "owner", ours);
        run("undo", "install");
        assert.ok(server.exists("usr/local/bin/kdump-server"));
        run("undo", "owner", theirs);
        assert.equal(run("undo", "account", ...account).undone, "account");
        assert.equal(run("undo", "install").undone, "install");
        assert.deepEqual(
            tree().filter((file) => !untouched.includes(file)),
            [],
        );
    });

    it("keeps another one out, who may take it over", () => {
        ok(server.install("--owner", ours), "install");
        run("owner", ours, "install");
        fails(server.install("--owner", theirs), "other-owner", ours);
        ok(server.install("--owner", theirs, "--take-over"), "install");
        run("undo", "owner", ours);
        assert.equal(run("undo", "install").kept, "install");
    });

    it("is marked in words that can be read back", () => {
        ok(server.install(), "install");
        for (const words of [["web", "install"], [ours], [ours, "conf"], ["a/b/c/d e", "install"]]) {
            assert.equal(server.run("owner", ...words).status, 2, words.join(" "));
        }
    });
});
