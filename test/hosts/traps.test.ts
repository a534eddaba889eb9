// Traps of single releases, on their own simulated hosts.
import * as assert from "node:assert";

import { efiStub } from "./el";
import { releases } from "./releases";
import { SimulatedHost } from "./simulatedHost";

async function on(name: string, work: (host: SimulatedHost) => Promise<void>): Promise<void> {
    const release = releases.find((one) => one.name === name);
    assert.ok(release, `${name} is not among the releases.`);
    const host = await SimulatedHost.start(release);
    try {
        const { status, stderr } = await host.install();
        assert.strictEqual(status, 0, stderr);
        await work(host);
    } finally {
        host.remove();
    }
}

async function steps(host: SimulatedHost, ...all: string[][]): Promise<void> {
    for (const step of all) {
        const { status, stderr } = await host.step(...step);
        assert.strictEqual(status, 0, `${step.join(" ")}: ${stderr}`);
    }
}

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

    it("T17: where kdump would put its own size in the place of ours, it is told not to", () =>
        on("AlmaLinux 9 UEFI", async (host) => {
            await steps(host, ...ready);
            assert.match(host.read("etc/kdump.conf"), /^auto_reset_crashkernel no$/m);
        }));
});
