import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { elfFile } from "../support/elf";
import { ed25519Key } from "../support/publicKeys";
import { flattened, kernel, vmcore } from "./left";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { assembledProgram, buildId, shells, ThrowawayRoot } from "./throwawayRoot";

const words = "this crashes the machine";
const hostKey = ed25519Key("server");
const server = assembledProgram("server");

/** A host with the reservation made; `conf` and `service` are for the tests. */
class Sender {
    readonly host: ThrowawayRoot;
    readonly vmcores: string;

    constructor(shell = shells.dash) {
        this.host = template(shell).copy();
        this.vmcores = path.join(this.host.base, "vmcores");
        fs.mkdirSync(this.vmcores);
        this.host.set("kdump-server", server);
    }

    /** Dumps go to the DumpServer from now on. */
    toServer(): void {
        ok(this.host.run("key"), "key");
        ok(this.trust(), "trust");
        const key = "sshkey /root/.ssh/pulumi-kdump_ed25519";
        ok(this.host.run("conf", "ssh kdump-web@collector", key, `path ${this.vmcores}`), "conf");
        ok(this.host.run("service", "x"), "service");
    }

    trust(port = "22") {
        return this.host.run("trust", "kdump-web@collector", port, this.vmcores, hostKey);
    }

    /** Dumps go to an export from now on. */
    toExport(): void {
        fs.mkdirSync(path.join(this.host.base, "exports/dumps"), { recursive: true });
        ok(this.host.run("conf", "nfs server:/dumps", "path /web"), "conf");
        ok(this.host.run("service", "x"), "service");
    }

    /** Crashes, and leaves this in a directory that may be named in sh. */
    crash(directory: string, content: string, stamp = "10.0.2.15-1"): void {
        this.host.set(
            "on-crash",
            `mkdir -p "${directory}/${stamp}"\n{ ${content}; } >"${directory}/${stamp}/dump.1"\n`,
        );
        ok(this.host.run("drill", "sysrq", words), "drill");
    }

    get mounted(): string[] {
        return this.host.exists("proc/mounts")
            ? this.host
                  .read("proc/mounts")
                  .split("\n")
                  .filter((line) => line !== "")
            : [];
    }
}

const templates = new Map<string[], ThrowawayRoot>();
after(() => templates.forEach((host) => host.remove()));

function template(shell: string[]): ThrowawayRoot {
    const known = templates.get(shell);
    if (known !== undefined) return known;
    const made = new ThrowawayRoot(shell, { installed: true });
    templates.set(shell, made);
    made.set("reboots");
    ok(made.install(), "install");
    for (const step of [
        ["packages"],
        ["crashkernel", "192M"],
        ["bootloader", "192M"],
        ["conf", "path /var/crash"],
    ])
        ok(made.run(...step), step[0]);
    ok(made.run("reboot", "when-required", "192M"), "reboot");
    made.record();
    return made;
}

