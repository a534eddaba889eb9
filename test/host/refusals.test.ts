import * as assert from "node:assert";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { RootOptions, Run, ThrowawayRoot, assembledProgram, shells } from "./throwaway-root";

describe("what the host program refuses", function () {
    this.timeout(30000);
    let host: ThrowawayRoot;
    const templates = new Map<string, ThrowawayRoot>();
    afterEach(() => host.remove());
    after(() => templates.forEach((template) => template.remove()));

    /** A host with the program and the packages, copied from the first of its kind. */
    function prepared(options: RootOptions = {}): void {
        const kind = JSON.stringify(options);
        let template = templates.get(kind);
        if (template === undefined) {
            template = new ThrowawayRoot(shells.dash, { installed: true, ...options });
            templates.set(kind, template);
            assert.strictEqual(template.install().status, 0);
            assert.strictEqual(template.run("conf").status, 0);
            template.record();
        }
        host = template.copy();
    }

    function fails(run: Run, code: string, ...parts: (string | RegExp)[]): void {
        assert.strictEqual(run.status, 1, run.stdout + run.stderr);
        assert.strictEqual(run.stdout, "");
        const last = run.stderr.trimEnd().split("\n").pop() ?? "";
        assert.ok(last.startsWith(`error [${code}]: `), run.stderr);
        for (const part of parts) {
            assert.ok(
                typeof part === "string" ? last.includes(part) : part.test(last),
                `${String(part)} in: ${last}`,
            );
        }
    }

    /** Nothing changed by the run; and after the cause is gone, the next run completes. */
    function refused(run: () => Run, code: string, parts: (string | RegExp)[], mend?: () => void): void {
        // What the program remembers for undo is no part of what it does to a host.
        const before = host.tree("var/lib/pulumi-kdump");
        fails(run(), code, ...parts);
        assert.deepStrictEqual(host.tree("var/lib/pulumi-kdump"), before);
        if (mend !== undefined) {
            mend();
            const next = run();
            assert.strictEqual(next.status, 0, next.stderr);
        }
    }

    describe("before anything is changed, by install:", () => {
        const file = (name: string, text = ""): [() => void, () => void] => [
            () => host.write(name, text),
            () => fs.rmSync(path.join(host.root, name)),
        ];
        const release = (id: string, version: string, name: string): [() => void, () => void] => [
            () =>
                host.write("etc/os-release", `ID="${id}"\nVERSION_ID="${version}"\nPRETTY_NAME="${name}"\n`),
            () => host.write("etc/os-release", "ID=debian\nVERSION_ID=13\n"),
        ];
        const supported = "kdump-host knows Debian 12 and 13, Ubuntu 22.04 and 24.04.";
        const cases: [string, [() => void, () => void], string, string[]][] = [
            [
                "Fedora",
                release("fedora", "40", "Fedora Linux 40"),
                "unsupported",
                ["Fedora Linux 40 is not supported", supported],
            ],
            [
                "Debian 11",
                release("debian", "11", "Debian 11"),
                "unsupported",
                ["Debian 11 is not supported", supported],
            ],
            [
                "Ubuntu 23.10",
                release("ubuntu", "23.10", "Ubuntu 23.10"),
                "unsupported",
                ["Ubuntu 23.10", supported],
            ],
            ["a host without a name", release("", "", ""), "unsupported", ["This system", supported]],
            ["systemd's container", file("run/systemd/container"), "container", ["This is a container"]],
            [
                "docker's container",
                file(".dockerenv"),
                "container",
                ["Prepare the machine that runs it instead."],
            ],
            [
                "a container that only shows",
                [() => host.set("container"), () => host.unset("container")],
                "container",
                ["no kernel of its own"],
            ],
            [
                "no GRUB",
                [
                    () => fs.renameSync(`${host.root}/boot/grub`, `${host.root}/boot/x`),
                    () => fs.renameSync(`${host.root}/boot/x`, `${host.root}/boot/grub`),
                ],
                "no-grub",
                ["There is no /boot/grub/grub.cfg"],
            ],
            [
                "kexec switched off",
                [
                    () => host.write("proc/sys/kernel/kexec_load_disabled", "1\n"),
                    () => host.write("proc/sys/kernel/kexec_load_disabled", "0\n"),
                ],
                "kexec-disabled",
                ["kernel.kexec_load_disabled is 1", "reboot"],
            ],
        ];
        for (const [name, [cause, mend], code, parts] of cases) {
            it(name, () => {
                host = new ThrowawayRoot();
                cause();
                refused(() => host.install(), code, parts, mend);
            });
        }

        it("a program that was changed on its way", () => {
            host = new ThrowawayRoot();
            refused(() => host.spawn([host.programFile, "install", "0".repeat(64)]), "digest", [
                "and not 00000",
            ]);
        });

        it("a read-only root", () => {
            host = new ThrowawayRoot();
            const before = host.tree();
            const readOnly = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", host.root, host.root];
            const digest = assembledDigest();
            fails(
                host.spawn([host.programFile, "install", digest], readOnly),
                "read-only",
                "/usr/local/bin cannot be written to",
                "read-only",
            );
            assert.deepStrictEqual(host.tree(), before);
            assert.strictEqual(host.install().status, 0);
        });
    });

    function assembledDigest(): string {
        return spawnSync("sha256sum", [host.programFile], { encoding: "utf8" }).stdout.slice(0, 64);
    }

    describe("a user without root's rights:", () => {
        const asNobody = (sudo: string | undefined): Run => {
            host = new ThrowawayRoot();
            const bin = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-bin-"));
            try {
                fs.chmodSync(bin, 0o755);
                fs.chmodSync(host.base, 0o755);
                for (const name of ["id", "dash", "tr", "cat"]) {
                    fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
                }
                if (sudo !== undefined) {
                    fs.writeFileSync(path.join(bin, "sudo"), `#!/bin/dash\n${sudo}\n`, { mode: 0o755 });
                }
                const run = spawnSync(
                    "/usr/bin/setpriv",
                    [
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "/usr/bin/dash",
                        host.programFile,
                        "install",
                        "abc",
                    ],
                    { env: { PATH: bin }, encoding: "utf8" },
                );
                return { ...run, json: {} };
            } finally {
                fs.rmSync(bin, { recursive: true });
            }
        };

        it("no sudo", () =>
            fails(asNobody(undefined), "no-sudo", "The user nobody is not root, and sudo is not installed."));
        it("a sudo that wants a password", () =>
            fails(
                asNobody("echo 'sudo: a password is required' >&2; exit 1"),
                "sudo-password",
                "sudo asks nobody for a password",
                "NOPASSWD",
            ));
        it("a sudo that does not know the user", () =>
            fails(
                asNobody("echo 'nobody is not in the sudoers file.' >&2; exit 1"),
                "sudo-refused",
                "sudo refuses nobody: nobody is not in the sudoers file.",
            ));
        it("and raises itself with a sudo that lets it", () => {
            const run = asNobody('case $* in "-n -l sh") exit 0 ;; esac; echo "ran: $*"');
            assert.strictEqual(run.status, 0, run.stderr);
            assert.match(run.stdout, /^ran: -n sh \/.*\/program install abc\n$/);
        });
    });

    describe("crashkernel", () => {
        const cases: Record<string, [string, ...string[]]> = {
            "": ["crashkernel-syntax", "crashkernel='' is not understood: it is empty."],
            "-256M": ["crashkernel-syntax", "'-256M' is not a size"],
            "256M@16M": ["crashkernel-syntax", "an offset (@) is not supported"],
            lots: ["crashkernel-syntax", "'lots' is not a size, which is a whole number of MiB"],
            "192M'; rm -rf /": ["crashkernel-syntax", "'192M'; rm -rf /' is not a size"],
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
                prepared();
                for (const step of [["crashkernel"], ["bootloader"], ["reboot", "never"]]) {
                    refused(() => host.run(...step, value), code, parts);
                }
            });
        }

        it("an entry that gets another value in the end", () => {
            prepared();
            host.run("crashkernel", "192M");
            host.write(
                "etc/default/grub.d/zzz.cfg",
                'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=1M"\n',
            );
            refused(
                () => host.run("bootloader", "192M"),
                "bootloader-check",
                [
                    "The entry 'Debian GNU/Linux'",
                    "has crashkernel=192M crashkernel=1M instead of crashkernel=192M",
                    "grub.cfg is as it was",
                ],
                () => fs.rmSync(path.join(host.root, "etc/default/grub.d/zzz.cfg")),
            );
        });

        it("a grub-mkconfig that fails", () => {
            prepared();
            host.run("crashkernel", "192M");
            host.set("mkconfig-fails");
            refused(
                () => host.run("bootloader", "192M"),
                "bootloader",
                ["grub-mkconfig failed, grub.cfg is as it was: /usr/sbin/grub-probe: error"],
                () => host.unset("mkconfig-fails"),
            );
        });
    });

    describe("full file systems:", () => {
        it("/boot", () => {
            prepared();
            host.run("crashkernel", "192M");
            host.set("free", "/boot 800 /boot\n");
            refused(
                () => host.run("bootloader", "192M"),
                "boot-space",
                [/The file system \/boot has 800 KiB free and 10\d\d KiB are needed/],
                () => host.unset("free"),
            );
        });

        it("/var/crash", () => {
            prepared();
            host.set("free", "/var/crash 1000 /var/crash disk\n");
            refused(
                () => host.run("service", "x"),
                "dump-space",
                ["The file system /var/crash disk has 1000 KiB free and 65536 KiB are needed."],
                () => host.unset("free"),
            );
        });

        it("/etc", () => {
            prepared();
            host.set("free", "/etc 10 /\n");
            for (const step of [
                ["conf", "keep 7"],
                ["crashkernel", "192M"],
            ]) {
                const before = host.tree("var/lib/pulumi-kdump");
                fails(
                    host.run(...step),
                    "disk-space",
                    "The file system / has 10 KiB free and 64 KiB are needed.",
                );
                assert.deepStrictEqual(host.tree("var/lib/pulumi-kdump"), before);
            }
            host.unset("free");
            assert.strictEqual(host.run("conf", "keep 7").status, 0);
        });

        it("a write that stops in the middle, whatever df said", () => {
            prepared();
            host.write(
                "etc/default/kdump-tools",
                `${host.read("etc/default/kdump-tools")}${"# long\n".repeat(2000)}`,
            );
            const before = host.tree("var/lib/pulumi-kdump");
            // No file may grow beyond 4 KiB.
            const run = host.spawn([
                "-c",
                `trap '' XFSZ; ulimit -f 8; exec ${host.shell.join(" ")} "$0" "$@"`,
                path.join(host.root, "usr/local/bin/kdump-host"),
                "conf",
                "keep 9",
            ]);
            fails(run, "write", "could not be written", "full or read-only?");
            assert.deepStrictEqual(host.tree("var/lib/pulumi-kdump"), before);
            assert.strictEqual(host.run("conf", "keep 9").status, 0);
            assert.match(host.read("etc/default/kdump-tools"), /KDUMP_NUM_DUMPS='9'/);
        });
    });

    describe("apt", () => {
        function bare(): void {
            host = new ThrowawayRoot();
            host.install();
        }

        it("without a network", () => {
            bare();
            host.set("no-network");
            fails(
                host.run("packages"),
                "apt-network",
                "does not reach its package archive",
                "kdump-tools kexec-tools makedumpfile crash cannot be installed",
                "apt says: E: Unable to locate package kdump-tools.",
            );
            host.set("lists", fs.readFileSync(path.join(host.base, "archive"), "utf8"));
            fails(host.run("packages"), "apt-network", "Temporary failure resolving 'archive.invalid'");
            host.unset("no-network");
            assert.strictEqual(host.run("packages").json.changed, true);
        });

        it("without space", () => {
            bare();
            host.set("no-space");
            fails(
                host.run("packages"),
                "apt-space",
                "not enough free space to install",
                "You don't have enough free space in /var/cache/apt/archives/.",
            );
            host.unset("no-space");
            assert.strictEqual(host.run("packages").status, 0);
        });

        it("with a list of packages that is cut short: nothing is installed, so that undo purges nothing else", () => {
            bare();
            host.set("dpkg-query-fails");
            fails(
                host.run("packages"),
                "packages-unknown",
                "dpkg-query does not tell which packages are installed.",
            );
            assert.deepStrictEqual(
                host.record().filter((call) => call.startsWith("apt-get")),
                [],
            );
            host.unset("dpkg-query-fails");
            assert.strictEqual(host.run("packages").status, 0);
        });

        it("without the package", () => {
            bare();
            host.set("archive", "ucf 1 1 1\n");
            fails(
                host.run("packages"),
                "apt-missing",
                "The host's package archive does not have",
                "E: Unable to locate package kdump-tools",
            );
        });

        it("after an interrupted dpkg: finishes that first", () => {
            bare();
            host.set("lists", fs.readFileSync(path.join(host.base, "archive"), "utf8"));
            host.set("dpkg-interrupted");
            const run = host.run("packages");
            assert.strictEqual(run.status, 0, run.stderr);
            assert.match(run.stderr, /an earlier run of dpkg was interrupted; finishing it/);
        });

        it("while another holds its locks: waits", () => {
            bare();
            host.write("var/lib/dpkg/lock-frontend", "");
            const inode = fs.statSync(path.join(host.root, "var/lib/dpkg/lock-frontend")).ino;
            host.write("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 fe:01:${inode} 0 EOF\n`);
            host.set("waits", "xxxxx");
            host.set(
                "on-sleep",
                'if [ -s "$base/waits" ]; then truncate -s -1 "$base/waits"; else : >"$KDUMP_ROOT/proc/locks"; fi\n',
            );
            // The lock of the lists comes after, and apt-get update has no patience of its own.
            host.set("lists-locked", "1\n2\n3\n");
            const run = host.run("packages");
            assert.strictEqual(run.status, 0, run.stderr);
            assert.match(run.stderr, /packages: waiting for apt or dpkg, which is at work,/);
            assert.ok(host.record().filter((call) => call.startsWith("sleep")).length >= 8);
        });

        it("while another holds its locks for ever: gives up", () => {
            bare();
            host.write("var/lib/dpkg/lock", "");
            host.write(
                "proc/locks",
                `1: POSIX  ADVISORY  WRITE 4711 fe:01:${fs.statSync(path.join(host.root, "var/lib/dpkg/lock")).ino} 0 EOF\n`,
            );
            host.env.KDUMP_PATIENCE = "30";
            fails(host.run("packages"), "apt-lock", "Waited 30 s for another apt or dpkg to end, in vain.");
            host.write("proc/locks", "");
            host.set("lists-locked", "1\n".repeat(100));
            fails(
                host.run("packages"),
                "apt-lock",
                "The package lists stayed locked for 30 s",
                "E: Could not get lock",
            );
            host.set("lists-locked");
            assert.strictEqual(host.run("packages").status, 0);
        });

        it("while cloud-init is at work: waits, and gives up in the end", () => {
            bare();
            host.write("run/cloud-init/status.json", "{}");
            host.env.KDUMP_PATIENCE = "30";
            fails(host.run("packages"), "cloud-init", "cloud-init has not ended within 30 s");
            host.set("on-sleep", ': >"$KDUMP_ROOT/run/cloud-init/result.json"\n');
            const run = host.run("packages");
            assert.strictEqual(run.status, 0, run.stderr);
            assert.match(run.stderr, /waiting for cloud-init/);
        });
    });

    describe("conf", () => {
        const cases: Record<string, string[]> = {
            "path crash": ["The line 'path crash' cannot be used: a path starts with /"],
            "path /": ["names a directory"],
            "path /var/my crash": ["a path must not hold blanks"],
            "path /var/crash\nUSE_KDUMP=0": ["'path /var/crash USE_KDUMP=0'", "a line break"],
            "path /var/../etc": ["must not hold . or .. or //"],
            "path /etc/os-release": ["/etc/os-release is there, and is not a directory"],
            "path /etc/os-release/x": ["/etc/os-release is there, and is not a directory"],
            "path /var/$(id)": ["cannot be passed on unchanged"],
            "path /var/cr*sh": ["only letters, digits"],
            "core_collector cp --sparse": ["the core collector has to be makedumpfile"],
            "core_collector makedumpfilex -d 31": ["has to be makedumpfile"],
            "core_collector makedumpfile -d 31; reboot": ["only letters, digits"],
            "core_collector makedumpfile -d '31'": ["cannot be passed on unchanged"],
            "keep -1": ["keep wants a number, 0 for all"],
            "keep ": ["keep wants a number"],
            "compression zip": ["compression wants gzip, bzip2, lz4 or xz"],
            'commandline_append a="b"': ["cannot be passed on unchanged"],
            "sysctl kernel.panic": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.panic=": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.panic=1;reboot": ["sysctl wants NAME=NUMBER"],
            "sysctl ../../etc/x=1": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.no_such=1": ["this kernel has no sysctl kernel.no_such"],
            "nfs server:/x": ["a line is one of: path DIR, core_collector makedumpfile ARGS, keep N"],
            path: ["a line is one of"],
            "": ["The line '' cannot be used"],
        };
        for (const [line, parts] of Object.entries(cases)) {
            it(JSON.stringify(line), () => {
                prepared();
                refused(() => host.run("conf", "keep 3", line), "conf-line", parts);
            });
        }

        it("a compression whose program is not there", () => {
            prepared();
            const bin = path.join(host.base, "bin");
            fs.mkdirSync(bin);
            for (const name of ["cat", "tr", "flock", "df", "tail", "grep", "rm", "uname", "dash"]) {
                fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
            }
            host.env.PATH = bin;
            refused(() => host.run("conf", "compression lz4"), "conf-line", [
                "the program lz4 is not installed",
            ]);
        });

        for (const text of [
            "KDUMP_COREDIR='/var\n",
            "if true; then\n",
            "echo $(\n",
            "exit 3\n",
            "# BEGIN pulumi-kdump\n",
            'USE_KDUMP="1\n',
        ]) {
            it(`an administrator's file that does not carry it: ${JSON.stringify(text)}`, () => {
                prepared();
                const good = host.read("etc/default/kdump-tools");
                host.write("etc/default/kdump-tools", text);
                refused(
                    () => host.run("conf", "keep 3"),
                    "conf-file",
                    ["/etc/default/kdump-tools"],
                    () => host.write("etc/default/kdump-tools", good),
                );
            });
        }
    });

    it("a dump directory that is none", () => {
        prepared();
        fs.rmSync(path.join(host.root, "var/crash"), { recursive: true });
        host.write("var/crash", "file");
        refused(
            () => host.run("service", "x"),
            "dump-path",
            ["The dump directory /var/crash is there, and is not a directory."],
            () => fs.rmSync(path.join(host.root, "var/crash")),
        );
    });

    it("a masked unit, and one that is not there", () => {
        prepared();
        host.set("units/kdump-tools.service", "masked inactive\n");
        fails(host.run("service", "x"), "unit-masked", "systemctl unmask kdump-tools.service");
        host.unset("units/kdump-tools.service");
        fails(host.run("service", "x"), "unit", "systemctl enable failed");
    });

    describe("debuginfo", () => {
        it("of a kernel that left the archive: tells which are there", () => {
            prepared({ release: "6.1.0-20-cloud-amd64" });
            host.set(
                "archive",
                "linux-image-6.1.0-40-cloud-amd64-dbg 6.1.150-1 1 1\nlinux-image-6.1.0-41-cloud-amd64-dbg 6.1.153-1 1 1\nlinux-image-6.1.0-41-amd64-dbg 1 1 1\n",
            );
            fails(
                host.run("debuginfo"),
                "debuginfo-gone",
                "no linux-image-6.1.0-20-cloud-amd64-dbg of version 6.1.140-1",
                "It has those of: 6.1.0-40-cloud-amd64 6.1.0-41-cloud-amd64 - upgrade",
            );
        });

        it("of another build of the same release", () => {
            prepared();
            host.set("archive", `linux-image-${host.release}-dbg 6.1.140-2 1 1\n`);
            fails(host.run("debuginfo"), "debuginfo-gone", "of version 6.1.140-1");
        });

        it("without space", () => {
            prepared();
            host.set("free", "/usr 100000 /\n");
            const run = host.run("debuginfo");
            fails(run, "debuginfo-space", /The file system \/ has 100000 KiB free and 9\d{5} KiB are needed/);
            host.unset("free");
            assert.strictEqual(host.run("debuginfo").status, 0);
        });

        it("from an archive that is no URL, or that cannot be told", () => {
            prepared({ id: "ubuntu", versionId: "24.04", codename: "noble", release: "6.8.0-50-generic" });
            for (const url of ["", "x y", "ftp://a/b", "http://a/b;reboot", "http://"]) {
                if (url !== "")
                    refused(() => host.run("debuginfo", "--archive", url), "debuginfo-archive", [
                        "is not the URL of a package archive",
                    ]);
            }
            refused(() => host.run("debuginfo"), "debuginfo-archive", [
                "because they name a mirror",
                "Set debuginfoArchive to its address.",
            ]);
        });

        it("without a network", () => {
            prepared();
            host.set("no-network");
            fails(host.run("debuginfo"), "apt-network", "cannot be looked up", "Temporary failure resolving");
            host.unset("no-network");
            assert.strictEqual(host.run("debuginfo").status, 0);
        });
    });

    it("wrong use, with status 2", () => {
        prepared();
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
            const run = host.run(...args);
            assert.strictEqual(run.status, 2, args.join(" "));
            assert.match(run.stderr, /^error \[usage\]: /);
        }
    });

    it("to end without a word when something ends unexpectedly", () => {
        prepared();
        fs.rmSync(path.join(host.root, "proc/iomem"));
        const run = host.run("status");
        assert.notStrictEqual(run.status, 0);
        assert.match(
            run.stderr.trimEnd().split("\n").pop() ?? "",
            /^error \[internal\]: The step ended unexpectedly with status \d+\./,
        );
        assert.ok(assembledProgram().includes("main_end"));
    });
});
