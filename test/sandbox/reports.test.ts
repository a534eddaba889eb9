import * as assert from "node:assert/strict";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { dump, ReportRoot } from "./reportRoot";
import { shells, systemPath } from "./throwawayRoot";

const reader = fs.readFileSync(path.join(__dirname, "../../dist/kdump-report"));
const digest = crypto.createHash("sha256").update(reader).digest("hex").slice(0, 16);
const unit = "etc/systemd/system/pulumi-kdump-reports.service";
const link = "etc/systemd/system/multi-user.target.wants/pulumi-kdump-reports.service";
const crashed = "var/crash/202611231838";
const names = ["report.html", "report.json", "report.md"];

for (const [name, shell] of Object.entries(shells)) {
    describe(`reports beside the dumps under ${name}`, function () {
        this.timeout(120_000);
        let host: ReportRoot;
        let sent: string;
        beforeEach(() => {
            host = new ReportRoot(shell);
            // Node.js may lie elsewhere than the system's own programs.
            host.env.PATH = `${host.env.PATH}:${path.dirname(process.execPath)}`;
            sent = path.join(host.base, ".kdump-report-0123");
            fs.writeFileSync(sent, reader);
        });
        afterEach(() => host.remove());

        const declare = () => host.run("reporting", sent, digest);
        const made = (directory = crashed) =>
            fs.readdirSync(path.join(host.root, directory)).filter((file) => file.startsWith("report."));

        it("puts the reader and a unit in place that runs at boot, once, and takes them back", () => {
            const before = host.tree();
            const first = ok(declare(), "reporting").json;
            assert.deepEqual([first.changed, first.unit], [true, path.basename(unit)]);
            assert.ok(!fs.existsSync(sent));
            assert.match(host.read(unit), /^ConditionPathExists=!\/proc\/vmcore$/m);
            assert.match(host.read(unit), /^ExecStart=\/usr\/local\/bin\/kdump-host reports$/m);
            assert.equal(fs.readlinkSync(path.join(host.root, link)), `../${path.basename(unit)}`);
            assert.equal(ok(declare(), "reporting").json.changed, false);
            ok(host.run("undo", "reporting"), "undo");
            assert.deepEqual(host.tree(), before);
            assert.equal(ok(host.run("undo", "reporting"), "undo").json.changed, false);
        });

        it("writes them for root alone, the newest dump's and every other's, and each once", () => {
            host.add("var/crash/202611231738/dump.202611231738", dump(), 70);
            ok(declare(), "reporting");
            assert.equal(ok(host.run("reports"), "reports").json.made, 2);
            assert.deepEqual(made().sort(), names);
            assert.deepEqual(made("var/crash/202611231738").sort(), names);
            const report = JSON.parse(host.read(`${crashed}/report.json`));
            assert.deepEqual(
                [report.schema, report.panic.kind, report.place.symbol, report.vmcore.path],
                [1, "null-pointer", "follow_nothing", "/var/crash/202611231838/dump.202611231838"],
            );
            assert.match(host.read(`${crashed}/report.html`), /<!doctype html>[^]*follow_nothing/i);
            assert.match(host.read(`${crashed}/report.md`), /follow_nothing/);
            for (const file of names) {
                const { mode } = fs.statSync(path.join(host.root, crashed, file));
                assert.equal(mode & 0o777, 0o600);
            }
            const before = host.tree();
            assert.equal(ok(host.run("reports"), "reports").json.made, 0);
            assert.deepEqual(host.tree(), before);
            // A dump that takes the place of another is another.
            const now = Date.now() / 1000 + 60;
            fs.utimesSync(path.join(host.root, crashed, "dump.202611231838"), now, now);
            assert.equal(ok(host.run("reports"), "reports").json.made, 1);
        });

        it("reads the kernel log where there is no debuginfo", () => {
            fs.rmSync(path.join(host.root, "usr/lib/debug"), { recursive: true });
            ok(declare(), "reporting");
            assert.equal(ok(host.run("reports"), "reports").json.made, 1);
            const report = JSON.parse(host.read(`${crashed}/report.json`));
            assert.equal(report.vmlinux, "");
            assert.match(report.doubts.join("\n"), /debuginfo/);
        });

        it("passes over what is no whole dump, and tells of one without a report, whose others have theirs", () => {
            host.add("var/crash/202611231939/dump-incomplete", dump(), 5);
            host.add("var/crash/202611231940/dump.202611231940", dump(), 4);
            fs.mkdirSync(path.join(host.root, "var/crash/202611231940/report.html"));
            ok(declare(), "reporting");
            fails(host.run("reports"), "reports", "Not every dump has its report. ", "is no file");
            assert.deepEqual(made().sort(), names);
            assert.deepEqual(made("var/crash/202611231939"), []);
            assert.deepEqual(made("var/crash/202611231940"), ["report.html"]);
        });

        it("writes nothing where a stranger's link leads", () => {
            fs.symlinkSync("/etc/crontab", path.join(host.root, crashed, "report.json"));
            ok(declare(), "reporting");
            fails(host.run("reports"), "reports", "is no file");
            assert.equal(fs.readlinkSync(path.join(host.root, crashed, "report.json")), "/etc/crontab");
        });

        it("takes no reader that is another than was sent, and keeps the one that it has", () => {
            ok(declare(), "reporting");
            const kept = host.read("var/lib/pulumi-kdump/report.js");
            fs.writeFileSync(sent, "process.exit()\n");
            fails(host.run("reporting", sent, "0".repeat(16)), "digest", "and not 0000000000000000");
            assert.equal(host.read("var/lib/pulumi-kdump/report.js"), kept);
            fs.rmSync(sent);
            fails(host.run("reporting", sent, "0".repeat(16)), "reader-gone", "did not arrive");
        });

        it("says what a look finds missing", () => {
            const look = () => ok(host.look("--reporting", digest), "status").json.would.reporting;
            assert.match(
                look().why,
                /report\.js is not there\..*pulumi-kdump-reports\.service is not there\./,
            );
            ok(declare(), "reporting");
            assert.equal(look(), undefined);
            fs.appendFileSync(path.join(host.root, "var/lib/pulumi-kdump/report.js"), "//");
            assert.match(look().why, /report\.js is another version, or was changed\./);
        });

        it("installs Node.js where there is none, and refuses one that is too old", () => {
            const programs = path.join(host.base, "programs");
            fs.mkdirSync(programs);
            for (const directory of systemPath.split(":").reverse()) {
                for (const file of fs.readdirSync(directory)) {
                    if (/^node(js)?$/.test(file)) continue;
                    fs.rmSync(path.join(programs, file), { force: true });
                    fs.symlinkSync(path.join(directory, file), path.join(programs, file));
                }
            }
            host.env.PATH = `${host.env.PATH.split(":")[0]}:${programs}`;
            fails(declare(), "packages-missing", "nodejs");
            const node = path.join(programs, "node");
            fs.writeFileSync(node, "#!/bin/sh\necho 8.17.0\n", { mode: 0o755 });
            fails(declare(), "node-old", "Node.js 8.17.0", "10 or newer");
            fs.writeFileSync(node, "#!/bin/sh\nexit 126\n", { mode: 0o755 });
            fails(declare(), "node", "does not run");
            assert.ok(!host.exists(unit));
        });

        it("refuses to run undeclared, and where dumps go elsewhere", () => {
            fails(host.run("reports"), "no-reporting", "Set report");
            host.write("etc/default/kdump-tools", 'USE_KDUMP=1\nSSH="root@192.0.2.1"\n');
            fails(declare(), "dump-away", "written elsewhere");
        });
    });
}
