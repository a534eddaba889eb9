import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";

import { Run, ThrowawayRoot, shells } from "./throwaway-root";

const conf = [
    "path /var/dumps/here",
    "core_collector makedumpfile -l --message-level 7 -d 31",
    "keep 3",
    "compression gzip",
    "commandline_append foo=1 bar",
    "sysctl kernel.panic=10",
    "sysctl kernel.hung_task_panic=1",
];

/** The steps in the order of the component, with what they are given. */
const steps = (value: string, lines: string[]): string[][] => [
    ["packages"],
    ["crashkernel", value],
    ["bootloader", value],
    ["conf", ...lines],
    ["reboot", "when-required", value],
    ["service", "digest"],
    ["debuginfo"],
];

const undoing = ["debuginfo", "service", "conf", "crashkernel", "packages", "install"].map((step) => [
    "undo",
    step,
]);

function ok(run: Run, what: string): Run {
    assert.strictEqual(run.status, 0, `${what}: ${run.stderr}`);
    assert.strictEqual(run.stdout.split("\n").length, 2, `${what} prints one line: ${run.stdout}`);
    assert.strictEqual(run.json.schema, 1);
    assert.ok(run.stderr.split("\n").length <= 9, `${what} says too much: ${run.stderr}`);
    return run;
}

/** What kdump-tools finds when it reads its settings. */
function settings(host: ThrowawayRoot): Record<string, string> {
    const names = [
        "USE_KDUMP",
        "KDUMP_COREDIR",
        "MAKEDUMP_ARGS",
        "KDUMP_NUM_DUMPS",
        "KDUMP_COMPRESSION",
        "KDUMP_CMDLINE_APPEND",
    ];
    const script = `. "$1"; printf '%s\\n' ${names.map((name) => `"\${${name}-}"`).join(" ")}`;
    const run = host.spawn(["-c", script, "sh", path.join(host.root, "etc/default/kdump-tools")]);
    return Object.fromEntries(
        run.stdout
            .trimEnd()
            .split("\n")
            .map((value, index) => [names[index], value]),
    );
}

