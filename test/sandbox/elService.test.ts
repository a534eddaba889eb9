import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRelease, ElRoot, otherKernel, releases } from "./elRoot";
import { ok, steps, undoing } from "./lifecycle";
import { fails } from "./refusals";

describe("the service of the rpm family", function () {
    this.timeout(60000);
    let host: ElRoot;
    afterEach(() => host.remove());

    function ready(release: string | ElRelease): void {
        host = new ElRoot(release).installed();
        ok(host.install(), "install");
    }

    function booted(): void {
        for (const step of ["crashkernel", "bootloader"]) ok(host.run(step, "256M"), step);
        host.boot();
    }

    it("T6: is not ready because a start ended well; the unit may have been skipped", () => {
        ready("centos 9");
        ok(host.run("conf", "path /var/crash"), "conf");
        const run = ok(host.run("service", "x"), "service").json;
        assert.deepEqual([run.ready, run.service.active], [false, false]);
        assert.match(run.reason, /No crashkernel= is set/);
        // Memory is reserved, and the command line does not say so: the unit is skipped, its start ends well.
        host.write("sys/kernel/kexec_crash_size", "268435456\n");
        fails(
            host.run("service", "x"),
            "not-loaded",
            "The capture kernel is not loaded, and kdump.service is inactive",
        );
    });

    it("takes away the image that its unit has built, unless kdump ran before", () => {
        const image = (): string => `boot/initramfs-${host.release}kdump.img`;
        const others = [
            "boot/initramfs-3.8.0-1.x86_64kdump.img",
            "var/lib/kdump/initramfs-3.8.0-1.x86_64kdump.img",
        ];
        for (const ran of [false, true]) {
            ready("centos 9");
            for (const other of others) host.write(other, "of mine\n");
            if (ran) booted();
            ok(host.run("packages"), "packages");
            ok(host.run("conf", "path /var/crash"), "conf");
            if (!ran) booted();
            ok(host.run("service", "x"), "service");
            assert.ok(fs.existsSync(path.join(host.root, image())));
            ok(host.run("undo", "service"), "undo service");
            assert.equal(fs.existsSync(path.join(host.root, image())), ran);
            for (const other of others) assert.equal(host.read(other), "of mine\n");
            assert.equal(ok(host.run("undo", "service"), "undo service").json.changed, false);
            host.remove();
        }
        ready("centos 9");
    });

    it("T15: leaves auto to the kernel where it has it, and is not ready where the kernel took nothing", () => {
        ready("rocky 8.0");
        const due = ok(host.run("reboot", "never", "auto"), "reboot").json;
        assert.equal(
            due.reason,
            "The running kernel has reserved 0 MiB, and crashkernel=auto leaves it to the kernel after a reboot.",
        );
        for (const step of ["crashkernel", "bootloader"]) ok(host.run(step, "auto"), step);
        for (const line of host.commandLines()) assert.match(line, /crashkernel=auto(?= |$)/);
        host.write("proc/cmdline", "root=UUID=0a1b ro crashkernel=auto\n");
        ok(host.run("conf", "path /var/crash"), "conf");
        const facts = ok(host.run("service", "x"), "service").json;
        assert.deepEqual([facts.ready, facts.rebootRequired], [false, false]);
        assert.match(
            facts.reason,
            /^crashkernel=auto made this kernel reserve nothing of this machine's \d+ MiB/,
        );
        host.write("proc/iomem", "00100000-1fffffff : System RAM\n");
        fails(
            host.run("crashkernel", "auto"),
            "crashkernel-nothing",
            "crashkernel='auto' would reserve nothing: this machine has 511 MiB of memory, and 4.18.0-80.el8.x86_64 takes its share from 1024 MiB on. Give a size.",
        );
    });

    it("T15: refuses auto under a kernel that does not know it", () => {
        for (const release of ["ol 9.4", "centos 9", "amzn 2"]) {
            ready(release);
            fails(
                host.run("crashkernel", "auto"),
                "crashkernel-nothing",
                "does not know auto. Say recommended",
            );
            host.remove();
        }
    });

    it("T39: waits while the initramfs is built", () => {
        ready("centos 9");
        booted();
        ok(host.run("conf", "path /var/crash", "failure_action halt"), "conf");
        // The unit stays activating, and the kernel unloaded, until nine looks have passed.
        host.set("activating", "9\n");
        const facts = ok(host.run("service", "x"), "service").json;
        assert.deepEqual([facts.ready, facts.crashkernel.loaded], [true, true]);
        assert.ok(host.record().filter((call) => call.startsWith("sleep")).length >= 5);
    });

    it("T26: gives what it writes the label of the policy, where SELinux is on", () => {
        for (const on of [true, false]) {
            ready("rhel 9.4");
            if (on) host.write("sys/fs/selinux/enforce", "1\n");
            host.record();
            for (const step of ["crashkernel", "bootloader"]) ok(host.run(step, "256M"), step);
            ok(host.run("conf", "path /var/dumps"), "conf");
            const labelled = host.record().filter((call) => call.startsWith("restorecon"));
            assert.deepEqual(
                labelled.map((call) => call.replace(host.root, "")),
                on
                    ? [
                          "etc/default/grub",
                          "etc/kernel/cmdline",
                          `boot/loader/entries/0a1b-${otherKernel}.conf`,
                          `boot/loader/entries/0a1b-${host.release}.conf`,
                          "etc/kdump.conf",
                          "var/dumps",
                      ].map((file) => `restorecon /${file}`)
                    : [],
            );
            host.remove();
        }
        ready("rhel 9.4");
    });

    it("T24, T25, T37: tells what keeps a capture kernel from being loaded", () => {
        ready("rhel 9.4");
        booted();
        ok(host.run("conf", "path /var/crash"), "conf");
        host.set("load-fails");
        host.write("sys/kernel/kexec_crash_loaded", "0\n");
        assert.equal(host.run("status").json.reason, "The capture kernel is not loaded.");
        host.write("proc/sys/kernel/kptr_restrict", "2\n");
        assert.match(host.run("status").json.reason, /kernel.kptr_restrict is 2, which can prevent that/);
        host.write("sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
        assert.match(host.run("status").json.reason, /The kernel is locked down \(Secure Boot\)/);
        host.write("proc/sys/kernel/kexec_load_disabled", "1\n");
        assert.match(host.run("status").json.reason, /kernel.kexec_load_disabled is 1, so none can be/);
        fails(host.install(), "kexec-disabled", "kernel.kexec_load_disabled is 1");
        host.write("proc/sys/kernel/kexec_load_disabled", "0\n");
        host.set("units/kdump.service", "masked inactive\n");
        fails(host.run("service", "x"), "unit-masked", "systemctl unmask kdump.service");
    });

    for (const name of ["centos 7", "rhel 8.10", "centos 9", "amzn 2023"]) {
        it(`${name}: adopts a host that was configured by hand, without a reboot, and gives it back`, () => {
            host = new ElRoot(name).installed();
            host.write("etc/default/grub", 'GRUB_CMDLINE_LINUX="crashkernel=1G-:256M rhgb"\n');
            host.write("etc/kdump.conf", "path /srv/mine\ncore_collector makedumpfile -c -d 31\n");
            fs.mkdirSync(path.join(host.root, "srv/mine"), { recursive: true });
            if (host.el.boot === "grub.cfg") {
                host.spawn(["-c", 'grub2-mkconfig -o "$KDUMP_ROOT/boot/grub2/grub.cfg"']);
            } else if (host.el.boot === "kernelopts") {
                host.write("boot/grub2/grubenv", "kernelopts=root=UUID=0a1b crashkernel=1G-:256M ro\n");
            } else {
                host.entry(host.release, "root=UUID=0a1b ro crashkernel=1G-:256M");
                host.entry("3.9.0-1.x86_64", "root=UUID=0a1b ro crashkernel=1G-:256M");
            }
            host.boot();
            const before = host.tree();
            const units = fs.readFileSync(path.join(host.base, "units/kdump.service"), "utf8");
            assert.equal(units, "enabled active\n");
            host.record();
            ok(host.install(), "install");
            assert.equal(ok(host.run("packages"), "packages").json.changed, false);
            for (const step of steps("256M", ["core_collector makedumpfile -l -d 31"]).slice(1, 6)) {
                ok(host.run(...step), step[0]);
            }
            const facts = host.run("status").json;
            assert.equal(facts.ready, true, facts.reason);
            assert.equal(facts.dump.path, "/srv/mine");
            assert.ok(!host.record().some((call) => /reboot|^boot/.test(call)));
            for (const step of undoing.slice(1)) ok(host.run(...step), step.join(" "));
            const blanks = (tree: Record<string, string>): Record<string, string> =>
                Object.fromEntries(
                    Object.entries(tree).map(([file, text]) => [
                        file,
                        // grubby appends, so the word's place within an entry is another now.
                        file.startsWith("boot/loader") || file.endsWith("grubenv")
                            ? text.split(/[ \n]/).sort().join(" ")
                            : text,
                    ]),
                );
            assert.deepEqual(blanks(host.tree()), blanks(before));
            assert.equal(fs.readFileSync(path.join(host.base, "units/kdump.service"), "utf8"), units);
            assert.match(
                fs.readFileSync(path.join(host.base, "loaded-conf"), "utf8"),
                /^core_collector makedumpfile -c -d 31$/m,
            );
        });
    }

    it("T7: tells a value that reserves nothing on this machine before anything is changed", () => {
        host = new ElRoot(releases["fedora 44"], undefined, 1073741824).installed();
        ok(host.install(), "install");
        const before = host.tree("var");
        fails(host.run("crashkernel", "recommended"), "crashkernel-nothing", "none of its ranges holds");
        assert.deepEqual(host.tree("var"), before);
    });

    it("what is not supported is refused: 6, 11, Fedora 40, Amazon Linux 2018", () => {
        for (const [id, version] of [
            ["centos", "6"],
            ["rhel", "11.0"],
            ["rocky", "7.9"],
            ["fedora", "40"],
            ["amzn", "2018.03"],
        ]) {
            host = new ElRoot({ ...releases["centos 9"], id, versionId: version, name: `${id} ${version}` });
            fails(host.install(), "unsupported", `${id} ${version} is not supported. kdump-host knows`);
            host.remove();
        }
        ready("centos 9");
    });
});
