// What the capture kernel of a drill needed, and what is made of it.
import * as assert from "node:assert/strict";
import * as path from "node:path";

import { leaves, seen, vmcore } from "./left";
import { ok } from "./lifecycle";
import { readyHosts } from "./readyHosts";
import { fails } from "./refusals";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const words = "this crashes the machine";
const memory = "var/lib/pulumi-kdump/drill-memory";

/** An initramfs of 40000 KiB: 3 files that take 10 pages and the rest. */
const initramfs = [
    "drwxr-xr-x   2 root root        0 Jan  1  1970 usr",
    "-rwxr-xr-x   1 root root        1 Jan  1  1970 usr/a",
    "-rw-r--r--   2 root root    36864 Jan  1  1970 usr/b c",
    "-rw-r--r--   1 root root 40919040 Jan  1  1970 usr/d",
    "lrwxrwxrwx   1 root root        5 Jan  1  1970 usr/e -> usr/a",
    "",
].join("\n");

const readyHost = readyHosts((host) => {
    host.write("var/lib/kdump/initrd.img", "image");
    host.set("initramfs", initramfs);
});

function crashed(host: ThrowawayRoot, left: string): Record<string, any> {
    host.set("on-crash", left + leaves("1/vmcore", vmcore("KDUMP   ")));
    ok(host.run("drill", "sysrq", words), "drill");
    return ok(host.run("dump"), "dump").json;
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`the capture kernel's memory under ${name}`, function () {
        this.timeout(60_000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        it("is told by the drill, and by every look after it", () => {
            host = readyHost(shell);
            const measured = crashed(host, seen(60_000)).captureMemory;
            const { time, ...rest } = measured;
            assert.ok(Math.abs(Date.now() - Date.parse(time)) < 600_000);
            assert.deepEqual(rest, {
                kernelRelease: host.release,
                reservedBytes: 192 * 2 ** 20,
                totalBytes: 150_000 * 1024,
                neededBytes: 192 * 2 ** 20 - 60_000 * 1024,
                marginBytes: 60_000 * 1024,
                bootBytes: 192 * 2 ** 20 - (120_000 - 40_000) * 1024 + "image".length,
                enoughBytes: 176 * 2 ** 20,
                recommended: "512M-:192M",
                outdated: "",
            });
            const look = host.run("status").json;
            assert.deepEqual([look.captureMemory, look.remarks], [measured, []]);
            assert.deepEqual(ok(host.run("dump"), "dump").json.captureMemory, measured);
        });

        it("is looked at by what is there for the drill alone", () => {
            host = readyHost(shell);
            const before = host.tree("var/lib/pulumi-kdump", "var/crash");
            host.set("on-crash", leaves("1/vmcore", vmcore("KDUMP   ")));
            ok(host.run("drill", "sysrq", words), "drill");
            const unit = host.read("etc/systemd/system/pulumi-kdump-drill.service");
            assert.match(unit, /^ConditionPathExists=\/proc\/vmcore$/m);
            assert.equal(
                host.read("etc/systemd/system/kdump-tools-dump.service.d/pulumi-kdump-drill.conf"),
                "# Written by pulumi-kdump for a drill. To take it back: kdump-host undo drill\n[Unit]\nWants=pulumi-kdump-drill.service\n",
            );
            ok(host.run("dump"), "dump");
            assert.deepEqual(host.tree("var/lib/pulumi-kdump", "var/crash"), before);
            assert.ok(!host.exists(memory) && !host.exists("var/lib/pulumi-kdump/drill-watch"));
        });

        it("is the least that was available at any look", () => {
            host = readyHost(shell);
            host.set("on-crash", "");
            ok(host.run("drill", "sysrq", words), "drill");
            const meminfo = (kib: number) =>
                `MemTotal:  150000 kB\nMemFree: 9 kB\nMemAvailable:   ${kib} kB\nCached: 1 kB\n`;
            host.write("meminfo", meminfo(120_000));
            host.set(
                "on-sleep",
                `n=$(cat "$base/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$base/n"
                case $n in 0) kib=90000 ;; 1) kib=110000 ;; 2 | 3) kib=61000 ;; 4) kib=100000 ;; *) exit 1 ;; esac
                sed -i "s/^\\(MemAvailable: *\\).*/\\1$kib kB/" "$KDUMP_ROOT/meminfo"`,
            );
            const watch = host
                .read("var/lib/pulumi-kdump/drill-watch")
                .replace("/proc/meminfo", path.join(host.root, "meminfo"));
            host.write("watch", watch);
            const run = host.spawn([path.join(host.root, "watch"), path.join(host.root, "seen")]);
            assert.equal(run.stdout + run.stderr, "");
            assert.equal(
                host.read("seen"),
                "total 150000\nfirst 120000\nlowest 120000\nlowest 90000\nlowest 61000\n",
            );
        });
    });
}

