import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { elfFile } from "../support/elf";
import { installDrgn, removeCrash } from "./drgnOf";
import { flattened, kernel, leaves, readSections, vmcore } from "./left";
import { ok } from "./lifecycle";
import { readyHosts } from "./readyHosts";
import { fails } from "./refusals";
import { buildId, shells, ThrowawayRoot } from "./throwawayRoot";

const words = "this crashes the machine";

const readsAll = "crash 8.0.2 lists 3 tasks, and 2 calls of the one that panicked.";

/** Hosts that have their kernel's debuginfo. */
const readyHost = readyHosts((host) => {
    fs.mkdirSync(path.join(host.base, "sections"));
    for (const [name, text] of Object.entries(readSections())) host.set(`sections/${name}`, text);
    host.write(`usr/lib/debug/lib/modules/${kernel}/vmlinux`, elfFile(buildId));
});

/** Its sections of a dump with two tasks, and three calls of the one that panicked. */
const drgnReads = {
    sys: `     TASKS: 2\n   RELEASE: ${kernel}\n`,
    btl: ["machine_kexec", "panic", "sysrq_handle_crash"]
        .map((symbol, level) => ` #${level} [ffffb1f5c0a3bd20] ${symbol} at ffffffff8108d531\n    a/b.c: 7\n`)
        .join(""),
};

