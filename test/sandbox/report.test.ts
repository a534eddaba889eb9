import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { elfFile } from "../support/elf";
import { vmcoreText } from "../support/vmcoreFixtures";
import { build, dump, release, ReportRoot, vmlinux } from "./reportRoot";
import { shells } from "./throwawayRoot";

describe("the report step", () => {
    let host: ReportRoot;

    function begin(shell?: string[]): void {
        host = new ReportRoot(shell);
    }

    afterEach(() => host.remove());

    for (const [name, shell] of Object.entries(shells)) {
        it(`answers with the sections of the newest dump under ${name}`, () => {
            begin(shell);
            host.add("var/crash/202611231738/dump.202611231738", dump(), 70);
            const raw = host.report();
            assert.equal(raw.vmcore.path, "/var/crash/202611231838/dump.202611231838");
            assert.equal(raw.vmcore.bytes, Buffer.from(dump(), "latin1").length);
            assert.equal(raw.vmcore.release, release);
            assert.equal(raw.vmcore.buildId, build);
            assert.equal(raw.vmlinux, `/${vmlinux}`);
            assert.equal(raw.reader, "crash 8.0.2");
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
        host.report();
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

    it("has crash load the module that the kernel names, where the stack tells no more than a symbol", () => {
        begin();
        const bt = vmcoreText("crash-8-null-pointer/bt.txt").replaceAll(/^ *#\d+ .*\[nullderef\]\n/gm, "");
        assert.ok(!/\bat \w+ \[/.test(bt));
        host.section("bt", bt);
        host.section("log", "[1.0] RIP: 0010:evil+0x1/0x2 [x;!id]\n[1.0] RIP: 0010:f+0x9/0x12 [nullderef]\n");
        host.report();
        assert.deepEqual(
            host.record().filter((line) => line.startsWith("crash> mod -s")),
            ["crash> mod -s nullderef > mods.txt"],
        );
    });

    it("shows crash where the debuginfo of modules lies, beside vmlinux or where it was told", () => {
        begin();
        const modules = () => new Set(host.record().filter((line) => line.startsWith("modules: ")));
        host.report();
        assert.deepEqual([...modules()], ["modules: vmlinux "]);
        const directory = "/root/built $(touch owned)";
        host.write(`${directory}/faults.ko`, "");
        host.report("--modules", directory);
        assert.deepEqual([...modules()], ["modules: faults.ko "]);
        assert.match(
            host.refused("modules-gone", "--modules", "/root/none").stderr,
            /no directory \/root\/none/,
        );
    });

    it("takes no path from the notes of a hostile dump", () => {
        begin();
        host.write("usr/lib/debug/lib/modules/evil/vmlinux", "vmlinux");
        host.write("srv/vmcore-dmesg.txt", "[    1.000000] beside\n");
        host.add("srv/evil", dump({ of: "../modules/evil", id: "zz" }), 1);
        const raw = host.report("--vmcore", "/srv/evil");
        assert.equal(raw.vmlinux, "");
        assert.equal(raw.vmcore.release, "");
        assert.equal(raw.vmcore.buildId, "");
    });

    it("goes by the kernel that crashed and not by the one that runs", () => {
        begin();
        host.write("usr/lib/debug/lib/modules/6.1.0-36-cloud-amd64/vmlinux", elfFile(build));
        host.add("srv/older", dump({ of: "6.1.0-36-cloud-amd64" }), 1);
        assert.equal(
            host.report("--vmcore", "/srv/older").vmlinux,
            "/usr/lib/debug/lib/modules/6.1.0-36-cloud-amd64/vmlinux",
        );
        host.write(`usr/lib/debug/.build-id/01/${build.slice(2)}.debug`, "vmlinux");
        assert.equal(
            host.report("--vmcore", "/srv/older").vmlinux,
            `/usr/lib/debug/.build-id/01/${build.slice(2)}.debug`,
        );
    });

    it("asks crash for the release when the notes are not found", () => {
        begin();
        host.add("srv/bare", "KDUMP   \0\0\0", 1);
        host.write("srv/vmcore-dmesg.txt", "[    1.000000] beside\n");
        host.set("osrelease", `${release}\n`);
        assert.equal(host.report("--vmcore", "/srv/bare").vmlinux, `/${vmlinux}`);
        host.set("osrelease", "6.1/../../evil\n");
        assert.equal(host.report("--vmcore", "/srv/bare").vmlinux, "");
    });

    it("reads the log beside the dump without debuginfo, and says so", () => {
        begin();
        fs.rmSync(path.join(host.root, vmlinux));
        const raw = host.report();
        assert.equal(raw.vmlinux, "");
        assert.match(raw.without, /^There is no debuginfo of kernel 6\.1\.0-37-cloud-amd64 on the host/);
        assert.equal(raw.log, "[    9.000000] beside the dump\n");
        assert.ok(!host.record().some((line) => line.startsWith("crash -s")));
        fs.rmSync(path.join(host.root, "var/crash/202611231838/dmesg.202611231838"));
        assert.match(host.refused("report-nothing").stderr, /no kernel log beside it/);
    });

    it("refuses a given vmlinux of another build, and does not use one that it finds", () => {
        begin();
        host.write(vmlinux, elfFile("f".repeat(40)));
        assert.match(
            host.refused("vmlinux-build", "--vmlinux", `/${vmlinux}`).stderr,
            /is of build f{40}, and the kernel that crashed of build 0123/,
        );
        assert.match(host.report().without, /is of build f{40}, and the kernel that crashed of build 0123/);
    });

    it("makes no further attempt when vmlinux and dump do not match", () => {
        begin();
        host.set("crash-says", "crash: vmlinux and vmcore do not match!\n\nUsage:\n  crash [OPTION]...\n");
        const raw = host.report();
        assert.match(raw.without, /It says: vmlinux and vmcore do not match!$/);
        assert.equal(raw.vmlinux, "");
        assert.equal(raw.log, "[    9.000000] beside the dump\n");
        assert.equal(host.record().filter((line) => line.startsWith("crash -s")).length, 1);
    });

    it("reads a truncated dump with --zero_excluded, or its log alone with --minimal", () => {
        begin();
        host.set("crash-needs", "--zero_excluded");
        const raw = host.report();
        assert.equal(raw.fallback, "--zero_excluded");
        assert.equal(findingsOf(raw).place.symbol, "follow_nothing");
        assert.match(findingsOf(raw).doubts.join(), /only with --zero_excluded/);
        host.set("crash-needs", "--minimal");
        const minimal = host.report();
        assert.match(minimal.without, /It says: .*|cannot read the dump/);
        assert.equal(findingsOf(minimal).panic.kind, "null-pointer");
        assert.equal(minimal.bt, "");
    });

    it("ends a crash that hangs, and keeps what it had written", function () {
        this.timeout(40_000);
        begin();
        host.set("crash-hangs", "");
        const nothing = host.report("--limit", "2");
        assert.match(nothing.without, /did not finish within 2 s and was stopped/);
        assert.equal(nothing.log, "[    9.000000] beside the dump\n");
        host.set("crash-hangs", "mod > mod.txt");
        const some = host.report("--limit", "2");
        assert.equal(some.ended, true);
        assert.equal(findingsOf(some).place.symbol, "follow_nothing");
        assert.match(findingsOf(some).doubts.join(), /some of its sections may be missing/);
    });

    it("takes the log beside the dump when crash is too old for the kernel's", () => {
        begin();
        host.section("log", "log: not supported on this kernel\n");
        assert.equal(host.report().log, "[    9.000000] beside the dump\n");
    });

    it("carries any bytes of a log, the last 200 lines of it, in one line below 64 KiB", () => {
        begin();
        const line = (number: number) =>
            `[${number}.000000] \x1b[31m<script>\x00\xff\xc3\xa9 "q" \\\t${"x".repeat(30)}`;
        const all = Array.from({ length: 5000 }, (_, number) => line(number));
        const file = path.join(host.base, "sections/log");
        fs.writeFileSync(file, Buffer.from(all.join("\n"), "latin1"));
        const raw = host.report();
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
        const raw = host.report("--fetch");
        assert.match(raw.vmlinux, /vmlinux-6\.1\.0-37-cloud-amd64$/);
        assert.equal(raw.without, "");
        host.add("srv/older", dump({ of: "6.1.0-36-cloud-amd64" }), 1);
        host.write("srv/dmesg.txt", "[    1.000000] older\n");
        const older = host.report("--vmcore", "/srv/older", "--fetch");
        assert.match(older.without, /^The debuginfo of kernel 6\.1\.0-36-cloud-amd64 could not be installed/);
        assert.match(older.without, /linux-image-6\.1\.0-36-cloud-amd64-dbg/);
        // It goes with the packages, where those are taken away.
        const undone = host.run("undo", "packages");
        assert.equal(undone.status, 0, undone.stderr);
        assert.ok(!fs.existsSync(path.join(host.root, raw.vmlinux)));
    });

    it("bounds the memory of what reads a dump by the properties that the host's systemd knows, or without it", () => {
        begin();
        fs.mkdirSync(path.join(host.root, "run/systemd/system"), { recursive: true });
        const kib = Number(/^MemTotal: (\d+)/.exec(host.read("proc/meminfo"))?.[1]);
        for (const [knows, options] of [
            [
                ["MemoryMax", "MemorySwapMax", "TasksMax"],
                `-p MemoryMax=${kib * 768} -p MemorySwapMax=0 -p TasksMax=64`,
            ],
            [["MemoryLimit", "TasksMax"], `-p MemoryLimit=${kib * 768} -p TasksMax=64`],
            [["MemoryLimit"], `-p MemoryLimit=${kib * 768}`],
        ] as const) {
            host.set("systemd-knows", `${knows.join("\n")}\n`);
            host.record();
            assert.equal(host.report().without, "");
            const scopes = host.record().filter((line) => line.startsWith("systemd-run"));
            assert.ok(scopes.includes(`systemd-run --scope --quiet ${options} -- true`), scopes.join("\n"));
            assert.match(
                scopes.at(-1) ?? "",
                new RegExp(`^systemd-run --scope --quiet ${options} -- unshare .* crash -s `),
            );
        }
        host.set("systemd-knows", "");
        host.record();
        assert.equal(host.report().without, "");
        assert.ok(!host.record().some((line) => /^systemd-run .*unshare/.test(line)));
    });

    it("does not run crash where nothing can be run confined, and says so", () => {
        begin();
        host.set("no-namespaces");
        host.record();
        const raw = host.report();
        assert.match(
            raw.without,
            /^This host does not let programs be isolated, .* It says: unshare: unshare failed/,
        );
        assert.equal(raw.log, "[    9.000000] beside the dump\n");
        assert.ok(!host.record().some((line) => line.startsWith("crash -s")));
        // What is packed is not unpacked either.
        fs.rmSync(path.join(host.root, "var/crash/202611231838/dump.202611231838"));
        host.add("srv/dump.1.gz", Buffer.from("1f8b", "hex"), 1);
        host.write("srv/dmesg.1", "[    1.000000] beside\n");
        const packed = host.report("--vmcore", "/srv/dump.1.gz");
        assert.equal(packed.vmcore.format, "");
        assert.match(packed.without, /^This host does not let programs be isolated/);
        host.unset("no-namespaces");
    });

    it("refuses dumps that went away, and wrong use", () => {
        begin();
        host.write("etc/default/kdump-tools", "USE_KDUMP=1\nSSH=root@192.0.2.9\n");
        assert.match(host.refused("vmcore-away").stderr, /root@192\.0\.2\.9:\/var\/crash/);
        for (const wrong of [["--limit", "0"], ["--limit", "x"], ["--vmcore"], ["--other", "x"], ["x"]]) {
            assert.equal(host.run("report", ...wrong).status, 2, wrong.join(" "));
        }
    });
});
