import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { fails, Refusals } from "./refusals";
import { assembledProgram } from "./throwawayRoot";

describe("values, and file systems, that the host program refuses", function () {
    this.timeout(30000);
    const here = new Refusals();

    describe("crashkernel", () => {
        const cases: Record<string, [string, ...string[]]> = {
            "": ["crashkernel-syntax", "crashkernel='' is not managed: it is empty."],
            "-256M": ["crashkernel-syntax", "'-256M' is not a size"],
            "256M@": ["crashkernel-syntax", "'' is not a size"],
            "256M@1664K": ["crashkernel-nothing", "only at addresses that are multiples of 1024 KiB"],
            "64M,cma": ["crashkernel-syntax", "64M,cma alone reserves nothing; give a size too"],
            "256M 64M,cma": [
                "crashkernel-cma",
                "6.1.0-37-cloud-amd64 does not know ,cma, which came with Linux 6.17, and would take '64M,cma' for the size",
            ],
            lots: ["crashkernel-syntax", "'lots' is not a size, which is a multiple of 64 KiB"],
            "192M'; rm -rf /": ["crashkernel-syntax", "'192M';' is not a size"],
            "192M\nx": ["crashkernel-syntax", "'192M x' is not a size"],
            "2G": ["crashkernel-nothing", "asks for as much as this machine's 2047 MiB of memory, or more"],
            "1200M": ["crashkernel-nothing", "more than half of this machine's 2047 MiB"],
            "4G-:256M": [
                "crashkernel-nothing",
                "none of its ranges holds this machine's 2047 MiB of memory",
                "0M if that is the wish",
            ],
        };
        for (const [value, [code, ...parts]] of Object.entries(cases)) {
            it(JSON.stringify(value), () => {
                here.prepared();
                for (const step of [["crashkernel"], ["bootloader"], ["reboot", "never"]]) {
                    here.refused(() => here.host.run(...step, value), code, parts);
                }
            });
        }

        it("an entry that gets another value in the end", () => {
            here.prepared();
            here.host.run("crashkernel", "192M");
            here.host.write(
                "etc/default/grub.d/zzz.cfg",
                'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=1M"\n',
            );
            here.refused(
                () => here.host.run("bootloader", "192M"),
                "bootloader-check",
                [
                    "The entry 'Debian GNU/Linux'",
                    "has crashkernel=192M crashkernel=1M instead of crashkernel=192M",
                    "grub.cfg is as it was",
                ],
                () => fs.rmSync(path.join(here.host.root, "etc/default/grub.d/zzz.cfg")),
            );
        });

        it("a grub-mkconfig that fails", () => {
            here.prepared();
            here.host.run("crashkernel", "192M");
            here.host.set("mkconfig-fails");
            here.refused(
                () => here.host.run("bootloader", "192M"),
                "bootloader",
                ["grub-mkconfig failed, grub.cfg is as it was: /usr/sbin/grub-probe: error"],
                () => here.host.unset("mkconfig-fails"),
            );
        });
    });

    describe("full file systems:", () => {
        it("/boot", () => {
            here.prepared();
            here.host.run("crashkernel", "192M");
            here.host.set("free", "/boot 800 /boot\n");
            here.refused(
                () => here.host.run("bootloader", "192M"),
                "boot-space",
                [/The file system \/boot has 800 KiB free and 10\d\d KiB are needed/],
                () => here.host.unset("free"),
            );
        });

        it("T21: /var/crash, which may be a file system of its own", () => {
            here.prepared();
            here.host.set("free", "/var/crash 1000 /var/crash disk\n");
            here.refused(
                () => here.host.run("service", "x"),
                "dump-space",
                ["The file system /var/crash disk has 1000 KiB free and 65536 KiB are needed."],
                () => here.host.unset("free"),
            );
        });

        it("/etc", () => {
            here.prepared();
            here.host.set("free", "/etc 10 /\n");
            for (const step of [
                ["conf", "keep 7"],
                ["crashkernel", "192M"],
            ]) {
                const before = here.host.tree("var/lib/pulumi-kdump");
                fails(
                    here.host.run(...step),
                    "disk-space",
                    "The file system / has 10 KiB free and 64 KiB are needed.",
                );
                assert.deepEqual(here.host.tree("var/lib/pulumi-kdump"), before);
            }
            here.host.unset("free");
            assert.equal(here.host.run("conf", "keep 7").status, 0);
        });

        it("a write that stops in the middle, whatever df said", () => {
            here.prepared();
            here.host.write(
                "etc/default/kdump-tools",
                `${here.host.read("etc/default/kdump-tools")}${"# long\n".repeat(2000)}`,
            );
            const before = here.host.tree("var/lib/pulumi-kdump");
            // No file may grow beyond 4 KiB.
            const run = here.host.spawn([
                "-c",
                `trap '' XFSZ; ulimit -f 8; exec ${here.host.shell.join(" ")} "$0" "$@"`,
                path.join(here.host.root, "usr/local/bin/kdump-host"),
                "conf",
                "keep 9",
            ]);
            fails(run, "write", "could not be written", "full or read-only?");
            assert.deepEqual(here.host.tree("var/lib/pulumi-kdump"), before);
            assert.equal(here.host.run("conf", "keep 9").status, 0);
            assert.match(here.host.read("etc/default/kdump-tools"), /KDUMP_NUM_DUMPS='0'/);
        });
    });

    it("wrong use, with status 2", () => {
        here.prepared();
        for (const args of [
            [],
            ["help"],
            ["crashkernel"],
            ["crashkernel", "1M", "2M"],
            ["reboot", "now", "1M"],
            ["undo", "reboot"],
            ["undo"],
            ["status", "x"],
            ["debuginfo", "--x", "y"],
            ["install"],
        ]) {
            const run = here.host.run(...args);
            assert.equal(run.status, 2, args.join(" "));
            assert.match(run.stderr, /^error \[usage\]: /);
        }
    });

    it("to end without a word when something ends unexpectedly", () => {
        here.prepared();
        fs.rmSync(path.join(here.host.root, "proc/iomem"));
        const run = here.host.run("status");
        assert.notEqual(run.status, 0);
        assert.match(
            run.stderr.trimEnd().split("\n").pop() ?? "",
            /^error \[internal\]: The step ended unexpectedly with status \d+\./,
        );
        assert.ok(assembledProgram().includes("run_end"));
    });
});
