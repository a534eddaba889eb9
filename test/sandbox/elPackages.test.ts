import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot, otherKernel, releases } from "./elRoot";
import { ok } from "./lifecycle";
import { fails, failsUntouched } from "./refusals";

describe("packages of the rpm family", function () {
    this.timeout(60000);
    let host: ElRoot;
    afterEach(() => host.remove());

    function bare(name: string): void {
        host = new ElRoot(name);
        ok(host.install(), "install");
    }

    const installed = (): string[] =>
        fs
            .readFileSync(path.join(host.base, "installed"), "utf8")
            .split("\n")
            .map((line) => line.split(" ")[0])
            .filter((name) => name !== "");
    const archive = (): string => fs.readFileSync(path.join(host.base, "archive"), "utf8");

    it("come with exactly what they need, and all of it goes again", () => {
        for (const [name, packages] of [
            ["centos 7", ["kexec-tools", "crash"]],
            ["amzn 2", ["kexec-tools", "crash"]],
            ["rhel 8.10", ["kexec-tools", "crash", "grubby"]],
            ["centos 9", ["kexec-tools", "crash", "grubby"]],
            ["rocky 10.0", ["kdump-utils", "kexec-tools", "makedumpfile", "crash", "grubby"]],
            ["fedora 41", ["kdump-utils", "kexec-tools", "makedumpfile", "crash", "grubby"]],
            ["amzn 2023", ["kdump-utils", "kexec-tools", "crash", "grubby"]],
        ] as [string, string[]][]) {
            bare(name);
            // This one is there already, and what somebody needs is updated on the way.
            fs.appendFileSync(path.join(host.base, "installed"), "lzo 2.06-8\n");
            const run = ok(host.run("packages"), "packages").json;
            assert.deepEqual(Object.keys(run.installed).sort(), [...packages].sort(), name);
            const manager = host.el.manager;
            const weak = manager === "yum" ? "" : "--setopt=install_weak_deps=False ";
            assert.deepEqual(
                host.record().filter((call) => call.startsWith(manager)),
                [`${manager} -y ${weak}install ${packages.join(" ")}`],
            );
            assert.ok(installed().includes("dracut"));
            ok(host.run("undo", "packages"), "undo packages");
            assert.deepEqual(installed(), ["bash", "kernel", "lzo"]);
            host.remove();
        }
        bare("centos 7");
    });

    it("stay while something that came later needs them", () => {
        bare("centos 9");
        ok(host.run("packages"), "packages");
        host.set("needs-ours", "mine-1.0-1.x86_64");
        fails(
            host.run("undo", "packages"),
            "packages-needed",
            "mine-1.0-1.x86_64 was installed later and needs",
        );
        host.unset("needs-ours");
        ok(host.run("undo", "packages"), "undo packages");
    });

    it("are remembered when a run is killed in between", () => {
        bare("fedora 44");
        host.set("die-at-crash");
        assert.equal(host.run("packages").signal, "SIGKILL");
        ok(host.run("packages"), "packages");
        ok(host.run("undo", "packages"), "undo packages");
        assert.deepEqual(installed(), ["bash", "kernel"]);
    });

    const entry = (kernel: string): string => host.read(`boot/loader/entries/0a1b-${kernel}.conf`);

    it("T46: give each entry their own default, and undo what was there before", () => {
        for (const name of ["centos 9", "rocky 10.0", "amzn 2023"]) {
            bare(name);
            host.entry(host.release, "root=UUID=0a1b ro  crashkernel=1G-:64M quiet");
            const boot = () =>
                Object.entries(host.tree()).filter(([file]) =>
                    /^(boot|etc\/default|etc\/kernel)\//.test(file),
                );
            const before = boot();
            host.set("posttrans", "2G-64G:256M,64G-:512M");
            ok(host.run("packages"), "packages");
            assert.match(entry(host.release), / crashkernel=2G-64G:256M,64G-:512M$/m);
            for (const step of ["crashkernel", "bootloader"]) ok(host.run(step, "192M"), step);
            assert.match(entry(host.release), /^options root=UUID=0a1b ro quiet crashkernel=192M$/m);
            ok(host.run("undo", "crashkernel"), "undo crashkernel");
            assert.deepEqual(boot(), before);
            ok(host.run("undo", "packages"), "undo packages");
            // Without the crashkernel step the packages themselves have it to take back.
            ok(host.run("packages"), "packages");
            assert.match(entry(otherKernel), / crashkernel=2G-64G:256M,64G-:512M$/m);
            assert.equal(ok(host.run("packages"), "packages").json.changed, false);
            ok(host.run("undo", "packages"), "undo packages");
            assert.deepEqual(boot(), before);
            ok(host.run("packages"), "packages");
            ok(host.run("undo", "install"), "undo install");
            assert.ok(!fs.existsSync(path.join(host.root, "var/lib/pulumi-kdump/boot-entries")));
            host.remove();
        }
        bare("centos 7");
    });

    for (const killed of [false, true]) {
        it(`spoil no other argument of an entry${killed ? ", killed or not" : ""}`, () => {
            bare("amzn 2023");
            host.entry(host.release, 'root=UUID=0a1b ro x="a  b" a=b&c');
            host.set("posttrans", "256M");
            if (killed) {
                host.set("die-at-crash");
                assert.equal(host.run("packages").signal, "SIGKILL");
                assert.match(entry(host.release), /a=boptions/);
            }
            ok(host.run("packages"), "packages");
            assert.match(entry(host.release), /^options root=UUID=0a1b ro x="a {2}b" a=b&c$/m);
            // This one has lost nothing, and is as the package wants it.
            assert.match(entry(otherKernel), /rhgb crashkernel=256M$/m);
        });
    }

    it("T48: have keyutils with them where kdumpctl calls keyctl", () => {
        const padd = 'keyctl padd asymmetric "" %:.ima <key';
        for (const [name, arch, calls, wanted] of [
            ["fedora 44", "x86_64", "if ! keyctl show @s | grep -qs _uid.0; then", true],
            ["centos 9", "aarch64", "x=1\n\tkeyctl unlink 1", true],
            ["rocky 10.0", "x86_64", padd, false],
            ["rocky 10.0", "ppc64le", padd, true],
            ["fedora 41", "x86_64", "# keyctl is for POWER alone\nmykeyctl_=1", false],
            ["centos 7", "x86_64", "", false],
        ] as [string, string, string, boolean][]) {
            host = new ElRoot({ ...releases[name], arch });
            ok(host.install(), "install");
            host.set("archive", `${archive()}keyutils 1.6.3-1 keyutils-libs\nkeyutils-libs 1.6.3-1\n`);
            host.set(
                "kdumpctl-words",
                `${fs.readFileSync(path.join(host.base, "kdumpctl-words"), "utf8")}${calls}\n`,
            );
            const { json } = ok(host.run("packages"), "packages");
            assert.equal("keyutils" in json.installed, wanted, `${name} ${arch}: ${calls}`);
            assert.equal(ok(host.run("packages"), "packages").json.changed, false);
            ok(host.run("undo", "packages"), "undo packages");
            assert.deepEqual(installed(), ["bash", "kernel"]);
            host.remove();
        }
        // kdump was there before, and its new version asks for it.
        host = new ElRoot("fedora 44").installed();
        ok(host.install(), "install");
        host.set("archive", `${archive()}keyutils 1.6.3-1\n`);
        host.write("usr/bin/kdumpctl", "keyctl list @u\n");
        assert.equal(ok(host.run("packages"), "packages").json.changed, true);
        ok(host.run("undo", "packages"), "undo packages");
        assert.ok(!installed().includes("keyutils") && installed().includes("kdump-utils"));
    });

    for (const [cause, code, ...parts] of [
        ["no-network", "packages-network", "does not reach its package repositories"],
        ["no-space", "packages-space", "There is not enough free space to install"],
    ]) {
        it(`are told to be missing for a cause: ${cause}`, () => {
            bare("centos 9");
            host.set(cause);
            fails(host.run("packages"), code, ...parts);
            host.unset(cause);
            ok(host.run("packages"), "packages");
        });
    }

    it("are looked for after yum, which ends well when it found only some", () => {
        bare("centos 7");
        host.set("archive", archive().replace("crash 7.2.3-11 lzo\n", ""));
        fails(host.run("packages"), "packages-missing", "do not have crash", "it found no package crash");
    });

    it("T30: tell which release of Amazon Linux 2023 has kdump-utils", () => {
        bare("amzn 2023");
        host.set("archive", archive().replace(/^kdump-utils.*\n/m, ""));
        fails(
            host.run("packages"),
            "packages-missing",
            "Amazon Linux 2023 has kdump-utils from release 2023.6.20250107 on",
            "dnf upgrade --releasever=latest",
        );
    });

    it("wait for another package manager and for cloud-init", () => {
        bare("centos 9");
        const inode = fs.statSync(path.join(host.root, "var/lib/rpm/.rpm.lock")).ino;
        host.write("proc/locks", `1: POSIX  ADVISORY  WRITE 4711 fe:01:${inode} 0 EOF\n`);
        host.set("on-sleep", ': >"$KDUMP_ROOT/proc/locks"\n');
        assert.match(ok(host.run("packages"), "packages").stderr, /waiting for yum, dnf or rpm/);
        ok(host.run("undo", "packages"), "undo packages");

        host.write("var/cache/dnf/metadata_lock.pid", "4711");
        host.write("proc/4711/comm", "dnf\n");
        host.write("run/cloud-init/status.json", "{}");
        host.set("on-sleep", 'rm -rf "$KDUMP_ROOT/proc/4711"; : >"$KDUMP_ROOT/run/cloud-init/result.json"\n');
        assert.match(ok(host.run("packages"), "packages").stderr, /waiting for cloud-init/);
        ok(host.run("undo", "packages"), "undo packages");
        host.write("proc/4711/comm", "dnf\n");
        host.unset("on-sleep");
        host.env.KDUMP_PATIENCE = "6";
        fails(
            host.run("packages"),
            "packages-locked",
            "Timed out after 6 s of waiting for another yum, dnf or rpm",
        );
    });
});

