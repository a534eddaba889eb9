// Traps that every family shares, each with the number that docs/traps.md gives it.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok, steps } from "./lifecycle";
import { fails } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const families: Record<string, () => ThrowawayRoot> = {
    debian: () => new ThrowawayRoot(shells.dash, { installed: true }),
    el: () => new ElRoot("centos 9").installed(),
    suse: () => new SuseRoot(shells.dash, { installed: true }),
};

for (const [family, make] of Object.entries(families)) {
    describe(`traps on a host of the ${family} family`, function () {
        this.timeout(30000);
        let host: ThrowawayRoot;
        beforeEach(() => {
            host = make();
            ok(host.install(), "install");
        });
        afterEach(() => host.remove());

        const mode = (file: string) => (fs.statSync(path.join(host.root, file)).mode & 0o777).toString(8);

        it("T27: lets nobody else into the dump directory, and gives one that was there its mode back", () => {
            fs.mkdirSync(path.join(host.root, "var/mine"), { recursive: true });
            fs.chmodSync(path.join(host.root, "var/mine"), 0o755);
            ok(host.run("conf", "path /var/mine"), "conf");
            assert.equal(mode("var/mine"), "700");
            ok(host.run("conf", "path /var/new"), "conf");
            assert.equal(mode("var/new"), "700");
            for (const step of ["service", "conf"]) ok(host.run("undo", step), step);
            assert.equal(mode("var/mine"), "755");
            assert.ok(!host.exists("var/new"));
        });

        it("T31: refuses an NMI's sysctl where the kernel has none", () => {
            fs.rmSync(path.join(host.root, "proc/sys/kernel/unknown_nmi_panic"), { force: true });
            fails(
                host.run("conf", "sysctl kernel.unknown_nmi_panic=1"),
                "conf-line",
                "this kernel has no sysctl kernel.unknown_nmi_panic",
            );
            host.write("proc/sys/kernel/unknown_nmi_panic", "0\n");
            ok(host.run("conf", "sysctl kernel.unknown_nmi_panic=1"), "conf");
            assert.equal(host.read("proc/sys/kernel/unknown_nmi_panic"), "1\n");
        });

        it("T32: sets what counts as a panic with the capture kernel, never in it, and gives it back", () => {
            host.write("proc/sys/kernel/panic_on_oops", "0\n");
            const before = Object.keys(host.tree());
            ok(host.run("conf", "sysctl kernel.panic_on_oops=1"), "conf");
            assert.equal(host.read("proc/sys/kernel/panic_on_oops"), "1\n");
            // /etc/sysctl.d counts in the capture kernel too.
            const made = Object.keys(host.tree()).filter((file) => !before.includes(file));
            assert.ok(made.some((file) => /^etc\/systemd\/system\/kdump[a-z-]*\.service\.d\//.test(file)));
            assert.deepEqual(
                made.filter((file) => file.includes("sysctl.d")),
                [],
            );
            ok(host.run("undo", "conf"), "undo");
            assert.equal(host.read("proc/sys/kernel/panic_on_oops"), "0\n");
        });

        it("T34: leaves what comes after a failed dump at the distribution's reboot", () => {
            ok(host.run("conf", "path /var/crash"), "conf");
            for (const [file, text] of Object.entries(host.tree())) {
                if (!file.startsWith("etc/")) continue;
                assert.doesNotMatch(text, /^(failure_action|default|final_action|KDUMP_FAIL_CMD)\b/m, file);
                assert.doesNotMatch(text, /^KDUMP_(CONTINUE_ON_ERROR|IMMEDIATE_REBOOT)='?"?false/m, file);
            }
        });

        // kdump.service of the rpm family is busy meanwhile, which T39 is about.
        if (family !== "el") {
            it("T40: waits while a hot-plugged CPU has the capture kernel loaded anew", () => {
                host.set("reboots");
                for (const step of steps("256M", ["path /var/crash"]).slice(0, 6))
                    ok(host.run(...step), step[0]);
                host.set("load-fails");
                host.write("sys/kernel/kexec_crash_loaded", "0\n");
                host.set(
                    "on-sleep",
                    'echo x >>"$base/slept"; if [ "$(wc -l <"$base/slept")" -ge 3 ]; then echo 1 >"$base/root/sys/kernel/kexec_crash_loaded"; fi\n',
                );
                const facts = ok(host.run("service", "again"), "service").json;
                assert.deepEqual([facts.ready, facts.crashkernel.loaded], [true, true]);
            });
        }
    });
}