for (const [name, shell] of Object.entries(shells)) {
    describe(`dumps that leave the host, under ${name}`, function () {
        this.timeout(60000);
        let sender: Sender;
        beforeEach(() => (sender = new Sender(shell)));
        afterEach(() => sender.host.remove());

        it("makes a key once, whose private half stays, and takes it back", () => {
            const { host } = sender;
            const before = host.tree("var/lib/pulumi-kdump");
            const first = ok(host.run("key"), "key").json;
            assert.match(first.publicKey, /^ssh-ed25519 [A-Za-z0-9+/=]+$/);
            assert.match(
                host.tree()["root/.ssh/pulumi-kdump_ed25519"],
                /^600 -----BEGIN OPENSSH PRIVATE KEY/,
            );
            assert.deepEqual(ok(host.run("key"), "again").json, { ...first, changed: false });
            host.write(
                "root/.ssh/.pulumi-kdump.pulumi-kdump_ed25519.new",
                "half of one, of a run that was killed",
            );
            fs.rmSync(path.join(host.root, "root/.ssh/pulumi-kdump_ed25519"));
            assert.notEqual(ok(host.run("key"), "anew").json.publicKey, first.publicKey);
            ok(host.run("undo", "key"), "undo");
            assert.deepEqual(host.tree("var/lib/pulumi-kdump"), before);
        });

        it("pins the server's keys beside what is there, and proves a write", () => {
            const { host } = sender;
            ok(host.run("key"), "key");
            host.write("root/.ssh/known_hosts", "other ssh-rsa AAAA");
            host.write("root/.ssh/config", "Host x\n    Port 1\n");
            const before = host.tree("var/lib/pulumi-kdump");
            assert.equal(ok(sender.trust("2222"), "trust").json.changed, true);
            assert.equal(
                host.read("root/.ssh/known_hosts"),
                `other ssh-rsa AAAA\n# BEGIN pulumi-kdump (kdump-host trust writes this part)\n[collector]:2222 ${hostKey}\n# END pulumi-kdump\n`,
            );
            assert.match(
                host.read("root/.ssh/config"),
                /^Host x\n {4}Port 1\n# BEGIN .*\nMatch host collector user kdump-web\n {4}Port 2222\n# END/,
            );
            assert.ok(fs.existsSync(path.join(sender.vmcores, ".write-test")));
            const calls = host.record().filter((call) => call.startsWith("ssh "));
            assert.deepEqual(
                calls.map((call) => call.split(" kdump-web@collector ")[1].split(" ")[0]),
                ["mkdir", "dd", "sha256sum"],
            );
            assert.equal(ok(sender.trust("2222"), "again").json.changed, false);
            // The other port of the same server: the old lines are ours alone, and go.
            ok(sender.trust(), "another port");
            assert.equal(host.read("root/.ssh/config"), "Host x\n    Port 1\n");
            assert.doesNotMatch(host.read("root/.ssh/known_hosts"), /2222/);
            ok(host.run("undo", "trust"), "undo");
            assert.deepEqual(host.tree("var/lib/pulumi-kdump"), before);
        });

        it("finds a drill's dump on the DumpServer", () => {
            sender.toServer();
            fs.mkdirSync(path.join(sender.vmcores, "old"));
            fs.writeFileSync(path.join(sender.vmcores, "old/dump.0"), `KDUMP   \0OSRELEASE=${kernel}\n`);
            sender.crash(sender.vmcores, flattened);
            const dump = ok(sender.host.run("dump"), "dump").json;
            const file = path.join(sender.vmcores, "10.0.2.15-1/dump.1");
            assert.equal(dump.vmcore, `kdump-web@collector:${file}`);
            assert.deepEqual([dump.format, dump.kernelRelease, dump.ready], ["flattened", kernel, true]);
            assert.equal(dump.size, fs.statSync(file).size);
            assert.match(dump.sha256, /^[0-9a-f]{64}$/);
            assert.equal(dump.readable, "not checked");
            assert.match(
                dump.readableReason,
                /^The dump went to kdump-web@collector, .* A VmcoreReport with dumpServer and this vmcore reads it there\.$/,
            );
            assert.ok(!sender.host.record().some((call) => /^(crash|confined)/.test(call)));
            assert.deepEqual(ok(sender.host.run("dump"), "again").json, { ...dump, changed: false });
        });

        it("opens a drill's dump where the export is mounted, and leaves nothing of that", () => {
            sender.toExport();
            const { host } = sender;
            host.write(`usr/lib/debug/lib/modules/${kernel}/vmlinux`, elfFile(buildId));
            sender.crash(`${host.base}/exports/dumps/web`, flattened);
            host.set("crash-says", "crash: cannot resolve: x\n");
            fails(
                host.run("dump"),
                "unreadable",
                "wrote server:/dumps/web/10.0.2.15-1/dump.1, and that cannot",
            );
            assert.deepEqual(sender.mounted, []);
            assert.ok(host.record().includes("confined crash"));
            assert.ok(!/readable/.test(Object.keys(host.tree()).join("\n")));
        });

        it("finds a drill's dump on an NFS export, and leaves nothing mounted", () => {
            sender.toExport();
            sender.crash(`${sender.host.base}/exports/dumps/web`, flattened);
            assert.deepEqual(sender.mounted, []);
            const dump = ok(sender.host.run("dump"), "dump").json;
            assert.equal(dump.vmcore, "server:/dumps/web/10.0.2.15-1/dump.1");
            assert.match(dump.readableReason, /There is no debuginfo of the kernel/);
            assert.deepEqual([dump.format, dump.kernelRelease, dump.ready], ["flattened", kernel, true]);
            assert.deepEqual(sender.mounted, []);
            assert.ok(!sender.host.exists("var/lib/pulumi-kdump/nfs"));
            const mounts = sender.host.record().filter((call) => call.startsWith("mount "));
            assert.ok(
                mounts
                    .slice(1)
                    .every((call) => /-o ro,nosuid,nodev,noexec,soft,.* server:\/dumps\/web /.test(call)),
                mounts.join("\n"),
            );
        });
    });
}

