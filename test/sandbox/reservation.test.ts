import * as assert from "node:assert/strict";

import { ElRoot, releases } from "./elRoot";
import { ok } from "./lifecycle";
import { readyHosts } from "./readyHosts";
import { fails } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const MIB = 2 ** 20;

describe("the reservation on a host", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    const another = readyHosts();
    afterEach(() => host.remove());

    const ready = () => (host = another());

    it("puts a pair on the command line as two arguments, and knows it again", () => {
        ready();
        const pair = "512M,high 128M,low";
        assert.equal(ok(host.run("crashkernel", pair), "crashkernel").json.changed, true);
        assert.equal(ok(host.run("crashkernel", pair), "crashkernel").json.changed, false);
        ok(host.run("bootloader", pair), "bootloader");
        assert.match(host.read("boot/grub/grub.cfg"), / crashkernel=512M,high crashkernel=128M,low$/m);
        ok(host.run("reboot", "when-required", pair), "reboot");
        const facts = ok(host.run("service", "pair"), "service").json;
        assert.equal(facts.ready, true, facts.reason);
        assert.equal(facts.crashkernel.wanted, pair);
        assert.equal(facts.crashkernel.commandLine, pair);
        assert.equal(ok(host.run("reboot", "when-required", pair), "reboot").json.scheduled, false);
        ok(host.run("crashkernel", "512M,high"), "crashkernel");
        assert.equal(host.run("status").json.crashkernel.wanted, "512M,high");
        const dropIn = host.read("etc/default/grub.d/zz-pulumi-kdump.cfg");
        assert.doesNotMatch(dropIn, /128M,low/);
        assert.match(dropIn, /^# Written by pulumi-kdump\. To take it back: /, "people find out whose it is");
    });

    it("takes a block below 4 GiB that this kernel counts for what the same value made of it", () => {
        ready();
        const memory = "100000000-1ffffffff : System RAM\n";
        host.write("proc/iomem", `${host.read("proc/iomem")}${memory}`);
        const cmdline = host.read("proc/cmdline").replace("crashkernel=192M", "crashkernel=512M,high");
        host.write("proc/cmdline", cmdline);
        host.write("sys/kernel/kexec_crash_size", `${768 * 2 ** 20}\n`);
        const same = ok(host.run("reboot", "when-required", "512M,high"), "reboot").json;
        assert.deepEqual([same.rebootRequired, same.scheduled], [false, false]);
        // Of another value the same bytes are no such thing.
        assert.equal(ok(host.run("reboot", "never", "512M"), "reboot").json.rebootRequired, true);
    });

    it("T7: sums up System RAM to the byte, as the kernel does", () => {
        ready();
        const lines = [
            "00000000-00000fff : Reserved",
            "00001000-0009fbff : System RAM",
            "00100000-3fffffff : System RAM",
            "  01000000-01ffffff : Kernel code",
            "40000000-4000006f : System RAM",
            "40000070-7fffffff : System RAM",
            "100000000-13fffffff : System RAM",
        ];
        host.write("proc/iomem", `${lines.join("\n")}\n`);
        const memory = 0x9ec00 + (0x80000000 - 0x100000) + 0x40000000;
        assert.equal(host.run("status").json.memoryBytes, memory);
    });

    it("goes by MemTotal where /proc/iomem hides its addresses", () => {
        ready();
        host.write("proc/iomem", "00000000-00000000 : System RAM\n00000000-00000000 : System RAM\n");
        const run = host.run("status");
        assert.match(run.stderr, /going by MemTotal/);
        assert.equal(run.json.memoryBytes, (Math.floor(2147024896 / 1024) - 80000) * 1024 + 192 * 2 ** 20);
    });
    /** A host as after a boot with these arguments, of which the kernel made so much. */
    function booted(reserved: number, ...values: string[]): void {
        const words = host.read("proc/cmdline").split(/\s+/);
        const other = words.filter((word) => word !== "" && !word.startsWith("crashkernel="));
        const all = [...other, ...values.map((value) => `crashkernel=${value}`)];
        host.write("proc/cmdline", `${all.join(" ")}\n`);
        host.write("sys/kernel/kexec_crash_size", `${reserved * MIB}\n`);
    }

    const families: Record<string, () => ThrowawayRoot> = {
        debian: () => new ThrowawayRoot(shells.dash, { installed: true, release: "6.17.0-amd64" }),
        el: () => new ElRoot({ ...releases["fedora 44"], kernel: "6.17.1-300.fc44.x86_64" }),
        mkconfig: () => new ElRoot({ ...releases["centos 7"], kernel: "6.17.1-1.el7.elrepo.x86_64" }),
        suse: () => new SuseRoot(shells.dash, { installed: true, release: "6.17.0-1-default" }),
    };
    for (const [family, make] of Object.entries(families)) {
        it(`puts a pair and ,cma on the command line as three arguments, and takes them back: ${family}`, () => {
            host = make();
            host.write("proc/iomem", "00000000-7fffffff : System RAM\n100000000-1ffffffff : System RAM\n");
            host.install();
            const value = "512M,high 128M,low 64M,cma";
            const before = host.tree();
            assert.equal(ok(host.run("crashkernel", value), "crashkernel").json.crashkernel, value);
            ok(host.run("bootloader", value), "bootloader");
            assert.equal(ok(host.run("crashkernel", value), "crashkernel").json.changed, false);
            assert.equal(host.run("status").json.crashkernel.wanted, value);
            const written = Object.entries(host.tree()).filter(([file, text]) => before[file] !== text);
            assert.match(
                written.map(([, text]) => text).join("\n"),
                / crashkernel=512M,high crashkernel=128M,low crashkernel=64M,cma(["' ]|$)/m,
            );
            ok(host.run("crashkernel", "512M,high"), "crashkernel");
            ok(host.run("bootloader", "512M,high"), "bootloader");
            assert.equal(host.run("status").json.crashkernel.wanted, "512M,high");
            ok(host.run("undo", "crashkernel"), "undo");
            assert.doesNotMatch(JSON.stringify(host.tree()), /crashkernel=512M/);
        });
    }

    it("reboots for another ,cma, of which the kernel's own size says nothing, and once", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true, release: "6.17.0-amd64" });
        host.install();
        const value = "256M 64M,cma";
        const required = () => ok(host.run("reboot", "never", value), "reboot").json;
        booted(256, "256M");
        assert.match(
            required().reason,
            /command line has no ,cma, and crashkernel=256M 64M,cma gives it 64M,cma/,
        );
        booted(256, "32M,cma", "256M");
        assert.match(required().reason, /command line has 32M,cma, .* gives it 64M,cma after a reboot/);
        booted(256, "64M,cma", "256M");
        assert.equal(required().rebootRequired, false);
        assert.equal(host.run("status").json.crashkernel.commandLine, value);
        assert.match(
            ok(host.run("reboot", "never", "256M"), "reboot").json.reason,
            /has 64M,cma, .* gives it none/,
        );
    });

    it("is not ready when less was to be had for ,cma, where the kernel tells", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true, release: "7.0.0-amd64" });
        host.install();
        for (const step of [
            ["crashkernel", "256M 64M,cma"],
            ["conf", "path /var/crash"],
        ])
            ok(host.run(...step), "step");
        booted(256, "256M", "64M,cma");
        const reason = () => host.run("status").json.reason;
        host.write("sys/kernel/kexec/crash_cma_ranges", "10000000-11ffffff\n20000000-20ffffff\n");
        assert.match(
            reason(),
            /16 MiB of what crashkernel=.+ asks for by ,cma could not be reserved at boot/,
        );
        for (const odd of ["x[$(id)]-1", "10000000-13ffffff"]) {
            host.write("sys/kernel/kexec/crash_cma_ranges", `${odd}\n10000000-13ffffff\n`);
            assert.doesNotMatch(reason(), /,cma/);
        }
    });

    it("goes by the running kernel whether ,cma is known, before its number", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true, release: "6.12.0-160000.5-default" });
        host.install();
        const symbols = (...names: string[]) =>
            host.write("proc/kallsyms", names.map((name) => `0000000000000000 T ${name}\n`).join(""));
        const value = "256M 64M,cma";
        fails(host.run("crashkernel", value), "crashkernel-cma", "does not know ,cma");
        symbols("parse_crashkernel", "reserve_crashkernel_cma");
        fails(host.run("crashkernel", value), "crashkernel-cma", "does not know ,cma");
        host.write("proc/meminfo", `${host.read("proc/meminfo")}CmaTotal:  0 kB\n`);
        assert.equal(ok(host.run("crashkernel", value), "crashkernel").json.predictedBytes, 256 * MIB);
        symbols("parse_crashkernel");
        fails(host.run("crashkernel", value), "crashkernel-cma", "does not know ,cma");
        host.set("arch", "aarch64\n");
        symbols("parse_crashkernel", "reserve_crashkernel_cma");
        fails(host.run("crashkernel", value), "crashkernel-cma", "does not do that on aarch64");
    });

    it("T20: takes an address, and does not reboot again for one that was taken", () => {
        ready();
        const run = ok(host.run("crashkernel", "192M@64M"), "crashkernel");
        assert.match(run.stderr, /asks for a fixed address; the kernel reserves nothing when that is taken/);
        assert.equal(run.json.predictedBytes, 192 * MIB);
        ok(host.run("bootloader", "192M@64M"), "bootloader");
        assert.match(host.read("boot/grub/grub.cfg"), / crashkernel=192M@64M$/m);
        booted(0, "192M");
        assert.equal(ok(host.run("reboot", "never", "192M@64M"), "reboot").json.rebootRequired, true);
        booted(0, "192M@64M");
        assert.equal(ok(host.run("reboot", "when-required", "192M@64M"), "reboot").json.scheduled, false);
        assert.match(
            host.run("status").json.reason,
            /^crashkernel=192M@64M asks for a fixed address, and this kernel found it taken/,
        );
        booted(192, "192M@64M");
        assert.equal(host.run("status").json.ready, true);
    });

    it("sums up what it finds on a command line, whatever that is, and says why nothing came of it", () => {
        ready();
        ok(host.run("undo", "crashkernel"), "undo");
        const facts = (reserved: number, ...values: string[]) => {
            booted(reserved, ...values);
            const { crashkernel, reason, rebootRequired } = host.run("status").json;
            return [crashkernel.commandLine, crashkernel.predictedBytes / MIB, reason, rebootRequired];
        };
        const [line, predicted, , required] = facts(94.5, "128M", "72M,low", "96768K");
        assert.deepEqual([line, predicted, required], ["96768K", 94.5, false]);
        assert.deepEqual(facts(512, "lots", "512M,high").slice(0, 2), ["lots", 512]);
        assert.match(
            facts(0, "256MB")[2],
            /crashkernel=256MB made this kernel reserve nothing: .* does not understand it/,
        );
        assert.match(facts(0, "4G-:1G")[2], /reserve nothing: none of its ranges holds/);
        assert.match(facts(0, "256M", "64M,cma")[2], /reserve nothing: .* does not understand it/);
        assert.match(facts(0, "0M")[2], /says 0M for this machine's 2047 MiB/);
        assert.match(facts(0)[2], /^No crashkernel= is set/);
        // What the kernel made of a value that is beyond this program is its affair.
        assert.deepEqual(facts(161, "2G-x:1M").slice(1, 2), [161]);
    });

    it("T15: goes by the kernel whether it knows auto", () => {
        ready();
        const config = `boot/config-${host.release}`;
        fails(host.run("crashkernel", "auto"), "crashkernel-nothing", "does not know auto");
        for (const setting of ["CONFIG_KEXEC_AUTO_RESERVE=y", 'CONFIG_CRASH_AUTO_STR="1G-:192M"']) {
            host.write(config, `${setting}\n`);
            assert.equal(ok(host.run("crashkernel", "auto"), "crashkernel").json.crashkernel, "auto");
        }
        host.write(config, '# CONFIG_KEXEC_AUTO_RESERVE is not set\nCONFIG_CRASH_AUTO_STR=""\n');
        fails(host.run("crashkernel", "auto"), "crashkernel-nothing", "does not know auto");
        booted(161, "auto");
        assert.equal(ok(host.run("crashkernel", "auto"), "crashkernel").json.crashkernel, "auto");
    });

    it("T15: takes auto of Oracle's kernels for 7 and 8, unless their configuration says otherwise", () => {
        for (const name of ["ol 7.9", "ol 8.9"]) {
            host = new ElRoot(releases[name]);
            host.install();
            assert.equal(ok(host.run("crashkernel", "auto"), "crashkernel").json.crashkernel, "auto", name);
            host.write(`boot/config-${host.release}`, "CONFIG_KEXEC=y\n");
            fails(host.run("crashkernel", "auto"), "crashkernel-nothing", "does not know auto");
            if (name === "ol 7.9") host.remove();
        }
    });
});
