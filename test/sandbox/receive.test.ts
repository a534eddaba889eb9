import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { ServerRoot } from "./serverRoot";
import { shells } from "./throwawayRoot";

/** A dump as makedumpfile -F writes it. */
const dump = Buffer.concat([
    Buffer.from("makedumpfile"),
    Buffer.alloc(4084),
    Buffer.from("OSRELEASE=6.1.0\nCRASHTIME=1700000000\n"),
    Buffer.alloc(16, 0xff),
]);

for (const [name, shell] of Object.entries(shells)) {
    describe(`what a client's key may do, under ${name}`, function () {
        this.timeout(60_000);
        let host: ServerRoot;
        let own: string;
        beforeEach(() => {
            host = new ServerRoot(shell);
            own = path.join(host.base, "vmcores/web");
            fs.mkdirSync(own, { recursive: true });
            fs.mkdirSync(path.join(host.base, "vmcores/web2"));
        });
        afterEach(() => host.remove());

        const asks = (command: string | undefined, input: string | Buffer = "") =>
            host.receive(own, command?.replaceAll("DIR", own), input);
        const granted = (command: string, input: string | Buffer = "") => {
            const run = asks(command, input);
            assert.equal(run.status, 0, `${command}: ${run.stderr}`);
            return run.stdout;
        };
        const mode = (file: string) => (fs.statSync(path.join(own, file)).mode & 0o777).toString(8);

        it("sends a dump as kdump-config of Debian does", () => {
            granted("mkdir -p DIR/10.0.2.15-202611260130");
            granted("dd of=DIR/10.0.2.15-202611260130/dump-incomplete", dump);
            assert.deepEqual(
                [mode("10.0.2.15-202611260130"), mode("10.0.2.15-202611260130/dump-incomplete")],
                ["700", "600"],
            );
            granted(
                "mv DIR/10.0.2.15-202611260130/dump-incomplete DIR/10.0.2.15-202611260130/dump.202611260130",
            );
            const file = path.join(own, "10.0.2.15-202611260130/dump.202611260130");
            assert.ok(fs.readFileSync(file).equals(dump));
            assert.equal(mode("10.0.2.15-202611260130/dump.202611260130"), "400");

            const listed = granted("kdump-dumps").split("\n");
            const { ino, mtimeMs, size } = fs.statSync(file);
            assert.deepEqual(listed, [
                "kdump-server 1",
                `${ino} ${Math.floor(mtimeMs / 1000)} ${size} ${file}`,
                "",
            ]);
            assert.equal(granted(`kdump-dump ${file}`), "flattened 6.1.0 1700000000 \n");
            assert.match(granted(`sha256sum ${file}`), /^[0-9a-f]{64} {2}/);
        });

        it("sends a dump as kdump of SLES 12, and of 15 before SP6, does", () => {
            granted("mkdir -p DIR/2026-11-26-01:30");
            for (const file of ["dmesg.txt", "vmcore", "README.txt"]) {
                const to = `DIR/2026-11-26-01:30/${file}`;
                granted(`dd of=${to}-incomplete && mv ${to}-incomplete ${to}`, dump);
                assert.equal(mode(`2026-11-26-01:30/${file}`), "400");
            }
            assert.ok(fs.readFileSync(path.join(own, "2026-11-26-01:30/vmcore")).equals(dump));
            for (const more of ["id", "mv DIR/2026-11-26-01:30/vmcore DIR/x", "dd of=/etc/x"]) {
                assert.notEqual(asks(`dd of=DIR/y && mv DIR/y DIR/z && ${more}`, dump).status, 0, more);
            }
            assert.notEqual(asks("dd of=DIR/y && mv DIR/y /etc/z", dump).status, 0);
        });

        it("sends a dump as kdump.sh and mkdumprd of EL do", () => {
            granted("mkdir -p DIR");
            const made = granted("mktemp -dqp DIR").trim();
            granted(`rmdir ${made}`);
            assert.match(granted("df -P DIR"), /Filesystem/);
            assert.match(granted("df --output=avail DIR"), /Avail\s+\d+/);
            granted("mkdir -p DIR/127.0.0.1-2026-11-26-01:30:00");
            granted(
                "umask 0077 && dd of='DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-dmesg-incomplete.txt'",
                "log",
            );
            granted(
                "mv DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-dmesg-incomplete.txt DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-dmesg.txt",
            );
            granted("umask 0077 && dd bs=512 of='DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-incomplete'", dump);
            granted(
                "mv 'DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-incomplete' 'DIR/127.0.0.1-2026-11-26-01:30:00/vmcore.flat'",
            );
            assert.equal(mode("127.0.0.1-2026-11-26-01:30:00/vmcore.flat"), "400");
        });

        it("sends a dump as kdump-save of SUSE does", () => {
            const save = (file: string) =>
                `umask 077; mkdir -p DIR/web-2026-11-26-01-30 && cat > DIR/web-2026-11-26-01-30/${file}`;
            granted(save("README.txt"), "unfinished");
            granted(save("vmcore"), dump);
            granted(save("README.txt"), "finished");
            assert.deepEqual(
                ["README.txt", "vmcore"].map((file) => mode(`web-2026-11-26-01-30/${file}`)),
                ["600", "400"],
            );
            assert.notEqual(asks(save("vmcore"), "other").status, 0);
        });

        /** Runs scp or sftp with what sshd would start in the place of ssh. The subsystem comes as `-s … sftp`. */
        function copying(program: string, ...args: string[]) {
            const session = path.join(host.base, "session");
            asks("kdump-dumps"); // puts the program there
            fs.writeFileSync(
                session,
                `#!/bin/sh\nfor word; do :; done\ncase $word in sftp) word=/usr/lib/openssh/sftp-server ;; esac\nSSH_ORIGINAL_COMMAND=$word KDUMP_ROOT= exec ${shell.join(" ")} ${host.base}/program receive ${own} ${host.limits.join(" ")}\n`,
                { mode: 0o755 },
            );
            return spawnSync(program, ["-S", session, ...args], { encoding: "utf8", input: "ls\n" });
        }

        for (const way of ["-O", "-s"]) {
            it(`takes files by scp ${way}, as finished, and nothing else of it`, () => {
                fs.mkdirSync(path.join(own, "1"));
                const sent = ["dmesg", "empty", "large", "vmcore-incomplete"].map((file) =>
                    path.join(host.base, file),
                );
                const texts = ["a kernel log\n", "", Buffer.alloc(9_000_001, "large"), "dump"];
                sent.forEach((file, index) => fs.writeFileSync(file, texts[index]));
                const run = copying("scp", way, ...sent, `host:${own}/1/`);
                assert.equal(run.status, 0, run.stderr);
                for (const [index, file] of sent.entries()) {
                    const arrived = path.join(own, "1", path.basename(file));
                    assert.ok(fs.readFileSync(arrived).equals(Buffer.from(texts[index])), file);
                    assert.equal(
                        mode(`1/${path.basename(file)}`),
                        /incomplete/.test(file) ? "600" : "400",
                        file,
                    );
                }
                assert.equal(copying("scp", way, sent[0], `host:${own}/1/log`).status, 0);
                granted("mv DIR/1/vmcore-incomplete DIR/1/vmcore");
                const before = fs.readdirSync(own, { recursive: true, encoding: "utf8" }).sort();
                for (const args of [
                    [sent[0], `host:${own}/1/dmesg`], // finished
                    [sent[0], `host:${own}/1/vmcore`],
                    [sent[0], `host:${own}/none/dmesg`],
                    [sent[0], `host:${own}2/dmesg`],
                    [sent[0], "host:/tmp/dmesg"],
                    [sent[0], "host:dmesg"],
                    [sent[0], `host:${own}/1/../x`],
                    [sent[0], `host:${own}/a b`],
                    ["-r", path.join(host.base, "vmcores"), `host:${own}/1/`],
                    [`host:${own}/1/dmesg`, path.join(host.base, "back")],
                    ["host:/proc/self/mem", path.join(host.base, "back")],
                ]) {
                    assert.notEqual(copying("scp", way, ...args).status, 0, args.join(" "));
                }
                assert.deepEqual(fs.readdirSync(own, { recursive: true, encoding: "utf8" }).sort(), before);
                const back = path.join(host.base, "back");
                assert.ok(!fs.existsSync(back) || fs.statSync(back).size === 0);
            });
        }

        it("speaks sftp no further than scp needs it", () => {
            fs.writeFileSync(path.join(own, "log"), "a kernel log\n", { mode: 0o600 });
            const number = (value: number) =>
                Buffer.from([0, 0, 0, 0].map((_, i) => (value >>> (24 - 8 * i)) & 255));
            const text = (value: string) =>
                Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
            const request = (type: number, ...parts: Buffer[]) => {
                const rest = Buffer.concat([Buffer.from([type]), number(7), ...parts]);
                return Buffer.concat([number(rest.length), rest]);
            };
            const init = Buffer.concat([number(5), Buffer.from([1]), number(3)]);
            const log = text(path.join(own, "log"));
            const open = (file: string, flags: number) =>
                request(3, text(file.replace("DIR", own)), number(flags), number(0));
            const write = (offset: number, data: string) =>
                request(6, text("0"), number(0), number(offset), text(data));
            const wrong: Record<string, Buffer[]> = {
                "open to read": [open("DIR/log", 1)],
                "open to read and write": [open("DIR/x", 0x1b)],
                "open to append": [open("DIR/log", 6)],
                "another's file": [open("/etc/passwd", 0x1a)],
                "a process": [open("/proc/self/mem", 0x1a)],
                "a way out": [open("DIR/../x", 0x1a)],
                "a name of many lines": [open("DIR/x\ny", 0x1a)],
                "a name with a zero": [open("DIR/x\0y", 0x1a)],
                "a long name": [open(`DIR/${"x".repeat(2000)}`, 0x1a)],
                "no name": [open("", 0x1a)],
                "two files": [open("DIR/x", 0x1a), open("DIR/y", 0x1a)],
                "a hole": [open("DIR/x", 0x1a), write(1, "x")],
                "no file": [write(0, "x")],
                "a handle of nobody": [open("DIR/x", 0x1a), request(4, text("1"))],
                "a request without its end": [open("DIR/x", 0x1a), request(6, text("0"))],
                read: [request(5, text("0"), number(0), number(0), number(9))],
                "stat of another's": [request(17, text("/etc/passwd"))],
                remove: [request(13, log)],
                mkdir: [request(14, text(path.join(own, "x")), number(0))],
                rmdir: [request(15, text(own))],
                realpath: [request(16, text("."))],
                rename: [request(18, log, text(path.join(own, "x")))],
                readlink: [request(19, log)],
                symlink: [request(20, text("/etc"), text(path.join(own, "x")))],
                setstat: [request(9, log, number(4), number(0o777))],
                opendir: [request(11, text("/proc"))],
                "hard link": [request(200, text("hardlink@openssh.com"), log, text(path.join(own, "x")))],
                "a length below nothing": [Buffer.concat([number(2), Buffer.alloc(7)])],
                "a length beyond all": [Buffer.concat([Buffer.alloc(4, 255), Buffer.alloc(5)])],
                "no beginning": [],
            };
            for (const [name, requests] of Object.entries(wrong)) {
                const begin = name === "no beginning" ? [request(17, log)] : [init];
                const run = asks("internal-sftp", Buffer.concat([...begin, ...requests]));
                assert.equal(run.status, 1, name);
                assert.match(run.stderr, /^kdump-server: refused, because /, name);
            }
            assert.deepEqual(
                fs.readdirSync(path.dirname(own), { recursive: true, encoding: "utf8" }).sort(),
                ["web", "web/log", "web/x", "web2"],
            );
            assert.equal(fs.readFileSync(path.join(own, "log"), "utf8"), "a kernel log\n");
            assert.equal(fs.readFileSync(path.join(own, "x"), "utf8"), "");
            assert.equal(copying("sftp", "-b", "-", "host").stdout, "");
        });

        it("goes on with a file where it broke off, in whole MiB, as a collection asks it", () => {
            const text = Buffer.alloc(3 * 1048576 + 7, "0123456789abcdef-");
            granted("umask 0077 && mkdir -p DIR/1");
            assert.equal(asks("stat -c %s DIR/1/x.part").status, 1);
            granted(
                "umask 0077 && dd of=DIR/1/x.part bs=1048576 seek=0",
                Buffer.concat([text.subarray(0, 2 * 1048576), Buffer.alloc(99)]),
            );
            assert.equal(granted("stat -c %s DIR/1/x.part"), `${2 * 1048576 + 99}\n`);
            granted("umask 0077 && dd of=DIR/1/x.part bs=1048576 seek=2", text.subarray(2 * 1048576));
            assert.ok(fs.readFileSync(path.join(own, "1/x.part")).equals(text));
            assert.equal(mode("1/x.part"), "600");
            for (const wrong of [
                "dd of=DIR/1/x.part bs=1048576 seek=4", // a hole
                "dd of=DIR/1/new bs=1048576 seek=1",
                "dd of=DIR/1/x.part bs=1 seek=1",
                "dd of=DIR/1/x.part seek=1",
                "dd of=DIR/1/x.part bs=1048576 seek=-1",
                "dd of=DIR/1/x.part bs=1048576 seek=1x",
                "dd of=DIR/1/x.part bs=1048576 seek=a[0]",
                "dd of=DIR/1/x.part bs=1048576 seek=999999999999",
                "dd of=DIR/1/x.part bs=1048576 seek=1 oflag=append",
            ]) {
                assert.equal(asks(wrong, "x").status, 1, wrong);
            }
            assert.ok(fs.readFileSync(path.join(own, "1/x.part")).equals(text));
        });

        it("writes no more than its quota, keeps nothing of what does not fit, and leaves others their room", () => {
            const piece = Buffer.alloc(10 * 1048576, "dump");
            host.limits = ["80M", "0%"];
            assert.match(granted("df --output=avail DIR"), /^Avail\n819\d\d\n$/);
            granted("dd of=DIR/a", piece);
            const full = asks("dd of=DIR/b", Buffer.concat([piece, piece]));
            assert.equal(full.status, 1);
            assert.match(
                full.stderr,
                /dumps of this client may take 80 MiB \(80M\) and take 1\d MiB already; have old ones removed from /,
            );
            assert.deepEqual(fs.readdirSync(own), ["a"]);
            const byCat = asks(
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/vmcore",
                Buffer.concat([piece, piece]),
            );
            assert.match(byCat.stderr, /may take 80 MiB/);
            fs.writeFileSync(path.join(own, "old"), Buffer.alloc(10 * 1048576, 1));
            for (const way of ["-O", "-s"]) {
                const source = path.join(host.base, "source");
                fs.writeFileSync(source, "x");
                assert.match(asks("dd of=DIR/c", "x").stderr, /may take 80 MiB/);
                assert.notEqual(copying("scp", way, source, `host:${own}/c`).status, 0);
            }
            assert.deepEqual(fs.readdirSync(own, { recursive: true, encoding: "utf8" }).sort(), [
                "1",
                "a",
                "old",
            ]);
            fs.rmSync(path.join(own, "old"));
            granted("dd of=DIR/c", "x");
            host.limits = ["50%", "99%"];
            assert.match(asks("dd of=DIR/d", "x").stderr, /\(99%\) stay free for other clients/);
            assert.match(granted("df -P DIR"), / 0 \d+% \//);
        });

        it("has no more files and directories than a client may have", () => {
            fs.mkdirSync(path.join(own, "1"));
            for (let i = 0; i < 9998; i++) fs.writeFileSync(path.join(own, "1", `${i}`), "");
            for (const more of [
                "dd of=DIR/1/x",
                "mkdir -p DIR/2",
                "mktemp -dqp DIR",
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/x",
            ]) {
                assert.match(asks(more).stderr, /holds 10000 files and directories/, more);
            }
            granted("dd of=DIR/1/7", "again");
            assert.match(asks(`mkdir -p DIR/${"1/".repeat(9)}`).stderr, /is deeper than what a kdump makes/);
            assert.match(asks(`mkdir -p DIR/${"x".repeat(1024)}`).stderr, /longer than what a kdump sends/);
            assert.match(asks(`mkdir -p DIR/${"x".repeat(5000)}`).stderr, /longer than what a kdump sends/);
        });

        it("cannot have a finished file changed by two that ask at once", async () => {
            for (let round = 0; round < 8; round++) {
                fs.mkdirSync(path.join(own, `${round}`));
                for (const file of ["x", "y"])
                    fs.writeFileSync(path.join(own, `${round}`, file), file, { mode: 0o600 });
                const both = ["x", "y"].map((file) => {
                    const one = host.receiving(own, `mv ${own}/${round}/${file} ${own}/${round}/vmcore`);
                    one.input.end();
                    return one.ended;
                });
                const statuses = await Promise.all(both);
                assert.deepEqual([...statuses].sort(), [0, 1]);
                const won = statuses[0] === 0 ? "x" : "y";
                assert.equal(fs.readFileSync(path.join(own, `${round}/vmcore`), "utf8"), won);
                assert.equal(
                    fs.readdirSync(path.join(own, `${round}`)).length,
                    2,
                    "the other is still there",
                );
            }
        });

        it("writes to a file by one session, the latest, and to a finished one by none", async () => {
            const file = path.join(own, "x");
            const size = () => (fs.existsSync(file) ? fs.statSync(file).size : 0);
            const until = async (there: () => boolean) => {
                while (!there()) await new Promise((resolve) => setTimeout(resolve, 20));
            };
            const first = host.receiving(own, `dd of=${file}`);
            first.input.write(Buffer.alloc(2 * 1048576, "first"));
            await until(() => size() === 2 * 1048576);
            const second = host.receiving(own, `dd of=${file} bs=1048576 seek=1`);
            second.input.write(Buffer.alloc(3 * 1048576, "second"));
            assert.equal(await first.ended, null, "it was ended");
            await until(() => size() === 4 * 1048576);
            granted(`mv ${file} DIR/vmcore`);
            assert.equal(await second.ended, null);
            second.input.end("more");
            const finished = fs.readFileSync(path.join(own, "vmcore"), "latin1");
            assert.ok(finished.startsWith("first") && finished.slice(1048576).startsWith("second"));
            assert.equal(finished.length, 4 * 1048576);
        });

        it("says of a dump what is wrong with it, whatever is in it", () => {
            fs.mkdirSync(path.join(own, "1"));
            fs.writeFileSync(path.join(own, "1/vmcore"), "KDUMP   \0OSRELEASE=6.1.0 $(id); x\n");
            assert.equal(granted("kdump-dump DIR/1/vmcore"), "kdump 6.1.0 0 \n");
            fs.writeFileSync(path.join(own, "1/vmcore"), "KDUMP   \0OSRELEASE=$(id); x\n");
            assert.equal(
                granted("kdump-dump DIR/1/vmcore"),
                "kdump - 0 does not say which kernel it is from\n",
            );
            fs.writeFileSync(path.join(own, "1/vmcore"), "nothing");
            assert.equal(granted("kdump-dump DIR/1/vmcore"), "- - 0 does not begin as a vmcore does\n");
            fs.mkdirSync(path.join(own, "a b"));
            fs.writeFileSync(path.join(own, "a b/vmcore"), "x");
            assert.equal(
                granted("kdump-dumps").split("\n").length,
                3,
                "a name that no kdump gives is left out",
            );
        });

        it("overwrites no finished dump", () => {
            granted("mkdir -p DIR/1");
            granted("dd of=DIR/1/a-incomplete", "first");
            granted("mv DIR/1/a-incomplete DIR/1/vmcore");
            granted("dd of=DIR/1/a-incomplete", "second");
            for (const again of [
                "dd of=DIR/1/vmcore",
                "mv DIR/1/a-incomplete DIR/1/vmcore",
                "scp -t DIR/1/vmcore",
                "mv DIR/1/vmcore DIR/1/other",
                "mv DIR/1/vmcore DIR/hidden",
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/vmcore",
            ]) {
                const run = asks(again, "third");
                assert.equal(run.status, 1, again);
                assert.match(run.stderr, /^kdump-server: refused, because .*(finished|there already)/, again);
            }
            assert.equal(fs.readFileSync(path.join(own, "1/vmcore"), "utf8"), "first");
        });

        it("gets nothing else, and does no harm by asking", () => {
            fs.mkdirSync(path.join(own, "1"));
            fs.writeFileSync(path.join(own, "1/vmcore"), "KDUMP   ");
            fs.writeFileSync(path.join(host.base, "vmcores/web2/secret"), "secret");
            fs.symlinkSync(path.join(host.base, "vmcores/web2"), path.join(own, "link"));
            fs.symlinkSync("vmcore", path.join(own, "1/file"));
            const before = fs.readdirSync(path.dirname(own), { recursive: true, encoding: "utf8" }).sort();
            for (const command of [
                undefined,
                "",
                " ",
                "sh",
                "bash -i",
                "ls DIR",
                "cat DIR/1/vmcore",
                "cat",
                "rm DIR/1/vmcore",
                "rm -rf DIR",
                "mkdir DIR/2",
                "mkdir -p /etc/x",
                "mkdir -p DIR2/x",
                "mkdir -p DIR/../web2/x",
                "mkdir -p DIR/./x",
                "mkdir -p DIR//x",
                "mkdir -p x",
                "mkdir -p DIR/x DIR/y",
                "mkdir -p DIR/link/x",
                "mkdir -p -m777 DIR/x",
                "dd of=/etc/passwd",
                "dd of=DIR2/x",
                "dd of=DIR/../web2/secret",
                "dd of=DIR/link/secret",
                "dd of=DIR/1/file",
                "dd of=DIR/x if=DIR/1/vmcore",
                "dd if=DIR/1/vmcore",
                "dd of=DIR/x of=DIR/y",
                "dd of=DIR/1",
                "dd of=",
                "dd of=DIR/x conv=notrunc",
                "dd of=DIR/x bs=1;id",
                "dd of=DIR/x bs=x",
                "stat -c %U DIR/1/vmcore",
                "stat -c %s /etc/passwd",
                "stat -c %s DIR/1",
                "stat -f DIR/1",
                "ln DIR/1/vmcore DIR/1/x",
                "truncate -s 0 DIR/1/vmcore",
                "chmod 600 DIR/1/vmcore",
                "dd of=DIR/x; id",
                "dd of=DIR/x && id",
                "dd of=DIR/$(id)",
                "dd of=DIR/`id`",
                "dd of=DIR/x | sh",
                "dd of=DIR/x\nid",
                "dd of=DIR/*",
                "dd of=DIR/x>DIR/y",
                "dd of='DIR/x y'",
                "umask 0077 && umask 0077 && dd of=DIR/x",
                "umask 0000 && dd of=DIR/x",
                "umask 0077 && sh",
                "umask 077; mkdir -p /etc/x && cat > DIR/x",
                "umask 077; mkdir -p DIR/x; id && cat > DIR/x/y",
                "umask 077; mkdir -p DIR/1 && cat > /etc/x",
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/x; id",
                "mv DIR/1/vmcore /etc/x",
                "mv DIR/1/vmcore DIR/../x",
                "mv DIR/1 DIR/2",
                "mv DIR/1/file DIR/1/x",
                "mv DIR2/secret DIR/1/x",
                "mv DIR/link/secret DIR/1/x",
                "mv -f DIR/1/vmcore DIR/1/x",
                "mv DIR/1/none DIR/1/x",
                "scp -f DIR/1/vmcore",
                "scp -t DIR2/x",
                "scp -t /etc/x",
                "scp -r -t DIR/1",
                "scp -p -t DIR/1/x",
                "scp -t",
                "scp -S sh -t DIR/1/x",
                "rmdir DIR/1",
                "rmdir DIR",
                "rmdir DIR2/tmp.x",
                "mktemp -dqp /tmp",
                "mktemp -p DIR",
                "df DIR",
                "df -P /",
                "sha256sum /etc/passwd",
                "sha256sum DIR2/secret",
                "sha256sum DIR/link/secret",
                "sha256sum DIR/1/vmcore DIR2/secret",
                "kdump-dump DIR2/secret",
                "kdump-dump",
                "kdump-dumps DIR2",
                "sftp-server",
                "tail DIR/1/vmcore",
                "kdump-server receive /",
                "eval id",
            ]) {
                const run = asks(command?.replaceAll("DIR2", path.join(host.base, "vmcores/web2")), "input");
                assert.equal(run.status, 1, `${command}: ${run.stdout}${run.stderr}`);
                assert.equal(run.stdout, "", command);
                assert.match(run.stderr, /^(kdump-server: refused|rmdir: )/, command);
            }
            assert.deepEqual(
                fs.readdirSync(path.dirname(own), { recursive: true, encoding: "utf8" }).sort(),
                before,
            );
            assert.equal(fs.readFileSync(path.join(host.base, "vmcores/web2/secret"), "utf8"), "secret");
        });
    });
}
