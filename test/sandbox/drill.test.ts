import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { flattened, kernel, leaves, vmcore } from "./left";
import { ok } from "./lifecycle";
import { readyHosts } from "./readyHosts";
import { fails } from "./refusals";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const words = "this crashes the machine";

const readyHost = readyHosts();

for (const [name, shell] of Object.entries(shells)) {
    describe(`a drill under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        it("crashes the host, finds the dump and says what it is", () => {
            host = readyHost(shell);
            const boot = host.read("proc/sys/kernel/random/boot_id").trim();
            host.set(
                "on-crash",
                `${leaves("202611231840/dump.202611231840", flattened)}
                echo log >"$d/202611231840/dmesg.202611231840"`,
            );
            const drill = ok(host.run("drill", "sysrq", words), "drill").json;
            assert.deepEqual([drill.changed, drill.crashedBoot], [true, boot]);
            const calls = host.record();
            const at = (pattern: RegExp) => calls.findIndex((call) => pattern.test(call));
            assert.ok(at(/on-active=120 .*systemctl start ssh.service/) >= 0);
            assert.ok(at(/systemctl start ssh/) < at(/^systemctl stop ssh.service/));
            assert.ok(at(/^systemctl stop ssh.service/) < at(/on-active=3 .*sysrq-trigger/));

            const dump = ok(host.run("dump"), "dump").json;
            const file = "var/crash/202611231840/dump.202611231840";
            assert.equal(dump.vmcore, `/${file}`);
            assert.deepEqual([dump.changed, dump.format, dump.ready], [true, "flattened", true]);
            assert.equal(dump.kernelRelease, kernel);
            assert.equal(dump.size, fs.statSync(path.join(host.root, file)).size);
            assert.match(dump.sha256, /^[0-9a-f]{64}$/);
            assert.ok(Math.abs(Date.now() / 1000 - dump.crashTime) < 600);
            assert.ok(dump.secondsToDump >= 0 && dump.secondsToDump <= dump.secondsToBeBack);
            assert.equal(dump.bootId, host.read("proc/sys/kernel/random/boot_id").trim());
        });

        it("T27: leaves the dump and all that lies beside it to root alone", () => {
            host = readyHost(shell);
            host.set(
                "on-crash",
                `umask 022
                ${leaves("202611231840/dump.202611231840", flattened)}
                echo log >"$d/202611231840/dmesg.202611231840"`,
            );
            ok(host.run("drill", "sysrq", words), "drill");
            ok(host.run("dump"), "dump");
            const modes = host.tree();
            assert.equal(modes["var/crash/202611231840/"], "700");
            for (const kind of ["dump", "dmesg"])
                assert.match(modes[`var/crash/202611231840/${kind}.202611231840`], /^600 /);
        });

        it("answers the same when it is asked again, and forgets the drill and not the dump", () => {
            host = readyHost(shell);
            host.set("on-crash", leaves("1/vmcore", vmcore("KDUMP   ")));
            ok(host.run("drill", "sysrq", words), "drill");
            const first = ok(host.run("dump"), "dump").json;
            const again = ok(host.run("dump"), "dump").json;
            assert.deepEqual(again, { ...first, changed: false });
            ok(host.run("undo", "drill"), "undo");
            assert.ok(host.exists("var/crash/1/vmcore"));
            assert.deepEqual(
                fs
                    .readdirSync(path.join(host.root, "var/lib/pulumi-kdump"))
                    .filter((file) => /drill/.test(file)),
                [],
            );
            fails(host.run("dump"), "no-drill", "No drill was made on this host.");
        });

        it("is not made twice when whoever asked for it was cut off", () => {
            host = readyHost(shell);
            host.set("on-crash", leaves("1/vmcore", vmcore("KDUMP   ")));
            const first = ok(host.run("drill", "sysrq", words), "drill").json;
            assert.deepEqual(ok(host.run("drill", "sysrq", words), "drill").json, {
                ...first,
                changed: false,
            });
            ok(host.run("dump"), "dump");
            const next = ok(host.run("drill", "sysrq", words), "drill").json;
            assert.equal(next.changed, true, "once it is judged, another is another");
        });
    });
}

describe("a drill", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    function crash(left: string): void {
        host = readyHost();
        host.set("on-crash", left);
        ok(host.run("drill", "sysrq", words), "drill");
    }

    it("is refused without the words, in another way than these, and on a host that would not dump", () => {
        host = readyHost();
        const before = host.tree();
        for (const args of [[], ["sysrq"], ["sysrq", "yes"], ["reset", words], ["sysrq", words, words]]) {
            assert.equal(host.run("drill", ...args).status, 2, args.join(" "));
        }
        fails(host.run("drill", "nmi", words), "no-nmi", "Drill with sysrq instead.");
        host.write("sys/kernel/kexec_crash_loaded", "0\n");
        fails(
            host.run("drill", "sysrq", words),
            "not-ready",
            "is not crashed: The capture kernel is not loaded.",
        );
        assert.deepEqual(host.tree(), before);
        assert.deepEqual(
            host.record().filter((call) => /systemd-run|stop/.test(call)),
            [],
        );
    });

    for (const [what, file, content] of [
        ["EL", "127.0.0.1-2026-11-23-18:40:00/vmcore", vmcore("KDUMP   ")],
        ["EL, over ssh", "127.0.0.1-2026-11-23-18:40:00/vmcore.flat", flattened],
        ["Debian", "202611231840/dump.202611231840", flattened],
        ["Debian, packed", "202611231840/dump.202611231840.gz", `{ ${flattened}; } | gzip -c`],
        ["Debian, copied", "202611231840/vmcore.202611231840", vmcore("\\177ELF")],
        ["SUSE", "2026-11-23-18:40/vmcore", vmcore("KDUMP   ")],
        ["a hostile directory", '$(touch x)"\\n/vmcore', vmcore("KDUMP   ")],
    ]) {
        it(`finds the dump of ${what}`, () => {
            crash(leaves(file.replace(/[$"\\]/g, "\\$&"), content));
            assert.equal(ok(host.run("dump"), "dump").json.vmcore, `/var/crash/${file}`);
        });
    }

    for (const [what, file, content, fault] of [
        [
            "is not finished",
            "1/vmcore-incomplete",
            vmcore("KDUMP   "),
            "vmcore-incomplete was not written completely",
        ],
        ["is empty", "1/vmcore", ":", "/var/crash/1/vmcore is empty"],
        ["is none", "1/dump.1", vmcore("garbage!"), "dump.1 does not begin as a vmcore does"],
        ["is cut off", "1/dump.1", vmcore("makedumpfile"), "dump.1 is truncated"],
        ["is cut off and packed", "1/dump.1.gz", `{ ${flattened}; } | gzip -c | head -c 60`, "is truncated"],
        ["says nothing", "1/vmcore", "printf 'KDUMP   xyz'", "does not say which kernel it is from"],
        [
            "is another kernel's",
            "1/vmcore",
            vmcore("KDUMP   ", "", "5.10.0"),
            "is of the kernel 5.10.0, and the one that was crashed is 6.1.0-37",
        ],
        ["is older", "1/vmcore", vmcore("KDUMP   ", "", kernel, "1000"), "is of a crash before this one"],
    ]) {
        it(`rejects a dump that ${what}`, () => {
            crash(leaves(file, content));
            fails(host.run("dump"), "no-dump", fault);
            assert.ok(host.exists(`var/crash/${file}`), "and keeps it");
        });
    }

    it("takes neither a dump that was there before, nor a link, nor a log for the new one", () => {
        host = readyHost();
        host.write("var/crash/old/vmcore", "KDUMP   OSRELEASE=6.1.0-37-cloud-amd64\n");
        host.set(
            "on-crash",
            `${leaves("1/vmcore-dmesg.txt", "echo log")}
            echo log >"$d/1/kexec-dmesg.log"; echo log >"$d/1/dmesg.1"
            ln -s ../old/vmcore "$d/1/vmcore"; ln -s old "$d/new"`,
        );
        ok(host.run("drill", "sysrq", words), "drill");
        fails(host.run("dump"), "no-dump", "there is no new dump in /var/crash");
    });

    it("waits while the dump is still being written", () => {
        crash(leaves("1/vmcore-incomplete", vmcore("KDUMP   ")));
        host.set(
            "on-sleep",
            `n=$(cat "$base/n" 2>/dev/null || echo 0); echo $((n + 1)) >"$base/n"; cd "$KDUMP_ROOT/var/crash/1"
            case $n in 0 | 1) echo more >>vmcore-incomplete ;; 2) echo last >>vmcore-incomplete; mv vmcore-incomplete vmcore ;; esac`,
        );
        assert.equal(ok(host.run("dump"), "dump").json.vmcore, "/var/crash/1/vmcore");
    });

    for (const [what, log, why] of [
        [
            "memory",
            "Out of memory: Killed process 1 (systemd)",
            "The capture kernel ran out of memory: reserve more",
        ],
        ["space", "dd: error writing: No space left on device", "There was no space left for it."],
        ["a target", "mount.nfs: Connection timed out", "The dump's target could not be reached."],
        ["words", "something else", "The capture kernel's last message: something else"],
        [
            "words before the date",
            "not written\nThu, 26 Nov 2026 10:44:38 +0000",
            "The capture kernel's last message: not written",
        ],
    ]) {
        it(`says that the capture kernel lacked ${what}, from its log`, () => {
            crash(
                leaves("127.0.0.1-2026/vmcore-incomplete", vmcore("KDUMP   ")) +
                    `echo '${log}' >"$d/127.0.0.1-2026/kexec-dmesg.log"`,
            );
            fails(host.run("dump"), "no-dump", why);
        });
    }

    it("says how little space there is, and how much is reserved, where no log says more", () => {
        crash(":");
        host.set("journal", "");
        fails(
            host.run("dump"),
            "no-dump",
            "The capture kernel left no message: it may not have booted in the 192 MiB",
        );
        host.set("free", "/var/crash 2048 /\n");
        fails(host.run("dump"), "no-dump", "Its file system has 2048 KiB free.");
        host.set("free", "/var 0 /\n");
        fails(host.run("dump"), "no-dump", "Its file system has 0 KiB free.");
        host.unset("free");
        host.set("on-crash", leaves("1/vmcore", vmcore("KDUMP   ")));
        assert.equal(ok(host.run("drill", "sysrq", words), "drill").json.changed, true, "may be tried again");
        ok(host.run("dump"), "dump");
    });

    it("tells a host that did not crash from one that left no dump", () => {
        host = readyHost();
        ok(host.run("drill", "sysrq", words), "drill"); // nothing happens
        fails(host.run("dump"), "not-crashed", "it still runs under the boot_id");
    });

    it("T31: has an NMI crash the host, and takes the setting back when none comes", () => {
        host = readyHost();
        host.write("proc/sys/kernel/unknown_nmi_panic", "0\n");
        ok(host.run("drill", "nmi", words), "drill");
        assert.equal(host.read("proc/sys/kernel/unknown_nmi_panic"), "1\n");
        const calls = host.record();
        assert.ok(calls.some((call) => /on-active=600 .*systemctl start ssh.service/.test(call)));
        assert.ok(!calls.some((call) => /sysrq-trigger/.test(call)));
        fails(host.run("dump"), "not-crashed", "No NMI arrived");
        assert.equal(host.read("proc/sys/kernel/unknown_nmi_panic"), "0\n");
    });

    it("waits until the capture kernel is loaded again, and says so if it is not", () => {
        crash(leaves("1/vmcore", vmcore("KDUMP   ")));
        host.write("sys/kernel/kexec_crash_loaded", "0\n");
        const dump = ok(host.run("dump"), "dump").json;
        assert.deepEqual([dump.ready, dump.reason], [false, "The capture kernel is not loaded."]);
    });
});
