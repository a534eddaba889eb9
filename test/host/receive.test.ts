import * as assert from "node:assert";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { ServerRoot } from "./server-root";
import { shells } from "./throwaway-root";

/** A dump as makedumpfile -F writes it. */
const dump = Buffer.concat([
    Buffer.from("makedumpfile"),
    Buffer.alloc(4084),
    Buffer.from("OSRELEASE=6.1.0\nCRASHTIME=1700000000\n"),
    Buffer.alloc(16, 0xff),
]);

for (const [name, shell] of Object.entries(shells)) {
    describe(`what a client's key may do, under ${name}`, function () {
        this.timeout(30000);
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
            assert.strictEqual(run.status, 0, `${command}: ${run.stderr}`);
            return run.stdout;
        };
        const mode = (file: string) => (fs.statSync(path.join(own, file)).mode & 0o777).toString(8);

        it("sends a dump as kdump-config of Debian does", () => {
            granted("mkdir -p DIR/10.0.2.15-202611260130");
            granted("dd of=DIR/10.0.2.15-202611260130/dump-incomplete", dump);
            assert.deepStrictEqual(
                [mode("10.0.2.15-202611260130"), mode("10.0.2.15-202611260130/dump-incomplete")],
                ["700", "600"],
            );
            granted(
                "mv DIR/10.0.2.15-202611260130/dump-incomplete DIR/10.0.2.15-202611260130/dump.202611260130",
            );
            const file = path.join(own, "10.0.2.15-202611260130/dump.202611260130");
            assert.ok(fs.readFileSync(file).equals(dump));
            assert.strictEqual(mode("10.0.2.15-202611260130/dump.202611260130"), "400");

            const listed = granted("kdump-dumps").split("\n");
            const { ino, mtimeMs, size } = fs.statSync(file);
            assert.deepStrictEqual(listed, [
                "kdump-server 1",
                `${ino} ${Math.floor(mtimeMs / 1000)} ${size} ${file}`,
                "",
            ]);
            assert.strictEqual(granted(`kdump-dump ${file}`), "flattened 6.1.0 1700000000 \n");
            assert.match(granted(`sha256sum ${file}`), /^[0-9a-f]{64} {2}/);
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
            assert.strictEqual(mode("127.0.0.1-2026-11-26-01:30:00/vmcore.flat"), "400");
        });

        it("sends a dump as kdump-save of SUSE does", () => {
            const save = (file: string) =>
                `umask 077; mkdir -p DIR/web-2026-11-26-01-30 && cat > DIR/web-2026-11-26-01-30/${file}`;
            granted(save("README.txt"), "unfinished");
            granted(save("vmcore"), dump);
            granted(save("README.txt"), "finished");
            assert.deepStrictEqual(
                ["README.txt", "vmcore"].map((file) => mode(`web-2026-11-26-01-30/${file}`)),
                ["600", "400"],
            );
            assert.notStrictEqual(asks(save("vmcore"), "other").status, 0);
        });

        it("brings a file by scp, old and new, and by an sftp that goes on where it stopped", () => {
            fs.mkdirSync(path.join(own, "1"));
            const source = path.join(host.base, "dmesg");
            fs.writeFileSync(source, "a kernel log\n");
            const session = path.join(host.base, "session");
            // In the place of ssh: what sshd would start. The subsystem comes as `-s … sftp`.
            fs.writeFileSync(
                session,
                `#!/bin/sh\nfor word; do :; done\ncase $word in sftp) word=/usr/lib/openssh/sftp-server ;; esac\nSSH_ORIGINAL_COMMAND=$word KDUMP_ROOT= exec ${shell.join(" ")} ${host.base}/program receive ${own}\n`,
                { mode: 0o755 },
            );
            asks("kdump-dumps"); // puts the program there
            const scp = (...args: string[]) =>
                spawnSync("scp", ["-S", session, ...args], { encoding: "utf8" });
            for (const [way, file] of [
                ["-O", "dmesg.old"],
                ["-s", "dmesg.new"],
            ]) {
                const run = scp(way, source, `host:${own}/1/${file}`);
                assert.strictEqual(run.status, 0, `${way}: ${run.stderr}`);
                assert.strictEqual(fs.readFileSync(path.join(own, "1", file), "utf8"), "a kernel log\n");
                assert.strictEqual(mode(`1/${file}`), "600");
                assert.notStrictEqual(
                    scp(way, `host:${own}/1/${file}`, path.join(host.base, "back")).status,
                    0,
                );
                assert.ok(
                    !fs.existsSync(path.join(host.base, "back")) ||
                        fs.statSync(path.join(host.base, "back")).size === 0,
                );
            }
            const sftp = (batch: string) =>
                spawnSync("sftp", ["-b", "-", "-S", session, "host"], { encoding: "utf8", input: batch });
            fs.writeFileSync(path.join(own, "1/part"), "a ker", { mode: 0o600 });
            const resumed = sftp(`reput ${source} ${own}/1/part\n`);
            assert.strictEqual(resumed.status, 0, resumed.stderr);
            assert.strictEqual(fs.readFileSync(path.join(own, "1/part"), "utf8"), "a kernel log\n");
            for (const wrong of [
                "rm 1/part",
                "rename 1/part 1/x",
                "ln -s /etc 1/x",
                "chmod 777 1/part",
                "get 1/part",
                "rmdir 1",
            ]) {
                assert.notStrictEqual(sftp(`${wrong}\n`).status, 0, wrong);
            }
            assert.doesNotMatch(sftp("ls 1\n").stdout, /dmesg/);
            assert.deepStrictEqual(fs.readdirSync(path.join(own, "1")).sort(), [
                "dmesg.new",
                "dmesg.old",
                "part",
            ]);
        });

        it("says of a dump what is wrong with it, whatever is in it", () => {
            fs.mkdirSync(path.join(own, "1"));
            fs.writeFileSync(path.join(own, "1/vmcore"), "KDUMP   \0OSRELEASE=6.1.0 $(id); x\n");
            assert.strictEqual(granted("kdump-dump DIR/1/vmcore"), "kdump 6.1.0 0 \n");
            fs.writeFileSync(path.join(own, "1/vmcore"), "KDUMP   \0OSRELEASE=$(id); x\n");
            assert.strictEqual(
                granted("kdump-dump DIR/1/vmcore"),
                "kdump - 0 does not say which kernel it is of\n",
            );
            fs.writeFileSync(path.join(own, "1/vmcore"), "nothing");
            assert.strictEqual(granted("kdump-dump DIR/1/vmcore"), "- - 0 does not begin as a vmcore does\n");
            fs.mkdirSync(path.join(own, "a b"));
            fs.writeFileSync(path.join(own, "a b/vmcore"), "x");
            assert.strictEqual(
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
                "umask 077; mkdir -p DIR/1 && cat > DIR/1/vmcore",
            ]) {
                const run = asks(again, "third");
                assert.strictEqual(run.status, 1, again);
                assert.match(run.stderr, /^kdump-server: refused, because .*(finished|there already)/);
            }
            assert.strictEqual(fs.readFileSync(path.join(own, "1/vmcore"), "utf8"), "first");
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
                assert.strictEqual(run.status, 1, `${command}: ${run.stdout}${run.stderr}`);
                assert.strictEqual(run.stdout, "", command);
                assert.match(run.stderr, /^(kdump-server: refused|rmdir: )/, command);
            }
            assert.deepStrictEqual(
                fs.readdirSync(path.dirname(own), { recursive: true, encoding: "utf8" }).sort(),
                before,
            );
            assert.strictEqual(
                fs.readFileSync(path.join(host.base, "vmcores/web2/secret"), "utf8"),
                "secret",
            );
        });
    });
}
