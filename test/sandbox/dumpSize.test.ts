import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { leaves, vmcore } from "./left";
import { ok, steps } from "./lifecycle";
import { fails } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const page = 4096;
/** What the stand-in of makedumpfile counts. */
const pages = { zeros: 1000, cache: 30000, privateCache: 5000, user: 40000, free: 300000, kernel: 20480 };

const dump = (host: ThrowawayRoot) => ok(host.run("status"), "status").json.dump;
const counted = (host: ThrowawayRoot) =>
    fs.readFileSync(path.join(host.base, "counted"), "utf8").split("\n").length - 1;

/** A host that is ready for a dump. */
function ready(shell = shells.dash): ThrowawayRoot {
    const host = new ThrowawayRoot(shell, { installed: true });
    host.set("reboots");
    ok(host.install(), "install");
    for (const step of steps("192M", ["path /var/crash"]).slice(0, 6)) ok(host.run(...step), step[0]);
    assert.equal(host.run("status").json.ready, true);
    return host;
}

describe("how large a dump would be", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    const { zeros, cache, privateCache, user, free, kernel } = pages;
    for (const [level, more] of [
        [0, zeros + cache + privateCache + user + free],
        [1, cache + privateCache + user + free],
        [2, zeros + privateCache + user + free],
        [4, zeros + user + free],
        [23, user],
        [31, 0],
    ]) {
        it(`is counted by makedumpfile, at the level ${level}`, () => {
            host = new ThrowawayRoot(shells.dash, { installed: true });
            ok(host.install(), "install");
            ok(host.run("conf", `core_collector makedumpfile -l --message-level 7 -d ${level}`), "conf");
            const { neededBytes, neededFrom, level: found } = dump(host);
            assert.deepEqual(
                [neededBytes, neededFrom, found],
                [(kernel + more) * page, "makedumpfile", level],
            );
        });
    }

    for (const [name, shell] of Object.entries(shells)) {
        it(`is estimated from /proc/meminfo where makedumpfile cannot count, under ${name}`, () => {
            host = new ThrowawayRoot(shell, { installed: true });
            ok(host.install(), "install");
            const KiB = 1024;
            const all = 2147024896;
            host.write(
                "proc/meminfo",
                "MemTotal: 2000000 kB\nMemFree: 1000000 kB\nBuffers: 20000 kB\nCached: 300000 kB\nAnonPages: 180000 kB\n" +
                    "HugePages_Total: 20\nHugePages_Free: 5\nHugepagesize: 2048 kB\n",
            );
            const huge = 15 * 2048;
            for (const how of ["kcore-closed", "more than there is", "nothing"]) {
                if (how === "kcore-closed") host.set(how);
                else host.unset("kcore-closed");
                host.set("pages", how === "nothing" ? "0 0 0 0 0 0\n" : "0 0 0 0 0 18446744073709551000\n");
                for (const [level, out] of [
                    [31, 1000000 + 20000 + 300000 + 180000 + huge],
                    [19, 1000000],
                    [8, 180000 + huge],
                ]) {
                    ok(host.run("conf", `core_collector makedumpfile -d ${level}`), "conf");
                    const { neededBytes, neededFrom } = dump(host);
                    assert.deepEqual([neededBytes, neededFrom], [all - out * KiB, "meminfo"], how);
                }
            }
        });
    }

    it("goes by the level of each family's own settings, and by its default", () => {
        const debian = (text: string) => (each: ThrowawayRoot) =>
            each.write("etc/default/kdump-tools", `USE_KDUMP=1\n${text}\n`);
        const el = (text: string) => (each: ThrowawayRoot) => each.write("etc/kdump.conf", `${text}\n`);
        const suse = (text: string) => (each: ThrowawayRoot) =>
            each.write("etc/sysconfig/kdump", `${text}\n`);
        const newDebian = () => new ThrowawayRoot(shells.dash, { installed: true });
        const newEl = () => new ElRoot("centos 9").installed();
        const newSuse = () => new SuseRoot(shells.dash, { installed: true });
        for (const [make, change, level] of [
            [newDebian, debian(""), 31],
            [newDebian, debian("MAKEDUMP_ARGS='-F -c -d 17'"), 17],
            [newDebian, debian("MAKEDUMP_ARGS='-F -cd1'"), 1],
            [newDebian, debian("MAKEDUMP_ARGS=-c"), 0],
            [newDebian, debian("MAKEDUMP_ARGS='-d 11,31'"), 31],
            [newDebian, debian("MAKEDUMP_ARGS='-d x'"), 0],
            [
                newDebian,
                (each: ThrowawayRoot) => {
                    debian("")(each);
                    each.write("usr/sbin/kdump-config", 'MAKEDUMP_ARGS=${MAKEDUMP_ARGS:="-c -d 1"}\n');
                },
                1,
            ],
            [newEl, el("path /var/crash"), 31],
            [newEl, el("core_collector makedumpfile -l --message-level 7 -d 25 # mine"), 25],
            [newEl, el("core_collector cp --sparse=always -d 31"), 0],
            [newSuse, suse(""), 31],
            [newSuse, suse("KDUMP_DUMPLEVEL=1"), 1],
            [newSuse, suse("KDUMP_DUMPLEVEL=31\nKDUMP_DUMPFORMAT=raw"), 0],
        ] as [() => ThrowawayRoot, (each: ThrowawayRoot) => void, number][]) {
            host = make();
            ok(host.install(), "install");
            change(host);
            assert.equal(dump(host).level, level);
            host.remove();
        }
        host = newDebian();
    });

    it("T21: makes a host not ready where it would not fit, and has it not crashed", () => {
        host = ready();
        host.set("free", "/var/crash 81919 /var\n");
        const facts = ok(host.run("service", "x"), "service").json;
        assert.deepEqual(
            [facts.ready, facts.reason],
            [
                false,
                "A dump taken now needs up to 80 MiB in /var/crash, and its file system /var has 79 MiB free. Make room there, or give another path or target.",
            ],
        );
        fails(
            host.run("drill", "sysrq", "this crashes the machine"),
            "not-ready",
            "is not crashed: A dump taken now needs up to 80 MiB",
        );
        host.set("free", "/var/crash 81920 /var\n");
        assert.equal(ok(host.run("status"), "status").json.ready, true);
        host.set("kcore-closed");
        assert.match(host.run("status").json.reason, /^A dump taken now needs an estimated \d+ MiB in/);
        host.unset("kcore-closed");
        ok(host.run("conf", "core_collector makedumpfile -d 1"), "conf");
        assert.match(host.run("status").json.reason, /With its dump level of 1 core_collector keeps pages/);
    });

    it("is counted once a step, and compared with nothing where dumps go away", () => {
        host = ready();
        host.unset("counted");
        ok(host.run("conf", "keep 3"), "conf"); // so that the service is loaded anew
        ok(host.run("service", "x"), "service");
        assert.equal(counted(host), 1);
        host.set("free", "/var 70000 /\n");
        assert.equal(host.run("status").json.ready, false);
        ok(host.run("conf", "nfs server:/export"), "conf");
        assert.equal(ok(host.run("service", "x"), "service").json.ready, true);
    });

    it("says after a drill that the next dump would not fit any more", () => {
        host = ready();
        host.set("on-crash", leaves("1/vmcore", vmcore("KDUMP   ")));
        ok(host.run("drill", "sysrq", "this crashes the machine"), "drill");
        host.set("free", "/var/crash 70000 /var\n");
        const answer = ok(host.run("dump"), "dump").json;
        assert.equal(answer.ready, false);
        assert.match(answer.reason, /^A dump taken now needs up to 80 MiB/);
    });
});

