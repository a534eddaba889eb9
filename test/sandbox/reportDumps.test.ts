import * as assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { findingsOf } from "../../src/vmcore/findings";
import { summaryOf } from "../../src/vmcore/render/summary";
import { dump, release, ReportRoot, vmlinux } from "./reportRoot";
import { shells, until } from "./throwawayRoot";

/** The programs that kdump-tools packs dumps with. */
const packers: Record<string, string> = { gz: "gzip", bz2: "bzip2", xz: "xz", lz4: "lz4" };

const packed = (extension: string, text = dump()) =>
    execFileSync(packers[extension], ["-c"], { input: Buffer.from(text, "latin1") });

describe("the dump of a report", () => {
    let host: ReportRoot;

    function begin(shell?: string[]): void {
        host = new ReportRoot(shell);
    }

    afterEach(() => host.remove());

    /** Has crash note down how what it is given begins, and for how long that is. */
    const seenByCrash = () => host.record().filter((line) => line.startsWith("vmcore: "));

    it("finds the newest whatever the family calls it, and no incomplete or other file", () => {
        begin();
        host.add("var/crash/127.0.0.1-2026-11-23-18:40:01/vmcore", dump(), 8);
        assert.equal(host.report().vmcore.path, "/var/crash/127.0.0.1-2026-11-23-18:40:01/vmcore");
        host.add("var/crash/2026-11-23-18:45/vmcore", dump({ format: "elf" }), 7);
        assert.equal(host.report().vmcore.format, "elf");
        host.add("var/crash/10.0.0.1-2026-11-23/vmcore.flat", dump({ format: "flattened" }), 6);
        assert.equal(host.report().vmcore.format, "flattened");
        host.add("var/crash/202611231847/dump.202611231847", dump({ format: "flattened", whole: false }), 5);
        host.add("var/crash/127.0.0.1-2026-11-23-18:50:01/vmcore-incomplete", dump(), 5);
        host.add("var/crash/202611231851/dump-incomplete", dump(), 5);
        host.add("var/crash/202611231851/dump.202611231851.gz", dump(), 5); // not what its name says
        host.add("var/crash/holidays/vmcore", "pictures", 4);
        host.add("var/crash/empty/vmcore", "", 3);
        host.add("var/crash/_usr_bin_thing.0.crash", dump(), 2);
        fs.mkdirSync(path.join(host.root, "var/crash/dir/vmcore"), { recursive: true });
        assert.equal(host.report().vmcore.path, "/var/crash/10.0.0.1-2026-11-23/vmcore.flat");
    });

    it("says where it looked when there is none, and what is wrong with one that was given", () => {
        begin();
        assert.match(host.refused("vmcore-gone", "--vmcore", "/srv/none").stderr, /no dump \/srv\/none/);
        host.refused("vmcore-path", "--vmcore", "dump");
        host.write("srv/text", "KDUM");
        assert.match(host.refused("vmcore-format", "--vmcore", "/srv/text").stderr, /Was it truncated/);
        host.refused("vmlinux-gone", "--vmlinux", "/srv/vmlinux");
        fs.rmSync(path.join(host.root, "var/crash/202611231838"), { recursive: true });
        assert.match(host.refused("vmcore-none").stderr, /no complete dump in \/var\/crash\./);
    });

    it("is waited for while another run reads it", async () => {
        begin();
        const file = path.join(host.root, "var/crash/202611231838/dump.202611231838");
        const holder = spawn("flock", [file, "cat"], { stdio: ["pipe", "ignore", "ignore"] });
        const isHeld = () => spawnSync("flock", ["-n", file, "true"]).status !== 0;
        await until(isHeld, "the lock");
        const report = host.start("report");
        await report.said(/report: waiting for another run that reads the dump to end/);
        holder.stdin.end();
        assert.equal((await report).status, 0);
    });

    it("hands a hostile file name to nobody", () => {
        begin();
        const hostile = `$(touch ${host.base}/owned) ; !touch x\n| "quoted" \xe9 ..`;
        for (const name of [`/srv/${hostile}/vmcore`, `/srv/${hostile}/vmcore.gz`]) {
            host.add(name, name.endsWith("gz") ? packed("gz") : dump(), 2);
            assert.equal(host.report("--vmcore", name).vmcore.path, name);
        }
        const newest = `/var/crash/${hostile.replaceAll("/", "_")}/dump.$(id).gz`;
        host.add(newest, packed("gz"), 1);
        assert.equal(host.report().vmcore.path, newest);
        assert.ok(!host.record().some((line) => /owned|touch|uid=/.test(line)));
        assert.equal(fs.existsSync(path.join(host.base, "owned")), false);
    });

    for (const [name, shell] of Object.entries(shells)) {
        it(`is unpacked for crash when kdump-tools packed it, under ${name}`, () => {
            begin(shell);
            for (const [index, extension] of Object.keys(packers).entries()) {
                const file = `var/crash/20261123190${index}/dump.20261123190${index}.${extension}`;
                host.add(file, packed(extension, dump({ format: "flattened", node: "web" })), 9 - index);
                host.record();
                const raw = host.report();
                assert.equal(raw.vmcore.path, `/${file}`);
                assert.equal(raw.vmcore.format, "flattened");
                assert.equal(raw.vmcore.release, release);
                assert.equal(raw.vmcore.nodename, "web");
                assert.equal(raw.vmcore.bytes, fs.statSync(path.join(host.root, file)).size);
                assert.equal(findingsOf(raw).place.symbol, "follow_nothing");
                assert.deepEqual([...new Set(seenByCrash())], ["vmcore: makedumpfile"]);
            }
        });
    }

    it("is unpacked where there is most room, and nowhere when there is too little", () => {
        begin();
        const file = "var/crash/202611231900/dump.202611231900.gz";
        host.add(file, packed("gz"), 1);
        host.write("var/crash/202611231900/dmesg.202611231900", "[    9.000000] beside the packed one\n");
        host.set("free", "/var/crash 900000 /var/crash\n/var/lib 65536 /\n");
        assert.equal(host.report().without, "");
        host.set("free", "/var/crash 65536 /var/crash\n/var/lib 65536 /\n");
        const raw = host.report();
        assert.match(
            raw.without,
            /^The dump is packed, and \/, where there is most room for that, has 65536 KiB free, of which a report may take no more than 0 KiB\./,
        );
        assert.equal(raw.log, "[    9.000000] beside the packed one\n");
        assert.equal(raw.vmlinux, "");
        assert.ok(!host.record().some((line) => line.startsWith("crash -s -i")));
    });

    it("does not fill the file system when it unpacks to more than it seemed", () => {
        begin();
        const file = "var/crash/202611231900/dump.202611231900.gz";
        host.add(file, packed("gz", dump() + "\0".repeat(3 << 20)), 1);
        host.write("var/crash/202611231900/dmesg.202611231900", "[    9.000000] beside the packed one\n");
        host.set("free", `/var/crash 66560 /var/crash\n/var/lib 66560 /\n`); // 1 MiB above what has to stay free
        assert.match(
            host.report().without,
            /has 66560 KiB free, of which a report may take no more than 1024 KiB\.$/,
        );
    });

    it("is given up when unpacking takes too long, and leaves nothing in any case", function () {
        this.timeout(30_000);
        begin();
        const file = "var/crash/202611231900/dump.202611231900.gz";
        host.add(file, packed("gz"), 1);
        host.write("var/crash/202611231900/dmesg.202611231900", "[    9.000000] beside the packed one\n");
        host.set("free", "/var/crash 900000 /var/crash\n/var/lib 70000 /\n");
        const bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        // A gzip that never ends where it unpacks the dump; the first time it is asked for the beginning alone.
        const slow = `#!/bin/sh\n[ "$(cat /proc/$PPID/comm)" = timeout ] || exec /usr/bin/gzip "$@"\nif [ ! -e ${host.base}/begun ]; then echo >${host.base}/begun; exec /usr/bin/gzip "$@"; fi\n/usr/bin/gzip "$@"\nexec tail -f /dev/null\n`;
        fs.writeFileSync(path.join(bin, "gzip"), slow, { mode: 0o755 });
        const { PATH } = host.env;
        host.env.PATH = `${bin}:${PATH}`;
        assert.equal(host.report("--limit", "2").without, "The dump could not be unpacked within 2 s.");
        fs.rmSync(path.join(host.base, "begun"));
        const program = path.join(host.root, "usr/local/bin/kdump-host");
        const killed = host.spawn([program, "report"], ["timeout", "-s", "KILL", "4"]);
        assert.match(killed.stderr, /unpacking the dump\n$/);
        assert.deepEqual(fs.readdirSync(path.join(host.root, path.dirname(file))).sort(), [
            "dmesg.202611231900",
            "dump.202611231900.gz",
        ]);
        host.env.PATH = PATH;
        assert.equal(host.report().without, "");
    });

    it("is said to be damaged when it cannot be unpacked to its end", () => {
        begin();
        const whole = packed("gz", dump() + crypto.getRandomValues(Buffer.alloc(60000)).toString("latin1"));
        host.add("srv/dump.gz", whole.subarray(0, whole.length - 20000), 1);
        const raw = host.report("--vmcore", "/srv/dump.gz");
        assert.equal(findingsOf(raw).place.symbol, "follow_nothing");
        assert.match(
            findingsOf(raw).doubts.join(),
            /\/srv\/dump\.gz is truncated or damaged: only part of it could be unpacked/,
        );
    });

    it("is refused when what it is packed with is not installed", () => {
        begin();
        host.add("srv/dump.lz4", packed("lz4"), 1);
        const without = path.join(host.base, "bin");
        fs.mkdirSync(without);
        for (const directory of ["/usr/bin", "/usr/sbin"]) {
            for (const name of fs.readdirSync(directory)) {
                const link = path.join(without, name);
                if (name !== "lz4" && !fs.existsSync(link)) fs.symlinkSync(path.join(directory, name), link);
            }
        }
        host.env.PATH = `${host.env.PATH.split(":")[0]}:${without}`;
        assert.match(
            host.refused("vmcore-packed", "--vmcore", "/srv/dump.lz4").stderr,
            /\/srv\/dump\.lz4 is packed by lz4, which is not installed on the host/,
        );
    });

    it("is the newest that is complete, and a newer one is told of", () => {
        begin();
        const cut = dump({ format: "flattened", whole: false });
        host.add("var/crash/202611231850/dump.202611231850", cut, 5);
        assert.match(
            findingsOf(host.report()).doubts.join(),
            /^There is a newer dump, but \/var\/crash\/202611231850\/dump\.202611231850 is truncated\.$/,
        );
        fs.rmSync(path.join(host.root, "var/crash/202611231838"), { recursive: true });
        assert.match(host.refused("vmcore-none").stderr, /dump\.202611231850 is truncated\.$/m);
    });

    it("may be of another machine, which the summary says", () => {
        begin();
        host.section("log", "");
        host.write("proc/sys/kernel/hostname", "collector.example.org\n");
        host.write("srv/web/dmesg.1", "[    1.000000] BUG: kernel NULL pointer dereference, address: 0\n");
        const sentence = "This dump is of web, and was read on collector.example.org.";
        for (const format of ["kdump", "flattened"] as const) {
            host.add("srv/web/dump.1", dump({ format, node: "web" }), 1);
            const raw = host.report("--vmcore", "/srv/web/dump.1");
            assert.equal(raw.vmlinux, `/${vmlinux}`);
            assert.ok(summaryOf(findingsOf(raw)).includes(sentence));
        }
        fs.rmSync(path.join(host.root, vmlinux));
        const findings = findingsOf(host.report("--vmcore", "/srv/web/dump.1"));
        assert.match(summaryOf(findings), /^web crashed .*log alone\.$/);
        assert.ok(summaryOf(findings).includes(sentence));
        host.write("proc/sys/kernel/hostname", "web.example.org\n");
        assert.ok(!summaryOf(findingsOf(host.report("--vmcore", "/srv/web/dump.1"))).includes("read on"));
    });

    it("is explained when it is of another architecture", () => {
        begin();
        host.add("srv/dump.1", dump({ node: "arm", machine: "aarch64" }), 1);
        host.write("srv/dmesg.1", "[    1.000000] beside\n");
        host.record();
        const raw = host.report("--vmcore", "/srv/dump.1");
        assert.match(
            raw.without,
            /^The dump is of a machine with the architecture aarch64, and crash on this host reads/,
        );
        assert.equal(findingsOf(raw).header.machine, "aarch64");
        assert.ok(!host.record().some((line) => line.startsWith("crash -s")));
    });

    it("says of itself what it likes, and it stays text", () => {
        begin();
        const node = '"},\u0001<b>\x1b[31m$(reboot)';
        host.add("srv/dump.1", dump({ node }), 1);
        host.section("sys", "RELEASE: 6\n");
        assert.equal(host.report("--vmcore", "/srv/dump.1").vmcore.nodename, '"},<b>[31m$(reboot)');
    });
});
