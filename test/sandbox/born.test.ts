// The first boot of a host that was left a boot script: under each shell, cut at every step, and in the root of an image.
import * as assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { firstBootScript } from "../../src/born/script";
import { BornStep } from "../../src/born/steps";
import { installHost, kdumpHost } from "../../src/host/commands";
import { hostProgram } from "../../src/host/program";
import { Run, runToEnd } from "./run";
import { isThorough } from "./thorough";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const owner = "organization/project/stack/web";
const value = "192M";
const lines = ["path /var/crash", "keep 3"];
const directory = "var/lib/pulumi-kdump-first-boot";
const unit = "etc/systemd/system/pulumi-kdump-first-boot.service";
const link = "etc/systemd/system/multi-user.target.wants/pulumi-kdump-first-boot.service";
const log = "var/log/pulumi-kdump-first-boot.log";

/** The steps of a Kdump called web. */
const steps = (policy = "when-required"): BornStep[] => [
    { name: "install", command: installHost(hostProgram(), undefined, { name: owner }) },
    { name: "packages", command: kdumpHost.packages() },
    { name: "crashkernel", command: kdumpHost.crashkernel(value) },
    { name: "bootloader", command: kdumpHost.bootloader(value) },
    { name: "conf", command: kdumpHost.conf(lines) },
    { name: "reboot", command: kdumpHost.reboot(policy, value) },
    { name: "service", command: kdumpHost.service("0123456789ab") },
    { name: "owner", command: kdumpHost.owner(owner, ["install", "crashkernel", "conf", "service"]) },
];

/** A host that systemd has started, or the root of an image. */
class BornRoot extends ThrowawayRoot {
    constructor(shell: string[], booted = true) {
        super(shell);
        this.env.PATH = `${path.join(this.root, "usr/local/bin")}:${this.env.PATH}`;
        fs.mkdirSync(path.join(this.root, "proc/1"), { recursive: true });
        // In a chroot the first process has another root.
        fs.symlinkSync(booted ? this.root : this.base, path.join(this.root, "proc/1/root"));
        fs.mkdirSync(path.join(this.root, "run/systemd/system"), { recursive: true });
    }

    /** Runs the boot script, which may be an older one. */
    leave(script = firstBootScript(steps(), "along")): Run {
        const file = path.join(this.base, "script");
        fs.writeFileSync(file, script);
        return this.spawn([file]);
    }

    /** What systemd does when the unit is due. */
    unitRuns(before: string[] = []): Run | undefined {
        if (!this.exists(link) || !this.exists(`${directory}/steps`)) return undefined;
        return this.spawn([path.join(this.root, directory, "run")], before);
    }

    result(): string {
        return this.exists(`${directory}/result`) ? this.read(`${directory}/result`).trim() : "";
    }

    /** How often it has booted since the last look. */
    boots(): number {
        return this.record().filter((line) => line === "boot").length;
    }
}

