import * as assert from "node:assert";

import { ok, steps } from "./lifecycle";
import { ThrowawayRoot, shells } from "./throwaway-root";

describe("the reservation on a host", function () {
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

    it("puts a pair on the command line as two arguments, and knows it again", () => {
        ready();
        const pair = "512M,high 128M,low";
        assert.strictEqual(ok(host.run("crashkernel", pair), "crashkernel").json.changed, true);
        assert.strictEqual(ok(host.run("crashkernel", pair), "crashkernel").json.changed, false);
        ok(host.run("bootloader", pair), "bootloader");
        assert.match(host.read("boot/grub/grub.cfg"), / crashkernel=512M,high crashkernel=128M,low$/m);
        ok(host.run("reboot", "when-required", pair), "reboot");
        const facts = ok(host.run("service", "pair"), "service").json;
        assert.strictEqual(facts.ready, true, facts.reason);
        assert.strictEqual(facts.crashkernel.wanted, pair);
        assert.strictEqual(facts.crashkernel.commandLine, pair);
        assert.strictEqual(ok(host.run("reboot", "when-required", pair), "reboot").json.scheduled, false);
        ok(host.run("crashkernel", "512M,high"), "crashkernel");
        assert.strictEqual(host.run("status").json.crashkernel.wanted, "512M,high");
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
        assert.deepStrictEqual([same.rebootRequired, same.scheduled], [false, false]);
        // Of another value the same bytes are no such thing.
        assert.strictEqual(ok(host.run("reboot", "never", "512M"), "reboot").json.rebootRequired, true);
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
        assert.strictEqual(host.run("status").json.memoryBytes, memory);
    });

    it("goes by MemTotal where /proc/iomem hides its addresses", () => {
        ready();
        host.write("proc/iomem", "00000000-00000000 : System RAM\n00000000-00000000 : System RAM\n");
        const run = host.run("status");
        assert.match(run.stderr, /going by MemTotal/);
        assert.strictEqual(
            run.json.memoryBytes,
            (Math.floor(2147024896 / 1024) - 80000) * 1024 + 192 * 2 ** 20,
        );
    });
});