for (const [name, shell] of Object.entries(shells)) {
    describe(`the dump of a drill is opened, under ${name}`, function () {
        this.timeout(60000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        function crashed(content = vmcore("KDUMP   ")): void {
            host = readyHost(shell);
            host.set("on-crash", leaves("1/vmcore", content));
            ok(host.run("drill", "sysrq", words), "drill");
        }

        function answer(...args: string[]): [string, string] {
            const { readable, readableReason } = ok(host.run("dump", ...args), "dump").json;
            assert.ok(!/readable/.test(Object.keys(host.tree()).join("\n")), "nothing is left of it");
            return [readable, readableReason];
        }

        it("by crash, confined", () => {
            crashed();
            host.record();
            assert.deepEqual(answer(), ["yes", readsAll]);
            const calls = host.record();
            assert.ok(calls.indexOf("confined crash") >= 0);
            assert.deepEqual(
                calls.filter((call) => call.startsWith("crash>")),
                ["crash> sys > sys.txt", "crash> bt > bt.txt", "crash> ps > ps.txt", "crash> quit"],
            );
        });

        it("T51: and one that cannot be read fails the drill, until something reads it", () => {
            crashed();
            host.set("crash-says", "crash: invalid structure member offset: kmem_cache_s_num\n");
            const run = host.run("dump");
            fails(
                run,
                "unreadable",
                "The host crashed and wrote /var/crash/1/vmcore, and that cannot be read.",
            );
            assert.match(
                run.stderr,
                /crash 8\.0\.2 cannot read the dump with this kernel's own debuginfo\. It says: invalid structure member offset: kmem_cache_s_num\. Install a crash or a drgn that knows Linux 6\.1, .* Or set allowUnreadable on the drill/,
            );
            assert.ok(host.exists("var/crash/1/vmcore"));
            fails(host.run("dump"), "unreadable", "cannot be read");
            host.unset("crash-says");
            assert.deepEqual(answer(), ["yes", readsAll], "without another crash");
        });

        it("and one that cannot be read is good enough for who says so, as long as that is said", () => {
            crashed();
            host.set("crash-says", 'crash: cannot resolve: "x"\n');
            const [readable, reason] = answer("--allow-unreadable");
            assert.equal(readable, "no");
            assert.match(reason, /It says: cannot resolve: "x"\. Install a crash/);
            assert.equal(ok(host.run("dump", "--allow-unreadable"), "again").json.changed, false);
            fails(host.run("dump"), "unreadable", "cannot be read");
            fs.rmSync(path.join(host.root, "var/crash/1"), { recursive: true });
            fails(
                host.run("dump"),
                "unreadable",
                "and that cannot be read. It was unreadable when it was found",
            );
        });

        it("by drgn, where crash is older than the kernel", () => {
            crashed();
            host.set("crash-says", 'crash: cannot resolve: "x"\n');
            installDrgn(host, { leaves: drgnReads });
            assert.deepEqual(answer(), [
                "yes",
                "drgn 0.0.31 lists 2 tasks, and 3 calls of the one that panicked.",
            ]);
        });

        it("as far as makedumpfile goes, where there is no debuginfo, and again when there is some", () => {
            crashed();
            const vmlinux = path.join(host.root, `usr/lib/debug/lib/modules/${kernel}/vmlinux`);
            fs.renameSync(vmlinux, `${vmlinux}.away`);
            assert.deepEqual(answer(), [
                "not checked",
                `makedumpfile has read all of its pages, but nothing has opened it. There is no debuginfo of the kernel ${kernel} on this host. ` +
                    "Set debuginfo on the Kdump to have it installed, and the dump opened.",
            ]);
            assert.ok(host.record().includes("makedumpfile read vmcore"));
            const first = ok(host.run("dump"), "again").json;
            assert.equal(first.changed, false);
            fs.renameSync(`${vmlinux}.away`, vmlinux);
            const then = ok(host.run("dump"), "with debuginfo").json;
            assert.deepEqual(then, {
                ...first,
                changed: true,
                readable: "yes",
                readableReason: readsAll,
            });
            assert.deepEqual(ok(host.run("dump"), "once more").json, { ...then, changed: false });
        });
    });
}

describe("the dump of a drill", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    function crashed(content = vmcore("KDUMP   "), file = "1/vmcore"): void {
        host = readyHost();
        host.set("on-crash", leaves(file, content));
        ok(host.run("drill", "sysrq", words), "drill");
    }

    const withoutDebuginfo = () => fs.rmSync(path.join(host.root, "usr/lib/debug"), { recursive: true });

    for (const [what, section, text, why] of [
        ["no tasks", "ps", "ps: invalid\n", "It lists 0 tasks, and 2 calls"],
        [
            "a task of no kernel's",
            "ps",
            readSections().ps.split("\n").slice(0, 2).join("\n"),
            "It lists 1 tasks, and 2 calls",
        ],
        ["no stack", "bt", "bt: cannot determine starting stack frame\n", "It lists 3 tasks, and 0 calls"],
        ["another release", "sys", readSections("6.1.0-99").sys, "It lists 3 tasks, and 2 calls"],
    ]) {
        it(`is not read when crash starts and lists ${what}`, () => {
            crashed();
            host.set(`sections/${section}`, text);
            const run = host.run("dump");
            fails(run, "unreadable", "cannot be read");
            assert.ok(run.stderr.includes(why), run.stderr);
        });
    }

    it("is read with pages that were left out, and not asked for twice of a crash that will never do", () => {
        crashed();
        host.set("crash-needs", "--zero_excluded");
        assert.equal(ok(host.run("dump"), "dump").json.readable, "yes");
        crashed();
        host.set("crash-says", "crash: vmlinux and vmcore do not match!\n");
        host.record();
        fails(host.run("dump"), "unreadable", "do not match!. Install");
        assert.equal(host.record().filter((call) => call.startsWith("crash -s")).length, 1);
    });

    it("that lacks pages of the kernel is not to be had by another crash", () => {
        crashed();
        host.set("crash-says", 'crash: page excluded: kernel virtual address: ffff88ea416d56d0  type: "x"\n');
        host.write("proc/kcore", "OFFSET(page.flags)=0\nOFFSET(page.compound_info)=8\n");
        const remedy =
            "a newer crash alone would not do. Install a newer makedumpfile, or set coreCollector with -d 17";
        fails(host.run("dump"), "unreadable", remedy);
        ok(host.run("conf", "core_collector makedumpfile -l -d 17"), "conf");
        fails(host.run("dump"), "unreadable", "Install a crash or a drgn that knows Linux 6.1");
    });

    it("is unreadable to both, in the words of both", () => {
        crashed();
        host.set("crash-says", 'crash: cannot resolve: "x"\n');
        installDrgn(host, { says: "Traceback\nLookupError: could not find init_uts_ns" });
        const run = host.run("dump");
        fails(run, "unreadable", "cannot resolve");
        assert.match(
            run.stderr,
            /drgn 0\.0\.31 cannot read it either\. It says: LookupError: could not find init_uts_ns/,
        );
    });

    it("is opened by drgn alone where there is no crash", () => {
        crashed();
        installDrgn(host, { leaves: drgnReads });
        removeCrash(host);
        assert.deepEqual(
            ok(host.run("dump"), "dump").json.readableReason,
            "drgn 0.0.31 lists 2 tasks, and 3 calls of the one that panicked.",
        );
    });

    it("T52: that is flattened is put in order before makedumpfile reads it, if there is memory for that", () => {
        crashed(flattened, "1/dump.1");
        withoutDebuginfo();
        host.write("proc/meminfo", "MemTotal: 999999 kB\nMemFree: 9 kB\nMemAvailable: 999999 kB\n");
        const found = ok(host.run("dump"), "dump").json;
        assert.match(found.readableReason, /^makedumpfile has read all of its pages/);
        assert.ok(host.record().includes("makedumpfile read ordered"));
        host.write("proc/meminfo", "MemTotal: 8 kB\nMemFree: 8 kB\nMemAvailable: 8 kB\n");
        assert.match(ok(host.run("dump"), "dump").json.readableReason, /^There is no debuginfo/);
    });

    it("that is damaged is found out without debuginfo too", () => {
        crashed();
        withoutDebuginfo();
        host.set("pages-broken", "read_pfn_kdump: Uncompress failed: -3\n");
        const run = host.run("dump");
        fails(
            run,
            "unreadable",
            "It is damaged: makedumpfile, which wrote it, cannot read all of its pages.",
        );
        assert.match(run.stderr, /It says: read_pfn_kdump: Uncompress failed: -3\. Look for errors/);
        host.set("makedumpfile-old");
        assert.match(ok(host.run("dump"), "dump").json.readableReason, /^There is no debuginfo/);
    });

    it("is not opened where nothing can be run confined, or where there is no room to", () => {
        crashed();
        host.set("no-namespaces");
        const answer = ok(host.run("dump"), "dump").json;
        assert.equal(answer.readable, "not checked");
        assert.match(answer.readableReason, /programs be isolated/);
        host.unset("no-namespaces");
        host.set("free", "/var/lib 65535 /var\n");
        assert.match(ok(host.run("dump"), "dump").json.readableReason, /^\/var has 65535 KiB free/);
    });

    it("is opened unpacked", () => {
        crashed(`{ ${flattened}; } | gzip -c`, "1/dump.1.gz");
        assert.equal(ok(host.run("dump"), "dump").json.readableReason, readsAll);
        assert.ok(host.record().includes("vmcore: makedumpfile"));
    });

    it("is asked of in one way", () => {
        crashed();
        for (const args of [["--allow"], ["--allow-unreadable", "x"], [""]])
            assert.equal(host.run("dump", ...args).status, 2);
    });
});