describe("dumps that leave the host", function () {
    this.timeout(60000);
    let sender: Sender;
    beforeEach(() => (sender = new Sender()));
    afterEach(() => sender.host.remove());

    it("says what keeps a write from being proved", () => {
        const { host } = sender;
        ok(host.run("key"), "key");
        host.set("no-ssh", "ssh: connect to host collector port 22: Connection refused\n");
        fails(sender.trust(), "target-unreachable", "cannot be reached", "Connection refused");
        host.unset("no-ssh");
        host.set("no-server", "");
        fails(sender.trust(), "target-write", "accepts no dump of this host", "command not found");
        host.unset("no-server");
        fails(host.run("trust", "kdump-web@collector", "22", "/etc", hostKey), "target-write", "is not in");
        ok(sender.trust(), "trust");
    });

    it("does not crash a host whose target answers what no DumpServer says, or stays mounted", () => {
        const { host } = sender;
        const front = path.join(host.base, "front");
        fs.mkdirSync(front);
        const put = (name: string, script: string) =>
            fs.writeFileSync(path.join(front, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
        host.env.PATH = `${front}:${host.env.PATH}`;
        sender.toServer();
        put("ssh", "echo kdump-server 1\necho welcome");
        fails(host.run("drill", "sysrq", words), "server-answer", "is not a DumpServer's: welcome");
        sender.toExport();
        put("umount", "exit 32");
        fails(host.run("drill", "sysrq", words), "nfs-unmount", "cannot be unmounted");
        fs.rmSync(front, { recursive: true });
        assert.deepEqual(
            host.record().filter((call) => /sysrq-trigger/.test(call)),
            [],
        );
    });

    it("does not crash a host whose target is away, or no DumpServer, or something else", () => {
        const { host } = sender;
        sender.toServer();
        const drill = () => host.run("drill", "sysrq", words);
        host.set("no-ssh", "ssh: connect to host collector port 22: No route to host\n");
        fails(drill(), "target-unreachable", "No route to host");
        host.unset("no-ssh");
        host.set("no-server", "");
        fails(drill(), "dump-away", "which is no DumpServer", "Declare a DumpServer on that host");
        sender.toExport();
        host.set("no-nfs", "mount.nfs: Connection timed out\n");
        fails(drill(), "target-unreachable", "Connection timed out");
        assert.deepEqual(
            host.record().filter((call) => /sysrq-trigger/.test(call)),
            [],
        );
        assert.ok(!host.exists("var/lib/pulumi-kdump/drill"));
    });

    it("waits for a network that comes after the boot, and says so when it does not come", () => {
        const { host } = sender;
        sender.toServer();
        sender.crash(sender.vmcores, flattened);
        host.set("no-ssh", "ssh: Could not resolve hostname collector\n");
        fails(host.run("dump"), "target-unreachable", "Could not resolve hostname");
        assert.ok(!host.exists("var/lib/pulumi-kdump/drill-failed"), "the drill is not judged yet");
        host.set("on-sleep", 'rm -f "$base/no-ssh"');
        ok(host.run("dump"), "dump");
    });

    it("rejects a dump on the server as it does one of its own", () => {
        sender.toServer();
        sender.crash(sender.vmcores, vmcore("makedumpfile"));
        fails(sender.host.run("dump"), "no-dump", "kdump-web@collector:", "dump.1 is truncated");
        sender.crash(sender.vmcores, vmcore("KDUMP   ", "", "5.10.0"), "10.0.2.15-2");
        fails(sender.host.run("dump"), "no-dump", "is of the kernel 5.10.0");
        sender.host.set("on-crash", ":");
        ok(sender.host.run("drill", "sysrq", words), "drill");
        fails(sender.host.run("dump"), "no-dump", "there is no new dump in kdump-web@collector:");
    });

    it("rejects a dump on an export, and unmounts it", () => {
        sender.toExport();
        sender.crash(`${sender.host.base}/exports/dumps/web`, vmcore("makedumpfile"));
        fails(sender.host.run("dump"), "no-dump", "server:/dumps/web/10.0.2.15-1/dump.1 is truncated");
        assert.deepEqual(sender.mounted, []);
    });

    it("T11: makes the directory in an export, and says why nothing can be written there", () => {
        const { host } = sender;
        sender.toExport();
        assert.ok(fs.statSync(path.join(host.base, "exports/dumps/web")).isDirectory());
        fs.writeFileSync(path.join(host.base, "exports/dumps/file"), "");
        fails(
            host.run("conf", "nfs server:/dumps", "path /file/web"),
            "nfs-write",
            "can be mounted, and root of this host cannot write",
        );
        assert.deepEqual(sender.mounted, []);
        fails(
            host.run("conf", "nfs server:/none", "path /web"),
            "target-unreachable",
            "reason given by server",
        );
        assert.deepEqual(sender.mounted, []);
    });

    it("unmounts what a run left that was killed", () => {
        const { host } = sender;
        sender.toExport();
        const directory = path.join(host.root, "var/lib/pulumi-kdump/nfs");
        fs.symlinkSync("/nowhere", directory);
        host.write("proc/mounts", `server:/old ${directory} nfs ro 0 0\n`);
        ok(host.run("conf", "nfs server:/dumps", "path /web"), "conf");
        assert.deepEqual(sender.mounted, []);
        assert.ok(!fs.existsSync(directory));
    });
});
