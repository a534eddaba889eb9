// Traps of single releases, on their own simulated hosts.
import * as assert from "node:assert/strict";

import { efiStub } from "./el";
import { machineId, newerKernel } from "./layout";
import { boot, on, ready, steps } from "./onHost";
import { layoutOf } from "./releases";
import type { SimulatedHost } from "./simulatedHost";

describe("traps on simulated hosts", function () {
    this.timeout(120_000);

    it("T1: on EL 7 with UEFI the file on the EFI partition is written, and none beside it", () =>
        on("CentOS 7 UEFI", async (host) => {
            await steps(host, ...boot);
            assert.match(host.read("boot/efi/EFI/centos/grub.cfg"), /crashkernel=192M/);
            assert.ok(!host.exists("boot/grub2/grub.cfg"));
        }));

    it("T1: on EL 7 with BIOS it is /boot/grub2/grub.cfg", () =>
        on("CentOS 7", async (host) => {
            await steps(host, ...boot);
            assert.match(host.read("boot/grub2/grub.cfg"), /crashkernel=192M/);
            assert.ok(!host.exists("boot/efi"));
        }));

    it("T2: on EL 8 entries keep referring to kernelopts, which has the value", () =>
        on("Rocky Linux 8", async (host) => {
            const entries = host.tree("boot/loader/entries");
            await steps(host, ...boot);
            assert.deepEqual(host.tree("boot/loader/entries"), entries);
            assert.match(host.read("boot/grub2/grubenv"), /^kernelopts=.*\bcrashkernel=192M\b/m);
            assert.match(host.read("etc/default/grub"), /^GRUB_CMDLINE_LINUX=.*\bcrashkernel=192M\b/m);
        }));

    for (const name of ["CentOS 7", "Rocky Linux 8"]) {
        it(`T15: ${name}: auto is left to the kernel, and what it made of it is told after the reboot`, () =>
            on(name, async (host) => {
                await steps(host, ...ready);
                const boots = host.boots;
                const auto = [
                    ["crashkernel", "auto"],
                    ["bootloader", "auto"],
                    ["reboot", "when-required", "auto"],
                    ["service", "digest"],
                ];
                await steps(host, ...auto);
                assert.equal(host.boots, boots + 1);
                assert.equal(host.runningCrashkernel(), "auto");
                const { json } = await host.step("status");
                assert.deepEqual([json.ready, json.reason, json.rebootRequired], [true, "", false]);
                assert.equal(json.crashkernel.reservedBytes, 160 * 2 ** 20);
                assert.equal(json.crashkernel.predictedBytes, json.crashkernel.reservedBytes);
                await steps(host, ...auto);
                assert.equal(host.boots, boots + 1, "the same value needs no second reboot");
            }));
    }

    for (const [name, vendor] of [
        ["AlmaLinux 9 UEFI", "almalinux"],
        ["Rocky Linux 9 aarch64", "rocky"],
        ["Amazon Linux 2023 aarch64", "amzn"],
    ]) {
        it(`T3: ${name}: the stub on the EFI partition stays as it is, and grub2-mkconfig is not run`, () =>
            on(name, async (host) => {
                await steps(host, ...ready, ["undo", "service"], ["undo", "conf"], ["undo", "crashkernel"]);
                assert.equal(host.read(`boot/efi/EFI/${vendor}/grub.cfg`), efiStub);
                assert.deepEqual(
                    host.record().filter((call) => call.startsWith("grub2-mkconfig")),
                    [],
                );
            }));
    }

    for (const [name, vendor] of [
        ["Rocky Linux 9 aarch64", "Amazon EC2"],
        ["Rocky Linux 9 aarch64", "Another"],
        ["Amazon Linux 2023 aarch64", ""],
    ]) {
        const amazon = vendor !== "Another";
        it(`T29: ${name}, made by ${vendor || "nobody"}: the capture kernel gets ${amazon ? "no irqpoll" : "irqpoll, as it comes"}`, () =>
            on(name, async (host) => {
                if (vendor !== "") host.kernel("sys/class/dmi/id/sys_vendor", `${vendor}\n`);
                await steps(host, ...ready);
                const { append } = host.loaded();
                assert.match(append, /\bnr_cpus=1\b/);
                assert.equal(/\birqpoll\b/.test(append), !amazon);
            }));
    }

    /** The menu that GRUB_ENABLE_BLSCFG=false makes, on a host that had entries alone. */
    async function withoutBls(host: SimulatedHost, config = "/boot/grub2/grub.cfg"): Promise<void> {
        const off = "sed -i 's/^GRUB_ENABLE_BLSCFG=.*/GRUB_ENABLE_BLSCFG=false/' /etc/default/grub";
        const { status, stderr } = await host.run("sh", "-c", `${off} && grub2-mkconfig -o ${config}`);
        assert.equal(status, 0, stderr);
        await host.boot();
    }

    for (const name of [
        "Rocky Linux 8",
        "AlmaLinux 9 UEFI",
        "RHEL 10",
        "Fedora 43",
        "Amazon Linux 2023 aarch64",
    ]) {
        it(`T45: ${name}: a menu of grub.cfg's own, without BLS, has the value and boots with it`, () =>
            on(name, async (host) => {
                await withoutBls(host);
                const before = host.tree("etc", "boot");
                await steps(host, ...ready);
                assert.equal(host.runningCrashkernel(), "192M");
                await steps(host, ["undo", "service"], ["undo", "conf"], ["undo", "crashkernel"]);
                await steps(host, ["undo", "packages"]);
                assert.deepEqual(host.tree("etc", "boot"), before);
                await steps(host, ...boot);
                const upgrade = await host.run("sh", "-c", layoutOf(host.release).upgrade);
                assert.equal(upgrade.status, 0, upgrade.stderr);
                const { entries, chosen } = host.bootMenu();
                assert.ok(chosen.kernel.endsWith(newerKernel(host.release)), chosen.kernel);
                for (const { commandLine, kernel } of entries)
                    assert.deepEqual(commandLine.match(/crashkernel=\S+/g), ["crashkernel=192M"], kernel);
            }));
    }

    it("a menu that grub2-mkconfig would not make again is refused, and nothing boots otherwise", () =>
        on("AlmaLinux 9 UEFI", async (host) => {
            await withoutBls(host);
            await host.run(
                "sed",
                "-i",
                "s/^GRUB_ENABLE_BLSCFG=.*/GRUB_ENABLE_BLSCFG=true/",
                "/etc/default/grub",
            );
            const boot = host.tree("boot", "etc");
            for (const step of ["crashkernel", "bootloader"]) {
                const { status, stderr } = await host.step(step, "192M");
                assert.equal(status, 1);
                assert.match(
                    stderr,
                    /error \[bootloader-menu\]: \/boot\/grub2\/grub\.cfg has a menu of its own/,
                );
            }
            assert.deepEqual(host.tree("boot", "etc"), boot);
        }));

    for (const name of ["AlmaLinux 9 UEFI", "RHEL 10", "Amazon Linux 2023"]) {
        it(`T46: ${name}: what kdump's package does to entries when it is installed is taken back with the rest`, () =>
            on(name, async (host) => {
                // What grubby cannot write: it is as it was all the same.
                const { status } = await host.run(
                    "sed",
                    "-i",
                    's/^options.*/& x="a  b" y=c\\&d z=[e]/',
                    ...Object.keys(host.tree("boot/loader/entries"))
                        .filter((file) => file.endsWith(".conf") && !file.includes("rescue"))
                        .map((file) => `/${file}`),
                );
                assert.equal(status, 0);
                const before = host.tree("etc", "boot");
                await steps(host, ["packages"]);
                const mark = / x="a {2}b" y=c&d z=\[e\]/;
                const rescue = `boot/loader/entries/${machineId}-0-rescue.conf`;
                const written = host.exists(rescue) ? [rescue] : [];
                for (const file of written)
                    assert.match(host.read(file), / crashkernel=2G-64G:256M,64G-:512M$/m);
                for (const file of Object.keys(host.tree("boot/loader/entries")))
                    if (file.endsWith(".conf") && file !== rescue) assert.match(host.read(file), mark, file);
                await steps(host, ...ready.slice(1));
                assert.equal(host.runningCrashkernel(), "192M");
                await steps(host, ["undo", "service"], ["undo", "conf"], ["undo", "crashkernel"]);
                await steps(host, ["undo", "packages"], ["undo", "install"]);
                assert.deepEqual(host.tree("etc", "boot"), before);
            }));
    }

    it("T48: Fedora 43: kdumpctl finds the keyctl that it calls", () =>
        on("Fedora 43", async (host) => {
            await steps(host, ...ready);
            assert.match(JSON.stringify((await host.step("packages")).json.installed), /"keyutils"/);
            assert.doesNotMatch(host.read("run/journal.kdump.service"), /keyctl/);
        }));

    for (const [name, entry] of [
        ["CentOS 7", undefined],
        ["Rocky Linux 8", "$kernelopts"],
        ["AlmaLinux 9 UEFI", "crashkernel=192M"],
        ["RHEL 10", "crashkernel=192M"],
    ]) {
        it(`T4: ${name}: the rescue entry has the value too, and is not what boots`, () =>
            on(name as string, async (host) => {
                await steps(host, ...ready);
                const { entries, chosen } = host.bootMenu();
                const rescue = entries.filter((one) => one.rescue);
                assert.equal(rescue.length, 1);
                assert.match(rescue[0].commandLine, /\bcrashkernel=192M\b/);
                assert.equal(chosen.rescue, false);
                if (entry === undefined) return;
                assert.ok(host.read(`boot/loader/entries/${machineId}-0-rescue.conf`).includes(entry));
            }));
    }

    it("T17: where kdump would put its own size in the place of ours, it is told not to", () =>
        on("AlmaLinux 9 UEFI", async (host) => {
            await steps(host, ...ready);
            assert.match(host.read("etc/kdump.conf"), /^auto_reset_crashkernel no$/m);
        }));
});
