import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { fails, Refusals } from "./refusals";
import { ThrowawayRoot } from "./throwawayRoot";

describe("packages on Debian and Ubuntu", function () {
    this.timeout(30000);
    const here = new Refusals();

    describe("apt", () => {
        function bare(): void {
            here.host = new ThrowawayRoot();
            here.host.install();
        }

        it("without a network", () => {
            bare();
            here.host.set("no-network");
            fails(
                here.host.run("packages"),
                "packages-network",
                "does not reach its package archive",
                "kdump-tools kexec-tools makedumpfile crash cannot be installed",
                "apt says: W: Failed to fetch http://archive.invalid/",
                "Temporary failure resolving 'archive.invalid'. More in ",
            );
            here.host.set("lists", fs.readFileSync(path.join(here.host.base, "archive"), "utf8"));
            fails(
                here.host.run("packages"),
                "packages-network",
                "Temporary failure resolving 'archive.invalid'",
            );
            here.host.unset("no-network");
            assert.equal(here.host.run("packages").json.changed, true);
        });

        it("without space", () => {
            bare();
            here.host.set("no-space");
            fails(
                here.host.run("packages"),
                "packages-space",
                "not enough free space to install",
                "You don't have enough free space in /var/cache/apt/archives/.",
            );
            here.host.unset("no-space");
            assert.equal(here.host.run("packages").status, 0);
        });

        it("with a list of packages that is cut short: nothing is installed, so that undo purges nothing else", () => {
            bare();
            here.host.set("dpkg-query-fails");
            fails(
                here.host.run("packages"),
                "packages-unknown",
                "dpkg-query does not tell which packages are installed.",
            );
            assert.deepEqual(
                here.host.record().filter((call) => call.startsWith("apt-get")),
                [],
            );
            here.host.unset("dpkg-query-fails");
            assert.equal(here.host.run("packages").status, 0);
        });

        it("without the package", () => {
            bare();
            here.host.set("archive", "ucf 1 1 1\n");
            fails(
                here.host.run("packages"),
                "packages-missing",
                "The host's package archive does not have",
                "E: Unable to locate package kdump-tools",
            );
        });

        it("after an interrupted dpkg: finishes that first", () => {
            bare();
            here.host.set("lists", fs.readFileSync(path.join(here.host.base, "archive"), "utf8"));
            here.host.set("dpkg-interrupted");
            const run = here.host.run("packages");
            assert.equal(run.status, 0, run.stderr);
            assert.match(run.stderr, /an earlier run of dpkg was interrupted; finishing it/);
        });

        it("while another holds its locks: waits", () => {
            bare();
            here.host.write("var/lib/dpkg/lock-frontend", "");
            const inode = fs.statSync(path.join(here.host.root, "var/lib/dpkg/lock-frontend")).ino;
            here.host.write("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 fe:01:${inode} 0 EOF\n`);
            here.host.set("waits", "xxxxx");
            here.host.set(
                "on-sleep",
                'if [ -s "$base/waits" ]; then truncate --size=-1 "$base/waits"; else : >"$KDUMP_ROOT/proc/locks"; fi\n',
            );
            // The lock of the lists comes after, and apt-get update has no patience of its own.
            here.host.set("lists-locked", "1\n2\n3\n");
            const run = here.host.run("packages");
            assert.equal(run.status, 0, run.stderr);
            assert.match(run.stderr, /packages: waiting for apt or dpkg, which is at work,/);
            assert.ok(here.host.record().filter((call) => call.startsWith("sleep")).length >= 8);
        });

        it("while another holds its locks for ever: gives up", () => {
            bare();
            here.host.write("var/lib/dpkg/lock", "");
            here.host.write(
                "proc/locks",
                `1: POSIX  ADVISORY  WRITE 4711 fe:01:${fs.statSync(path.join(here.host.root, "var/lib/dpkg/lock")).ino} 0 EOF\n`,
            );
            here.host.env.KDUMP_PATIENCE = "30";
            fails(
                here.host.run("packages"),
                "packages-locked",
                "Timed out after 30 s of waiting for another apt or dpkg to end.",
            );
            here.host.write("proc/locks", "");
            here.host.set("lists-locked", "1\n".repeat(100));
            fails(
                here.host.run("packages"),
                "packages-locked",
                "The package lists stayed locked for 30 s",
                "E: Could not get lock",
            );
            here.host.set("lists-locked");
            assert.equal(here.host.run("packages").status, 0);
        });

        it("while cloud-init is at work: waits, and gives up in the end", () => {
            bare();
            here.host.write("run/cloud-init/status.json", "{}");
            here.host.env.KDUMP_PATIENCE = "30";
            fails(here.host.run("packages"), "cloud-init", "cloud-init has not ended within 30 s");
            here.host.set("on-sleep", ': >"$KDUMP_ROOT/run/cloud-init/result.json"\n');
            const run = here.host.run("packages");
            assert.equal(run.status, 0, run.stderr);
            assert.match(run.stderr, /waiting for cloud-init/);
        });
    });

    describe("debuginfo", () => {
        it("of a kernel that left the archive: tells which are there", () => {
            here.prepared({ release: "6.1.0-20-cloud-amd64" });
            here.host.set(
                "archive",
                "linux-image-6.1.0-40-cloud-amd64-dbg 6.1.150-1 1 1\nlinux-image-6.1.0-41-cloud-amd64-dbg 6.1.153-1 1 1\nlinux-image-6.1.0-41-amd64-dbg 1 1 1\n",
            );
            fails(
                here.host.run("debuginfo"),
                "debuginfo-gone",
                "no linux-image-6.1.0-20-cloud-amd64-dbg of version 6.1.140-1",
                "It has those of: 6.1.0-40-cloud-amd64 6.1.0-41-cloud-amd64 - upgrade",
            );
        });

        it("of another build of the same release", () => {
            here.prepared();
            here.host.set("archive", `linux-image-${here.host.release}-dbg 6.1.140-2 1 1\n`);
            fails(here.host.run("debuginfo"), "debuginfo-gone", "of version 6.1.140-1");
        });

        it("without space", () => {
            here.prepared();
            here.host.set("free", "/usr 100000 /\n");
            const run = here.host.run("debuginfo");
            fails(run, "debuginfo-space", /The file system \/ has 100000 KiB free and 9\d{5} KiB are needed/);
            here.host.unset("free");
            assert.equal(here.host.run("debuginfo").status, 0);
        });

        it("from an archive that is no URL, or that cannot be told", () => {
            here.prepared({
                id: "ubuntu",
                versionId: "24.04",
                codename: "noble",
                release: "6.8.0-50-generic",
            });
            for (const url of ["", "x y", "ftp://a/b", "http://a/b;reboot", "http://"]) {
                if (url !== "")
                    here.refused(() => here.host.run("debuginfo", "--archive", url), "debuginfo-archive", [
                        "is not the URL of a package archive",
                    ]);
            }
            here.refused(() => here.host.run("debuginfo"), "debuginfo-archive", [
                "because they name a mirror",
                "Set debuginfoArchive to its address.",
            ]);
        });

        it("without a network", () => {
            here.prepared();
            here.host.set("no-network");
            fails(
                here.host.run("debuginfo"),
                "packages-network",
                "cannot be looked up",
                "Temporary failure resolving",
            );
            here.host.unset("no-network");
            assert.equal(here.host.run("debuginfo").status, 0);
        });
    });
});
