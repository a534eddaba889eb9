import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { fails } from "./refusals";
import { SuseRoot, sysconfig } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

describe("SUSE in detail", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    let template: ThrowawayRoot | undefined;
    afterEach(() => host.remove());
    after(() => template?.remove());

    function prepared(): void {
        if (template === undefined) {
            template = new SuseRoot(shells.dash, { installed: true });
            assert.equal(template.install().status, 0);
            for (const file of ["root/.ssh/kdump", "usr/local/bin/pre", "usr/local/bin/post"]) {
                template.write(file, "#!/bin/sh\n");
                fs.chmodSync(path.join(template.root, file), 0o755);
            }
        }
        host = template.copy();
    }

    const written: [lines: string[], settings: string[]][] = [
        [["nfs srv:/export", "path /d"], ["KDUMP_SAVEDIR='nfs://srv/export/d'"]],
        [["nfs srv:/"], ["KDUMP_SAVEDIR='nfs://srv/var/crash'"]],
        [
            ["ssh kdump@srv", "sshkey /root/.ssh/kdump", "path /d"],
            ["KDUMP_SAVEDIR='ssh://kdump@srv/d'", "KDUMP_SSH_IDENTITY='/root/.ssh/kdump'"],
        ],
        [["core_collector makedumpfile -E -d 1"], ["KDUMP_DUMPLEVEL='1'", "KDUMP_DUMPFORMAT='ELF'"]],
        [["core_collector makedumpfile -pd31 -F"], ["KDUMP_DUMPLEVEL='31'", "KDUMP_DUMPFORMAT='snappy'"]],
        [["core_collector makedumpfile -z -d 31"], ["KDUMP_DUMPLEVEL='31'", "KDUMP_DUMPFORMAT='zstd'"]],
        [["core_collector makedumpfile"], ["KDUMP_DUMPLEVEL='0'", "KDUMP_DUMPFORMAT='compressed'"]],
        [["keep 1"], ["KDUMP_KEEP_OLD_DUMPS='0'"]],
        [["keep 0"], ["KDUMP_KEEP_OLD_DUMPS='0'"]],
        [
            ["kdump_pre /usr/local/bin/pre", "kdump_post /usr/local/bin/post"],
            [
                "KDUMP_PRESCRIPT='/usr/local/bin/pre'",
                "KDUMP_POSTSCRIPT='/usr/local/bin/post'",
                "KDUMP_REQUIRED_PROGRAMS='/usr/local/bin/pre /usr/local/bin/post'",
            ],
        ],
        [["failure_action shell"], ["KDUMP_CONTINUE_ON_ERROR='false'"]],
        [["final_action reboot"], ["KDUMP_IMMEDIATE_REBOOT='true'"]],
    ];
    for (const [lines, settings] of written) {
        it(`${lines.join(", ")} becomes ${settings.join(", ")}`, () => {
            prepared();
            const run = host.run("conf", ...lines);
            assert.equal(run.status, 0, run.stderr);
            assert.deepEqual(
                host.read("etc/sysconfig/kdump").slice(sysconfig.length).split("\n").slice(1, -2),
                ["KDUMP_UPDATE_BOOTLOADER='false'", ...settings],
            );
            assert.equal(host.run("undo", "conf").status, 0);
            assert.equal(host.read("etc/sysconfig/kdump"), sysconfig);
        });
    }

    const refused: Record<string, [string, string]> = {
        "raw /dev/vdb1": [
            "conf-family",
            "raw is not possible on sles 15.6: kdump writes to no bare partition; use path, nfs or ssh.",
        ],
        "xfs /dev/vdb1": ["conf-family", "mount it by /etc/fstab and use path"],
        "compression gzip": ["conf-family", "use core_collector makedumpfile -c, -l, -p or -z"],
        "core_collector cp": ["conf-family", "for a whole dump use makedumpfile -d 0"],
        "failure_action poweroff": ["conf-family", "use reboot or shell"],
        "final_action halt": ["conf-family", "use reboot"],
        "kdump_emergency /usr/local/bin/pre": ["conf-family", "use kdump_post"],
        "extra_modules e1000e": ["conf-family", "/etc/dracut.conf.d"],
        "dracut_args --add x": ["conf-family", "/etc/dracut.conf.d"],
        "fence_kdump_nodes a b": ["conf-family", "fence_kdump_send"],
        "force_rebuild 1": ["conf-family", "mkdumprd -f"],
        "auto_reset_crashkernel yes": ["conf-family", "leave it out"],
        "core_collector makedumpfile -d 32": ["conf-line", "-d wants a number from 0 to 31"],
        "core_collector makedumpfile -d": ["conf-line", "its last option lacks a value"],
        "core_collector makedumpfile -x vmlinux": ["conf-line", "the option -x cannot be said"],
        "core_collector makedumpfile 31": ["conf-line", "'31' is not an option of makedumpfile"],
    };
    for (const [line, [code, sentence]] of Object.entries(refused)) {
        it(`refuses ${line}, and writes nothing`, () => {
            prepared();
            const before = host.tree();
            fails(host.run("conf", "path /var/crash", line), code, sentence);
            assert.deepEqual(host.tree(), before);
        });
    }

    it("refuses zstd where kdump does not know it", () => {
        prepared();
        host.write("etc/sysconfig/kdump", sysconfig.replace("zstd,", ""));
        fails(host.run("conf", "core_collector makedumpfile -z -d 31"), "conf-line", "does not know zstd");
    });

    it("makes no local directory for a dump that goes away, and is ready without one", () => {
        prepared();
        fs.rmSync(path.join(host.root, "var/crash"), { recursive: true });
        assert.equal(host.run("conf", "nfs srv:/export").status, 0);
        assert.ok(!host.exists("var/crash"));
    });

    it("refuses lines of /etc/default/grub that cannot be changed safely", () => {
        for (const line of [
            'GRUB_CMDLINE_LINUX="$X" quiet',
            "GRUB_CMDLINE_LINUX=a;b",
            'GRUB_CMDLINE_LINUX="quiet',
        ]) {
            prepared();
            host.write("etc/default/grub", `${line}\n`);
            const before = host.tree("var/lib/pulumi-kdump");
            fails(host.run("crashkernel", "192M"), "default-grub", "/etc/default/grub");
            assert.deepEqual(host.tree("var/lib/pulumi-kdump"), before);
            host.remove();
        }
        prepared();
        host.shell = shells.bash; // which SUSE's sh is, and which knows +=
        host.write("etc/default/grub", 'X="crashkernel=1M"\nGRUB_CMDLINE_LINUX+=" $X"\n');
        fails(
            host.run("crashkernel", "192M"),
            "default-grub",
            "would say crashkernel=1M crashkernel=192M instead of",
        );
    });

    it("an entry that gets another value in the end leaves grub.cfg as it was", () => {
        prepared();
        assert.equal(host.run("crashkernel", "512M,high 128M,low").status, 0);
        host.write("etc/default/grub.d/x.cfg", 'GRUB_CMDLINE_LINUX="crashkernel=1M"\n');
        const before = host.read("boot/grub2/grub.cfg");
        fails(
            host.run("bootloader", "512M,high 128M,low"),
            "bootloader-check",
            "instead of crashkernel=512M,high crashkernel=128M,low",
        );
        assert.equal(host.read("boot/grub2/grub.cfg"), before);
    });

    it("a calibration without an answer", () => {
        prepared();
        host.set("calibrate", "");
        fails(host.run("crashkernel", "recommended"), "no-recommended", "Give a crashkernel value");
    });

    describe("zypper", () => {
        function bare(): void {
            host = new SuseRoot();
            assert.equal(host.install().status, 0);
        }

        it("waits while another zypper works, and tries again when it is locked", () => {
            bare();
            host.write("run/zypp.pid", "4711\n");
            host.write("proc/4711/comm", "zypper\n");
            host.set("on-sleep", 'rm -rf "$KDUMP_ROOT/proc/4711"\n');
            host.set("zypper-locked", "1\n2\n");
            const run = host.run("packages");
            assert.equal(run.status, 0, run.stderr);
            assert.match(run.stderr, /waiting for zypper, which is at work,/);
            assert.equal(host.record().filter((call) => call.includes(" install ")).length, 3);
        });

        it("gives up on a lock that stays", () => {
            bare();
            host.env.KDUMP_PATIENCE = "30";
            host.set("zypper-locked", "1\n".repeat(50));
            fails(host.run("packages"), "packages-locked", "stayed locked by another for 30 s");
        });

        it("tells a missing network, a missing package and a broken package list apart", () => {
            bare();
            host.set("no-network");
            fails(host.run("packages"), "packages-network", "Could not resolve host: repo.invalid");
            host.unset("no-network");
            host.set("archive", "kdump 1\n");
            fails(host.run("packages"), "packages-missing", "No provider of 'kexec-tools' found.");
            host = (host.remove(), new SuseRoot());
            host.install();
            host.set("rpm-fails");
            fails(host.run("packages"), "packages-unknown", "rpm does not tell");
        });

        it("remembers what it brought when it is killed in between, and removes exactly that", () => {
            bare();
            host.set("die-at-crash");
            assert.equal(host.run("packages").signal, "SIGKILL");
            assert.equal(host.run("packages").status, 0);
            host.set("needs-ours", "mine\n");
            fails(host.run("undo", "packages"), "packages-needed", "mine was installed later and needs");
            host.unset("needs-ours");
            assert.equal(host.run("undo", "packages").status, 0);
            const left = fs.readFileSync(path.join(host.base, "installed"), "utf8");
            assert.doesNotMatch(left, /kdump|crash|libsnappy|makedumpfile|kexec/);
        });

        it("waits for cloud-init", () => {
            bare();
            host.write("run/cloud-init/status.json", "{}");
            host.env.KDUMP_PATIENCE = "30";
            fails(host.run("packages"), "cloud-init", "cloud-init has not ended within 30 s");
        });

        it("T36: asks for the debuginfo of the running kernel's very package", () => {
            bare();
            const run = host.run("debuginfo");
            assert.equal(run.status, 0, run.stderr);
            assert.deepEqual(
                host.record().filter((call) => call.startsWith("zypper")),
                [
                    "zypper --non-interactive --plus-content debug install --no-recommends --auto-agree-with-licenses kernel-default-debuginfo-6.4.0-150600.23.25.1",
                ],
            );
            assert.equal(host.run("undo", "debuginfo").status, 0);
            assert.ok(!host.exists("usr/lib/debug"));
            host.set("kernel", "6.4.0-150600.23.30.1\n");
            fails(host.run("debuginfo"), "packages-missing", "kernel-default-debuginfo-6.4.0-150600.23.30.1");
        });
    });
});
