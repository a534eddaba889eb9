// debuginfo of the very build that runs, on every family: by its build id, which is read from the files themselves.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { buildIdFor, buildIdOf, elfFile, kernelNotes } from "../support/elf";
import { ElRoot } from "./elRoot";
import { ok } from "./lifecycle";
import { fails, failsUntouched } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { isThorough } from "./thorough";
import { buildId, shells, ThrowawayRoot } from "./throwawayRoot";

const otherId = buildIdFor("another build of the same release");

const families: Record<string, { start: (shell: string[]) => ThrowawayRoot; vmlinux: string }> = {
    Debian: {
        start: (shell) => new ThrowawayRoot(shell),
        vmlinux: "usr/lib/debug/boot/vmlinux-RELEASE",
    },
    EL: {
        start: (shell) => new ElRoot("centos 9", shell),
        vmlinux: "usr/lib/debug/lib/modules/RELEASE/vmlinux",
    },
    SUSE: {
        start: (shell) => new SuseRoot(shell),
        vmlinux: "usr/lib/debug/usr/lib/modules/RELEASE/vmlinux.debug",
    },
};

/** Where a debuginfod server puts what it gives, in every family. */
const fetched = "usr/lib/debug/lib/modules/RELEASE/vmlinux";

/** What it is by its build id, and what not. */
const odd: [what: string, file: Buffer | string, sentence: string][] = [
    [
        "of another build",
        elfFile(otherId),
        `is of another build than the running kernel: its build-id is ${otherId}, the kernel's is ${buildId}.`,
    ],
    ["without a build id", elfFile(), `it has no build-id, and the kernel has ${buildId}.`],
    ["no ELF file", "vmlinux\n", "it has no build-id"],
    ["cut short", elfFile(buildId).subarray(0, 100), "it has no build-id"],
];

/** Every day each family under another shell. */
const turns = Object.keys(shells).length;

Object.entries(families).forEach(([family, { start, vmlinux }], turn) => {
    const today = Object.entries(shells).filter((_, index) => isThorough || index === turn % turns);
    for (const [shellName, shell] of today) {
        describe(`debuginfo on ${family} under ${shellName}`, function () {
            this.timeout(60000);
            let host: ThrowawayRoot;
            beforeEach(() => {
                host = start(shell);
                ok(host.install(), "install");
                host.record();
            });
            afterEach(() => host.remove());

            const place = (pattern = vmlinux): string => pattern.replace("RELEASE", host.release);
            const remembered = ["var/lib/pulumi-kdump"];

            /** What changes packages or fetches something. */
            const acts = (): string[] =>
                host.record().filter((call) => /^(apt-get|dnf|yum|zypper|rpm -i|curl)/.test(call));

            function serve(file: Buffer | string): void {
                fs.mkdirSync(path.join(host.base, `web/buildid/${buildId}`), { recursive: true });
                host.set(`web/buildid/${buildId}/debuginfo`, file);
            }

            it("T36: is there when it is of the running kernel's build, and then nothing is fetched", () => {
                host.write(place(), elfFile(buildId));
                const run = ok(host.run("debuginfo"), "debuginfo");
                assert.deepEqual([run.json.vmlinux, run.json.changed], [`/${place()}`, false]);
                assert.deepEqual(acts(), []);
            });

            it("T36: is not there when it is of another build, and what is installed takes its place", () => {
                host.write(place(), elfFile(otherId));
                assert.equal(ok(host.run("status"), "status").json.vmlinux, "");
                const run = ok(host.run("debuginfo"), "debuginfo");
                assert.deepEqual([run.json.vmlinux, run.json.changed], [`/${place()}`, true]);
                assert.equal(ok(host.run("status"), "status").json.vmlinux, `/${place()}`);
            });

            for (const [what, file, sentence] of odd) {
                it(`T36: is refused when what was installed is ${what}, and taken back`, () => {
                    const before = host.tree(...remembered);
                    host.set("vmlinux", file);
                    fails(host.run("debuginfo"), "debuginfo-build", `/${place()} is `, sentence);
                    assert.equal(ok(host.run("status"), "status").json.vmlinux, "");
                    ok(host.run("undo", "debuginfo"), "undo debuginfo");
                    assert.deepEqual(host.tree(...remembered), before);
                });
            }

            it("T36: goes by the release, and says so, where the kernel does not tell its build id", () => {
                fs.rmSync(path.join(host.root, "sys/kernel/notes"));
                const run = ok(host.run("debuginfo"), "debuginfo");
                assert.equal(run.json.vmlinux, `/${place()}`);
                assert.ok(
                    run.stderr.includes(`has no build-id; going by the release of /${place()}`),
                    run.stderr,
                );
                fails(
                    host.run("undo", "debuginfo") &&
                        host.run("debuginfo", "--debuginfod", "http://one.invalid"),
                    "debuginfo-build",
                    "a debuginfod server goes by nothing else",
                );
            });

            it("T36: reads the build id as the linker of real programs left it", () => {
                for (const name of ["bash", "od"]) {
                    const program = fs.readFileSync(`/usr/bin/${name}`);
                    host.write("sys/kernel/notes", kernelNotes(buildIdOf(program)));
                    host.write(place(), program);
                    assert.equal(ok(host.run("debuginfo"), "debuginfo").json.changed, false, name);
                }
                assert.deepEqual(acts(), []);
            });

            it("comes from a debuginfod server, of those that the host knows or a given one, only where asked", () => {
                serve(elfFile(buildId));
                host.write("etc/debuginfod/x.urls", "http://debuginfod.invalid/\n");
                const before = host.tree(...remembered);
                for (const args of [["--debuginfod"], ["--debuginfod", "https://debuginfod.invalid"]]) {
                    const run = ok(host.run("debuginfo", ...args), "debuginfo");
                    assert.deepEqual([run.json.vmlinux, run.json.changed], [`/${place(fetched)}`, true]);
                    const [call, ...more] = acts();
                    assert.ok(call.endsWith(`/buildid/${buildId}/debuginfo`), call);
                    assert.deepEqual(more, []);
                    assert.equal(ok(host.run("debuginfo", ...args), "debuginfo").json.changed, false);
                    assert.equal(ok(host.run("undo", "debuginfo"), "undo").json.changed, true);
                    assert.deepEqual(host.tree(...remembered), before);
                    acts();
                }
                ok(host.run("debuginfo"), "debuginfo");
                assert.ok(!acts().some((call) => call.startsWith("curl")));
            });

            it("T36: is not kept when a debuginfod server gives another build, or nothing", () => {
                const before = host.tree(...remembered);
                const server = ["--debuginfod", "http://debuginfod.invalid"];
                const sentence = `No debuginfod server has the debuginfo of build-id ${buildId}`;
                fails(host.run("debuginfo", ...server), "debuginfo-gone", sentence);
                serve(elfFile(otherId));
                fails(
                    host.run("debuginfo", ...server),
                    "debuginfo-gone",
                    `${sentence}. http://debuginfod.invalid gave a file whose build-id is ${otherId}.`,
                );
                assert.deepEqual(host.tree(...remembered), before);
            });

            it("does not put what a server gives over a file that somebody else brought", () => {
                serve(elfFile(buildId));
                host.write(place(fetched), elfFile(otherId));
                const before = host.tree(...remembered);
                fails(
                    host.run("debuginfo", "--debuginfod", "http://debuginfod.invalid"),
                    "debuginfo-build",
                    `/${place(fetched)} is of another build`,
                );
                assert.deepEqual(host.tree(...remembered), before);
            });

            it("is refused from a server that is no URL, and from none that is known", () => {
                fails(host.run("debuginfo", "--debuginfod", "x y"), "debuginfo-archive", "not the URL");
                fails(
                    host.run("debuginfo", "--debuginfod"),
                    "debuginfo-gone",
                    "there is no /etc/debuginfod/*.urls",
                );
            });
        });
    }
});

