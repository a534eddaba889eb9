import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { parseRawReport } from "../../src/vmcore/rawReport";
import { elfFile } from "../support/elf";
import { vmcoreText } from "../support/vmcoreFixtures";
import { Run, shells, ThrowawayRoot } from "./throwaway-root";

const release = "6.1.0-37-cloud-amd64";
const build = "0123456789abcdef0123456789abcdef01234567";
const vmlinux = `usr/lib/debug/lib/modules/${release}/vmlinux`;

/** The beginning of a dump as makedumpfile writes it, and its notes. */
function dump({ of = release, id = build, magic = "KDUMP   ", whole = true } = {}): string {
    return `${magic}\0\0\0${"\0".repeat(5000)}VMCOREINFO\0OSRELEASE=${of}\nBUILD-ID=${id}\nPAGESIZE=4096\n\0\xff\xfe${whole ? "\xff".repeat(16) : ""}`;
}

describe("the report step", () => {
    let host: ThrowawayRoot;

    function begin(shell = shells.dash): void {
        host = new ThrowawayRoot(shell, { installed: true });
        host.install();
        fs.mkdirSync(path.join(host.base, "sections"));
        const folder = "crash-8-null-pointer";
        const header = vmcoreText(`${folder}/header.txt`);
        const at = header.indexOf("     PID:");
        const sections = {
            sys: header.slice(0, at),
            set: header.slice(at),
            bt: vmcoreText(`${folder}/bt.txt`).replaceAll(/^ {4}\/.*\n/gm, ""),
            "bt_-l": vmcoreText(`${folder}/bt.txt`),
            log: vmcoreText(`${folder}/log.txt`),
            mod: vmcoreText(`${folder}/mod.txt`),
            "mod_-t": vmcoreText(`${folder}/modTaint.txt`),
            "sys_-t": vmcoreText(`${folder}/taint.txt`),
        };
        for (const [name, text] of Object.entries(sections)) section(name, text);
        for (const line of vmcoreText(`${folder}/sym.txt`).trim().split("\n")) {
            section(`sym_${line.split(" ")[0]}`, `${line}\n`);
        }
        add("var/crash/202611231838/dump.202611231838", dump(), 10);
        host.write("var/crash/202611231838/dmesg.202611231838", "[    9.000000] beside the dump\n");
        host.write(vmlinux, elfFile(build));
        host.record();
    }

    const section = (name: string, text: string) => host.set(`sections/${name}`, text);

    /** @param age in minutes */
    function add(file: string, text: string, age: number): void {
        host.write(file, "");
        const full = path.join(host.root, file);
        fs.writeFileSync(full, Buffer.from(text, "latin1"));
        const when = Date.now() / 1000 - age * 60;
        fs.utimesSync(full, when, when);
    }

    function report(...args: string[]): ReturnType<typeof parseRawReport> {
        const run = host.run("report", ...args);
        assert.equal(run.status, 0, run.stderr);
        assert.equal(run.stdout.trim().split("\n").length, 1);
        nothingLeft();
        return parseRawReport(run.stdout);
    }

    function refused(code: string, ...args: string[]): Run {
        const run = host.run("report", ...args);
        assert.equal(run.status, 1, run.stdout);
        assert.match(run.stderr.trim().split("\n").pop() ?? "", new RegExp(`^error \\[${code}\\]: .*[.?]$`));
        assert.equal(run.stdout, "");
        nothingLeft();
        return run;
    }

    function nothingLeft(): void {
        assert.equal(host.exists("var/lib/pulumi-kdump/report"), false);
    }

    afterEach(() => host.remove());

    for (const [name, shell] of Object.entries(shells)) {
        it(`answers with the sections of the newest dump under ${name}`, () => {
            begin(shell);
            add("var/crash/202611231738/dump.202611231738", dump(), 70);
            const raw = report();
            assert.equal(raw.vmcore.path, "/var/crash/202611231838/dump.202611231838");
            assert.equal(raw.vmcore.bytes, Buffer.from(dump(), "latin1").length);
            assert.equal(raw.vmcore.release, release);
            assert.equal(raw.vmcore.buildId, build);
            assert.equal(raw.vmlinux, `/${vmlinux}`);
            assert.equal(raw.crashVersion, "crash 8.0.2");
            const { panic, place, backtrace, header, modules, doubts } = findingsOf(raw);
            assert.equal(panic.kind, "null-pointer");
            assert.equal(place.symbol, "follow_nothing");
            assert.equal(place.line, 9);
            assert.equal(backtrace[6].sym?.line, 19);
            assert.equal(header.memory, 2 * 2 ** 30);
            assert.equal(modules.length, 2);
            assert.deepEqual(doubts, []);
        });
    }

    it("asks by sys and set for what -s drops, and looks up addresses and modules alone", () => {
        begin();
        report();
        const calls = host.record();
        const crash = calls.filter((line) => line.startsWith("crash -s"));
        assert.deepEqual(crash, [
            "crash -s --no_crashrc -i read vmlinux vmcore",
            "crash -s --no_crashrc -i look vmlinux vmcore",
        ]);
        assert.ok(calls.includes("crash> sys > sys.txt") && calls.includes("crash> set > set.txt"));
        assert.ok(calls.includes("crash> mod -s nullderef > mods.txt"));
        const symbols = calls.filter((line) => line.startsWith("crash> sym "));
        assert.ok(symbols.length > 10);
        for (const line of symbols) assert.match(line, /^crash> sym [0-9a-f]{16}$/);
        assert.ok(!symbols.some((line) => line.includes("00007f")));
    });

    it("finds the newest whatever the family calls it, and no incomplete, compressed or other file", () => {
        begin();
        add("var/crash/127.0.0.1-2026-11-23-18:40:01/vmcore", dump(), 8);
        assert.equal(report().vmcore.path, "/var/crash/127.0.0.1-2026-11-23-18:40:01/vmcore");
        add("var/crash/2026-11-23-18:45/vmcore", dump({ magic: "\x7fELF\x02\x01\x01\0" }), 7);
        assert.equal(report().vmcore.format, "elf");
        add("var/crash/10.0.0.1-2026-11-23/vmcore.flat", dump({ magic: "makedumpfile\0\0\0\0" }), 6);
        assert.equal(report().vmcore.format, "flattened");
        add(
            "var/crash/202611231847/dump.202611231847",
            dump({ magic: "makedumpfile\0\0\0\0", whole: false }),
            5,
        );
        add("var/crash/127.0.0.1-2026-11-23-18:50:01/vmcore-incomplete", dump(), 5);
        add("var/crash/202611231851/dump-incomplete", dump(), 5);
        add("var/crash/202611231851/dump.202611231851.gz", dump(), 5);
        add("var/crash/holidays/vmcore", "pictures", 4);
        add("var/crash/empty/vmcore", "", 3);
        add("var/crash/_usr_bin_thing.0.crash", dump(), 2);
        fs.mkdirSync(path.join(host.root, "var/crash/dir/vmcore"), { recursive: true });
        assert.equal(report().vmcore.path, "/var/crash/10.0.0.1-2026-11-23/vmcore.flat");
    });

    it("says where it looked when there is none, and what is wrong with one that was given", () => {
        begin();
        assert.match(refused("vmcore-gone", "--vmcore", "/srv/none").stderr, /no dump \/srv\/none/);
        refused("vmcore-path", "--vmcore", "dump");
        host.write("srv/text", "KDUM");
        assert.match(refused("vmcore-format", "--vmcore", "/srv/text").stderr, /cut off/);
        refused("vmlinux-gone", "--vmlinux", "/srv/vmlinux");
        fs.rmSync(path.join(host.root, "var/crash/202611231838"), { recursive: true });
        assert.match(refused("vmcore-none").stderr, /no complete dump in \/var\/crash\./);
    });

    it("hands a hostile file name to nobody", () => {
        begin();
        const name = `/srv/$(touch ${host.base}/owned) ; !touch x\n| "quoted" \xe9 ../vmcore`;
        host.write(name, "");
        fs.writeFileSync(path.join(host.root, name), dump(), "latin1");
        const raw = report("--vmcore", name);
        assert.equal(raw.vmcore.path, name);
        assert.ok(!host.record().some((line) => /owned|touch/.test(line)));
        assert.equal(fs.existsSync(path.join(host.base, "owned")), false);
    });

    it("takes no path from the notes of a hostile dump", () => {
        begin();
        host.write("usr/lib/debug/lib/modules/evil/vmlinux", "vmlinux");
        host.write("srv/vmcore-dmesg.txt", "[    1.000000] beside\n");
        add("srv/evil", dump({ of: "../modules/evil", id: "zz" }), 1);
        const raw = report("--vmcore", "/srv/evil");
        assert.equal(raw.vmlinux, "");
        assert.equal(raw.vmcore.release, "");
        assert.equal(raw.vmcore.buildId, "");
    });

    it("goes by the kernel that crashed and not by the one that runs", () => {
        begin();
        host.write("usr/lib/debug/lib/modules/6.1.0-36-cloud-amd64/vmlinux", elfFile(build));
        add("srv/older", dump({ of: "6.1.0-36-cloud-amd64" }), 1);
        assert.equal(
            report("--vmcore", "/srv/older").vmlinux,
            "/usr/lib/debug/lib/modules/6.1.0-36-cloud-amd64/vmlinux",
        );
        host.write(`usr/lib/debug/.build-id/01/${build.slice(2)}.debug`, "vmlinux");
        assert.equal(
            report("--vmcore", "/srv/older").vmlinux,
            `/usr/lib/debug/.build-id/01/${build.slice(2)}.debug`,
        );
    });

    it("asks crash for the release when the notes are not found", () => {
        begin();
        add("srv/bare", "KDUMP   \0\0\0", 1);
        host.write("srv/vmcore-dmesg.txt", "[    1.000000] beside\n");
        host.set("osrelease", `${release}\n`);
        assert.equal(report("--vmcore", "/srv/bare").vmlinux, `/${vmlinux}`);
        host.set("osrelease", "6.1/../../evil\n");
        assert.equal(report("--vmcore", "/srv/bare").vmlinux, "");
    });

    it("reads the log beside the dump without debuginfo, and says so", () => {
        begin();
        fs.rmSync(path.join(host.root, vmlinux));
        const raw = report();
        assert.equal(raw.vmlinux, "");
        assert.match(raw.without, /^There is no debuginfo of kernel 6\.1\.0-37-cloud-amd64 on the host/);
        assert.equal(raw.log, "[    9.000000] beside the dump\n");
        assert.ok(!host.record().some((line) => line.startsWith("crash -s")));
        fs.rmSync(path.join(host.root, "var/crash/202611231838/dmesg.202611231838"));
        assert.match(refused("report-nothing").stderr, /no kernel log beside it/);
    });

    it("refuses a given vmlinux of another build, and does not use one that it finds", () => {
        begin();
        host.write(vmlinux, elfFile("f".repeat(40)));
        assert.match(
            refused("vmlinux-build", "--vmlinux", `/${vmlinux}`).stderr,
            /is of build f{40}, and the kernel that crashed of build 0123/,
        );
        assert.match(report().without, /is of build f{40}, and the kernel that crashed of build 0123/);
    });

    it("makes no further attempt when vmlinux and dump do not match", () => {
        begin();
        host.set("crash-says", "crash: vmlinux and vmcore do not match!\n\nUsage:\n  crash [OPTION]...\n");
        const raw = report();
        assert.match(raw.without, /It says: vmlinux and vmcore do not match!$/);
        assert.equal(raw.vmlinux, "");
        assert.equal(raw.log, "[    9.000000] beside the dump\n");
        assert.equal(host.record().filter((line) => line.startsWith("crash -s")).length, 1);
    });

    it("reads a truncated dump with --zero_excluded, or its log alone with --minimal", () => {
        begin();
        host.set("crash-needs", "--zero_excluded");
        const raw = report();
        assert.equal(raw.fallback, "--zero_excluded");
        assert.equal(findingsOf(raw).place.symbol, "follow_nothing");
        assert.match(findingsOf(raw).doubts.join(), /only with --zero_excluded/);
        host.set("crash-needs", "--minimal");
        const minimal = report();
        assert.match(minimal.without, /It says: .*|cannot read the dump/);
        assert.equal(findingsOf(minimal).panic.kind, "null-pointer");
        assert.equal(minimal.bt, "");
    });

    it("ends a crash that hangs, and keeps what it had written", function () {
        this.timeout(40_000);
        begin();
        host.set("crash-hangs", "");
        const nothing = report("--limit", "2");
        assert.match(nothing.without, /did not come to an end within 2 s and was ended/);
        assert.equal(nothing.log, "[    9.000000] beside the dump\n");
        host.set("crash-hangs", "mod > mod.txt");
        const some = report("--limit", "2");
        assert.equal(some.ended, true);
        assert.equal(findingsOf(some).place.symbol, "follow_nothing");
        assert.match(findingsOf(some).doubts.join(), /some of its sections may be missing/);
    });

    it("takes the log beside the dump when crash is too old for the kernel's", () => {
        begin();
        section("log", "log: not supported on this kernel\n");
        assert.equal(report().log, "[    9.000000] beside the dump\n");
    });

    it("carries any bytes of a log, the last 200 lines of it, in one line below 64 KiB", () => {
        begin();
        const line = (number: number) =>
            `[${number}.000000] \x1b[31m<script>\x00\xff\xc3\xa9 "q" \\\t${"x".repeat(30)}`;
        const all = Array.from({ length: 5000 }, (_, number) => line(number));
        const file = path.join(host.base, "sections/log");
        fs.writeFileSync(file, Buffer.from(all.join("\n"), "latin1"));
        const raw = report();
        const lines = raw.log.split("\n");
        assert.equal(lines.length, 200);
        assert.equal(lines[199], all[4999].replace("\xff\xc3\xa9", "\ufffd\u00e9"));
        fs.writeFileSync(file, Buffer.from(`[1.0] ${"\xff".repeat(3000)}\n`.repeat(500), "latin1"));
        for (const name of ["sys", "bt", "bt_-l", "mod", "mod_-t"]) {
            fs.appendFileSync(
                path.join(host.base, "sections", name),
                Buffer.from(`\x01\xff${"y".repeat(90)}\n`.repeat(5000), "latin1"),
            );
        }
        const run = host.run("report");
        assert.equal(run.status, 0);
        assert.ok(run.stdout.length < 60 * 1024, `${run.stdout.length} bytes`);
        assert.ok(/^[\x20-\x7e]*\n$/.test(run.stdout), "the answer is not plain ASCII");
    });

    it("fetches debuginfo of the kernel that crashed when it may", () => {
        begin();
        fs.rmSync(path.join(host.root, vmlinux));
        host.set("vmlinux", elfFile(build));
        const raw = report("--fetch");
        assert.match(raw.vmlinux, /vmlinux-6\.1\.0-37-cloud-amd64$/);
        assert.equal(raw.without, "");
        add("srv/older", dump({ of: "6.1.0-36-cloud-amd64" }), 1);
        host.write("srv/dmesg.txt", "[    1.000000] older\n");
        const older = report("--vmcore", "/srv/older", "--fetch");
        assert.match(older.without, /^The debuginfo of kernel 6\.1\.0-36-cloud-amd64 could not be had/);
        assert.match(older.without, /linux-image-6\.1\.0-36-cloud-amd64-dbg/);
    });

    it("refuses dumps that went away, and wrong use", () => {
        begin();
        host.write("etc/default/kdump-tools", "USE_KDUMP=1\nSSH=root@192.0.2.9\n");
        assert.match(refused("vmcore-away").stderr, /root@192\.0\.2\.9:\/var\/crash/);
        for (const wrong of [["--limit", "0"], ["--limit", "x"], ["--vmcore"], ["--other", "x"], ["x"]]) {
            assert.equal(host.run("report", ...wrong).status, 2, wrong.join(" "));
        }
    });
});