/** Whether each step of the same declaration, run as a Kdump's, finds nothing to do. */
function assertNothingToDo(host: BornRoot): void {
    const digest = hostProgram().digest;
    const changed = [
        host.install("--owner", owner),
        host.run("packages"),
        host.run("crashkernel", value),
        host.run("bootloader", value),
        host.run("conf", ...lines),
        host.run("reboot", "when-required", value),
        host.run("service", "0123456789ab"),
        host.run("owner", owner, "install", "crashkernel", "conf", "service"),
    ].map(({ json, stderr }) => (json.changed === false ? "" : stderr || JSON.stringify(json)));
    assert.deepEqual(changed, Array(8).fill(""));
    const declared = ["--program", digest, "--owner", owner, "--crashkernel", value];
    const { json } = host.look(...declared, "--reboot", "when-required", "--conf", ...lines);
    assert.deepEqual(json.would, {});
    assert.equal(json.ready, true, json.reason);
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`the first boot under ${name}`, function () {
        this.timeout(60_000);
        let host: BornRoot;
        beforeEach(() => {
            host = new BornRoot(shell);
            host.set("reboots");
        });
        afterEach(() => host.remove());

        it("makes the host ready with one reboot, and leaves nothing but its result and its log", () => {
            const left = host.leave();
            assert.equal(left.status, 0, left.stderr);
            const called = host.record().filter((line) => line.startsWith("systemctl"));
            assert.deepEqual(called, [
                "systemctl daemon-reload",
                "systemctl start --no-block pulumi-kdump-first-boot.service",
            ]);
            assert.match(
                host.read(unit),
                /^ConditionPathExists=\/var\/lib\/pulumi-kdump-first-boot\/steps$/m,
            );
            const first = host.unitRuns();
            assert.equal(first?.status, 0, host.read(log));
            assert.match(first?.stdout ?? "", /pulumi-kdump: reboots, and goes on after that\n$/);
            assert.equal(host.boots(), 1);
            assert.equal(host.result(), "");
            const second = host.unitRuns();
            assert.equal(second?.status, 0, host.read(log));
            assert.equal(host.result(), "ready");
            assert.match(second?.stdout ?? "", /crashkernel: nothing to do\n/);
            assert.equal(host.boots(), 0);
            assert.equal(host.unitRuns(), undefined);
            assert.equal(host.exists(unit), false);
            assert.deepEqual(fs.readdirSync(path.join(host.root, directory)), ["result"]);
            assertNothingToDo(host);
        });

        it("is told in a look from the script to its end, and where it failed it is not", () => {
            assert.equal(host.look().json.firstBoot, undefined);
            host.leave();
            assert.equal(host.look().json.firstBoot, true);
            host.unitRuns();
            assert.equal(host.look().json.firstBoot, true, "the reboot is a part of it");
            fs.writeFileSync(
                path.join(host.base, "units/pulumi-kdump-first-boot.service"),
                "enabled failed\n",
            );
            assert.equal(host.look().json.firstBoot, undefined);
            fs.rmSync(path.join(host.base, "units/pulumi-kdump-first-boot.service"));
            host.unitRuns();
            assert.equal(host.result(), "ready");
            assert.equal(host.look().json.firstBoot, undefined);
        });

        it("reboots once even if too little is reserved after it, and tries the rest again at each boot", () => {
            host.leave();
            host.set("no-memory-found");
            host.unitRuns();
            for (let boot = 0; boot < 3; boot++) {
                assert.equal(host.unitRuns()?.status, 1);
                assert.match(
                    host.result(),
                    /^failed service: error \[reservation\]: The host was rebooted, and yet/,
                );
                assert.equal(host.boots(), boot === 0 ? 1 : 0);
            }
            host.unset("no-memory-found");
            host.boot();
            host.record();
            assert.equal(host.unitRuns()?.status, 0);
            assert.equal(host.result(), "ready");
            assert.equal(host.boots(), 0);
        });

        it("ends without a reboot where none is allowed, and says why it is not ready", () => {
            host.leave(firstBootScript(steps("never"), "along"));
            assert.equal(host.unitRuns()?.status, 0, host.read(log));
            assert.match(host.result(), /^not-ready: .*crashkernel=192M reserves 192 MiB after a reboot/);
            assert.equal(host.boots(), 0);
            assert.equal(host.exists(unit), false);
        });

        it("says which step failed, stays, and succeeds at a later boot", () => {
            host.leave();
            fs.renameSync(path.join(host.base, "archive"), path.join(host.base, "away"));
            host.set("archive");
            assert.equal(host.unitRuns()?.status, 1);
            assert.match(host.result(), /^failed packages: error \[packages-missing\]: /);
            fs.renameSync(path.join(host.base, "away"), path.join(host.base, "archive"));
            host.unitRuns();
            host.unitRuns();
            assert.equal(host.result(), "ready");
        });

        it("installs packages in the root of an image, and leaves the rest to the first boot", () => {
            host.remove();
            host = new BornRoot(shell, false);
            host.set("reboots");
            const before = host.read("etc/default/grub");
            const left = host.leave();
            assert.equal(left.status, 0, left.stderr);
            assert.match(left.stderr, /the packages are installed\n.*the rest is left to the first boot\n$/);
            assert.match(fs.readFileSync(path.join(host.base, "installed"), "utf8"), /kdump-tools/);
            assert.doesNotMatch(host.record().join("\n"), /systemctl.* pulumi-kdump|daemon-reload/);
            assert.equal(host.exists("usr/local/bin/kdump-host"), false);
            assert.equal(host.read("etc/default/grub"), before);
            assert.equal(host.exists("etc/default/grub.d/zz-pulumi-kdump.cfg"), false);
            assert.ok(fs.lstatSync(path.join(host.root, link)).isSymbolicLink());
            host.boot();
            assert.match(host.unitRuns()?.stdout ?? "", /packages: nothing to do\n/);
            host.unitRuns();
            assert.equal(host.result(), "ready");
            assertNothingToDo(host);
        });

        it("installs nothing in an image whose archive is out of reach, and does not fail the build", () => {
            host.remove();
            host = new BornRoot(shell, false);
            host.set("archive");
            const left = host.leave();
            assert.equal(left.status, 0);
            assert.match(left.stderr, /error \[packages-missing\]: .*\n.*the first boot tries it again/);
            assert.equal(host.exists(link), true);
        });

        it("fetches the program, tries again where it comes damaged, and never runs another", () => {
            const script = firstBootScript(steps(), { url: "http://192.0.2.7/kdump-host" });
            host.set("curl-times", "0");
            const standIn = path.join(host.base, "bin");
            fs.mkdirSync(standIn);
            // What answers is cut at first, then something else, and then the program.
            fs.writeFileSync(
                path.join(standIn, "curl"),
                `#!/bin/sh\nread -r times <"${host.base}/curl-times"\necho $((times + 1)) >"${host.base}/curl-times"\n` +
                    `case $times in 0) head -c 1000 "${hostProgram().file}" ;; 1) echo 'echo evil >&2; touch "${host.base}/evil"' ;; ` +
                    `2) exit 22 ;; *) cat "${host.base}/web-program" ;; esac\n`,
                { mode: 0o755 },
            );
            host.env.PATH = `${standIn}:${host.env.PATH}`;
            fs.writeFileSync(path.join(host.base, "web-program"), "#!/bin/sh\necho other >&2\n");
            assert.equal(host.leave(script).status, 0);
            assert.equal(host.unitRuns()?.status, 1);
            assert.match(
                host.result(),
                /^failed program: Nothing with the SHA-256 [0-9a-f]{64} could be fetched from http:/,
            );
            assert.equal(fs.readFileSync(path.join(host.base, "curl-times"), "utf8").trim(), "5");
            assert.equal(host.exists("usr/local/bin/kdump-host"), false);
            host.set("curl-times", "0");
            fs.writeFileSync(path.join(host.base, "web-program"), hostProgram().text);
            host.unitRuns();
            assert.match(host.read(log), /fetched the program from http:\/\/192\.0\.2\.7\/kdump-host/);
            host.unitRuns();
            assert.equal(host.result(), "ready");
            assert.equal(fs.existsSync(path.join(host.base, "evil")), false);
            assert.equal(fs.readFileSync(path.join(host.base, "curl-times"), "utf8").trim(), "4");
            assertNothingToDo(host);
        });

        it("takes the program out of the package as npm packs it", () => {
            const packed = path.join(host.base, "packed");
            fs.mkdirSync(path.join(packed, "package/dist"), { recursive: true });
            fs.writeFileSync(path.join(packed, "package/dist/kdump-host"), hostProgram().text);
            runToEnd(["tar", "-czf", path.join(host.base, "x.tgz"), "-C", packed, "package"], process.env);
            const standIn = path.join(host.base, "bin");
            fs.mkdirSync(standIn);
            fs.writeFileSync(path.join(standIn, "curl"), `#!/bin/sh\ncat "${host.base}/x.tgz"\n`, {
                mode: 0o755,
            });
            host.env.PATH = `${standIn}:${host.env.PATH}`;
            host.leave(firstBootScript(steps(), { url: "https://192.0.2.7/pulumi-kdump-0.1.0.tgz" }));
            host.unitRuns();
            host.unitRuns();
            assert.equal(host.result(), "ready");
        });

        it("refuses a program that was damaged in the script, before it leaves anything to run", () => {
            const script = firstBootScript(steps(), "along").replace(/\n[A-Za-z0-9+/]{76}\n/, "\n");
            const left = host.leave(script);
            assert.notEqual(left.status, 0);
            assert.match(left.stderr, /was damaged on its way here/);
            assert.equal(host.exists(link), false);
        });

        it("may be left again, also on a host that is ready, and then finds nothing to do", () => {
            host.leave();
            host.unitRuns();
            host.unitRuns();
            host.record();
            assert.equal(host.leave().status, 0);
            assert.equal(host.result(), "");
            const again = host.unitRuns();
            assert.doesNotMatch(again?.stdout ?? "", /: done\n/);
            assert.equal(host.result(), "ready");
            assert.equal(host.boots(), 0);
        });
    });
}

