import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot, releases } from "./elRoot";
import { ok, steps, undoing } from "./lifecycle";
import { isThorough } from "./thorough";
import { shells } from "./throwawayRoot";

const conf = [
    "path /var/dumps/here",
    "core_collector makedumpfile -c --message-level 1 -d 17",
    "failure_action poweroff",
    "commandline_append foo=1 bar",
    "sysctl kernel.panic=10",
];

/** The crashkernel= arguments of a command line. */
const crashkernels = (line: string): string[] => line.match(/crashkernel=\S*/g) ?? [];

/** What a host has, where blanks within a command line do not count, since grubby changes them. */
function settled(host: ElRoot): Record<string, string> {
    return Object.fromEntries(
        Object.entries(host.tree()).map(([file, text]) => [
            file,
            file.startsWith("boot/") ? text.replace(/ +/g, " ") : text,
        ]),
    );
}

/** One of each kind; a life takes seconds, so every day each kind is led through it under another shell. */
const kinds = ["centos 7", "rocky 8.0", "centos 9", "fedora 44", "amzn 2023"];

Object.entries(shells).forEach(([shellName, shell], turn) => {
    describe(`a host of the rpm family under ${shellName}`, function () {
        this.timeout(60000);
        let host: ElRoot;
        afterEach(() => host.remove());

        const today = kinds.filter((_, index) => index % Object.keys(shells).length === turn);
        for (const name of isThorough ? Object.keys(releases) : today) {
            it(`${name}: bare, ready, another value and conf, and as it was`, () => {
                host = new ElRoot(name, shell);
                host.set("plugin");
                host.set("reboots");
                const bare = settled(host);
                const packages = fs.readFileSync(path.join(host.base, "installed"), "utf8");
                const installed = ok(host.install(), "install").json.os;
                assert.deepEqual([installed.family, installed.name], ["el", host.el.name]);
                for (const step of steps("256M", conf)) {
                    const run = ok(host.run(...step), step[0]);
                    assert.equal(run.json.changed, step[0] !== "service", step[0]);
                }

                const facts = ok(host.run("status"), "status").json;
                assert.equal(facts.ready, true, facts.reason);
                assert.equal(facts.crashkernel.commandLine, "256M");
                assert.deepEqual([facts.dump.path, facts.dump.mode], ["/var/dumps/here", "0700"]);
                assert.equal(facts.service.unit, "kdump.service");
                assert.equal(facts.vmlinux, `/usr/lib/debug/lib/modules/${host.release}/vmlinux`);
                assert.equal(host.commandLines().length, 2);
                for (const line of host.commandLines()) {
                    assert.deepEqual(crashkernels(line), ["crashkernel=256M"]);
                    assert.ok(line.includes("console=ttyS0"), line);
                }
                // What a kernel of tomorrow gets, with every other byte as it was.
                assert.equal(
                    host.read("etc/default/grub"),
                    '# by the installer\nGRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX="console=ttyS0  rhgb crashkernel=256M" # keep\nGRUB_DISABLE_RECOVERY="true"\n',
                );
                if (host.el.boot === "entries") {
                    assert.equal(
                        host.read("etc/kernel/cmdline"),
                        "root=UUID=0a1b ro console=ttyS0 crashkernel=256M\n",
                    );
                }
                const old = host.el.boot === "kernelopts" || host.el.boot === "grub.cfg";
                assert.deepEqual(host.directives(), {
                    path: "/var/dumps/here",
                    core_collector: "makedumpfile -c --message-level 1 -d 17",
                    [old ? "default" : "failure_action"]: "poweroff",
                    ...(old ? {} : { auto_reset_crashkernel: "no" }),
                });
                assert.equal(
                    fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"),
                    "irqpoll nr_cpus=1 reset_devices foo=1 bar\n",
                );
                assert.equal(host.read("proc/sys/kernel/panic"), "10\n");

                const done = host.tree();
                host.record();
                assert.equal(ok(host.install(), "install").json.changed, false);
                for (const step of steps("256M", conf)) {
                    const run = ok(host.run(...step), step[0]);
                    assert.equal(run.json.changed, false, `${step[0]} again: ${run.stdout}`);
                }
                assert.deepEqual(host.tree(), done);
                const calls = host
                    .record()
                    .filter(
                        (call) =>
                            !/^systemctl (-q )?is-|^grub2-mkconfig|^grubby --info|^grub2-editenv .* list$/.test(
                                call,
                            ),
                    );
                assert.deepEqual(calls, []);

                for (const step of steps("1G-:320M", ["path /var/crash"]).slice(1, 6)) {
                    ok(host.run(...step), step[0]);
                }
                const later = host.run("status").json;
                assert.equal(later.ready, true, later.reason);
                assert.equal(later.crashkernel.reservedBytes, 335544320);
                assert.equal(host.directives().core_collector, "makedumpfile -l --message-level 7 -d 31");
                for (const line of host.commandLines()) {
                    assert.deepEqual(crashkernels(line), ["crashkernel=1G-:320M"]);
                }

                for (const step of undoing) {
                    assert.equal(ok(host.run(...step), step.join(" ")).json.changed, true, step.join(" "));
                    if (step[1] !== "install") {
                        assert.equal(
                            ok(host.run(...step), step.join(" ")).json.changed,
                            false,
                            step.join(" "),
                        );
                    }
                }
                // The package's stand-in makes it.
                fs.rmSync(path.join(host.root, "etc/sysconfig"), { recursive: true });
                assert.deepEqual(settled(host), bare);
                assert.equal(fs.readFileSync(path.join(host.base, "installed"), "utf8"), packages);
                assert.equal(host.read("proc/sys/kernel/panic"), "0\n");
            });
        }
    });
});
