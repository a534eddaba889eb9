import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { fails, Refusals } from "./refusals";
import { Run, ThrowawayRoot } from "./throwawayRoot";

describe("hosts and users that the host program refuses", function () {
    this.timeout(30000);
    const here = new Refusals();

    describe("before anything is changed, by install:", () => {
        const file = (name: string, text = ""): [() => void, () => void] => [
            () => here.host.write(name, text),
            () => fs.rmSync(path.join(here.host.root, name)),
        ];
        const release = (id: string, version: string, name: string): [() => void, () => void] => [
            () =>
                here.host.write(
                    "etc/os-release",
                    `ID="${id}"\nVERSION_ID="${version}"\nPRETTY_NAME="${name}"\n`,
                ),
            () => here.host.write("etc/os-release", "ID=debian\nVERSION_ID=13\n"),
        ];
        const supported =
            "kdump-host knows Debian 11 to 13, Ubuntu 20.04, 22.04, 24.04, 25.10 and 26.04, RHEL, CentOS and Oracle Linux 7 to 10,";
        const cases: [string, [() => void, () => void], string, string[]][] = [
            [
                "Alpine",
                release("alpine", "3.20", "Alpine Linux v3.20"),
                "unsupported",
                ["Alpine Linux v3.20 is not supported", supported],
            ],
            [
                "Debian 10",
                release("debian", "10", "Debian 10"),
                "unsupported",
                ["Debian 10 is not supported", supported],
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
                [() => here.host.set("container"), () => here.host.unset("container")],
                "container",
                ["no kernel of its own"],
            ],
            [
                "no GRUB",
                [
                    () => fs.renameSync(`${here.host.root}/boot/grub`, `${here.host.root}/boot/x`),
                    () => fs.renameSync(`${here.host.root}/boot/x`, `${here.host.root}/boot/grub`),
                ],
                "no-grub",
                ["There is no /boot/grub/grub.cfg"],
            ],
            [
                "kexec switched off",
                [
                    () => here.host.write("proc/sys/kernel/kexec_load_disabled", "1\n"),
                    () => here.host.write("proc/sys/kernel/kexec_load_disabled", "0\n"),
                ],
                "kexec-disabled",
                ["kernel.kexec_load_disabled is 1", "reboot"],
            ],
        ];
        for (const [name, [cause, mend], code, parts] of cases) {
            it(name, () => {
                here.host = new ThrowawayRoot();
                cause();
                here.refused(() => here.host.install(), code, parts, mend);
            });
        }

        it("another distribution than the plan was made for", () => {
            here.host = new ThrowawayRoot();
            for (const expected of ["rocky:9", "debian:1", "debian:13.1", "ubuntu:12"]) {
                const [id, version] = expected.split(":");
                here.refused(() => here.host.install(expected), "os-differs", [
                    "The host is Debian GNU/Linux 12",
                    `and the plan is for ${id} ${version}. Correct`,
                ]);
            }
            assert.equal(here.host.install("debian:12").status, 0);
        });

        it("a program that was changed on its way", () => {
            here.host = new ThrowawayRoot();
            here.refused(
                () => here.host.spawn([here.host.programFile, "install", "0".repeat(64)]),
                "digest",
                ["and not 00000"],
            );
        });

        it("a read-only root", () => {
            here.host = new ThrowawayRoot();
            const before = here.host.tree();
            const readOnly = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", here.host.root, here.host.root];
            const digest = assembledDigest();
            fails(
                here.host.spawn([here.host.programFile, "install", digest], readOnly),
                "read-only",
                "/usr/local/bin cannot be written to",
                "read-only",
            );
            assert.deepEqual(here.host.tree(), before);
            assert.equal(here.host.install().status, 0);
        });
    });

    function assembledDigest(): string {
        return spawnSync("sha256sum", [here.host.programFile], { encoding: "utf8" }).stdout.slice(0, 64);
    }

    describe("a user without root's rights:", () => {
        const asNobody = (sudo: string | undefined): Run => {
            here.host = new ThrowawayRoot();
            const bin = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-bin-"));
            try {
                fs.chmodSync(bin, 0o755);
                fs.chmodSync(here.host.base, 0o755);
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
                        here.host.programFile,
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
            assert.equal(run.status, 0, run.stderr);
            assert.match(run.stdout, /^ran: -n sh \/.*\/program install abc\n$/);
        });
    });
});
