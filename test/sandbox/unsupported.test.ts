import * as assert from "node:assert/strict";
import * as path from "node:path";

import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const efi = "sys/firmware/efi/efivars";
const loader = "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f";
const utf16 = (text: string): string =>
    `\u0006\0\0\0${[...text].map((letter) => `${letter}\0`).join("")}\0\0`;
const release = (id: string, version: string, name: string): string =>
    `ID="${id}"\nVERSION_ID="${version}"\nPRETTY_NAME="${name}"\n`;

describe("hosts on which kdump cannot be set up", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    const cases: [name: string, cause: () => void, code: string, ...parts: string[]][] = [
        ["T5: s390x", () => host.set("arch", "s390x\n"), "s390x", "boots by zipl and not by GRUB"],
        ["T5: ostree", () => host.write("run/ostree-booted", ""), "ostree", "rpm-ostree kargs --append"],
        [
            "T5: MicroOS",
            () => host.write("etc/os-release", release("opensuse-microos", "20260101", "openSUSE MicroOS")),
            "transactional",
            "(openSUSE MicroOS)",
            "transactional-update setup-kdump",
        ],
        [
            "T5: SLE Micro",
            () =>
                host.write("etc/os-release", release("sle-micro", "6.0", "SUSE Linux Enterprise Micro 6.0")),
            "transactional",
            "Micro 6.0",
        ],
        [
            "T5: SLES with a transactional root",
            () => {
                host.write("usr/sbin/transactional-update", "");
                host.write("proc/mounts", "/dev/vda2 / btrfs ro,relatime 0 0\n/dev/vda2 /var btrfs rw 0 0\n");
            },
            "transactional",
            "whose root is read-only",
        ],
        [
            "T5: systemd-boot",
            () => host.write(`${efi}/LoaderInfo-${loader}`, utf16("systemd-boot 255.4")),
            "systemd-boot",
            "booted by systemd-boot",
            "/etc/kernel/cmdline",
        ],
        [
            "T5: grub2-bls of SUSE",
            () => host.write("etc/sysconfig/bootloader", 'LOADER_TYPE="grub2-bls"\n'),
            "systemd-boot",
            "LOADER_TYPE in /etc/sysconfig/bootloader is grub2-bls",
        ],
        [
            "T5: a unified kernel image",
            () => host.write(`${efi}/StubInfo-${loader}`, utf16("systemd-stub 255")),
            "uki",
            "unified kernel image",
        ],
        ["T28: a Xen guest", () => host.write("sys/hypervisor/type", "xen\n"), "xen", "T2", "Nitro"],
        [
            "T28: Xen's control domain",
            () => {
                host.write("sys/hypervisor/type", "xen\n");
                host.write("proc/xen/capabilities", "control_d\n");
            },
            "xen",
            "control domain",
        ],
        [
            "T35: firmware-assisted dump",
            () => host.write("sys/kernel/fadump/enabled", "1\n"),
            "fadump",
            "Take fadump=on off the kernel command line",
        ],
        [
            "T5: a distribution that is not known",
            () => host.write("etc/os-release", release("arch", "", "Arch Linux")),
            "unsupported",
            "Arch Linux is not supported. kdump-host knows ",
            "openSUSE Tumbleweed",
        ],
    ];
    for (const [name, cause, code, ...parts] of cases) {
        it(name, () => {
            host = new SuseRoot();
            cause();
            const before = host.tree();
            fails(host.install(), code, ...parts);
            assert.deepEqual(host.tree(), before);
        });
    }

    it("do not include those that only look alike", () => {
        host = new SuseRoot();
        host.write(`${efi}/LoaderInfo-${loader}`, utf16("GRUB 2.12"));
        host.write("usr/sbin/transactional-update", "");
        host.write("proc/mounts", "/dev/vda2 / btrfs rw,relatime 0 0\n/dev/vda3 /boot ext4 ro 0 0\n");
        ok(host.install(), "install");
    });

    it("can still be given back what was done before", () => {
        host = new SuseRoot();
        ok(host.install(), "install");
        host.write("sys/hypervisor/type", "xen\n");
        ok(host.run("undo", "install"), "undo install");
        assert.ok(!host.exists(path.join("usr/local/bin/kdump-host")));
    });
});

describe("releases that are supported, and their own crashkernel value", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    const plain = "512M-:192M";
    const ladder = "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M";
    const values: [id: string, version: string, arch: string, value: string][] = [
        ["debian", "11", "x86_64", plain],
        ["debian", "12", "aarch64", ladder],
        ["debian", "13", "ppc64le", ladder],
        ["ubuntu", "20.04", "x86_64", plain],
        ["ubuntu", "22.04", "aarch64", ladder],
        ["ubuntu", "24.04", "x86_64", plain],
        ["ubuntu", "25.10", "x86_64", ladder],
        ["ubuntu", "26.04", "x86_64", ladder],
    ];
    for (const [id, versionId, arch, value] of values) {
        it(`${id} ${versionId} on ${arch}`, () => {
            host = new ThrowawayRoot(shells.dash, { id, versionId, memory: 4 * 2 ** 30, installed: true });
            host.set("arch", `${arch}\n`);
            ok(host.install(), "install");
            assert.equal(ok(host.run("crashkernel", "recommended"), "crashkernel").json.crashkernel, value);
        });
    }

    for (const [id, versionId] of [
        ["sles", "12.5"],
        ["sles", "15.7"],
        ["sles", "16.0"],
        ["sles_sap", "15.5"],
        ["opensuse-leap", "15.6"],
        ["opensuse-leap", "16.0"],
        ["opensuse-tumbleweed", "20261101"],
    ]) {
        it(`${id} ${versionId}`, () => {
            host = new SuseRoot(shells.dash, { id, versionId, installed: true });
            assert.equal(ok(host.install(), "install").json.os.family, "suse");
            const value = ok(host.run("crashkernel", "recommended"), "crashkernel").json.crashkernel;
            assert.equal(value, "310M,high 72M,low");
        });
    }
});