describe("debuginfo from a server", function () {
    this.timeout(60000);

    it("is refused where nothing can fetch it", () => {
        const host = new ThrowawayRoot(shells.dash);
        try {
            ok(host.install(), "install");
            const programs = path.join(host.base, "bin");
            fs.mkdirSync(programs);
            const there = new Set(["curl", "wget"]);
            for (const directory of host.env.PATH.split(":")) {
                for (const name of fs.readdirSync(directory).filter((one) => !there.has(one))) {
                    there.add(name);
                    fs.symlinkSync(path.join(directory, name), path.join(programs, name));
                }
            }
            host.env.PATH = programs;
            failsUntouched(
                host,
                () => host.run("debuginfo", "--debuginfod", "http://debuginfod.invalid"),
                "debuginfo-gone",
                "This host has neither curl nor wget; install one of them.",
            );
        } finally {
            host.remove();
        }
    });
});

describe("debuginfo from files", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    it("SUSE: is installed by rpm, and taken back", () => {
        host = new SuseRoot(shells.dash);
        ok(host.install(), "install");
        const file = "/root/kernel-default-debuginfo-6.4.0-150600.23.25.1.x86_64.rpm";
        host.write(file, "kernel-default-debuginfo 6.4.0-150600.23.25.1 1000\n");
        const before = host.tree("var/lib/pulumi-kdump");
        host.record();
        const run = ok(host.run("debuginfo", "--files", file), "debuginfo");
        assert.equal(run.json.vmlinux, `/usr/lib/debug/usr/lib/modules/${host.release}/vmlinux.debug`);
        assert.deepEqual(
            host.record().filter((call) => /^(rpm|zypper)/.test(call)),
            [`rpm -ivh ${host.root}${file}`],
        );
        assert.equal(ok(host.run("debuginfo", "--files", file), "debuginfo").json.changed, false);
        assert.equal(ok(host.run("undo", "debuginfo"), "undo").json.changed, true);
        assert.deepEqual(host.tree("var/lib/pulumi-kdump"), before);
    });

    it("SUSE: is refused of another kernel", () => {
        host = new SuseRoot(shells.dash);
        ok(host.install(), "install");
        host.write("root/k.rpm", "kernel-default-debuginfo 6.4.0-150600.23.30.1 1000\n");
        fails(
            host.run("debuginfo", "--files", "/root/k.rpm"),
            "debuginfo-files",
            "None of the packages is kernel-default-debuginfo-6.4.0-150600.23.25.1.x86_64",
        );
    });

    it("Debian: is refused, and it says what there is instead", () => {
        host = new ThrowawayRoot(shells.dash);
        ok(host.install(), "install");
        host.write("root/k.rpm", "kernel-debuginfo 1-1 1000\n");
        failsUntouched(
            host,
            () => host.run("debuginfo", "--files", "/root/k.rpm"),
            "debuginfo-archive",
            "has no .rpm packages. Name a package archive (debuginfoArchive) or a debuginfod server",
        );
    });
});