describe("debuginfo of the rpm family", function () {
    this.timeout(60000);
    let host: ElRoot;
    afterEach(() => host.remove());

    function bare(name: string): void {
        host = new ElRoot(name);
        ok(host.install(), "install");
        host.record();
    }

    const vmlinux = (): string => `/usr/lib/debug/lib/modules/${host.release}/vmlinux`;
    const version = (): string => host.release.replace(/\.x86_64$/, "");

    /** Puts the two packages somewhere, and returns their names. */
    function packages(directory: string): string[] {
        return ["kernel-debuginfo-common-x86_64", "kernel-debuginfo"].map((name) => {
            const file = `${name}-${host.release}.rpm`;
            fs.mkdirSync(directory, { recursive: true });
            fs.writeFileSync(path.join(directory, file), `${name} ${version()} 1000000\n`);
            return file;
        });
    }

    /** It is there, a second run does nothing, and undo leaves the host as it was. */
    function lives(before: Record<string, string>, ...args: string[]): string[] {
        assert.equal(ok(host.run("debuginfo", ...args), "debuginfo").json.vmlinux, vmlinux());
        const calls = host.record().filter((call) => /^(dnf|yum|rpm|curl|debuginfo)/.test(call));
        assert.equal(ok(host.run("debuginfo", ...args), "debuginfo").json.changed, false);
        assert.deepEqual(
            host.record().filter((call) => /^(dnf|yum|rpm -i|curl)/.test(call)),
            [],
        );
        assert.equal(ok(host.run("undo", "debuginfo"), "undo debuginfo").json.changed, true);
        assert.deepEqual(host.tree("var/lib/pulumi-kdump/debuginfo.lock"), before);
        return calls;
    }

    it("comes by the plugin debuginfo-install where it is there", () => {
        bare("centos 9");
        host.set("plugin");
        assert.deepEqual(lives(host.tree()), [`dnf -y debuginfo-install kernel-${host.release}`]);
    });

    for (const name of ["centos 7", "centos 9", "amzn 2023", "fedora 44"]) {
        it(`${name}: comes from the repositories for it that the host has, which are off`, () => {
            bare(name);
            assert.deepEqual(lives(host.tree()), [
                `${host.el.manager} -y --enablerepo=*debug* install kernel-debuginfo-${host.release}`,
            ]);
        });
    }

    it("comes from a given address, both halves installed together by rpm", () => {
        bare("centos 7");
        host.unset("archive-debug");
        const files = packages(path.join(host.base, "web/7"));
        const calls = lives(host.tree(), "--archive", "http://debuginfo.invalid/7/");
        const cache = path.join(host.root, "var/cache/pulumi-kdump");
        assert.deepEqual(
            calls.filter((call) => call.startsWith("rpm -ivh")),
            [`rpm -ivh ${files.map((file) => path.join(cache, file)).join(" ")}`],
        );
        assert.equal(files[0], "kernel-debuginfo-common-x86_64-3.10.0-1160.el7.x86_64.rpm");
    });

    it("comes from given files", () => {
        bare("rhel 7.9");
        host.unset("archive-debug");
        const files = packages(path.join(host.root, "root"));
        const calls = lives(host.tree(), "--files", ...files.map((file) => `/root/${file}`));
        assert.deepEqual(calls, [
            `rpm -ivh ${files.map((file) => path.join(host.root, "root", file)).join(" ")}`,
        ]);
    });

    it("takes the packages of the kernel's own flavour", () => {
        for (const [name, kernel, flavour, debug] of [
            [
                "centos 9",
                "5.14.0-427.el9.aarch64+64k",
                "kernel-64k-core",
                "kernel-64k-debuginfo-5.14.0-427.el9.aarch64",
            ],
            ["centos 9", "5.14.0-427.el9.x86_64", "kernel-core", "kernel-debuginfo-5.14.0-427.el9.x86_64"],
            [
                "ol 8.9",
                "5.15.0-200.el8uek.x86_64",
                "kernel-uek",
                "kernel-uek-debuginfo-5.15.0-200.el8uek.x86_64",
            ],
            [
                "amzn 2023",
                "6.12.1-1.amzn2023.x86_64",
                "kernel6.12",
                "kernel6.12-debuginfo-6.12.1-1.amzn2023.x86_64",
            ],
        ]) {
            const arch = kernel.includes("aarch64") ? "aarch64" : "x86_64";
            host = new ElRoot({ ...releases[name], kernel, arch });
            host.set("installed", `bash 4.2-1\n${flavour} 1-1\n`);
            host.set("archive-debug", "other-debuginfo 1-1\n");
            ok(host.install(), "install");
            host.record();
            fails(host.run("debuginfo"), "debuginfo-gone", debug);
            assert.ok(host.record().includes(`dnf -y --enablerepo=*debug* install ${debug}`), name);
            host.remove();
        }
        bare("centos 9");
    });

    const wrong: [string, string[], string, string, (() => void)?][] = [
        [
            "an archive without it",
            ["--archive", "http://x.invalid"],
            "debuginfo-gone",
            "cannot be fetched. curl says: curl: (22)",
        ],
        ["an archive that is no URL", ["--archive", "x"], "debuginfo-archive", "'x' is not the URL"],
        [
            "files that are not there",
            ["--files", "/root/x.rpm"],
            "debuginfo-files",
            "There is no package /root/x.rpm",
        ],
        ["files without a full path", ["--files", "x.rpm"], "debuginfo-files", "is not the full path"],
        [
            "a file that is no package",
            ["--files", "/etc/os-release"],
            "debuginfo-files",
            "is not a package that rpm can read",
        ],
    ];
    for (const [what, args, code, sentence] of wrong) {
        it(`is refused from ${what}`, () => {
            bare("centos 9");
            failsUntouched(host, () => host.run("debuginfo", ...args), code, sentence);
        });
    }

    it("is refused unsigned, of another kernel, and without the space for it", () => {
        bare("centos 7");
        packages(path.join(host.base, "web/7"));
        // What rpm 4.11 to 6 say, each with status 0 or 1 as its own.
        for (const [lines, sentence] of [
            ["", "It is not signed."],
            ["    RSA signature: NOTFOUND", "It is not signed."],
            ["    Header V3 RSA/SHA256 Signature, key ID f4a80eb5: NOKEY", "key ID f4a80eb5: NOKEY). Import"],
            [
                "    Header V4 RSA/SHA256 Signature, key ID 0123abcd: OK\n    V4 RSA/SHA256 Signature, key ID 4567cdef: BAD",
                "(V4 RSA/SHA256 Signature, key ID 4567cdef: BAD)",
            ],
            [
                "    Header OpenPGP V4 RSA/SHA256 signature, key fingerprint: 0123abcd: NOTTRUSTED",
                "rpm --import FILE",
            ],
        ]) {
            host.set("signature", lines);
            for (const address of ["http://x.invalid/7", "https://x.invalid/7"]) {
                failsUntouched(
                    host,
                    () => host.run("debuginfo", "--archive", address),
                    "debuginfo-signature",
                    sentence,
                );
            }
        }
        host.unset("signature");
        host.write("root/kernel-debuginfo-1.rpm", "kernel-debuginfo 1.0-1 5\n");
        fails(
            host.run("debuginfo", "--files", "/root/kernel-debuginfo-1.rpm"),
            "debuginfo-files",
            `None of the packages is kernel-debuginfo-${host.release}`,
        );
        host.set("free", "/usr 1000 /usr\n");
        fails(host.run("debuginfo"), "debuginfo-space", "The file system /usr has 1000 KiB free");
        assert.equal(host.run("debuginfo", "--files").status, 2);
    });
});
