import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Client } from "./client";
import { shells } from "./throwawayRoot";

for (const [name, shell] of Object.entries(shells)) {
    describe(`what a client's key may do, under ${name}`, function () {
        this.timeout(60_000);
        const client = new Client(shell);

        it("writes no more than its quota, keeps nothing of what does not fit, and leaves others their room", () => {
            const piece = Buffer.alloc(10 * 1048576, "dump");
            client.host.limits = ["80M", "0%"];
            assert.match(client.granted("df --output=avail DIR"), /^Avail\n819\d\d\n$/);
            client.granted("dd of=DIR/a", piece);
            const full = client.asks("dd of=DIR/b", Buffer.concat([piece, piece]));
            assert.equal(full.status, 1);
            assert.match(
                full.stderr,
                /dumps of this client may take 80 MiB \(80M\) and take 1\d MiB already; have old ones removed from /,
            );
            assert.deepEqual(fs.readdirSync(client.own), ["a"]);
            const byCat = client.asks(
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/vmcore",
                Buffer.concat([piece, piece]),
            );
            assert.match(byCat.stderr, /may take 80 MiB/);
            fs.writeFileSync(path.join(client.own, "old"), Buffer.alloc(10 * 1048576, 1));
            for (const way of ["-O", "-s"]) {
                const source = path.join(client.host.base, "source");
                fs.writeFileSync(source, "x");
                assert.match(client.asks("dd of=DIR/c", "x").stderr, /may take 80 MiB/);
                assert.notEqual(client.copying("scp", way, source, `host:${client.own}/c`).status, 0);
            }
            assert.deepEqual(fs.readdirSync(client.own, { recursive: true, encoding: "utf8" }).sort(), [
                "1",
                "a",
                "old",
            ]);
            fs.rmSync(path.join(client.own, "old"));
            client.granted("dd of=DIR/c", "x");
            client.host.limits = ["50%", "99%"];
            assert.match(client.asks("dd of=DIR/d", "x").stderr, /\(99%\) stay free for other clients/);
            assert.match(client.granted("df -P DIR"), / 0 \d+% \//);
        });

        it("has no more files and directories than a client may have", () => {
            fs.mkdirSync(path.join(client.own, "1"));
            for (let i = 0; i < 9998; i++) fs.writeFileSync(path.join(client.own, "1", `${i}`), "");
            for (const more of [
                "dd of=DIR/1/x",
                "mkdir -p DIR/2",
                "mktemp -dqp DIR",
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/x",
            ]) {
                assert.match(client.asks(more).stderr, /holds 10000 files and directories/, more);
            }
            client.granted("dd of=DIR/1/7", "again");
            assert.match(
                client.asks(`mkdir -p DIR/${"1/".repeat(9)}`).stderr,
                /is deeper than what a kdump makes/,
            );
            assert.match(
                client.asks(`mkdir -p DIR/${"x".repeat(1024)}`).stderr,
                /longer than what a kdump sends/,
            );
            assert.match(
                client.asks(`mkdir -p DIR/${"x".repeat(5000)}`).stderr,
                /longer than what a kdump sends/,
            );
        });

        it("cannot have a finished file changed by two that ask at once", async () => {
            for (let round = 0; round < 8; round++) {
                fs.mkdirSync(path.join(client.own, `${round}`));
                for (const file of ["x", "y"])
                    fs.writeFileSync(path.join(client.own, `${round}`, file), file, { mode: 0o600 });
                const both = ["x", "y"].map((file) => {
                    const one = client.host.receiving(
                        client.own,
                        `mv ${client.own}/${round}/${file} ${client.own}/${round}/vmcore`,
                    );
                    one.input.end();
                    return one.ended;
                });
                const statuses = await Promise.all(both);
                assert.deepEqual([...statuses].sort(), [0, 1]);
                const won = statuses[0] === 0 ? "x" : "y";
                assert.equal(fs.readFileSync(path.join(client.own, `${round}/vmcore`), "utf8"), won);
                assert.equal(
                    fs.readdirSync(path.join(client.own, `${round}`)).length,
                    2,
                    "the other is still there",
                );
            }
        });

        it("writes to a file by one session, the latest, and to a finished one by none", async () => {
            const file = path.join(client.own, "x");
            const size = () => (fs.existsSync(file) ? fs.statSync(file).size : 0);
            const until = async (there: () => boolean) => {
                while (!there()) await new Promise((resolve) => setTimeout(resolve, 20));
            };
            const first = client.host.receiving(client.own, `dd of=${file}`);
            first.input.write(Buffer.alloc(2 * 1048576, "first"));
            await until(() => size() === 2 * 1048576);
            const second = client.host.receiving(client.own, `dd of=${file} bs=1048576 seek=1`);
            second.input.write(Buffer.alloc(3 * 1048576, "second"));
            assert.equal(await first.ended, null, "it was ended");
            await until(() => size() === 4 * 1048576);
            client.granted(`mv ${file} DIR/vmcore`);
            assert.equal(await second.ended, null);
            second.input.end("more");
            const finished = fs.readFileSync(path.join(client.own, "vmcore"), "latin1");
            assert.ok(finished.startsWith("first") && finished.slice(1048576).startsWith("second"));
            assert.equal(finished.length, 4 * 1048576);
        });

        it("says of a dump what is wrong with it, whatever is in it", () => {
            fs.mkdirSync(path.join(client.own, "1"));
            fs.writeFileSync(path.join(client.own, "1/vmcore"), "KDUMP   \0OSRELEASE=6.1.0 $(id); x\n");
            assert.equal(client.granted("kdump-dump DIR/1/vmcore"), "kdump 6.1.0 0 \n");
            fs.writeFileSync(path.join(client.own, "1/vmcore"), "KDUMP   \0OSRELEASE=$(id); x\n");
            assert.equal(
                client.granted("kdump-dump DIR/1/vmcore"),
                "kdump - 0 does not say which kernel it is from\n",
            );
            fs.writeFileSync(path.join(client.own, "1/vmcore"), "nothing");
            assert.equal(
                client.granted("kdump-dump DIR/1/vmcore"),
                "- - 0 does not begin as a vmcore does\n",
            );
            fs.mkdirSync(path.join(client.own, "a b"));
            fs.writeFileSync(path.join(client.own, "a b/vmcore"), "x");
            assert.equal(
                client.granted("kdump-dumps").split("\n").length,
                3,
                "a name that no kdump gives is left out",
            );
        });

        it("overwrites no finished dump", () => {
            client.granted("mkdir -p DIR/1");
            client.granted("dd of=DIR/1/a-incomplete", "first");
            client.granted("mv DIR/1/a-incomplete DIR/1/vmcore");
            client.granted("dd of=DIR/1/a-incomplete", "second");
            for (const again of [
                "dd of=DIR/1/vmcore",
                "mv DIR/1/a-incomplete DIR/1/vmcore",
                "scp -t DIR/1/vmcore",
                "mv DIR/1/vmcore DIR/1/other",
                "mv DIR/1/vmcore DIR/hidden",
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/vmcore",
            ]) {
                const run = client.asks(again, "third");
                assert.equal(run.status, 1, again);
                assert.match(run.stderr, /^kdump-server: refused, because .*(finished|there already)/, again);
            }
            assert.equal(fs.readFileSync(path.join(client.own, "1/vmcore"), "utf8"), "first");
        });

        it("gets nothing else, and does no harm by asking", () => {
            fs.mkdirSync(path.join(client.own, "1"));
            fs.writeFileSync(path.join(client.own, "1/vmcore"), "KDUMP   ");
            fs.writeFileSync(path.join(client.host.base, "vmcores/web2/secret"), "secret");
            fs.symlinkSync(path.join(client.host.base, "vmcores/web2"), path.join(client.own, "link"));
            fs.symlinkSync("vmcore", path.join(client.own, "1/file"));
            const before = fs
                .readdirSync(path.dirname(client.own), { recursive: true, encoding: "utf8" })
                .sort();
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
                const run = client.asks(
                    command?.replaceAll("DIR2", path.join(client.host.base, "vmcores/web2")),
                    "input",
                );
                assert.equal(run.status, 1, `${command}: ${run.stdout}${run.stderr}`);
                assert.equal(run.stdout, "", command);
                assert.match(run.stderr, /^(kdump-server: refused|rmdir: )/, command);
            }
            assert.deepEqual(
                fs.readdirSync(path.dirname(client.own), { recursive: true, encoding: "utf8" }).sort(),
                before,
            );
            assert.equal(
                fs.readFileSync(path.join(client.host.base, "vmcores/web2/secret"), "utf8"),
                "secret",
            );
        });
    });
}
