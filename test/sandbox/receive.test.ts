import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Client, dump } from "./client";
import { shells } from "./throwawayRoot";

for (const [name, shell] of Object.entries(shells)) {
    describe(`what a client sends, under ${name}`, function () {
        this.timeout(60_000);
        const client = new Client(shell);

        it("sends a dump as kdump-config of Debian does", () => {
            client.granted("mkdir -p DIR/10.0.2.15-202611260130");
            client.granted("dd of=DIR/10.0.2.15-202611260130/dump-incomplete", dump);
            assert.deepEqual(
                [
                    client.mode("10.0.2.15-202611260130"),
                    client.mode("10.0.2.15-202611260130/dump-incomplete"),
                ],
                ["700", "600"],
            );
            client.granted(
                "mv DIR/10.0.2.15-202611260130/dump-incomplete DIR/10.0.2.15-202611260130/dump.202611260130",
            );
            const file = path.join(client.own, "10.0.2.15-202611260130/dump.202611260130");
            assert.ok(fs.readFileSync(file).equals(dump));
            assert.equal(client.mode("10.0.2.15-202611260130/dump.202611260130"), "400");

            const listed = client.granted("kdump-dumps").split("\n");
            const { ino, mtimeMs, size } = fs.statSync(file);
            assert.deepEqual(listed, [
                "kdump-server 1",
                `${ino} ${Math.floor(mtimeMs / 1000)} ${size} ${file}`,
                "",
            ]);
            assert.equal(client.granted(`kdump-dump ${file}`), "flattened 6.1.0 1700000000 \n");
            assert.match(client.granted(`sha256sum ${file}`), /^[0-9a-f]{64} {2}/);
        });

        it("sends a dump as kdump of SLES 12, and of 15 before SP6, does", () => {
            client.granted("mkdir -p DIR/2026-11-26-01:30");
            for (const file of ["dmesg.txt", "vmcore", "README.txt"]) {
                const to = `DIR/2026-11-26-01:30/${file}`;
                client.granted(`dd of=${to}-incomplete && mv ${to}-incomplete ${to}`, dump);
                assert.equal(client.mode(`2026-11-26-01:30/${file}`), "400");
            }
            assert.ok(fs.readFileSync(path.join(client.own, "2026-11-26-01:30/vmcore")).equals(dump));
            for (const more of ["id", "mv DIR/2026-11-26-01:30/vmcore DIR/x", "dd of=/etc/x"]) {
                assert.notEqual(
                    client.asks(`dd of=DIR/y && mv DIR/y DIR/z && ${more}`, dump).status,
                    0,
                    more,
                );
            }
            assert.notEqual(client.asks("dd of=DIR/y && mv DIR/y /etc/z", dump).status, 0);
        });

        it("sends a dump as kdump.sh and mkdumprd of EL do", () => {
            client.granted("mkdir -p DIR");
            const made = client.granted("mktemp -dqp DIR").trim();
            client.granted(`rmdir ${made}`);
            assert.match(client.granted("df -P DIR"), /Filesystem/);
            assert.match(client.granted("df --output=avail DIR"), /Avail\s+\d+/);
            client.granted("mkdir -p DIR/127.0.0.1-2026-11-26-01:30:00");
            client.granted(
                "umask 0077 && dd of='DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-dmesg-incomplete.txt'",
                "log",
            );
            client.granted(
                "mv DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-dmesg-incomplete.txt DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-dmesg.txt",
            );
            client.granted(
                "umask 0077 && dd bs=512 of='DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-incomplete'",
                dump,
            );
            client.granted(
                "mv 'DIR/127.0.0.1-2026-11-26-01:30:00/vmcore-incomplete' 'DIR/127.0.0.1-2026-11-26-01:30:00/vmcore.flat'",
            );
            assert.equal(client.mode("127.0.0.1-2026-11-26-01:30:00/vmcore.flat"), "400");
        });

        it("sends a dump as kdump-save of SUSE does", () => {
            const save = (file: string) =>
                `umask 077; mkdir -p DIR/web-2026-11-26-01-30 && cat > DIR/web-2026-11-26-01-30/${file}`;
            client.granted(save("README.txt"), "unfinished");
            client.granted(save("vmcore"), dump);
            client.granted(save("README.txt"), "finished");
            assert.deepEqual(
                ["README.txt", "vmcore"].map((file) => client.mode(`web-2026-11-26-01-30/${file}`)),
                ["600", "400"],
            );
            assert.notEqual(client.asks(save("vmcore"), "other").status, 0);
        });

        for (const way of ["-O", "-s"]) {
            it(`takes files by scp ${way}, as finished, and nothing else of it`, () => {
                fs.mkdirSync(path.join(client.own, "1"));
                const sent = ["dmesg", "empty", "large", "vmcore-incomplete"].map((file) =>
                    path.join(client.host.base, file),
                );
                const texts = ["a kernel log\n", "", Buffer.alloc(9_000_001, "large"), "dump"];
                sent.forEach((file, index) => fs.writeFileSync(file, texts[index]));
                const run = client.copying("scp", way, ...sent, `host:${client.own}/1/`);
                assert.equal(run.status, 0, run.stderr);
                for (const [index, file] of sent.entries()) {
                    const arrived = path.join(client.own, "1", path.basename(file));
                    assert.ok(fs.readFileSync(arrived).equals(Buffer.from(texts[index])), file);
                    assert.equal(
                        client.mode(`1/${path.basename(file)}`),
                        /incomplete/.test(file) ? "600" : "400",
                        file,
                    );
                }
                assert.equal(client.copying("scp", way, sent[0], `host:${client.own}/1/log`).status, 0);
                client.granted("mv DIR/1/vmcore-incomplete DIR/1/vmcore");
                const before = fs.readdirSync(client.own, { recursive: true, encoding: "utf8" }).sort();
                for (const args of [
                    [sent[0], `host:${client.own}/1/dmesg`], // finished
                    [sent[0], `host:${client.own}/1/vmcore`],
                    [sent[0], `host:${client.own}/none/dmesg`],
                    [sent[0], `host:${client.own}2/dmesg`],
                    [sent[0], "host:/tmp/dmesg"],
                    [sent[0], "host:dmesg"],
                    [sent[0], `host:${client.own}/1/../x`],
                    [sent[0], `host:${client.own}/a b`],
                    ["-r", path.join(client.host.base, "vmcores"), `host:${client.own}/1/`],
                    [`host:${client.own}/1/dmesg`, path.join(client.host.base, "back")],
                    ["host:/proc/self/mem", path.join(client.host.base, "back")],
                ]) {
                    assert.notEqual(client.copying("scp", way, ...args).status, 0, args.join(" "));
                }
                assert.deepEqual(
                    fs.readdirSync(client.own, { recursive: true, encoding: "utf8" }).sort(),
                    before,
                );
                const back = path.join(client.host.base, "back");
                assert.ok(!fs.existsSync(back) || fs.statSync(back).size === 0);
            });
        }

        it("speaks sftp no further than scp needs it", () => {
            fs.writeFileSync(path.join(client.own, "log"), "a kernel log\n", { mode: 0o600 });
            const number = (value: number) =>
                Buffer.from([0, 0, 0, 0].map((_, i) => (value >>> (24 - 8 * i)) & 255));
            const text = (value: string) =>
                Buffer.concat([number(Buffer.byteLength(value)), Buffer.from(value)]);
            const request = (type: number, ...parts: Buffer[]) => {
                const rest = Buffer.concat([Buffer.from([type]), number(7), ...parts]);
                return Buffer.concat([number(rest.length), rest]);
            };
            const init = Buffer.concat([number(5), Buffer.from([1]), number(3)]);
            const log = text(path.join(client.own, "log"));
            const open = (file: string, flags: number) =>
                request(3, text(file.replace("DIR", client.own)), number(flags), number(0));
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
                mkdir: [request(14, text(path.join(client.own, "x")), number(0))],
                rmdir: [request(15, text(client.own))],
                realpath: [request(16, text("."))],
                rename: [request(18, log, text(path.join(client.own, "x")))],
                readlink: [request(19, log)],
                symlink: [request(20, text("/etc"), text(path.join(client.own, "x")))],
                setstat: [request(9, log, number(4), number(0o777))],
                opendir: [request(11, text("/proc"))],
                "hard link": [
                    request(200, text("hardlink@openssh.com"), log, text(path.join(client.own, "x"))),
                ],
                "a length below nothing": [Buffer.concat([number(2), Buffer.alloc(7)])],
                "a length beyond all": [Buffer.concat([Buffer.alloc(4, 255), Buffer.alloc(5)])],
                "no beginning": [],
            };
            for (const [name, requests] of Object.entries(wrong)) {
                const begin = name === "no beginning" ? [request(17, log)] : [init];
                const run = client.asks("internal-sftp", Buffer.concat([...begin, ...requests]));
                assert.equal(run.status, 1, name);
                assert.match(run.stderr, /^kdump-server: refused, because /, name);
            }
            assert.deepEqual(
                fs.readdirSync(path.dirname(client.own), { recursive: true, encoding: "utf8" }).sort(),
                ["web", "web/log", "web/x", "web2"],
            );
            assert.equal(fs.readFileSync(path.join(client.own, "log"), "utf8"), "a kernel log\n");
            assert.equal(fs.readFileSync(path.join(client.own, "x"), "utf8"), "");
            assert.equal(client.copying("sftp", "-b", "-", "host").stdout, "");
        });

        it("goes on with a file where it broke off, in whole MiB, as a collection asks it", () => {
            const text = Buffer.alloc(3 * 1048576 + 7, "0123456789abcdef-");
            client.granted("umask 0077 && mkdir -p DIR/1");
            assert.equal(client.asks("stat -c %s DIR/1/x.part").status, 1);
            client.granted(
                "umask 0077 && dd of=DIR/1/x.part bs=1048576 seek=0",
                Buffer.concat([text.subarray(0, 2 * 1048576), Buffer.alloc(99)]),
            );
            assert.equal(client.granted("stat -c %s DIR/1/x.part"), `${2 * 1048576 + 99}\n`);
            client.granted("umask 0077 && dd of=DIR/1/x.part bs=1048576 seek=2", text.subarray(2 * 1048576));
            assert.ok(fs.readFileSync(path.join(client.own, "1/x.part")).equals(text));
            assert.equal(client.mode("1/x.part"), "600");
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
                assert.equal(client.asks(wrong, "x").status, 1, wrong);
            }
            assert.ok(fs.readFileSync(path.join(client.own, "1/x.part")).equals(text));
        });
    });
}
