import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { commandLines, conf, ok, settings, steps, undoing } from "./lifecycle";
import { shells, ThrowawayRoot } from "./throwawayRoot";

for (const [name, shell] of Object.entries(shells)) {
    describe(`a host's life under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        it("begins bare, becomes ready, changes its mind, and ends as it was", () => {
            host = new ThrowawayRoot(shell);
            host.set("reboots");
            const bare = host.tree();
            assert.equal(ok(host.install(), "install").json.os.name, "Debian GNU/Linux 12 (bookworm)");
            for (const step of steps("192M", conf)) {
                const run = ok(host.run(...step), step[0]);
                // The boot has loaded the capture kernel already, so the gate only looks.
                assert.equal(run.json.changed, step[0] !== "service", step[0]);
            }

            const facts = ok(host.run("status"), "status").json;
            assert.equal(facts.ready, true, facts.reason);
            assert.deepEqual(facts.crashkernel, {
                wanted: "192M",
                commandLine: "192M",
                reservedBytes: 201326592,
                predictedBytes: 201326592,
                loaded: true,
            });
            assert.equal(facts.memoryBytes, 2147024896);
            assert.deepEqual([facts.dump.path, facts.dump.mode], ["/var/dumps/here", "0700"]);
            assert.deepEqual(facts.service, {
                unit: "kdump-tools.service",
                enabled: true,
                active: true,
            });
            assert.equal(facts.vmlinux, `/usr/lib/debug/boot/vmlinux-${host.release}`);
            assert.deepEqual(settings(host), {
                USE_KDUMP: "1",
                KDUMP_COREDIR: "/var/dumps/here",
                MAKEDUMP_ARGS: "-l --message-level 7 -d 31",
                KDUMP_NUM_DUMPS: "0",
                KDUMP_COMPRESSION: "gzip",
                KDUMP_CMDLINE_APPEND:
                    "reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll release_default foo=1 bar",
            });
            // Set by the unit after it has loaded, since the reboot forgot what `conf` had set.
            assert.equal(host.read("proc/sys/kernel/panic"), "10\n");
            assert.equal(host.read("proc/sys/kernel/hung_task_panic"), "1\n");
            const lines = commandLines(host);
            assert.equal(lines.length, 5);
            const [normal, ...others] = lines;
            assert.equal(
                normal,
                'ro console=ttyS0 earlyprintk quiet  splash dyndbg="file x +p" crashkernel=192M'.replace(
                    "ro",
                    "root=UUID=0a1b ro",
                ),
            );
            assert.equal(others.filter((line) => line.includes("crashkernel=192M")).length, 2);
            assert.equal(
                others.filter((line) => line.includes("single") && !line.includes("crashkernel")).length,
                2,
            );

            // The second time nothing changes, and nothing is called that changes anything.
            const done = host.tree();
            host.record();
            assert.equal(ok(host.install(), "install").json.changed, false);
            for (const step of steps("192M", conf)) {
                const run = ok(host.run(...step), step[0]);
                assert.equal(run.json.changed, false, `${step[0]} again: ${run.stdout}`);
            }
            assert.deepEqual(host.tree(), done);
            const calls = host.record().filter((call) => !/^systemctl (-q )?is-|^grub-mkconfig/.test(call));
            assert.deepEqual(calls, []);

            // Another value, another configuration.
            const other = [
                "path /var/crash",
                "core_collector makedumpfile -c -d 1",
                "sysctl kernel.panic=20",
            ];
            for (const step of steps("2G-:256M", other).slice(1, 6)) {
                assert.equal(ok(host.run(...step), step[0]).json.changed, step[0] !== "service", step[0]);
            }
            const later = host.run("status").json;
            assert.equal(later.ready, true, later.reason);
            assert.equal(later.crashkernel.reservedBytes, 268435456);
            assert.equal(later.dump.path, "/var/crash");
            assert.equal(host.read("proc/sys/kernel/panic"), "20\n");
            assert.equal(host.read("proc/sys/kernel/hung_task_panic"), "0\n");

            for (const step of undoing) {
                assert.equal(ok(host.run(...step), step.join(" ")).json.changed, true, step.join(" "));
                if (step[1] !== "install") {
                    assert.equal(
                        ok(host.run(...step), step.join(" ")).json.changed,
                        false,
                        `${step.join(" ")} again`,
                    );
                }
            }
            // The tools' own small files stay where the tools found a directory.
            fs.rmSync(path.join(host.root, "var/crash/kexec_cmd"));
            assert.deepEqual(host.tree(), bare);
            assert.equal(host.read("proc/sys/kernel/panic"), "0\n");
            assert.equal(
                fs.readFileSync(path.join(host.base, "installed"), "utf8"),
                "base-files 12.4\nbusybox 1.35\n",
            );
            assert.ok(!host.exists("var/log/pulumi-kdump.log"));
        });

        it("is adopted when it was configured by hand, and given back as it was", () => {
            host = new ThrowawayRoot(shell, { installed: true });
            host.write(
                "etc/default/grub",
                'GRUB_CMDLINE_LINUX="crashkernel=64M ro.x=1"\nGRUB_CMDLINE_LINUX_DEFAULT="crashkernel=300M@16M quiet"\n',
            );
            host.write(
                "etc/default/kdump-tools",
                "# mine\nUSE_KDUMP=1\nKDUMP_COREDIR=/srv/mine # here\nKDUMP_CMDLINE_APPEND='nr_cpus=2'\nNFS=\nKDUMP_FAIL_CMD='reboot -f'",
            );
            fs.chmodSync(path.join(host.root, "etc/default/kdump-tools"), 0o640);
            fs.mkdirSync(path.join(host.root, "srv/mine"), { recursive: true });
            fs.chmodSync(path.join(host.root, "srv/mine"), 0o755);
            host.set("reboots");
            host.spawn(["-c", 'grub-mkconfig -o "$KDUMP_ROOT/boot/grub/grub.cfg"; simulate-boot']);
            const before = host.tree();

            ok(host.install(), "install");
            assert.equal(ok(host.run("packages"), "packages").json.changed, false);
            for (const step of steps("192M", [
                "core_collector makedumpfile -c -d 31",
                "commandline_append foo=1",
            ]).slice(1, 6)) {
                assert.equal(ok(host.run(...step), step[0]).json.changed, step[0] !== "service", step[0]);
            }
            const facts = host.run("status").json;
            assert.equal(facts.ready, true, facts.reason);
            assert.equal(facts.dump.path, "/srv/mine");
            for (const line of commandLines(host)) {
                assert.equal(line.match(/crashkernel=/g)?.length ?? 0, line.includes("single") ? 0 : 1, line);
                assert.ok(line.includes("ro.x=1"), line);
            }
            assert.equal(settings(host).KDUMP_CMDLINE_APPEND, "nr_cpus=2 foo=1");
            assert.ok(
                host
                    .read("etc/default/kdump-tools")
                    .startsWith("# mine\nUSE_KDUMP=1\nKDUMP_COREDIR=/srv/mine # here\n"),
            );

            for (const step of undoing.slice(1)) {
                ok(host.run(...step), step.join(" "));
            }
            assert.deepEqual(host.tree(), before);
            // The unit was active before, so it is now, and with the original settings.
            assert.equal(
                fs.readFileSync(path.join(host.base, "units/kdump-tools.service"), "utf8"),
                "enabled active\n",
            );
            assert.equal(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), "nr_cpus=2\n");
        });
    });
}
