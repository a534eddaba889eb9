// Traps of single releases, on their own simulated hosts.
import * as assert from "node:assert";

import { efiStub } from "./el";
import { machineId } from "./layout";
import { on, steps } from "./onHost";

const boot = [["packages"], ["crashkernel", "192M"], ["bootloader", "192M"]];
const ready = [
    ...boot,
    ["conf", "path /var/crash"],
    ["reboot", "when-required", "192M"],
    ["service", "digest"],
];

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
            assert.deepStrictEqual(host.tree("boot/loader/entries"), entries);
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
                assert.strictEqual(host.boots, boots + 1);
                assert.strictEqual(host.runningCrashkernel(), "auto");
                const { json } = await host.step("status");
                assert.deepStrictEqual([json.ready, json.reason, json.rebootRequired], [true, "", false]);
                assert.strictEqual(json.crashkernel.reservedBytes, 160 * 2 ** 20);
                assert.strictEqual(json.crashkernel.predictedBytes, json.crashkernel.reservedBytes);
                await steps(host, ...auto);
                assert.strictEqual(host.boots, boots + 1, "the same value needs no second reboot");
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
                assert.strictEqual(host.read(`boot/efi/EFI/${vendor}/grub.cfg`), efiStub);
                assert.deepStrictEqual(
                    host.record().filter((call) => call.startsWith("grub2-mkconfig")),
                    [],
                );
            }));
    }

    for (const name of ["Rocky Linux 9 aarch64", "Amazon Linux 2023 aarch64"]) {
        it(`T29: ${name}: the capture kernel gets no irqpoll`, () =>
            on(name, async (host) => {
                await steps(host, ...ready);
                const { append } = host.loaded();
                assert.match(append, /\bnr_cpus=1\b/);
                assert.doesNotMatch(append, /\birqpoll\b/);
            }));
    }

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
                assert.strictEqual(rescue.length, 1);
                assert.match(rescue[0].commandLine, /\bcrashkernel=192M\b/);
                assert.strictEqual(chosen.rescue, false);
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
