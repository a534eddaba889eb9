// A last gasp: what has the kernel write the end of its log to pstore, and the reports of crashes that left no dump.
import * as assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { dump, ReportRoot } from "./reportRoot";
import { shells } from "./throwawayRoot";

const reader = fs.readFileSync(path.join(__dirname, "../../dist/kdump-report"));
const digest = crypto.createHash("sha256").update(reader).digest("hex").slice(0, 16);
const notifiers = "sys/module/kernel/parameters/crash_kexec_post_notifiers";
const backend = "sys/module/pstore/parameters/backend";
const settings = "etc/tmpfiles.d/pulumi-kdump-gasp.conf";
const unit = "usr/lib/systemd/system/systemd-pstore.service";
const enabled = "etc/systemd/system/sysinit.target.wants/systemd-pstore.service";
const archive = "var/lib/systemd/pstore";

const panic = [
    "<1>[   70.100001] BUG: kernel NULL pointer dereference, address: 0000000000000000",
    "<4>[   70.100002] Oops: 0002 [#1] PREEMPT SMP NOPTI",
    "<4>[   70.100004] RIP: 0010:faults_null+0x5/0x10 [faults]",
    "<0>[   70.200001] Kernel panic - not syncing: Fatal exception",
];

for (const [name, shell] of Object.entries(shells)) {
    describe(`a last gasp under ${name}`, function () {
        this.timeout(120_000);
        let host: ReportRoot;
        beforeEach(() => {
            host = new ReportRoot(shell);
            host.env.PATH = `${host.env.PATH}:${path.dirname(process.execPath)}`;
            host.write(notifiers, "N\n");
            host.write(backend, "erst\n");
            host.write(unit, "[Service]\n");
            host.write("proc/sys/kernel/hostname", "web\n");
        });
        afterEach(() => host.remove());

        const gasp = () => host.run("gasp");
        const reporting = () => {
            const sent = path.join(host.base, ".kdump-report-0123");
            fs.writeFileSync(sent, reader);
            return host.run("reporting", sent, digest);
        };
        const declare = () => {
            ok(gasp(), "gasp");
            ok(reporting(), "reporting");
        };
        const reports = () => ok(host.run("reports"), "reports").json.made;
        /** A crash, as systemd-pstore has archived its two parts. */
        const crash = (second = 0, directory = `${archive}/7730941132800`) => {
            const number = BigInt(1_700_000_000 + second) * BigInt(2 ** 32);
            const text = (part: number, lines: string[]) => `Panic#1 Part${part}\n${lines.join("\n")}\n`;
            const at = (line: string) => line.replace("70.", `${70 + second}.`);
            host.write(`${directory}/dmesg-erst-${number + 1n}`, text(1, panic.slice(2).map(at)));
            host.write(`${directory}/dmesg-erst-${number + 2n}`, text(2, panic.slice(0, 2).map(at)));
        };
        const report = (directory: string) => JSON.parse(host.read(`${directory}/report.json`));
        const gasps = (directory = "var/crash") =>
            fs.readdirSync(path.join(host.root, directory)).filter((file) => file.startsWith("gasp-"));

        it("sets the kernel at once and at each boot, and takes all of it back", () => {
            const before = host.tree();
            const first = ok(gasp(), "gasp").json;
            assert.deepEqual([first.changed, first.store], [true, "erst"]);
            assert.equal(host.read(notifiers), "Y\n");
            assert.match(host.read(settings), /^w \/sys\/module\/kernel\/\S+_post_notifiers - - - - Y$/m);
            assert.equal(fs.readlinkSync(path.join(host.root, enabled)), `/${unit}`);
            assert.equal(ok(gasp(), "gasp").json.changed, false);
            ok(host.run("undo", "gasp"), "undo");
            assert.deepEqual(host.tree(), before);
            assert.equal(host.read(notifiers), "N\n");
            assert.equal(ok(host.run("undo", "gasp"), "undo").json.changed, false);
        });

        it("leaves on what somebody else has set", () => {
            host.write(notifiers, "Y\n");
            fs.mkdirSync(path.join(host.root, path.dirname(enabled)), { recursive: true });
            fs.symlinkSync(`/${unit}`, path.join(host.root, enabled));
            const before = host.tree();
            ok(gasp(), "gasp");
            ok(host.run("undo", "gasp"), "undo");
            assert.deepEqual(host.tree(), before);
            assert.equal(host.read(notifiers), "Y\n");
        });

        it("turns on EFI's variables where they are off and nothing else keeps records", () => {
            const off = "sys/module/efi_pstore/parameters/pstore_disable";
            host.write(backend, "(null)\n");
            fails(gasp(), "pstore-none", "Nothing on this host outlives a crash");
            fs.mkdirSync(path.join(host.root, "sys/firmware/efi"), { recursive: true });
            host.write(off, "Y\n");
            // The kernel registers them as soon as that is written.
            const modprobe = path.join(host.base, "bin");
            fs.mkdirSync(modprobe);
            const script = `#!/bin/sh\necho efi_pstore >"$KDUMP_ROOT/${backend}"\n`;
            fs.writeFileSync(path.join(modprobe, "modprobe"), script, { mode: 0o755 });
            host.env.PATH = `${modprobe}:${host.env.PATH}`;
            const before = host.tree();
            assert.equal(ok(gasp(), "gasp").json.store, "efi_pstore");
            assert.match(host.read("etc/modules-load.d/pulumi-kdump-gasp.conf"), /^efi_pstore$/m);
            assert.match(
                host.read("etc/modprobe.d/pulumi-kdump-gasp.conf"),
                /^options .* pstore_disable=0$/m,
            );
            assert.match(host.read(settings), /^w \/sys\/module\/efi_pstore\/\S+ - - - - N$/m);
            ok(host.run("undo", "gasp"), "undo");
            assert.deepEqual(host.tree(), before);
        });

        it("refuses a host on which nothing would be kept, and changes nothing there", () => {
            host.write("etc/systemd/pstore.conf", "[PStore]\n#Storage=external\nStorage=journal\n");
            const before = host.tree();
            fails(gasp(), "pstore-archive", "Storage=journal");
            fs.rmSync(path.join(host.root, "etc/systemd/pstore.conf"));
            fs.rmSync(path.join(host.root, unit));
            fails(gasp(), "pstore-archive", "has no systemd-pstore.service");
            fs.rmSync(path.join(host.root, notifiers));
            fails(gasp(), "pstore-kernel", "crash_kexec_post_notifiers at boot alone");
            host.write("etc/systemd/pstore.conf", "[PStore]\n#Storage=external\nStorage=journal\n");
            host.write(unit, "[Service]\n");
            assert.deepEqual(host.tree(), before);
        });

        it("says what a look finds missing", () => {
            const look = () => ok(host.look("--gasp"), "status").json.would.gasp;
            assert.match(look().why, /pulumi-kdump-gasp\.conf is not there\..*says N and not Y\./);
            ok(gasp(), "gasp");
            assert.equal(look(), undefined);
            host.write(notifiers, "N\n");
            assert.match(look().why, /crash_kexec_post_notifiers says N and not Y\./);
            host.write(backend, "(null)\n");
            assert.match(look().why, /no place that outlives a crash/);
        });

        it("has a report made of a crash without a dump, for root alone and once", () => {
            declare();
            reports();
            crash();
            assert.equal(reports(), 1);
            assert.deepEqual(gasps(), ["gasp-20231114221320"]);
            const directory = "var/crash/gasp-20231114221320";
            const { panic: found, place, vmcore, doubts, readOn } = report(directory);
            assert.deepEqual(
                [found.kind, place.symbol, vmcore.path, readOn],
                ["null-pointer", "faults_null", `/${directory}/dmesg.txt`, "web"],
            );
            assert.match(doubts.join("\n"), /no whole dump of this crash.*pstore \(erst\)/);
            assert.equal(host.read(`${directory}/dmesg.txt`), `${panic.join("\n")}\n`);
            for (const file of ["dmesg.txt", "report.html", "report.json", "report.md"]) {
                assert.equal(fs.statSync(path.join(host.root, directory, file)).mode & 0o777, 0o600);
            }
            assert.equal(fs.statSync(path.join(host.root, directory)).mode & 0o777, 0o700);
            const before = host.tree();
            assert.equal(reports(), 0);
            assert.deepEqual(host.tree(), before);
            // It is no dump: of those there is one.
            assert.match(ok(host.run("report"), "report").json.vmcore.path, /dump\.202611231838$/);
        });

        it("tells one crash from another, and reports of none that was there before", () => {
            crash(1);
            declare();
            reports();
            assert.deepEqual(gasps(), []);
            crash(2, archive);
            crash(3, "sys/fs/pstore");
            host.write(`${archive}/dmesg-erst-1`, "Oops#1 Part1\n<4>[    1.000000] it lived on\n");
            assert.equal(reports(), 2);
            assert.deepEqual(gasps(), ["gasp-20231114221322", "gasp-20231114221323"]);
            assert.equal(report("var/crash/gasp-20231114221323").log.length, 4);
        });

        it("leaves a crash to its dump", () => {
            declare();
            reports();
            crash();
            host.section("log", panic.map((line) => line.replace(/^<\d>/, "")).join("\n"));
            host.add("var/crash/202311142213/dump.202311142213", dump(), -1);
            assert.equal(reports(), 1);
            assert.deepEqual(gasps(), []);
            assert.match(report("var/crash/202311142213").log.at(-1).text, /Fatal exception/);
        });

        it("does not say that there is no dump where one cannot be read", () => {
            declare();
            reports();
            crash();
            host.add("var/crash/202311142213/dump.202311142213", dump(), -1);
            fs.mkdirSync(path.join(host.root, "var/crash/202311142213/report.html"));
            fails(host.run("reports"), "reports", "is no file");
            assert.match(
                report("var/crash/gasp-20231114221320").doubts.join("\n"),
                /may be the dump of this/,
            );
        });

        it("writes nothing where a stranger's link leads", () => {
            declare();
            reports();
            crash();
            fs.symlinkSync("/etc", path.join(host.root, "var/crash/gasp-20231114221320"));
            assert.equal(reports(), 1);
            assert.deepEqual(gasps(), ["gasp-20231114221320", "gasp-20231114221321"]);
            assert.ok(!fs.existsSync("/etc/report.json"));
        });

        it("is reported on the host though its dumps go elsewhere", () => {
            host.write("etc/default/kdump-tools", 'USE_KDUMP=1\nSSH="root@192.0.2.1"\n');
            fails(reporting(), "dump-away", "written elsewhere");
            declare();
            crash();
            assert.equal(reports(), 1);
            assert.match(
                report("var/crash/gasp-20231114221320").doubts.join("\n"),
                /go to root@192\.0\.2\.1:\/var\/crash; whether/,
            );
        });
    });
}
