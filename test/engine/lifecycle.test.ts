// The real engine and plugin against a real OpenSSH server, whose commands act on a host in a throwaway directory.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";

import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

const MiB = 2 ** 20;
const steps = [
    "bootloader",
    "conf",
    "crashkernel",
    "host",
    "owner",
    "packages",
    "program",
    "reservation",
    "service",
];

describe("a Kdump under the real engine", function () {
    this.timeout(120_000);
    this.bail(true); // each test goes on from where the one before it ended

    let toolchain: Toolchain;
    let host: TestHost;
    let stack: KdumpStack;
    let asItWas: object;
    const wanted = { crashkernel: "192M", reboot: "when-required", removePackages: true };

    before(async () => {
        toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await KdumpStack.create(toolchain);
        asItWas = host.root.tree();
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    const declare = (changes: object = {}) =>
        stack.declare({ connection: host.connection(), ...wanted, ...changes });
    const up = async () => {
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    };

    it("is previewed without a connection, with the commands to read and no secret", async () => {
        declare({ memory: "4G" });
        const result = await stack.preview({ args: ["--diff"] });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.match(
            result.stdout + result.stderr,
            /What an update does to \S+@127\.0\.0\.1:\d+:\s+- It reboots once, unless .*\s+- crashkernel=192M reserves 192 MiB of 4 GiB\.\s+- The capture initramfs is built/,
        );
        assert.match(result.stdout, /create +: "kdump-host crashkernel 192M"/);
        assert.match(result.stdout, /host +: "127\.0\.0\.1"/, "the host is readable beside its secrets");
        assert.doesNotMatch(result.stdout, /PRIVATE KEY/);
        assert.equal(host.sshd.connections(), 0);
    });

    it("T7: is refused in the preview where its memory is too little for the value", async () => {
        declare({ memory: "1G", crashkernel: "2G-:192M" });
        const result = await stack.preview();
        assert.notEqual(result.code, 0);
        assert.match(
            result.stdout + result.stderr,
            /crashkernel: "2G-:192M" would reserve nothing\. Nothing is reserved: none of the ranges holds/,
        );
        declare();
    });

    it("makes the host ready, and shows how it goes", async () => {
        const result = await up();
        assert.match(result.stdout, /packages: installing/);
        assert.doesNotMatch(result.stdout, /"step":/, "the machine's output is not logged");
        assert.deepEqual(KdumpStack.touched(result).sort(), steps);
        const outputs = await stack.outputs();
        assert.equal(outputs.ready, true, outputs.reason);
        assert.equal(outputs.reservationSize, 192 * MiB);
        assert.equal(outputs.crashkernel, "192M");
        assert.equal(host.root.read("sys/kernel/kexec_crash_loaded"), "1\n");
        assert.deepEqual(fs.readdirSync(host.home), [], "the copy of the program is gone");
    });

    it("keeps no secret in the clear and little in its state", async () => {
        const { text } = await stack.state();
        assert.doesNotMatch(text, /PRIVATE KEY/);
        assert.ok(text.length < steps.length * 5000, `${text.length} bytes`);
    });

    it("does nothing but look when nothing changed, and does not even look when it is told not to", async () => {
        const before = host.root.tree();
        for (const [check, looks] of [
            ["always", 1],
            ["onChange", 0],
        ] as const) {
            declare({ check });
            const connections = host.sshd.connections();
            assert.deepEqual(KdumpStack.touched(await up()), []);
            const preview = await stack.preview({ args: ["--expect-no-changes"] });
            assert.equal(preview.code, 0, preview.stdout);
            assert.doesNotMatch(preview.stdout, /What an update does|hostKey|Diagnostics/, "it is silent");
            assert.equal(host.sshd.connections(), connections + 2 * looks);
        }
        declare();
        assert.deepEqual(host.root.tree(), before);
    });

    it("shows a changed value as it was and as it will be", async () => {
        declare({ crashkernel: "256M" });
        const result = await stack.preview({ args: ["--diff"] });
        assert.match(result.stdout, /~ crashkernel +: "192M" => "256M"/);
        assert.match(
            result.stdout,
            /~ create: "kdump-host crashkernel 192M" => "kdump-host crashkernel 256M"/,
        );
        assert.match(
            result.stdout + result.stderr,
            /What an update does to .*:\s+- It reboots once\. .*\s+- crashkernel=256M reserves 256 MiB of 2 GiB\.\s+- Files that change: .*\/boot\/grub\/grub\.cfg/,
        );
    });

    it("reboots once for another reservation", async () => {
        host.root.record();
        assert.deepEqual(KdumpStack.touched(await up()).sort(), [
            "bootloader",
            "crashkernel",
            "reservation",
            "service",
        ]);
        assert.equal(host.root.record().filter((line) => line === "boot").length, 1);
        assert.equal((await stack.outputs()).reservationSize, 256 * MiB);
        assert.equal((await stack.outputs()).ready, true);
    });

    it("does not reboot for another dump path", async () => {
        declare({ crashkernel: "256M", conf: { path: "/srv/dumps" } });
        host.root.record();
        assert.deepEqual(KdumpStack.touched(await up()).sort(), ["conf", "service"]);
        assert.ok(!host.root.record().includes("boot"));
        assert.equal((await stack.outputs()).dumpPath, "/srv/dumps");
    });

    it("prepares another VM behind the same address", async () => {
        declare({ crashkernel: "256M", conf: { path: "/srv/dumps" }, instanceId: "i-0two" });
        host.root.record();
        assert.deepEqual(KdumpStack.touched(await up()).sort(), steps);
        assert.ok(!host.root.record().includes("boot"), "this one was prepared already");
    });

    it("leaves a due reboot to others under the default policy, and says so", async () => {
        declare({ crashkernel: "128M", reboot: "never", conf: { path: "/srv/dumps" }, instanceId: "i-0two" });
        host.root.set("makedumpfile-says", "The kernel version is not supported.\n");
        const result = await up();
        assert.match(result.stdout + result.stderr, /warning: If this host panics now, no dump is written: /);
        assert.match(
            result.stdout + result.stderr,
            /warning: makedumpfile 1\.7\.2 says that it does not support/,
        );
        const outputs = await stack.outputs();
        assert.equal(outputs.ready, false);
        assert.equal(outputs.rebootRequired, true);
        assert.match(outputs.reason, /256 MiB.*128 MiB/);
    });

    it("is given back by `pulumi destroy` as it was, without a reboot", async () => {
        host.root.record();
        const result = await stack.destroy();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.ok(!host.root.record().includes("boot"));
        // kdump-tools itself notes there how it loaded the capture kernel, and never removes it.
        assert.deepEqual(host.root.tree("var/crash/kexec_cmd"), asItWas);
    });

    it("takes a host without our program for one that was never prepared", async () => {
        declare();
        await up();
        for (const directory of ["usr/local/bin/kdump-host", "var/lib/pulumi-kdump"]) {
            fs.rmSync(`${host.root.root}/${directory}`, { recursive: true });
        }
        const result = await stack.destroy();
        assert.equal(result.code, 0, result.stdout + result.stderr);
    });
});
