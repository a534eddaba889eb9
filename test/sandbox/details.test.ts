import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ok, steps } from "./lifecycle";
import { readyHosts } from "./readyHosts";
import { shells, ThrowawayRoot } from "./throwawayRoot";

describe("the steps in detail", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    const another = readyHosts();
    afterEach(() => host.remove());

    const ready = () => (host = another());

    it("load a changed configuration into a running system, by stop and start", () => {
        ready();
        ok(host.run("conf", "path /var/crash", "commandline_append bar=2"), "conf");
        assert.doesNotMatch(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), /bar=2/);
        assert.equal(ok(host.run("service", "other"), "service").json.changed, true);
        assert.match(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), /release_default bar=2/);
        assert.equal(ok(host.run("service", "other"), "service").json.changed, false);
    });

    it("load it when the unit is inactive and the kernel loaded by hand", () => {
        ready();
        host.set("units/kdump-tools.service", "disabled inactive\n");
        const facts = ok(host.run("service", "x"), "service").json;
        assert.equal(facts.ready, true, facts.reason);
        assert.deepEqual(facts.service, { unit: "kdump-tools.service", enabled: true, active: true });
        assert.ok(host.record().includes("kdump-config unload"));
    });

    it("fail when the unit is active and the capture kernel is not loaded, as `kdump-host status` says too", () => {
        ready();
        host.set("load-fails");
        host.write("sys/kernel/kexec_crash_loaded", "0\n");
        const run = host.run("service", "x");
        assert.equal(run.status, 1);
        assert.match(
            run.stderr,
            /error \[not-loaded\]: The capture kernel is not loaded, and kdump-tools.service is active. It said: failed to load kdump kernel. Look at it with: journalctl/,
        );
        assert.match(host.run("status").json.reason, /The capture kernel is not loaded/);
        host.unset("load-fails");
        assert.equal(ok(host.run("service", "x"), "service").json.ready, true);
    });

    it("ask sudoers, apt and kexec-tools nothing, and keep a reboot from becoming a kexec", () => {
        host = new ThrowawayRoot(shells.dash);
        host.install();
        ok(host.run("packages"), "packages");
        assert.ok(host.record().includes("debconf kexec-tools kexec-tools/load_kexec boolean false"));
        host.write("etc/default/kexec", "LOAD_KEXEC=true\n");
        host.write("sys/kernel/kexec_loaded", "1\n");
        host.set("reboots");
        for (const step of steps("192M", ["path /var/crash"]).slice(1, 6)) {
            ok(host.run(...step), step[0]);
        }
        assert.ok(host.record().includes("kexec -u"));
        assert.equal(host.run("status").json.ready, true);
    });

    it("purge what came with the packages, unless something later needs it", () => {
        host = new ThrowawayRoot(shells.dash);
        host.install();
        ok(host.run("packages"), "packages");
        fs.appendFileSync(path.join(host.base, "installed"), "mine 1.0\n");
        host.set("needs-ours", "mine\n");
        const kept = host.run("undo", "packages");
        assert.equal(kept.status, 1);
        assert.match(kept.stderr, /error \[packages-needed\]: mine was installed later and needs/);
        host.unset("needs-ours");
        ok(host.run("undo", "packages"), "undo packages");
        assert.equal(
            fs.readFileSync(path.join(host.base, "installed"), "utf8"),
            "base-files 12.4\nbusybox 1.35\nmine 1.0\n",
        );
    });

    it("remember what came with the packages when they are killed in between", () => {
        host = new ThrowawayRoot(shells.dash);
        host.install();
        host.set("die-at-crash");
        assert.equal(host.run("packages").signal, "SIGKILL");
        ok(host.run("packages"), "packages");
        ok(host.run("undo", "packages"), "undo packages");
        assert.equal(
            fs.readFileSync(path.join(host.base, "installed"), "utf8"),
            "base-files 12.4\nbusybox 1.35\n",
        );
    });

    it("answer in valid JSON whatever the host is called", () => {
        host = new ThrowawayRoot(shells.dash);
        host.write(
            "etc/os-release",
            'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="My \\"own\\" C:\\ \tDebian"\n',
        );
        assert.equal(ok(host.install(), "install").json.os.name, 'My \\"own\\" C:\\  Debian');
    });

    it("run one at a time", async () => {
        ready();
        // The first holds the lock while it waits for a package manager.
        host.unset("reboots");
        host.write("var/lib/dpkg/lock-frontend", "");
        const inode = fs.statSync(path.join(host.root, "var/lib/dpkg/lock-frontend")).ino;
        host.write("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 fe:01:${inode} 0 EOF\n`);
        host.set("on-sleep", "/bin/sleep 0.05\n");
        ok(host.run("crashkernel", "256M"), "crashkernel");
        const first = host.start("reboot", "when-required", "256M");
        await first.said(/waiting for apt or dpkg/);
        const second = host.start("crashkernel", "192M");
        await second.said(/waiting for another run/);
        host.write("proc/locks", "");
        const [reboot, crashkernel] = await Promise.all([first, second]);
        assert.match(reboot.stderr, /waiting for apt or dpkg/);
        assert.match(crashkernel.stderr, /crashkernel: waiting for another run of kdump-host to end/);
        assert.equal(crashkernel.json.changed, true);
    });

    for (const [source, url] of Object.entries({
        "deb http://archive.ubuntu.com/ubuntu jammy main\n": "http://ddebs.ubuntu.com",
        "# x\nTypes: deb\nURIs: http://eu-west-1.ec2.archive.ubuntu.com/ubuntu/\nSuites: noble\n":
            "http://ddebs.ubuntu.com",
        "deb [arch=arm64] http://ports.ubuntu.com/ubuntu-ports jammy main\n": "http://ddebs.ubuntu.com",
    })) {
        it(`find Ubuntu's debug archive by: ${source.split("\n")[0]}`, () => {
            host = new ThrowawayRoot(shells.dash, {
                id: "ubuntu",
                versionId: "22.04",
                codename: "jammy",
                release: "5.15.0-113-generic",
            });
            host.write("etc/apt/sources.list", source);
            host.set("archive", "ubuntu-dbgsym-keyring 2021 1000 10\n");
            host.set(
                "archive-debug",
                "linux-image-unsigned-5.15.0-113-generic-dbgsym 5.15.0-113.123 600000000 1200000\n",
            );
            fs.appendFileSync(
                path.join(host.base, "installed"),
                "linux-image-5.15.0-113-generic 5.15.0-113.123\n",
            );
            host.install();
            const before = host.tree();
            const run = ok(host.run("debuginfo"), "debuginfo");
            assert.equal(run.json.vmlinux, "/usr/lib/debug/boot/vmlinux-5.15.0-113-generic");
            const sources = host
                .read("etc/apt/sources.list.d/pulumi-kdump-debug.list")
                .split("\n")
                .slice(1, -1);
            const by = "deb [signed-by=/usr/share/keyrings/ubuntu-dbgsym-keyring.gpg]";
            assert.deepEqual(sources, [
                `${by} ${url} jammy main restricted universe multiverse`,
                `${by} ${url} jammy-updates main restricted universe multiverse`,
            ]);
            assert.equal(ok(host.run("debuginfo"), "debuginfo").json.changed, false);
            ok(host.run("undo", "debuginfo"), "undo debuginfo");
            assert.deepEqual(host.tree("var/lib/pulumi-kdump/debuginfo.lock"), before);
        });
    }
});
