import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ok, undoing } from "./lifecycle";
import { defaultGrub, installed, SuseRoot, sysconfig } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const pair = "512M,high 128M,low";
const conf = [
    "path /var/dumps",
    "core_collector makedumpfile -l --message-level 7 -d 29",
    "keep 3",
    "commandline_append foo=1 bar",
    "sysctl kernel.panic=10",
];

const steps = (value: string, lines: string[]): string[][] => [
    ["packages"],
    ["crashkernel", value],
    ["bootloader", value],
    ["conf", ...lines],
    ["reboot", "when-required", value],
    ["service", "digest"],
    ["debuginfo"],
];

/** What a shell that reads /etc/sysconfig/kdump finds. */
function setting(host: ThrowawayRoot, name: string): string {
    const file = path.join(host.root, "etc/sysconfig/kdump");
    return host.spawn(["-c", `. "$1"; printf '%s' "$${name}"`, "sh", file]).stdout;
}

/** The arguments of the entries in grub.cfg that are not for recovery. */
function commandLines(host: ThrowawayRoot): string[] {
    return [...host.read("boot/grub2/grub.cfg").matchAll(/^\s*linux\s+\S+ (.*)$/gm)]
        .map((match) => match[1])
        .filter((line) => !line.includes("single"));
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`a SUSE host's life under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        it("T38: begins bare, is ready after one reboot, changes its mind, and ends as it was", () => {
            host = new SuseRoot(shell);
            host.set("reboots");
            const bare = host.tree();
            assert.equal(ok(host.install(), "install").json.os.family, "suse");
            for (const step of steps(pair, conf)) {
                assert.equal(ok(host.run(...step), step[0]).json.changed, true, step[0]);
            }
            assert.equal(host.record().filter((call) => call === "boot").length, 1);
            const facts = ok(host.run("status"), "status").json;
            assert.equal(facts.ready, true, facts.reason);
            assert.deepEqual(facts.crashkernel, {
                wanted: pair,
                commandLine: pair,
                reservedBytes: 512 * 2 ** 20,
                predictedBytes: 512 * 2 ** 20,
                loaded: true,
            });
            assert.deepEqual(facts.service, { unit: "kdump.service", enabled: true, active: true });
            assert.deepEqual([facts.dump.path, facts.dump.mode], ["/var/dumps", "0700"]);
            assert.equal(facts.vmlinux, `/usr/lib/debug/usr/lib/modules/${host.release}/vmlinux.debug`);
            for (const line of commandLines(host)) {
                assert.ok(line.endsWith(" crashkernel=512M,high crashkernel=128M,low"), line);
            }
            assert.equal(
                host.read("etc/default/grub"),
                defaultGrub.replace("apparmor", "apparmor crashkernel=512M,high crashkernel=128M,low"),
            );
            const written = host.read("etc/sysconfig/kdump");
            assert.ok(written.startsWith(sysconfig));
            for (const [key, value] of Object.entries({
                KDUMP_UPDATE_BOOTLOADER: "false",
                KDUMP_SAVEDIR: "file:///var/dumps",
                KDUMP_DUMPLEVEL: "29",
                KDUMP_DUMPFORMAT: "lzo",
                MAKEDUMPFILE_OPTIONS: "--message-level 7",
                KDUMP_KEEP_OLD_DUMPS: "0",
                KDUMP_COMMANDLINE_APPEND: "foo=1 bar",
            })) {
                assert.equal(setting(host, key), value, key);
            }
            assert.equal(host.read("proc/sys/kernel/panic"), "10\n");

            // The second time nothing changes, and nothing is called that changes anything.
            const done = host.tree();
            host.record();
            for (const step of steps(pair, conf)) {
                assert.equal(ok(host.run(...step), step[0]).json.changed, false, `${step[0]} again`);
            }
            assert.deepEqual(host.tree(), done);
            assert.deepEqual(
                host.record().filter((call) => !/^systemctl (-q )?is-|^grub-mkconfig/.test(call)),
                [],
            );

            const other = ["path /var/crash", "core_collector makedumpfile -c -d 1"];
            for (const step of steps("256M", other).slice(1, 6)) {
                ok(host.run(...step), step[0]);
            }
            const later = host.run("status").json;
            assert.equal(later.ready, true, later.reason);
            assert.equal(later.crashkernel.reservedBytes, 256 * 2 ** 20);
            assert.equal(setting(host, "KDUMP_KEEP_OLD_DUMPS"), "0");
            assert.ok(
                !host.record().some((call) => call.startsWith("pbl")),
                "SUSE's own service has changed the boot loader",
            );

            for (const step of undoing) {
                assert.equal(ok(host.run(...step), step.join(" ")).json.changed, true, step.join(" "));
                if (step[1] !== "install") {
                    assert.equal(ok(host.run(...step), step.join(" ")).json.changed, false, step[1]);
                }
            }
            assert.deepEqual(host.tree(), bare);
            assert.equal(fs.readFileSync(path.join(host.base, "installed"), "utf8"), installed);
        });

        it("is adopted when it was configured by hand, and given back as it was", () => {
            host = new SuseRoot(shell, { installed: true });
            host.write(
                "etc/default/grub",
                "GRUB_CMDLINE_LINUX='crashkernel=64M x=1'\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\n# crashkernel=1M is a comment\n" +
                    'GRUB_CMDLINE_LINUX_DEFAULT="a  crashkernel=218M,high b crashkernel=72M,low"\nGRUB_TIMEOUT=8',
            );
            host.write(
                "etc/sysconfig/kdump",
                '# mine\nKDUMP_SAVEDIR="file:///srv/mine"\nKDUMP_COMMANDLINE_APPEND="nr=2"',
            );
            fs.mkdirSync(path.join(host.root, "srv/mine"), { recursive: true });
            fs.chmodSync(path.join(host.root, "srv/mine"), 0o755);
            host.set("units/kdump.service", "enabled inactive\n");
            host.spawn(["-c", 'grub2-mkconfig -o "$KDUMP_ROOT/boot/grub2/grub.cfg"; simulate-boot']);
            host.set("reboots");
            const before = host.tree();
            ok(host.install(), "install");
            for (const step of steps("192M", ["commandline_append foo=1"]).slice(0, 6)) {
                ok(host.run(...step), step[0]);
            }
            const facts = host.run("status").json;
            assert.equal(facts.ready, true, facts.reason);
            assert.equal(facts.dump.path, "/srv/mine");
            assert.equal(setting(host, "KDUMP_COMMANDLINE_APPEND"), "nr=2 foo=1");
            assert.equal(
                host.read("etc/default/grub"),
                "GRUB_CMDLINE_LINUX=' x=1'\nGRUB_CMDLINE_LINUX_DEFAULT=quiet\n# crashkernel=1M is a comment\n" +
                    'GRUB_CMDLINE_LINUX_DEFAULT="a  b crashkernel=192M"\nGRUB_TIMEOUT=8\n',
            );
            for (const step of undoing.slice(1)) {
                ok(host.run(...step), step.join(" "));
            }
            assert.deepEqual(host.tree(), before);
            assert.equal(
                fs.readFileSync(path.join(host.base, "units/kdump.service"), "utf8"),
                "enabled active\n",
            );
        });

        it("keeps what the administrator wrote into the same line after us", () => {
            host = new SuseRoot(shell, { installed: true });
            ok(host.install(), "install");
            ok(host.run("crashkernel", "192M"), "crashkernel");
            const file = "etc/default/grub";
            host.write(file, host.read(file).replace("quiet", "quiet mine=1"));
            ok(host.run("undo", "crashkernel"), "undo crashkernel");
            assert.equal(host.read(file), defaultGrub.replace("quiet", "quiet mine=1"));
        });

        it("takes kdumptool's own value, and the same one in every step", () => {
            host = new SuseRoot(shell, { installed: true });
            ok(host.install(), "install");
            for (const step of steps("recommended", []).slice(1, 3)) {
                ok(host.run(...step), step[0]);
            }
            const run = ok(host.run("crashkernel", "recommended"), "crashkernel");
            assert.deepEqual([run.json.crashkernel, run.json.changed], ["310M,high 72M,low", false]);
        });
    });
}
