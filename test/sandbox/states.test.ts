import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ok, settings, steps, undoing } from "./lifecycle";
import { shells, ThrowawayRoot } from "./throwawayRoot";

for (const [name, shell] of Object.entries(shells)) {
    describe(`what a host's life also holds under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());
        it("keeps what the administrator wrote after us", () => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            ok(host.run("conf", "path /var/crash", "keep 2"), "conf");
            const file = "etc/default/kdump-tools";
            host.write(file, `# above\n${host.read(file)}# below\nNFS_TIMEO=5\n`);
            const original = fs.readFileSync(path.join(host.base, "kdump-tools.default"), "utf8");
            assert.equal(ok(host.run("conf", "path /var/crash", "keep 3"), "conf").json.changed, true);
            assert.equal(settings(host).KDUMP_NUM_DUMPS, "0");
            ok(host.run("undo", "conf"), "undo conf");
            assert.equal(host.read(file), `# above\n${original}# below\nNFS_TIMEO=5\n`);
        });

        it("has nothing taken back that was never done", () => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            const before = host.tree();
            host.record();
            for (const step of undoing.slice(0, 5)) {
                assert.equal(ok(host.run(...step), step.join(" ")).json.changed, false, step.join(" "));
            }
            assert.deepEqual(
                host.tree("var/lib/pulumi-kdump"),
                Object.fromEntries(
                    Object.entries(before).filter(([file]) => !file.startsWith("var/lib/pulumi-kdump")),
                ),
            );
            assert.deepEqual(
                host.record().filter((call) => /^apt|purge/.test(call)),
                [],
            );
        });

        it("has nothing of ours left where packages are to stay, but for a dump and its directory", () => {
            host = new ThrowawayRoot(shell);
            host.set("reboots");
            const bare = host.tree();
            ok(host.install(), "install");
            for (const step of steps("192M", ["path /var/dumps/here"])) ok(host.run(...step), step[0]);
            host.write("var/dumps/here/202601010000/dump.202601010000", "a dump");
            for (const step of ["service", "conf", "crashkernel", "install"]) {
                ok(host.run("undo", step), `undo ${step}`);
            }
            assert.ok(!host.exists("var/lib/pulumi-kdump"));
            assert.ok(!host.exists("var/log/pulumi-kdump.log"));
            const more = Object.keys(host.tree()).filter((file) => !(file in bare));
            assert.deepEqual(
                more.filter((file) => !/kdump-tools|^usr\/(lib\/debug|sbin)/.test(file)),
                [
                    "var/dumps/",
                    "var/dumps/here/",
                    "var/dumps/here/202601010000/",
                    "var/dumps/here/202601010000/dump.202601010000",
                ],
            );
        });

        it("is told apart: reservation by wish, by refusal of a reboot, by a kernel that found no memory", () => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            const wish = "4G-:256M,0M-4G:0M";
            for (const step of steps(wish, ["path /var/crash"]).slice(1, 6)) {
                ok(host.run(...step), step[0]);
            }
            const wished = host.run("service", "x").json;
            assert.deepEqual([wished.ready, wished.rebootRequired], [false, false]);
            assert.match(wished.reason, /says 0M for this machine's 2047 MiB/);

            for (const step of [
                ["crashkernel", "192M"],
                ["bootloader", "192M"],
            ]) {
                ok(host.run(...step), step[0]);
            }
            const never = ok(host.run("reboot", "never", "192M"), "reboot").json;
            assert.deepEqual([never.rebootRequired, never.scheduled, never.changed], [true, false, false]);
            const unready = ok(host.run("service", "y"), "service").json;
            assert.deepEqual([unready.ready, unready.rebootRequired], [false, true]);
            assert.match(
                unready.reason,
                /has reserved 0 MiB, and crashkernel=192M reserves 192 MiB after a reboot/,
            );

            // Due, but it does not come.
            host.record();
            const due = ok(host.run("reboot", "when-required", "192M"), "reboot").json;
            assert.deepEqual([due.rebootRequired, due.scheduled, due.changed], [true, true, true]);
            const calls = host.record().filter((call) => !call.includes("is-active"));
            assert.equal(calls.length, 3);
            assert.match(calls[0], /^systemd-run .*--on-active=120 .*systemctl start ssh\.service$/);
            assert.equal(calls[1], "systemctl stop ssh.service");
            assert.match(calls[2], /^systemd-run .*--on-active=3 .*systemctl reboot$/);
            const still = host.run("service", "z");
            assert.equal(still.status, 1);
            assert.match(
                still.stderr,
                /error \[reboot-not-happened\]: A reboot was due, and the host still runs/,
            );

            // It comes, and the kernel finds no memory: an error, and the same one when it is run again.
            host.set("no-memory-found");
            host.boot();
            for (let time = 0; time < 2; time++) {
                const failed = host.run("service", "z");
                assert.equal(failed.status, 1);
                assert.match(
                    failed.stderr,
                    /error \[reservation\]: The host was rebooted, and yet: The running kernel has reserved 0 MiB/,
                );
            }
            host.unset("no-memory-found");
            host.boot();
            const ready = ok(host.run("service", "z"), "service").json;
            assert.equal(ready.ready, true, ready.reason);
        });
    });
}