/** The arguments of every entry in grub.cfg. */
function commandLines(host: ThrowawayRoot): string[] {
    return [...host.read("boot/grub/grub.cfg").matchAll(/^\s*linux\s+\S+ (.*)$/gm)].map((match) => match[1]);
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`a host's life under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        it("begins bare, becomes ready, changes its mind, and ends as it was", () => {
            host = new ThrowawayRoot(shell);
            host.set("reboots");
            const bare = host.tree();
            assert.strictEqual(ok(host.install(), "install").json.os.name, "Debian GNU/Linux 12 (bookworm)");
            for (const step of steps("192M", conf)) {
                const run = ok(host.run(...step), step[0]);
                // The boot has loaded the capture kernel already, so the gate only looks.
                assert.strictEqual(run.json.changed, step[0] !== "service", step[0]);
            }

            const facts = ok(host.run("status"), "status").json;
            assert.strictEqual(facts.ready, true, facts.reason);
            assert.deepStrictEqual(facts.crashkernel, {
                wanted: "192M",
                commandLine: "192M",
                reservedBytes: 201326592,
                predictedBytes: 201326592,
                loaded: true,
            });
            assert.strictEqual(facts.memoryBytes, 2147024896);
            assert.deepStrictEqual([facts.dump.path, facts.dump.mode], ["/var/dumps/here", "0700"]);
            assert.deepStrictEqual(facts.service, {
                unit: "kdump-tools.service",
                enabled: true,
                active: true,
            });
            assert.strictEqual(facts.vmlinux, `/usr/lib/debug/boot/vmlinux-${host.release}`);
            assert.deepStrictEqual(settings(host), {
                USE_KDUMP: "1",
                KDUMP_COREDIR: "/var/dumps/here",
                MAKEDUMP_ARGS: "-l --message-level 7 -d 31",
                KDUMP_NUM_DUMPS: "3",
                KDUMP_COMPRESSION: "gzip",
                KDUMP_CMDLINE_APPEND:
                    "reset_devices systemd.unit=kdump-tools-dump.service nr_cpus=1 irqpoll release_default foo=1 bar",
            });
            // Set by the unit after it has loaded, since the reboot forgot what `conf` had set.
            assert.strictEqual(host.read("proc/sys/kernel/panic"), "10\n");
            assert.strictEqual(host.read("proc/sys/kernel/hung_task_panic"), "1\n");
            const lines = commandLines(host);
            assert.strictEqual(lines.length, 5);
            const [normal, ...others] = lines;
            assert.strictEqual(
                normal,
                'ro console=ttyS0 earlyprintk quiet  splash dyndbg="file x +p" crashkernel=192M'.replace(
                    "ro",
                    "root=UUID=0a1b ro",
                ),
            );
            assert.strictEqual(others.filter((line) => line.includes("crashkernel=192M")).length, 2);
            assert.strictEqual(
                others.filter((line) => line.includes("single") && !line.includes("crashkernel")).length,
                2,
            );

            // The second time nothing changes, and nothing is called that changes anything.
            const done = host.tree();
            host.record();
            assert.strictEqual(ok(host.install(), "install").json.changed, false);
            for (const step of steps("192M", conf)) {
                const run = ok(host.run(...step), step[0]);
                assert.strictEqual(run.json.changed, false, `${step[0]} again: ${run.stdout}`);
            }
            assert.deepStrictEqual(host.tree(), done);
            const calls = host.record().filter((call) => !/^systemctl (-q )?is-|^grub-mkconfig/.test(call));
            assert.deepStrictEqual(calls, []);

            // Another value, another configuration.
            const other = [
                "path /var/crash",
                "core_collector makedumpfile -c -d 1",
                "sysctl kernel.panic=20",
            ];
            for (const step of steps("2G-:256M", other).slice(1, 6)) {
                assert.strictEqual(
                    ok(host.run(...step), step[0]).json.changed,
                    step[0] !== "service",
                    step[0],
                );
            }
            const later = host.run("status").json;
            assert.strictEqual(later.ready, true, later.reason);
            assert.strictEqual(later.crashkernel.reservedBytes, 268435456);
            assert.strictEqual(later.dump.path, "/var/crash");
            assert.strictEqual(host.read("proc/sys/kernel/panic"), "20\n");
            assert.strictEqual(host.read("proc/sys/kernel/hung_task_panic"), "0\n");

            for (const step of undoing) {
                assert.strictEqual(ok(host.run(...step), step.join(" ")).json.changed, true, step.join(" "));
                if (step[1] !== "install") {
                    assert.strictEqual(
                        ok(host.run(...step), step.join(" ")).json.changed,
                        false,
                        `${step.join(" ")} again`,
                    );
                }
            }
            // The tools' own small files stay where the tools found a directory.
            fs.rmSync(path.join(host.root, "var/crash/kexec_cmd"));
            assert.deepStrictEqual(host.tree(), bare);
            assert.strictEqual(host.read("proc/sys/kernel/panic"), "0\n");
            assert.strictEqual(
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
            assert.strictEqual(ok(host.run("packages"), "packages").json.changed, false);
            for (const step of steps("192M", [
                "core_collector makedumpfile -c -d 31",
                "commandline_append foo=1",
            ]).slice(1, 6)) {
                assert.strictEqual(
                    ok(host.run(...step), step[0]).json.changed,
                    step[0] !== "service",
                    step[0],
                );
            }
            const facts = host.run("status").json;
            assert.strictEqual(facts.ready, true, facts.reason);
            assert.strictEqual(facts.dump.path, "/srv/mine");
            for (const line of commandLines(host)) {
                assert.strictEqual(
                    line.match(/crashkernel=/g)?.length ?? 0,
                    line.includes("single") ? 0 : 1,
                    line,
                );
                assert.ok(line.includes("ro.x=1"), line);
            }
            assert.strictEqual(settings(host).KDUMP_CMDLINE_APPEND, "nr_cpus=2 foo=1");
            assert.ok(
                host
                    .read("etc/default/kdump-tools")
                    .startsWith("# mine\nUSE_KDUMP=1\nKDUMP_COREDIR=/srv/mine # here\n"),
            );

            for (const step of undoing.slice(1)) {
                ok(host.run(...step), step.join(" "));
            }
            assert.deepStrictEqual(host.tree(), before);
            // The unit was active before, so it is now, and with the original settings.
            assert.strictEqual(
                fs.readFileSync(path.join(host.base, "units/kdump-tools.service"), "utf8"),
                "enabled active\n",
            );
            assert.strictEqual(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), "nr_cpus=2\n");
        });

        it("keeps what the administrator wrote after us", () => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            ok(host.run("conf", "path /var/crash", "keep 2"), "conf");
            const file = "etc/default/kdump-tools";
            host.write(file, `# above\n${host.read(file)}# below\nNFS_TIMEO=5\n`);
            const original = fs.readFileSync(path.join(host.base, "kdump-tools.default"), "utf8");
            assert.strictEqual(ok(host.run("conf", "path /var/crash", "keep 3"), "conf").json.changed, true);
            assert.strictEqual(settings(host).KDUMP_NUM_DUMPS, "3");
            ok(host.run("undo", "conf"), "undo conf");
            assert.strictEqual(host.read(file), `# above\n${original}# below\nNFS_TIMEO=5\n`);
        });

        it("has nothing taken back that was never done", () => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            const before = host.tree();
            host.record();
            for (const step of undoing.slice(0, 5)) {
                assert.strictEqual(ok(host.run(...step), step.join(" ")).json.changed, false, step.join(" "));
            }
            assert.deepStrictEqual(
                host.tree("var/lib/pulumi-kdump"),
                Object.fromEntries(
                    Object.entries(before).filter(([file]) => !file.startsWith("var/lib/pulumi-kdump")),
                ),
            );
            assert.deepStrictEqual(
                host.record().filter((call) => /^apt|purge/.test(call)),
                [],
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
            assert.deepStrictEqual([wished.ready, wished.rebootRequired], [false, false]);
            assert.match(wished.reason, /says 0M for this machine's 2047 MiB/);

            for (const step of [
                ["crashkernel", "192M"],
                ["bootloader", "192M"],
            ]) {
                ok(host.run(...step), step[0]);
            }
            const never = ok(host.run("reboot", "never", "192M"), "reboot").json;
            assert.deepStrictEqual(
                [never.rebootRequired, never.scheduled, never.changed],
                [true, false, false],
            );
            const unready = ok(host.run("service", "y"), "service").json;
            assert.deepStrictEqual([unready.ready, unready.rebootRequired], [false, true]);
            assert.match(
                unready.reason,
                /has reserved 0 MiB, and crashkernel=192M reserves 192 MiB after a reboot/,
            );

            // Due, but it does not come.
            host.record();
            const due = ok(host.run("reboot", "when-required", "192M"), "reboot").json;
            assert.deepStrictEqual([due.rebootRequired, due.scheduled, due.changed], [true, true, true]);
            const calls = host.record().filter((call) => !call.includes("is-active"));
            assert.strictEqual(calls.length, 3);
            assert.match(calls[0], /^systemd-run .*--on-active=120 .*systemctl start ssh\.service$/);
            assert.strictEqual(calls[1], "systemctl stop ssh.service");
            assert.match(calls[2], /^systemd-run .*--on-active=3 .*systemctl reboot$/);
            const still = host.run("service", "z");
            assert.strictEqual(still.status, 1);
            assert.match(
                still.stderr,
                /error \[reboot-not-happened\]: A reboot was due, and the host still runs/,
            );

            // It comes, and the kernel finds no memory: an error, and the same one when it is run again.
            host.set("no-memory-found");
            host.boot();
            for (let time = 0; time < 2; time++) {
                const failed = host.run("service", "z");
                assert.strictEqual(failed.status, 1);
                assert.match(
                    failed.stderr,
                    /error \[reservation\]: The host was rebooted, and yet: The running kernel has reserved 0 MiB/,
                );
            }
            host.unset("no-memory-found");
            host.boot();
            const ready = ok(host.run("service", "z"), "service").json;
            assert.strictEqual(ready.ready, true, ready.reason);
        });
    });
}