describe("the capture kernel's memory", function () {
    this.timeout(60_000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    for (const [what, left] of [
        ["nothing looked on", ""],
        ["it had more than was reserved", seen(60_000, 200_000)],
        ["the looks are damaged", seen(60_000).replace("lowest 60000", "lowest 6x")],
        ["the least is more than the first", seen(60_000).replace("lowest 60000", "lowest 120001")],
    ]) {
        it(`is not told where ${what}`, () => {
            host = readyHost();
            assert.equal(crashed(host, left).captureMemory, null);
            assert.equal(host.run("status").json.captureMemory, null);
        });
    }

    it("T18: is a warning where hardly anything was left, and `recommended` is more from then on", () => {
        host = readyHost();
        const asked = ["--crashkernel", "recommended", "--reboot", "when-required"];
        for (const step of ["crashkernel", "bootloader"]) ok(host.run(step, "recommended"), step);
        assert.equal(host.run("status", ...asked).json.would.crashkernel, undefined);
        const measured = crashed(host, seen(10_000)).captureMemory;
        assert.deepEqual([measured.enoughBytes, measured.recommended], [240 * 2 ** 20, "240M"]);
        const look = host.run("status", ...asked).json;
        assert.equal(look.remarks.length, 1);
        assert.match(
            look.remarks[0],
            /^In the drill of \S+Z the capture kernel needed 182 MiB at most, of 192 MiB that were reserved\. .* crashkernel=240M is enough\.$/,
        );
        assert.match(look.would.crashkernel.why, /^In the drill of .* Now crashkernel=240M is recommended\./);
        // The steps that follow it would run too, and by themselves stay with what it has remembered.
        assert.deepEqual(Object.keys(look.would), ["crashkernel", "bootloader", "reboot", "service"]);
        assert.equal(ok(host.run("bootloader", "recommended"), "bootloader").json.changed, false);
        const reboot = ok(host.run("reboot", "when-required", "recommended"), "reboot").json;
        assert.equal(reboot.rebootRequired, false, reboot.reason);
        assert.equal(ok(host.run("crashkernel", "recommended"), "crashkernel").json.crashkernel, "240M");
        assert.equal(host.run("status", ...asked).json.would.crashkernel, undefined);

        // The next drill needs a little more of the larger reservation; that alone is no reason to reboot again.
        host.write("sys/kernel/kexec_crash_size", `${240 * 2 ** 20}\n`);
        const state = "var/lib/pulumi-kdump/capture-memory";
        const with240 = host
            .read(state)
            .replace(/^reserved .*/m, `reserved ${240 * 2 ** 20}`)
            .replace(/^left .*/m, `left ${50 * 2 ** 20}`);
        host.write(state, with240);
        assert.equal(ok(host.run("crashkernel", "recommended"), "crashkernel").json.crashkernel, "240M");
        assert.deepEqual(host.run("status").json.remarks, []);
        // It does as well where the next one would have been content with the distribution's own.
        host.write(state, with240.replace(/^left .*/m, `left ${120 * 2 ** 20}`));
        const again = ok(host.run("crashkernel", "recommended"), "crashkernel").json;
        assert.deepEqual([again.crashkernel, again.changed], ["240M", false]);
    });

    it("leaves a size that was given alone", () => {
        host = readyHost();
        crashed(host, seen(10_000));
        const would = host.run("status", "--crashkernel", "192M").json.would;
        assert.equal(would.crashkernel, undefined);
        assert.equal(ok(host.run("crashkernel", "192M"), "crashkernel").json.crashkernel, "192M");
    });

    it("asks for no more than the half of a machine", () => {
        host = readyHost();
        host.write("proc/iomem", "00100000-197fffff : System RAM\n"); // 407 MiB
        const { recommended } = crashed(host, seen(1000)).captureMemory;
        assert.equal(recommended, "512M-:192M");
    });

    for (const [what, change, old] of [
        [
            "kernel",
            (host: ThrowawayRoot) => host.write("proc/sys/kernel/osrelease", "6.1.0-40-cloud-amd64\n"),
            "The kernel was 6.1.0-37-cloud-amd64, and is 6.1.0-40-cloud-amd64 now.",
        ],
        [
            "amount of memory",
            (host: ThrowawayRoot) => host.write("proc/iomem", "00100000-800fffff : System RAM\n"),
            "The machine had 2047 MiB of memory, and has 2048 MiB now.",
        ],
        [
            "initramfs",
            (host: ThrowawayRoot) => host.write("var/lib/kdump/initrd.img", "another image"),
            "The capture initramfs was another than now.",
        ],
    ] as const) {
        it(`is said to be old on another ${what}`, () => {
            host = readyHost();
            crashed(host, seen(10_000));
            change(host);
            const look = host.run("status").json;
            assert.equal(look.captureMemory.outdated, old);
            // Nothing was seen of another machine.
            const other = what === "amount of memory";
            assert.equal(look.remarks.length, other ? 0 : 1);
            assert.equal(look.captureMemory.recommended, other ? "512M-:192M" : "240M");
        });
    }

    it("is a reason where there is no dump and hardly anything was left", () => {
        host = readyHost();
        host.set("on-crash", seen(3000));
        ok(host.run("drill", "sysrq", words), "drill");
        fails(
            host.run("dump"),
            "no-dump",
            "The capture kernel had 2 MiB of memory left when it had least; crashkernel can reserve more.",
        );
        assert.equal(host.run("status").json.captureMemory, null);
        host.set("on-crash", seen(60_000));
        ok(host.run("drill", "sysrq", words), "drill");
        assert.doesNotMatch(host.run("dump").stderr, /of memory left/);
    });

    it("is in the report of that dump, and in no other's", () => {
        host = readyHost();
        const left = (directory: string, time = "$(date +%s)") =>
            `${leaves(`${directory}/vmcore`, vmcore("KDUMP   ", "", host.release, time))}echo "<6>[ 1.0] x" >"$d/${directory}/vmcore-dmesg.txt"\n`;
        const reported = (directory: string) =>
            ok(host.run("report", "--vmcore", `/var/crash/${directory}/vmcore`), "report").json.captureMemory;
        host.set("on-crash", seen(60_000) + left("1") + left("early", "$(($(date +%s) - 60))"));
        ok(host.run("drill", "sysrq", words), "drill");
        // The host makes its reports when it has booted, before anybody asks for the dump.
        const first = reported("1");
        assert.equal(first.marginBytes, 60_000 * 1024);
        assert.deepEqual(ok(host.run("dump"), "dump").json.captureMemory, first);
        assert.deepEqual(reported("1"), first);
        assert.equal(reported("early"), undefined);
    });

    it("stays when the drill is taken back, and goes with crashkernel", () => {
        host = readyHost();
        crashed(host, seen(60_000));
        ok(host.run("undo", "drill"), "undo drill");
        assert.equal(host.run("status").json.captureMemory.marginBytes, 60_000 * 1024);
        ok(host.run("undo", "crashkernel"), "undo crashkernel");
        assert.ok(!host.exists("var/lib/pulumi-kdump/capture-memory"));
    });

    it("takes back what a drill that nobody judged has left", () => {
        host = readyHost();
        const before = host.tree("var/lib/pulumi-kdump");
        ok(host.run("drill", "sysrq", words), "drill");
        ok(host.run("undo", "drill"), "undo drill");
        assert.deepEqual(host.tree("var/lib/pulumi-kdump"), before);
        assert.ok(!host.exists(memory) && !host.exists("var/lib/pulumi-kdump/drill-watch"));
    });
});