describe("what makedumpfile makes of the running kernel", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    const unsupported =
        "The kernel version is not supported.\nThe makedumpfile operation may be incomplete.\n";
    const status = () => ok(host.run("status"), "status").json;
    const free = (kib: number) =>
        host.write("proc/meminfo", `MemTotal: 2000000 kB\nMemFree: ${kib} kB\nCached: 1 kB\n`);

    for (const [name, shell] of Object.entries(shells)) {
        it(`is nothing to be told where it leaves out what it is to leave out, under ${name}`, () => {
            host = ready(shell);
            const { dump: found, remarks } = status();
            assert.deepEqual([found.filtering, remarks], ["works", []]);
        });

        it(`T49: is told where it takes no page for free, though most are, under ${name}`, () => {
            host = ready(shell);
            free(1_200_000);
            const unknown = (1_200_000 * 1024) / page; // free pages that it does not know for free
            for (const [zeros, counted] of [
                [250_000, 250_000], // what holds zeros today will not tomorrow
                [310_000, unknown],
            ]) {
                host.set("pages", `${zeros} 18610 2036 5310 0 56960\n`);
                const facts = status();
                assert.equal(facts.dump.filtering, "free-pages-kept");
                assert.equal(facts.dump.neededBytes, (56_960 + counted) * page);
                assert.equal(facts.ready, true, "a large dump is a dump");
                const size = Math.floor(facts.dump.neededBytes / 2 ** 20);
                assert.deepEqual(facts.remarks, [
                    `makedumpfile 1.7.2 does not know the free pages of the kernel ${host.release}: 1171 MiB are free, and it counts 0 MiB. ` +
                        `They stay in the dump, which may become as large as ${size} MiB before it is compressed. A newer makedumpfile leaves them out.`,
                ]);
            }
        });
    }

    it("is not told where the level keeps free pages, of which the size is the same", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true });
        ok(host.install(), "install");
        ok(host.run("conf", "core_collector makedumpfile -d 15"), "conf");
        free(1_200_000);
        const zeros = 250_000;
        host.set("pages", `${zeros} 18610 2036 5310 0 56960\n`);
        assert.deepEqual(
            [status().dump.neededBytes, status().dump.filtering, status().remarks],
            [(56_960 + zeros) * page, "free-pages-kept", []],
        );
        host.set("pages", `0 18610 2036 5310 ${zeros} 56960\n`);
        assert.deepEqual(
            [status().dump.neededBytes, status().dump.filtering],
            [(56_960 + zeros) * page, "works"],
        );
    });

    it("is not mistaken where hardly anything is free, or some of it lies with the processors", () => {
        host = ready();
        free(60_000);
        host.set("pages", "0 18610 2036 5310 0 56960\n");
        assert.equal(status().dump.filtering, "works");
        free(1_000_000);
        host.set("pages", "0 18610 2036 5310 150000 56960\n");
        assert.equal(status().dump.filtering, "works");
    });

    it("is told where it says itself that it does not support the kernel, of which less is certain", () => {
        host = ready();
        host.set("makedumpfile-says", unsupported);
        const { dump: found, remarks, ready: isReady } = status();
        assert.deepEqual([found.filtering, found.neededFrom, isReady], ["unsupported", "makedumpfile", true]);
        assert.match(
            remarks.join("\n"),
            /^makedumpfile 1\.7\.2 says that it does not support the kernel .* larger than the 80 MiB that it counts, or not be readable\. A drill tells\.$/,
        );
        free(1_200_000);
        host.set("pages", "250000 18610 2036 5310 0 56960\n");
        assert.equal(status().dump.filtering, "free-pages-kept", "what it does counts");
    });

    for (const [name, shell] of Object.entries(shells)) {
        it(`T50: is told where the kernel describes its pages by a word that it does not know, under ${name}`, () => {
            host = ready(shell);
            const notes =
                "VMCOREINFO\0\0OSRELEASE=x\nOFFSET(page.flags)=0\nOFFSET(list_head.next)=0\nNUMBER(PG_new)=1\n";
            host.write("proc/kcore", `\x7fELF\0${notes}OFFSET(page.compound_head)=8\n`);
            assert.deepEqual([status().dump.filtering, status().remarks], ["works", []]);
            host.write("proc/kcore", `\x7fELF\0${notes}OFFSET(page.compound_info)=8\n`);
            const facts = status();
            assert.deepEqual([facts.dump.filtering, facts.ready], ["kernel-pages-lost", true]);
            assert.match(
                facts.remarks.join("\n"),
                /^makedumpfile 1\.7\.2 does not know OFFSET\(page\.compound_info\), by which .* will be written, and cannot be read\. .* -d 17 or lower\.$/,
            );
            host.set("pages", "250000 18610 2036 5310 0 56960\n");
            free(1_200_000);
            assert.equal(status().remarks.length, 2, "and its size is told too");
            ok(host.run("conf", "core_collector makedumpfile -l -d 17"), "conf");
            assert.deepEqual(
                status().remarks.map((remark: string) => remark.slice(0, 50)),
                ["makedumpfile 1.7.2 does not know the free pages of"],
                "such a level takes nothing for what it is not",
            );
        });
    }

    it("is not told of a program that holds no such words at all, as a wrapper does not", () => {
        host = ready();
        host.write("proc/kcore", "OFFSET(page.flags)=0\nOFFSET(page.compound_info)=8\n");
        const bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        const standIn = path.join(__dirname, "standIns/common/makedumpfile");
        fs.writeFileSync(path.join(bin, "makedumpfile"), `#!/bin/sh\nexec ${standIn} "$@"\n`, {
            mode: 0o755,
        });
        host.env.PATH = `${bin}:${host.env.PATH}`;
        assert.deepEqual([status().dump.filtering, status().remarks], ["works", []]);
    });

    it("is told where it cannot read the kernel at all, and not where the kernel lets nobody", () => {
        host = ready();
        host.write("proc/kcore", "x");
        host.set("makedumpfile-fails");
        host.set(
            "makedumpfile-says",
            "get_mem_map: Can't distinguish the memory type.\n\nmakedumpfile Failed.\n",
        );
        const { dump: found, remarks } = status();
        assert.deepEqual([found.filtering, found.neededFrom], ["fails", "meminfo"]);
        assert.match(remarks.join("\n"), /: get_mem_map: Can't distinguish the memory type\. A dump may not/);
        host.set("kcore-closed");
        assert.deepEqual([status().dump.filtering, status().remarks], ["unknown", []]);
        host.unset("kcore-closed");
        fs.rmSync(path.join(host.root, "proc/kcore"));
        assert.deepEqual([status().dump.filtering, status().remarks], ["unknown", []]);
    });
});