describe("the first boot, cut anywhere", function () {
    this.timeout(300_000);

    it("goes on at the next boot, ends ready, and has asked for one reboot at most", () => {
        let cuts = 0;
        for (let at = 0; ; at += isThorough ? 1 : 8) {
            const host = new BornRoot(shells.dash);
            host.set("reboots");
            host.leave();
            host.record();
            // Killed with everything that it has started, at the N-th time that anything is put in its place or removed.
            const killer = path.join(host.base, "bin");
            const cut = path.join(host.base, "cut");
            fs.mkdirSync(killer);
            host.set("count", "0");
            for (const program of ["mv", "rm"]) {
                fs.writeFileSync(
                    path.join(killer, program),
                    `#!/bin/sh\nread -r count <"${host.base}/count"\necho $((count + 1)) >"${host.base}/count"\n` +
                        `if [ "$count" = ${at} ]; then touch "${cut}"; kill -9 0; fi\nexec /usr/bin/${program} "$@"\n`,
                    { mode: 0o755 },
                );
            }
            const usual = host.env.PATH;
            host.env.PATH = `${killer}:${usual}`;
            let powerCut = false;
            for (let boot = 0; boot < 5 && host.unitRuns(["setsid", "-w"]) !== undefined; boot++) {
                if (powerCut || !fs.existsSync(cut)) continue;
                powerCut = true;
                host.env.PATH = usual;
                host.boot();
            }
            host.env.PATH = usual;
            assert.equal(host.result(), "ready", `cut ${at}: ${host.result()}\n${host.read(log)}`);
            assert.ok(host.boots() <= (powerCut ? 2 : 1), `cut ${at} rebooted twice`);
            assertNothingToDo(host);
            host.remove();
            if (!powerCut) break;
            cuts++;
        }
        assert.ok(cuts >= 5, `${cuts} cuts`);
    });
});

describe("the script's sum", () => {
    it("is that of the program", () => {
        const sum = crypto.createHash("sha256").update(hostProgram().text).digest("hex");
        assert.ok(firstBootScript(steps(), "along").includes(`\n${sum} ${hostProgram().remotePath}\n`));
    });
});
