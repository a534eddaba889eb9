// A DumpServer with real accounts and a real sshd, and what its clients try.
import * as assert from "node:assert/strict";

import { Client, Collector } from "../support/collector";

describe("a collecting host with a real sshd", function () {
    this.timeout(300_000);
    let server: Collector;
    let client: Client;
    let other: Client;
    before(async function () {
        if (process.getuid?.() !== 0) this.skip(); // only root can make accounts, in namespaces too
        server = await Collector.start();
        client = server.client("web");
        other = server.client("db");
        server.ok(`install -d -o ${other.user} -m 700 ${other.directory}/1`);
        server.ok(
            `echo secret >${other.directory}/1/vmcore && chown ${other.user} ${other.directory}/1/vmcore`,
        );
    });
    after(() => server?.stop());

    const asks = (command: string, input: string | Buffer = "") =>
        server.asks(client, command.replaceAll("DIR", client.directory), input);
    const granted = (command: string, input: string | Buffer = "") => {
        const { status, stdout, stderr } = asks(command, input);
        assert.equal(status, 0, `${command}: ${stderr}`);
        return stdout;
    };
    const ssh = (options: string, command = "", input = "") =>
        server.sh(
            `timeout 20 ssh ${server.login(client)} ${options} ${client.user}@127.0.0.1 ${command}`,
            input,
        );

    it("takes a dump in, by all that a kdump sends", () => {
        granted("mkdir -p DIR/1");
        granted("umask 0077 && dd bs=512 of='DIR/1/vmcore-incomplete'", "KDUMP   a dump");
        granted("mv DIR/1/vmcore-incomplete DIR/1/vmcore");
        assert.match(granted("kdump-dumps"), /^kdump-server 1\n\d+ \d+ 14 \/srv\/vmcores\/web\/1\/vmcore\n$/);
        server.ok("echo 'a kernel log' >/root/dmesg");
        for (const way of ["-O", "-s"]) {
            const target = `${client.user}@127.0.0.1:${client.directory}/1/dmesg${way}`;
            const run = server.sh(`scp ${way} ${server.login(client)} /root/dmesg ${target}`);
            assert.equal(run.status, 0, run.stderr);
        }
        assert.equal(
            server.ok(`cd ${client.directory}/1 && stat -c '%n %a %U' * && cat dmesg*`),
            `dmesg-O 400 ${client.user}\ndmesg-s 400 ${client.user}\nvmcore 400 ${client.user}\na kernel log\na kernel log\n`,
        );
    });

    it("has no shell, terminal or program", () => {
        for (const command of ["", "id", "sh", "'sh -c id'", "sftp-server", "/usr/lib/openssh/sftp-server"]) {
            for (const options of ["", "-tt"]) {
                const { status, stdout, stderr } = ssh(options, command, "id\n");
                assert.notEqual(status, 0, `${options} ${command}`);
                assert.equal(stdout, "");
                if (options === "") {
                    assert.match(stderr + command, /kdump-server: refused, because |sftp-server/);
                } else {
                    assert.match(stderr, /PTY allocation request failed/);
                }
            }
        }
        // Whatever gets in as this user, by no key of a client.
        for (const command of ["", "-c id", "-c sh", "-l", "-i", "-s", `-c 'dd of=${client.directory}/x'`]) {
            const { status, stdout } = server.sh(
                `setpriv --reuid ${client.user} --clear-groups /usr/local/bin/kdump-server ${command}`,
            );
            assert.notEqual(status, 0, command);
            assert.equal(stdout, "", command);
        }
        const forced = "/usr/local/bin/kdump-server receive";
        for (const more of ["/", "/tmp 90% 0%", `${client.directory} 90% 0%`, `${other.directory} 50% 10%`]) {
            const { status, stderr } = server.sh(
                `SSH_ORIGINAL_COMMAND='mkdir -p /tmp/x' setpriv --reuid ${client.user} --clear-groups /usr/local/bin/kdump-server -c '${forced} ${more}'`,
            );
            assert.equal(status, 1, more);
            assert.match(stderr, /refused, because there is no shell here/, more);
        }
    });

    it("forwards nothing", () => {
        // To a port that is there, as sshd itself is.
        const direct = ssh("-W 127.0.0.1:22");
        assert.doesNotMatch(direct.stdout, /SSH-2/);
        assert.match(direct.stderr, /administratively prohibited/);
        for (const options of [
            "-R 2200:127.0.0.1:22",
            "-R 127.0.0.1:2201",
            "-R /tmp/socket:127.0.0.1:22",
            "-R /tmp/socket:/run/socket",
        ]) {
            const { status, stderr } = ssh(`-N -o ExitOnForwardFailure=yes ${options}`);
            assert.equal(status, 255, options + stderr);
            assert.match(stderr, /remote (port )?forwarding failed/, options);
        }
        // What a client of SOCKS 5 asks for: 127.0.0.1 at port 22.
        const socks = "\\005\\001\\000\\005\\001\\000\\001\\177\\000\\000\\001\\000\\026";
        for (const [options, connect] of [
            ["-L 127.0.0.1:2203:127.0.0.1:22", "busybox nc 127.0.0.1 2203 </dev/null"],
            ["-D 127.0.0.1:2203", `{ printf '${socks}'; sleep 1; } | busybox nc 127.0.0.1 2203`],
            // The control socket of another session is a local one that ssh connects to.
            ["-L /root/socket:/run/sshd.sock", "ssh -S /root/socket -O check x"],
        ]) {
            const { stdout } = server.sh(
                `rm -f /root/socket /root/said
                ssh ${server.login(client)} -v -N ${options} ${client.user}@127.0.0.1 2>/root/said & pid=$!
                for i in $(seq 100); do grep -q '^debug1: Entering interactive session' /root/said && break; sleep 0.2; done
                timeout 5 sh -c "${connect.replaceAll('"', '\\"')}"
                for i in $(seq 50); do grep -q 'open failed' /root/said && break; sleep 0.2; done
                kill $pid; wait`,
            );
            assert.doesNotMatch(stdout, /SSH-2/, options);
            const refused = options.startsWith("-L /")
                ? server.ok("grep -c '^refused streamlocal port forward' /var/log/sshd.log")
                : server.ok("grep -c 'administratively prohibited' /root/said");
            assert.equal(refused, "1\n", options);
        }
        const x = server.sh(
            `DISPLAY=127.0.0.1:1 ssh -X ${server.login(client)} ${client.user}@127.0.0.1 'mkdir -p ${client.directory}/1'`,
        );
        assert.match(x.stderr, /X11 forwarding request failed/);
    });

    it("is lent no agent of a client's", async () => {
        server.ok("ssh-agent -a /root/agent >/root/agent.env");
        const upload = server.begin(
            client,
            `dd of=${client.directory}/1/agent`,
            "-A -o ForwardAgent=/root/agent",
        );
        try {
            await new Promise((resolve) => upload.input.write(Buffer.alloc(1048576), resolve));
            server.ok(`until [ -s ${client.directory}/1/agent ]; do sleep 0.1; done`);
            assert.equal(server.ok("find /tmp -mindepth 1"), "");
            const [session] = server.ok(`pgrep -u ${client.user} dd`).split("\n");
            const environment = server.ok(`tr '\\0' '\\n' </proc/${session}/environ`);
            assert.match(environment, /^SSH_ORIGINAL_COMMAND=dd/m);
            assert.doesNotMatch(environment, /^(SSH_AUTH_SOCK|DISPLAY|SSH_TTY)=/m);
        } finally {
            upload.input.end();
            server.sh(". /root/agent.env >/dev/null; kill $SSH_AGENT_PID");
        }
        assert.equal(await upload.ended, 0);
    });

    it("tells nothing of the host, and writes nowhere else, by sftp and scp", () => {
        for (const [batch, subsystem] of [
            ["ls /proc", ""],
            ["get /etc/passwd /root/got", ""],
            ["put /root/dmesg /tmp/x", ""],
            ["pwd", "-s internal-sftp"],
            ["pwd", "-s /usr/lib/openssh/sftp-server"],
        ]) {
            const { status, stdout } = server.sh(
                `echo '${batch}' | timeout 20 sftp -q ${subsystem} -b - ${server.login(client)} ${client.user}@127.0.0.1`,
            );
            assert.notEqual(status, 0, batch);
            assert.doesNotMatch(stdout, /root|\d/, batch);
        }
        for (const file of [
            "/tmp/x",
            "/dev/shm/x",
            "/proc/self/mem",
            `${other.directory}/1/vmcore`,
            `${client.directory}/../db/1/vmcore`,
        ]) {
            for (const way of ["-O", "-s"]) {
                const place = `${client.user}@127.0.0.1:${file}`;
                const { status } = server.sh(`scp -q ${way} ${server.login(client)} /root/dmesg ${place}`);
                assert.notEqual(status, 0, `${way} ${file}`);
                server.sh(`scp -q ${way} ${server.login(client)} ${place} /root/got`);
                assert.equal(server.ok("cat /root/got 2>/dev/null || :"), "", `${way} ${file}`);
            }
        }
        assert.equal(server.ok("find /tmp /dev/shm -mindepth 1"), "");
        assert.equal(server.ok(`cat ${other.directory}/1/vmcore`), "secret\n");
    });

    it("takes no setting from a client's environment, which sshd was told to let through", () => {
        server.ok(
            `install -d -o ${client.user} ${client.directory}/root/var/lib/pulumi-kdump-accounts/${client.user}/.ssh`,
        );
        for (const setting of [
            `KDUMP_ROOT=${client.directory}/root`,
            "KDUMP_PATIENCE=x",
            "LC_ALL=tr_TR.UTF-8",
            "LC_X='() { :;}; id'",
        ]) {
            const { status, stdout, stderr } = ssh(
                `-o "SetEnv=${setting}"`,
                `sha256sum ${client.directory}/1/vmcore`,
            );
            assert.equal(status, 0, stderr);
            assert.match(stdout, /^[0-9a-f]{64} {2}\S+\n$/);
        }
        server.ok(`rm -r ${client.directory}/root`);
    });

    it("runs as a client's user nothing but its own words", async () => {
        const upload = server.begin(client, `dd of=${client.directory}/1/slow`);
        try {
            await new Promise((resolve) => upload.input.write(Buffer.alloc(1048576), resolve));
            server.ok(`until [ -s ${client.directory}/1/slow ]; do sleep 0.1; done`);
            const running = server
                .ok(`ps -o args= -u ${client.user}`)
                .trim()
                .split("\n")
                .filter((line) => !line.includes("<defunct>"))
                .map((line) => line.replace(/ .*/, line.startsWith("sshd") ? "" : "$&"));
            for (const line of running) {
                assert.match(
                    line,
                    /^(sshd:?|(\/bin\/sh|sh|\S*sh) \/usr\/local\/bin\/kdump-server -c .*|dd bs=1048576 count=8 iflag=fullblock)$/,
                );
            }
            assert.ok(running.length >= 3, running.join("\n"));
            const limits = server.ok(`cat /proc/$(pgrep -n -u ${client.user} dd)/limits`);
            for (const limit of [
                /^Max cpu time +3600 /m,
                /^Max address space +4294967296 /m,
                /^Max core file size +0 /m,
            ])
                assert.match(limits, limit);
        } finally {
            upload.input.end();
        }
        assert.equal(await upload.ended, 0);
    });

    it("keeps a client's streams to its quota, however many there are, and the room of others", async () => {
        server.account(client, "--quota", "100M");
        const streams = Array.from({ length: 10 }, (_, index) => {
            const stream = server.begin(client, `dd of=${client.directory}/1/part${index}`);
            stream.input.end(Buffer.alloc(30 * 1048576, index));
            return stream.ended;
        });
        let most = 0;
        let going = true;
        const all = Promise.all(streams).finally(() => (going = false));
        while (going) {
            most = Math.max(most, Number(server.ok(`du -sk ${client.directory}`).split("\t")[0]));
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        const statuses = await all;
        assert.ok(statuses.includes(1) && statuses.every((status) => status === 0 || status === 1));
        assert.ok(most > 8 * 1024 && most <= 100 * 1024, `${most} KiB`);
        const kept = server.ok(`find ${client.directory}/1 -name 'part*' -size +0 | wc -l`);
        assert.equal(Number(kept), statuses.filter((status) => status === 0).length);
        server.account(client, "--keep-free", "95%");
        assert.match(asks("dd of=DIR/1/x", "x").stderr, /stay free for other clients/);
        server.account(client);
        granted("dd of=DIR/1/x", "x");
        server.ok(`rm -f ${client.directory}/1/part*`);
    });

    it("gives an account of an earlier version the new shell, which was let in until then", () => {
        server.ok(
            `rm -r /var/lib/pulumi-kdump-accounts/${client.user}/locks && usermod --shell /bin/sh ${client.user} &&
            sed -i 's/\\(receive [^ "]*\\)[^"]*"/\\1"/' /var/lib/pulumi-kdump-accounts/${client.user}/.ssh/authorized_keys`,
        );
        granted("dd of=DIR/1/before", "x");
        assert.equal(server.account(client).changed, true);
        assert.match(server.ok(`getent passwd ${client.user}`), /:\/usr\/local\/bin\/kdump-server\n$/);
        assert.equal(server.account(client).changed, false);
        granted("dd of=DIR/1/after", "x");
    });

    it("lets nobody in by a key without the command, where an administrator reads keys elsewhere", async () => {
        const elsewhere = await Collector.start("AuthorizedKeysFile /etc/ssh/keys-%u");
        try {
            const one = elsewhere.client("web");
            elsewhere.ok(`cp ${one.key}.pub /etc/ssh/keys-${one.user}`);
            for (const command of ["id", "sh", `dd of=${one.directory}/x`, "cat /etc/passwd", ""]) {
                const { status, stdout, stderr } = elsewhere.asks(one, command);
                assert.equal(status, command === "" ? 2 : 1, command + stderr);
                assert.equal(stdout, "", command);
            }
            const { status } = elsewhere.sh(
                `echo ls | sftp -q -b - ${elsewhere.login(one)} ${one.user}@127.0.0.1`,
            );
            assert.notEqual(status, 0);
        } finally {
            elsewhere.stop();
        }
    });

    it("refuses a place that others could write to, and what is another's there", () => {
        const account = (directory: string) =>
            server.sh(`kdump-server account kdump-x ${directory} 'ssh-ed25519 AAAA'`);
        server.ok("mkdir -p /srv/open /srv/own/x && chmod 777 /srv/open && chown 4242 /srv/own/x");
        for (const [directory, words] of [
            ["/srv/open/x", "/srv/open belongs to root and has the mode 777"],
            ["/tmp/x", "/tmp belongs to root and has the mode 1777"],
            ["/srv/own/x", "belongs to UNKNOWN and not to root or kdump-x"],
            ["/srv/own/x/y", "/srv/own/x belongs to UNKNOWN"],
        ]) {
            const { status, stderr } = account(directory);
            assert.equal(status, 1, directory);
            assert.ok(stderr.includes(words), stderr);
        }
        server.ok("mkdir -m 755 /tmp/ours");
        assert.equal(account("/tmp/ours/x").status, 0);
        server.ok("kdump-server undo account kdump-x /tmp/ours/x && rmdir /tmp/ours");
        server.ok("rm -r /srv/open /srv/own");
    });

    it("takes an account back, and its shell", () => {
        server.ok(`kdump-server undo account ${client.user} ${client.directory}`);
        assert.equal(server.sh(`getent passwd ${client.user}`).status, 2);
        assert.equal(server.ok("grep kdump-web /etc/passwd /etc/group /etc/shadow || :"), "");
        assert.equal(server.ok("ls /var/lib/pulumi-kdump-accounts"), `${other.user}\n`);
        assert.match(asks("mkdir -p DIR/2").stderr, /Permission denied/);
        assert.equal(server.ok(`stat -c '%U %a' ${client.directory}`), "root 700\n");
    });
});
