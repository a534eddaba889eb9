// What reads a dump, kept apart from the host by the real unshare, setpriv and prlimit: it says itself what it can do.
import * as assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";

import { dump, ReportRoot, vmlinux } from "./reportRoot";
import { isThorough } from "./thorough";
import { shells } from "./throwawayRoot";

/** The number of the user that dumps are read by. */
const nobodys = 2147480000;

/** A client's account. */
const client = 4242;

const dumpFile = "var/crash/202611231838/dump.202611231838";

/** Stands for crash, as a program that was taken over by what it read: it tries what it can do, and tells. */
const probe = (secret: string, port: number) => `#!/bin/sh
[ "$1" != --version ] || exec echo 'crash 8.0.2'
{
    echo '     RELEASE: 6.1'
    while read -r key one rest; do
        case $key in
        Uid: | Gid: | Groups: | CapPrm: | CapEff: | CapBnd: | NoNewPrivs:) echo "$key" $one $rest ;;
        esac
    done </proc/self/status
    echo "vmcore: $(head -c 5 vmcore) $(stat -L -c '%u %g %a' vmcore)"
    echo "vmlinux: $(head -c 4 vmlinux | tail -c 3)"
    echo "limits:" $(sed -n -e 's/^Max processes *//p' -e 's/^Max core file size *//p' /proc/self/limits | tr -s ' ')
    echo "interfaces:" $(sed -n 's/^ *\\([a-z0-9]*\\):.*/\\1/p' /proc/net/dev)
    echo "root:" $(ls /)
    echo "processes:" $(ls /proc | grep -c '^[0-9]*$')
    for file in /proc/$$/fd/[0-9] /proc/$$/fd/[1-3][0-9]; do
        [ ! -e "$file" ] || case $(readlink "$file") in
        pipe:* | /work/sys.txt | /work/errors.txt | */work/session.out | */crash | /dev/null | /null) ;;
        *) echo "holds $(basename "$(readlink "$file")")" ;;
        esac
    done
    for file in '${secret}' /etc/shadow /etc/passwd /proc/1/root/etc/passwd ${path.dirname(secret)}; do
        if ls "$file" >/dev/null 2>&1 || cat "$file" >/dev/null 2>&1; then echo "sees $file"; fi
    done
    for file in / /usr /usr/lib /usr/local /etc /dev /proc /work /tmp /var/tmp; do
        if echo x 2>/dev/null >"$file/probe"; then echo "writes $file"; fi
    done
    ! echo x 2>/dev/null >>vmlinux || echo "writes vmlinux"
    ! echo x 2>/dev/null >>vmcore || echo "writes vmcore"
    ! chmod 777 vmcore 2>/dev/null || echo "changes vmcore"
    ! timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}' 2>/dev/null || echo "connects"
    ! mount -t tmpfs none /tmp 2>/dev/null || echo "mounts"
    ! kill -9 1 2>/dev/null || echo "kills the process that ends it"
    ln -s '${secret}' mod.txt
    ln -s '${secret}' dmesg.txt
    echo "hers" >'odd name.txt'
    head -c 3000000 /dev/zero | tr '\\000' x >bt.txt
} >sys.txt 2>errors.txt
setsid sleep 600 &
exit 1
`;