describe("the steps in detail", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    let template: ThrowawayRoot | undefined;
    afterEach(() => host.remove());
    after(() => template?.remove());

    /** A host that is ready, copied from the first one. */
    function ready(): void {
        if (template === undefined) {
            template = new ThrowawayRoot(shells.dash, { installed: true });
            template.set("reboots");
            template.install();
            for (const step of steps("192M", ["path /var/crash"]).slice(1, 6)) {
                ok(template.run(...step), step[0]);
            }
            template.record();
        }
        host = template.copy();
    }

    it("load a changed configuration into a running system, by stop and start", () => {
        ready();
        ok(host.run("conf", "path /var/crash", "commandline_append bar=2"), "conf");
        assert.doesNotMatch(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), /bar=2/);
        assert.strictEqual(ok(host.run("service", "other"), "service").json.changed, true);
        assert.match(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), /release_default bar=2/);
        assert.strictEqual(ok(host.run("service", "other"), "service").json.changed, false);
    });

    it("load it when the unit is inactive and the kernel loaded by hand", () => {
        ready();
        host.set("units/kdump-tools.service", "disabled inactive\n");
        const facts = ok(host.run("service", "x"), "service").json;
        assert.strictEqual(facts.ready, true, facts.reason);
        assert.deepStrictEqual(facts.service, { unit: "kdump-tools.service", enabled: true, active: true });
        assert.ok(host.record().includes("kdump-config unload"));
    });

    it("fail when the unit is active and the capture kernel is not loaded", () => {
        ready();
        host.set("load-fails");
        host.write("sys/kernel/kexec_crash_loaded", "0\n");
        const run = host.run("service", "x");
        assert.strictEqual(run.status, 1);
        assert.match(
            run.stderr,
            /error \[not-loaded\]: The capture kernel is not loaded, and kdump-tools.service is active. It said: failed to load kdump kernel. Look at it with: journalctl/,
        );
        assert.match(host.run("status").json.reason, /The capture kernel is not loaded/);
        host.unset("load-fails");
        assert.strictEqual(ok(host.run("service", "x"), "service").json.ready, true);
    });

    it("ask sudoers, apt and kexec-tools nothing, and keep a reboot from becoming a kexec", () => {
        host = new ThrowawayRoot(shells.dash);
        host.install();
        ok(host.run("packages"), "packages");
        assert.ok(host.record().includes("debconf kexec-tools kexec-tools/load_kexec boolean false"));
        host.write("etc/default/kexec", "LOAD_KEXEC=true\n");
        host.write("sys/kernel/kexec_loaded", "1\n");
        host.set("reboots");
        for (const step of steps("192M", ["path /var/crash"]).slice(1, 6)) {
            ok(host.run(...step), step[0]);
        }
        assert.ok(host.record().includes("kexec -u"));
        assert.strictEqual(host.run("status").json.ready, true);
    });

    it("purge what came with the packages, unless something later needs it", () => {
        host = new ThrowawayRoot(shells.dash);
        host.install();
        ok(host.run("packages"), "packages");
        fs.appendFileSync(path.join(host.base, "installed"), "mine 1.0\n");
        host.set("needs-ours", "mine\n");
        const kept = host.run("undo", "packages");
        assert.strictEqual(kept.status, 1);
        assert.match(kept.stderr, /error \[packages-needed\]: mine was installed later and needs/);
        host.unset("needs-ours");
        ok(host.run("undo", "packages"), "undo packages");
        assert.strictEqual(
            fs.readFileSync(path.join(host.base, "installed"), "utf8"),
            "base-files 12.4\nbusybox 1.35\nmine 1.0\n",
        );
    });

    it("remember what came with the packages when they are killed in between", () => {
        host = new ThrowawayRoot(shells.dash);
        host.install();
        host.set("die-at-crash");
        assert.strictEqual(host.run("packages").signal, "SIGKILL");
        ok(host.run("packages"), "packages");
        ok(host.run("undo", "packages"), "undo packages");
        assert.strictEqual(
            fs.readFileSync(path.join(host.base, "installed"), "utf8"),
            "base-files 12.4\nbusybox 1.35\n",
        );
    });

    it("answer in valid JSON whatever the host is called", () => {
        host = new ThrowawayRoot(shells.dash);
        host.write(
            "etc/os-release",
            'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="My \\"own\\" C:\\ \tDebian"\n',
        );
        assert.strictEqual(ok(host.install(), "install").json.os.name, 'My \\"own\\" C:\\  Debian');
    });

    it("run one at a time", async () => {
        ready();
        // The first holds the lock while it waits for a package manager.
        host.unset("reboots");
        host.write("var/lib/dpkg/lock-frontend", "");
        const inode = fs.statSync(path.join(host.root, "var/lib/dpkg/lock-frontend")).ino;
        host.write("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 fe:01:${inode} 0 EOF\n`);
        host.set("on-sleep", "/bin/sleep 0.05\n");
        ok(host.run("crashkernel", "256M"), "crashkernel");
        const first = host.start("reboot", "when-required", "256M");
        await new Promise((resolve) => setTimeout(resolve, 300));
        const second = host.start("crashkernel", "192M");
        await new Promise((resolve) => setTimeout(resolve, 300));
        host.write("proc/locks", "");
        const [reboot, crashkernel] = await Promise.all([first, second]);
        assert.match(reboot.stderr, /waiting for apt or dpkg/);
        assert.match(crashkernel.stderr, /crashkernel: waiting for another run of kdump-host to end/);
        assert.strictEqual(crashkernel.json.changed, true);
    });

    for (const [source, url] of Object.entries({
        "deb http://archive.ubuntu.com/ubuntu jammy main\n": "http://ddebs.ubuntu.com",
        "# x\nTypes: deb\nURIs: http://eu-west-1.ec2.archive.ubuntu.com/ubuntu/\nSuites: noble\n":
            "http://ddebs.ubuntu.com",
        "deb [arch=arm64] http://ports.ubuntu.com/ubuntu-ports jammy main\n": "http://ddebs.ubuntu.com",
    })) {
        it(`find Ubuntu's debug archive by: ${source.split("\n")[0]}`, () => {
            host = new ThrowawayRoot(shells.dash, {
                id: "ubuntu",
                versionId: "22.04",
                codename: "jammy",
                release: "5.15.0-113-generic",
            });
            host.write("etc/apt/sources.list", source);
            host.set("archive", "ubuntu-dbgsym-keyring 2021 1000 10\n");
            host.set(
                "archive-debug",
                "linux-image-unsigned-5.15.0-113-generic-dbgsym 5.15.0-113.123 600000000 1200000\n",
            );
            fs.appendFileSync(
                path.join(host.base, "installed"),
                "linux-image-5.15.0-113-generic 5.15.0-113.123\n",
            );
            host.install();
            const before = host.tree();
            const run = ok(host.run("debuginfo"), "debuginfo");
            assert.strictEqual(run.json.vmlinux, "/usr/lib/debug/boot/vmlinux-5.15.0-113-generic");
            const sources = host
                .read("etc/apt/sources.list.d/pulumi-kdump-debug.list")
                .split("\n")
                .slice(1, -1);
            const by = "deb [signed-by=/usr/share/keyrings/ubuntu-dbgsym-keyring.gpg]";
            assert.deepStrictEqual(sources, [
                `${by} ${url} jammy main restricted universe multiverse`,
                `${by} ${url} jammy-updates main restricted universe multiverse`,
            ]);
            assert.strictEqual(ok(host.run("debuginfo"), "debuginfo").json.changed, false);
            ok(host.run("undo", "debuginfo"), "undo debuginfo");
            assert.deepStrictEqual(host.tree("var/lib/pulumi-kdump/debuginfo.lock"), before);
        });
    }
});