describe("what reads a dump", function () {
    this.timeout(300_000);
    let host: ReportRoot;
    let bin: string;

    before(function () {
        // Nobody else may enter namespaces and become another user.
        if (process.getuid?.() !== 0) this.skip();
    });

    function begin(shell = shells.dash): void {
        host = new ReportRoot(shell);
        bin = path.join(host.base, "bin");
        fs.mkdirSync(bin);
        // Others have to come as far as their own directories.
        for (const directory of [host.base, host.root, path.join(host.root, "srv")]) {
            fs.mkdirSync(directory, { recursive: true });
            fs.chmodSync(directory, 0o711);
        }
        fs.chmodSync(path.join(host.root, "var/crash/202611231838"), 0o700);
        host.env.PATH = `${bin}:/usr/sbin:/usr/bin:/sbin:/bin`;
        host.write("root/secret", "the administrator's\n");
        fs.chmodSync(path.join(host.root, "root/secret"), 0o600);
        execFileSync("chown", ["-R", "0:0", host.root]);
    }

    afterEach(() => host?.remove());

    function crash(text: string): void {
        fs.writeFileSync(path.join(bin, "crash"), text, { mode: 0o755 });
    }

    /** Whether a process of the user that dumps are read by is left. */
    function isAnyLeft(): boolean {
        return fs
            .readdirSync("/proc")
            .filter((name) => /^\d+$/.test(name))
            .some((name) => {
                try {
                    return fs.statSync(`/proc/${name}`).uid === nobodys;
                } catch {
                    return false;
                }
            });
    }

    for (const [name, shell] of Object.entries(shells)) {
        it(`can do nothing to the host, under ${name}`, async () => {
            begin(shell);
            const server = net.createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
            await new Promise((resolve) => server.once("listening", resolve));
            crash(probe(path.join(host.root, "root/secret"), (server.address() as net.AddressInfo).port));
            fs.chmodSync(path.join(host.root, dumpFile), 0o600);
            const before = fs.statSync(path.join(host.root, dumpFile));
            const raw = host.report();
            server.close();
            const said = raw.header.trim().split("\n");
            assert.deepEqual(
                said.filter((line) => !line.startsWith("root:") && !line.startsWith("limits:")),
                [
                    "RELEASE: 6.1",
                    `Uid: ${nobodys} ${nobodys} ${nobodys} ${nobodys}`,
                    `Gid: ${nobodys} ${nobodys} ${nobodys} ${nobodys}`,
                    "Groups:",
                    "CapPrm: 0000000000000000",
                    "CapEff: 0000000000000000",
                    "CapBnd: 0000000000000000",
                    "NoNewPrivs: 1",
                    `vmcore: KDUMP 0 ${nobodys} 640`,
                    "vmlinux: ELF",
                    "interfaces: lo",
                    said.find((line) => line.startsWith("processes:")),
                    `holds ${path.basename(dumpFile)}`,
                    "writes /work",
                    "writes /tmp",
                    "writes /var/tmp",
                ],
            );
            assert.match(
                raw.header,
                /^limits: 64 64 processes 0 0 bytes$|^limits: 0 0 bytes 64 64 processes$/m,
            );
            assert.match(raw.header, /^processes: [3-9]$/m);
            assert.match(raw.header, /^root: bin dev etc lib\S*( \S+)* usr var work$/m);
            const after = fs.statSync(path.join(host.root, dumpFile));
            assert.deepEqual([after.gid, after.mode], [before.gid, before.mode], "the dump is as it was");
            assert.equal(raw.mod, "", "no link of its is followed");
            assert.ok(raw.bt.length <= 12288);
            assert.equal(raw.log, "[    9.000000] beside the dump\n");
            assert.ok(!isAnyLeft(), "all that it has begun has ended");
            assert.ok(!JSON.stringify(raw).includes("administrator"));
        });
    }

    it("leaves a dump as it was, whatever a run before it, that was killed, has left", () => {
        begin();
        const file = path.join(host.root, dumpFile);
        crash(
            `#!/bin/sh\n[ $1 = --version ] && exit\n{ echo '     RELEASE: 6'; stat -L -c '%g %a' vmcore; head -c 5 vmcore; } >sys.txt\n`,
        );
        for (const [gid, mode, left] of [
            [0, 0o400, "0 100400"],
            [nobodys, 0o640, "0 100600"],
            [0, 0o644, "0 100644"],
        ] as const) {
            fs.chownSync(file, 0, gid);
            fs.chmodSync(file, mode);
            assert.match(host.report().header, /^ {5}RELEASE: 6\n\d+ \d+\nKDUMP$/);
            const after = fs.statSync(file);
            assert.equal(`${after.gid} ${after.mode.toString(8)}`, left);
        }
    });

    it("is ended with all that it has begun when its time is over", () => {
        begin();
        crash(
            "#!/bin/sh\n[ $1 = --version ] && exit\n(trap '' TERM; setsid sleep 600) & trap '' TERM; while :; do sleep 600; done\n",
        );
        assert.match(host.report("--limit", "2").without, /did not finish within 2 s/);
        assert.ok(!isAnyLeft());
    });

    it("unpacks with no more rights than it reads with, and where nobody else can write", () => {
        begin();
        const gzip = `#!/bin/sh\necho "$(id -u) $(cat /proc/net/dev | grep -c :)" >&2\n`;
        fs.writeFileSync(
            path.join(bin, "gzip"),
            `${gzip}if [ "$(id -u)" = 0 ]; then exit 1; fi\nexec /usr/bin/gzip "$@"\n`,
            {
                mode: 0o755,
            },
        );
        crash(
            "#!/bin/sh\n[ $1 = --version ] && exit\nstat -L -c '     RELEASE: %u %a %h' vmcore >sys.txt\nhead -c 5 vmcore >>sys.txt\n",
        );
        const packed = execFileSync("/usr/bin/gzip", ["-c"], { input: Buffer.from(dump(), "latin1") });
        host.add("srv/a/dump.1.gz", packed, 1);
        const raw = host.report("--vmcore", "/srv/a/dump.1.gz");
        // The file has no name, and is the user's that reads it.
        assert.equal(raw.header, `     RELEASE: ${nobodys} 600 0\nKDUMP`);
        assert.equal(raw.vmcore.format, "kdump");
    });

    it("is shown a kernel's image that only root may read, and nothing of others' that only root may", () => {
        begin();
        crash(
            "#!/bin/sh\n[ $1 = --version ] && exit\n{ echo '     RELEASE: 6'; head -c 4 vmlinux; } >sys.txt 2>&1\n",
        );
        fs.chmodSync(path.join(host.root, vmlinux), 0o600);
        assert.match(host.report().header, /ELF$/);
        // An account whose file is the vmlinux makes it a link to what it may not read.
        fs.mkdirSync(path.join(host.root, "srv/home"));
        fs.renameSync(path.join(host.root, vmlinux), path.join(host.root, "root/vmlinux"));
        fs.symlinkSync(path.join(host.root, "root/vmlinux"), path.join(host.root, "srv/home/vmlinux"));
        fs.lchownSync(path.join(host.root, "srv/home/vmlinux"), client, client);
        assert.doesNotMatch(host.report("--vmlinux", "/srv/home/vmlinux").header, /ELF/);
    });

    it("does not run at all where nothing can be kept apart, and the log is read", () => {
        begin();
        fs.writeFileSync(
            path.join(bin, "unshare"),
            "#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n",
            {
                mode: 0o755,
            },
        );
        crash(`#!/bin/sh\n[ $1 = --version ] || touch ${host.base}/ran\n`);
        const raw = host.report();
        assert.match(
            raw.without,
            /^This host does not let programs be isolated, as in some containers, .* It says: unshare failed: Operation not permitted$/,
        );
        assert.equal(raw.log, "[    9.000000] beside the dump\n");
        assert.ok(!fs.existsSync(path.join(host.base, "ran")));
    });

    it("becomes that user by chroot where there is no setpriv, and does not run when it did not become it", () => {
        begin();
        crash("#!/bin/sh\n[ $1 = --version ] && exit\n{ echo '     RELEASE: 6'; id; } >sys.txt\n");
        for (const directory of ["/usr/sbin", "/usr/bin"]) {
            for (const name of fs.readdirSync(directory)) {
                if (name !== "setpriv" && !fs.existsSync(path.join(bin, name)))
                    fs.symlinkSync(path.join(directory, name), path.join(bin, name));
            }
        }
        host.env.PATH = bin;
        assert.match(host.report().header, new RegExp(`uid=${nobodys} gid=${nobodys}`));
        fs.rmSync(path.join(bin, "chroot"));
        fs.writeFileSync(
            path.join(bin, "chroot"),
            '#!/bin/sh\nwhile :; do case $1 in --*) shift ;; *) break ;; esac; done\nexec /usr/sbin/chroot "$@"\n',
            {
                mode: 0o755,
            },
        );
        assert.match(host.report().without, /^This host does not let programs be isolated/);
    });

    const rounds = isThorough ? 60 : 12;
    it("a client that swaps what it has uploaded for links, all the while, is shown and given nothing of root's", async () => {
        begin();
        crash(
            "#!/bin/sh\n[ $1 = --version ] && exit\n{ echo '     RELEASE: 6'; tr -d '\\000' <vmcore | head -c 2000; } >sys.txt\n",
        );
        const directory = path.join(host.root, "srv/a/1");
        const secret = path.join(host.root, "root/secret");
        host.write("root/secret", `${dump()}the administrator's\n`);
        fs.mkdirSync(directory, { recursive: true });
        execFileSync("chown", ["-R", `${client}:${client}`, path.join(host.root, "srv/a")]);
        fs.writeFileSync(path.join(directory, "mine"), Buffer.from(`${dump()}the client's\n`, "latin1"));
        fs.writeFileSync(path.join(directory, "log"), "[    1.000000] the client's\n");
        for (const name of ["mine", "log"]) fs.chownSync(path.join(directory, name), client, client);
        // By turns a file, a link to root's file, a pipe, and a link of the directory itself.
        const race = `cd '${path.dirname(directory)}'; mkfifo 1/pipe; while :; do
            ln -f 1/log 1/new; mv -f 1/new 1/vmcore-dmesg.txt; ln -f 1/mine 1/new; mv -f 1/new 1/vmcore; sleep 0.02
            ln -sf '${secret}' 1/new; mv -f 1/new 1/vmcore; ln -sf '${secret}' 1/new; mv -f 1/new 1/vmcore-dmesg.txt
            ln -f 1/pipe 1/new; mv -f 1/new 1/vmcore
            mv 1 2; ln -s '${path.dirname(secret)}' 1; rm 1; mv 2 1
            for file in 1/.pulumi-kdump.*; do [ ! -e "$file" ] || ln -sf '${secret}' "$file"; done
        done`;
        const racer = spawn("sh", ["-c", race], {
            uid: client,
            gid: client,
            stdio: "ignore",
            detached: true,
        });
        try {
            const before = fs.readFileSync(secret, "latin1");
            let read = 0;
            // On a busy machine the racer is not often where a report can be made.
            for (let round = 0; round < rounds || (read === 0 && round < 20 * rounds); round++) {
                const run = host.run("report", "--vmcore", "/srv/a/1/vmcore");
                assert.ok(!run.stdout.includes("administrator"), run.stdout);
                if (run.status === 0) read++;
                else
                    assert.match(
                        run.stderr,
                        /^error \[(vmcore-owner|vmcore-gone|vmcore-format|report-nothing)\]: /m,
                    );
                assert.equal(fs.readFileSync(secret, "latin1"), before);
                // Let the racer go on to another of its turns.
                await new Promise((resolve) => setTimeout(resolve, round % 50));
            }
            assert.ok(read > 0, "no report was made at all");
        } finally {
            process.kill(-racer.pid!, "SIGKILL");
        }
    });

    it("a client's dump is opened as the client: what that may not read is not read, whoever links to it", () => {
        begin();
        host.write("root/vmcore", Buffer.from(dump(), "latin1"));
        fs.chmodSync(path.join(host.root, "root/vmcore"), 0o600);
        fs.mkdirSync(path.join(host.root, "srv/a"));
        fs.symlinkSync(path.join(host.root, "root/vmcore"), path.join(host.root, "srv/a/vmcore"));
        execFileSync("chown", ["-hR", `${client}:${client}`, path.join(host.root, "srv/a")]);
        const refused = host.refused("vmcore-owner", "--vmcore", "/srv/a/vmcore");
        assert.match(
            refused.stderr,
            /\/srv\/a\/vmcore cannot be read by the user 4242, who may change what is there\. /,
        );
        // One that everybody may read is still not the client's.
        fs.chmodSync(path.join(host.root, "root/vmcore"), 0o644);
        assert.match(
            host.refused("vmcore-owner", "--vmcore", "/srv/a/vmcore").stderr,
            /is not a file of the user who may change what is there/,
        );
        // Where anybody may write, nobody's word counts.
        fs.mkdirSync(path.join(host.root, "srv/all"));
        fs.chmodSync(path.join(host.root, "srv/all"), 0o777);
        host.add("srv/all/vmcore", dump(), 1);
        assert.match(
            host.refused("vmcore-owner", "--vmcore", "/srv/all/vmcore").stderr,
            /may be changed by others, because of the mode of \/srv\/all\. A dump that is root's lies/,
        );
    });
});
