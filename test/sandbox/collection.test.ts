// What declares a collection, and the way over ssh. The way to a store is in test/store.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import {
    collect,
    collectingHost,
    crashStamp,
    dumpOf,
    keys,
    leave,
    marks,
    mib,
    sha256,
} from "../store/collecting";
import { CuttingProxy } from "../support/cuttingProxy";
import { ed25519Key } from "../support/publicKeys";
import { Sshd } from "../support/sshd";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { assembledProgram, shells, ThrowawayRoot } from "./throwawayRoot";

const service = "etc/systemd/system/pulumi-kdump-collect.service";
const timer = "etc/systemd/system/pulumi-kdump-collect.timer";
const hostKey = ed25519Key("collector");
const key = "root/.ssh/pulumi-kdump_ed25519";

for (const [name, shell] of Object.entries(shells)) {
    describe(`declaring a collection under ${name}`, function () {
        this.timeout(30_000);
        let host: ThrowawayRoot;
        afterEach(() => host.remove());

        it("enables a timer that runs in no capture kernel, once, and takes it back", () => {
            host = collectingHost(shell);
            const before = host.tree();
            const s3 = [
                "collection",
                "s3",
                "dumps",
                "--endpoint",
                "https://s3.example.net",
                "--region",
                "r1",
            ];
            host.input = keys("AKID", "the/secret");
            host.record();
            const first = ok(host.run(...s3), "collection").json;
            assert.deepEqual(
                [first.changed, first.destination, first.unit],
                [true, "s3://dumps/", path.basename(timer)],
            );
            for (const unit of [service, timer]) {
                assert.match(host.read(unit), /^ConditionPathExists=!\/proc\/vmcore$/m);
            }
            assert.match(host.read(service), /^ExecStart=\/usr\/local\/bin\/kdump-host collect$/m);
            assert.match(host.read(timer), /^WantedBy=timers\.target$/m);
            const calls = host.record().filter((call) => /^systemctl (enable|start|daemon)/.test(call));
            assert.deepEqual(calls, [
                "systemctl daemon-reload",
                `systemctl enable ${path.basename(timer)}`,
                `systemctl start ${path.basename(timer)}`,
            ]);
            for (const file of ["collection", "collection-key"]) {
                const { mode } = fs.statSync(path.join(host.root, "var/lib/pulumi-kdump", file));
                assert.equal(mode & 0o777, 0o600);
            }
            assert.equal(ok(host.run(...s3), "collection").json.changed, false);
            host.input = keys("AKID", "another/secret");
            assert.equal(ok(host.run(...s3), "collection").json.changed, true);
            host.input = "# instance i-1\n";
            assert.equal(ok(host.run(...s3), "collection").json.changed, true);
            assert.ok(!host.exists("var/lib/pulumi-kdump/collection-key"), "a role's keys take their place");
            assert.equal(ok(host.run("undo", "collection"), "undo").json.changed, true);
            assert.deepEqual(host.tree(), before);
            assert.equal(ok(host.run("undo", "collection"), "undo").json.changed, false);
            fails(host.run("collect"), "no-collection", "Declare a DumpCollection");
        });
    });
}

describe("a collection", function () {
    this.timeout(30_000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    it("is refused as wrong use, where a value could be more than a value", () => {
        host = collectingHost();
        const before = host.tree();
        host.input = keys("AKID", "secret");
        for (const args of [
            [],
            ["s3"],
            ["ftp", "x"],
            ["s3", "a b"],
            ["s3", "dumps", "--prefix"],
            ["s3", "dumps", "--prefix", 'x"\nurl = "http://evil'],
            ["s3", "dumps", "--endpoint", "https://$(touch x)"],
            ["s3", "dumps", "--other", "x"],
            ["ssh", "u@a"],
            ["ssh", "u@a", "/p"],
            ["ssh", "a", "/p", "--host-key", hostKey],
            ["ssh", "u@a", "p", "--host-key", hostKey],
            ["ssh", "u@a", "/p q", "--host-key", hostKey],
            ["ssh", "u@a", "/p", "--host-key", `x\n* ${hostKey}`],
        ]) {
            const run = host.run("collection", ...args);
            assert.equal(run.status, 2, args.join(" ") + run.stderr);
        }
        host.input = "access-key-id AKID\n";
        assert.equal(host.run("collection", "s3", "dumps").status, 2);
        assert.deepEqual(host.tree(), before);
    });

    it("is refused where dumps go away by themselves", () => {
        host = collectingHost();
        host.write("etc/default/kdump-tools", "USE_KDUMP=1\nSSH=root@192.0.2.9\n");
        fails(host.run("collection", "s3", "dumps"), "dump-away", "there is nothing to collect");
    });

    it("brings curl to a system that has none, as a package that goes with the others, and asks for ssh", () => {
        host = collectingHost();
        hide("curl", "ssh");
        host.input = "";
        const ssh = ["ssh", "u@a", "/p", "--host-key", hostKey];
        fails(host.run("collection", ...ssh), "no-ssh", "Install openssh-client");
        fails(host.run("collection", "s3", "dumps"), "packages-missing", "does not have curl");
        assert.ok(!host.exists("var/lib/pulumi-kdump/collection"));
        fs.appendFileSync(path.join(host.base, "archive"), "curl 7.88.1 300000 700\n");
        const installed = () => fs.readFileSync(path.join(host.base, "installed"), "utf8");
        assert.equal(ok(host.run("collection", "s3", "dumps"), "collection").json.changed, true);
        assert.match(installed(), /^curl /m);
        ok(host.run("undo", "packages"), "undo");
        assert.doesNotMatch(installed(), /^curl /m);
    });

    /** The host has none of these programs. */
    function hide(...names: string[]): void {
        const bin = path.join(host.base, "without");
        fs.mkdirSync(bin);
        for (const directory of [path.join(__dirname, "standIns", "common"), "/usr/sbin", "/usr/bin"]) {
            for (const name of fs.readdirSync(directory)) {
                const link = path.join(bin, name);
                if (!names.includes(name) && !fs.existsSync(link))
                    fs.symlinkSync(path.join(directory, name), link);
            }
        }
        host.env.PATH = bin;
    }

    it("has nothing to say where there is no dump", () => {
        host = collectingHost();
        host.input = "";
        ok(host.run("collection", "s3", "dumps"), "collection");
        assert.equal(host.run("collect", "now").status, 2);
        const { json } = ok(host.run("collect"), "collect");
        assert.deepEqual([json.changed, json.collected, json.away, json.waiting], [false, 0, 0, 0]);
    });
});

describe("a collection over ssh", function () {
    this.timeout(120_000);
    let sshd: Sshd;
    let proxy: CuttingProxy;
    let host: ThrowawayRoot;
    let there: string;
    let account: string;

    before(async () => {
        account = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-account-"));
        // A DumpServer grants the least of all accounts: nothing is read back or removed.
        const program = path.join(account, "kdump-server");
        fs.writeFileSync(program, assembledProgram("server"));
        const command = `sh ${program} receive "$(cat ${account}/directory)"`;
        sshd = await Sshd.create({ config: [`ForceCommand ${command}`] });
        proxy = await CuttingProxy.to(sshd.connection.port);
    });
    after(async () => {
        proxy?.close();
        await sshd?.stop();
        fs.rmSync(account, { recursive: true });
    });
    beforeEach(() => {
        there = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-collected-"));
        fs.writeFileSync(path.join(account, "directory"), there);
    });
    afterEach(() => {
        proxy.heal();
        host.remove();
        fs.rmSync(there, { recursive: true });
    });

    function begin(shell = shells.dash): void {
        host = collectingHost(shell);
        host.write(key, sshd.connection.privateKey);
        fs.chmodSync(path.join(host.root, key), 0o600);
    }

    function declare(port: number, known = sshd.connection.hostKey): void {
        const { user } = sshd.connection;
        const args = ["ssh", `${user}@127.0.0.1`, there, "--port", `${port}`, "--host-key", known];
        const { json } = ok(host.run("collection", ...args), "collection");
        assert.equal(json.destination, `${user}@127.0.0.1:${there}`);
    }

    const arrived = () =>
        fs
            .readdirSync(there, { recursive: true, withFileTypes: true })
            .filter((file) => file.isFile())
            .map((file) => path.join(file.parentPath, file.name))
            .sort();

    for (const [name, shell] of Object.entries(shells)) {
        it(`copies a dump, its log and a manifest for root alone, once, under ${name}`, async () => {
            begin(shell);
            const dump = dumpOf(3 * mib);
            const hostile = `$(touch owned) ;\n"x' &`;
            leave(host, `${hostile}/vmcore`, dump);
            leave(host, `${hostile}/vmcore-dmesg.txt`, "log\n");
            declare(sshd.connection.port);
            const run = await collect(host);
            assert.equal(run.status, 0, run.stderr);
            const base = path.join(there, `${crashStamp}-${sha256(dump).slice(0, 12)}`);
            assert.deepEqual(
                arrived(),
                ["manifest.json", "vmcore", "vmcore-dmesg.txt"].map((file) => path.join(base, file)),
            );
            for (const file of arrived()) assert.equal(fs.statSync(file).mode & 0o777, 0o400, file);
            assert.ok(fs.readFileSync(path.join(base, "vmcore")).equals(dump));
            const manifest = JSON.parse(fs.readFileSync(path.join(base, "manifest.json"), "utf8"));
            assert.deepEqual(
                manifest.files.map((file: { name: string; size: number }) => [file.name, file.size]),
                [
                    ["vmcore", dump.length],
                    ["vmcore-dmesg.txt", 4],
                ],
            );
            const [mark] = marks(host, hostile);
            assert.equal(mark.destination, `${sshd.connection.user}@127.0.0.1:${base}/`);
            const connections = sshd.connections();
            assert.equal((await collect(host)).json.away, 1);
            assert.equal(sshd.connections(), connections);
        });
    }

    it("goes on by `kdump-host collect` after a cut connection, with what is missing", async () => {
        begin();
        const dump = dumpOf(12 * mib);
        leave(host, "1/vmcore", dump);
        declare(proxy.port);
        // Before that it is asked what is there, so that this is in the middle of the dump.
        void proxy.restrict(6 * mib, "cut");
        fails(
            await collect(host),
            "collect",
            "1 of 1 complete dumps are not collected yet. ssh to 127.0.0.1 failed:",
        );
        const [part] = arrived();
        assert.match(part, /\/vmcore\.part$/);
        const had = fs.statSync(part).size;
        assert.ok(had > mib && had < dump.length, `${had} bytes`);
        assert.deepEqual(marks(host, "1"), []);
        proxy.heal();
        const run = await collect(host);
        assert.equal(run.status, 0, run.stderr);
        const from = Math.floor(had / mib) * mib;
        assert.match(run.stderr, new RegExp(`resuming vmcore at ${from} of ${dump.length} bytes`));
        assert.ok(proxy.sent < dump.length - from + mib, `${proxy.sent} bytes were sent`);
        assert.ok(fs.readFileSync(part.replace(/\.part$/, "")).equals(dump));
    });

    it("writes over what arrived differently", async () => {
        begin();
        const dump = dumpOf(2 * mib);
        leave(host, "1/vmcore", dump);
        declare(sshd.connection.port);
        const directory = path.join(there, `${crashStamp}-${sha256(dump).slice(0, 12)}`);
        fs.mkdirSync(directory, { recursive: true });
        fs.writeFileSync(path.join(directory, "vmcore.part"), Buffer.alloc(dump.length));
        assert.equal((await collect(host)).json.collected, 1);
        assert.ok(fs.readFileSync(path.join(directory, "vmcore")).equals(dump));
        // The beginning of another, as a cut could have left it.
        fs.rmSync(path.join(host.root, "var/crash/1/pulumi-kdump.collected"));
        fs.rmSync(path.join(directory, "vmcore"));
        fs.writeFileSync(path.join(directory, "vmcore.part"), Buffer.alloc(mib + 1000));
        const words = ["vmcore.part arrived at 127.0.0.1 with the checksum", "sent again"];
        fails(await collect(host), "collect", ...words);
        assert.ok(!fs.existsSync(path.join(directory, "vmcore")));
        assert.deepEqual(marks(host, "1"), []);
        assert.equal((await collect(host)).json.collected, 1);
        assert.ok(fs.readFileSync(path.join(directory, "vmcore")).equals(dump));
    });

    it("goes to an account with a shell of its own as well, for its owner alone", async () => {
        begin();
        const ordinary = await Sshd.create();
        try {
            host.write(key, ordinary.connection.privateKey);
            fs.chmodSync(path.join(host.root, key), 0o600);
            const dump = dumpOf(2 * mib + 7);
            leave(host, "1/vmcore", dump);
            declare(ordinary.connection.port, ordinary.connection.hostKey);
            const directory = path.join(there, `${crashStamp}-${sha256(dump).slice(0, 12)}`);
            fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
            const part = path.join(directory, "vmcore.part");
            fs.writeFileSync(part, dump.subarray(0, mib + 99), { mode: 0o600 });
            const run = ok(await collect(host), "collect");
            assert.equal(run.json.collected, 1);
            assert.match(run.stderr, new RegExp(`resuming vmcore at ${mib} of ${dump.length} bytes`));
            assert.deepEqual(
                arrived(),
                ["manifest.json", "vmcore"].map((file) => path.join(directory, file)),
            );
            assert.ok(fs.readFileSync(path.join(directory, "vmcore")).equals(dump));
            for (const file of arrived()) assert.equal(fs.statSync(file).mode & 0o777, 0o600, file);
        } finally {
            await ordinary.stop();
        }
    });

    it("goes on where an earlier version declared it", async () => {
        begin();
        declare(sshd.connection.port);
        const settings = "var/lib/pulumi-kdump/collection";
        assert.match(host.read(settings), /^kind ssh$/m);
        host.write(settings, host.read(settings).replace("kind ssh", "kind sftp"));
        const dump = dumpOf(mib);
        leave(host, "1/vmcore", dump);
        const { json } = ok(await collect(host), "collect");
        assert.equal(json.collected, 1);
        assert.ok(fs.readFileSync(arrived()[1]).equals(dump));
    });

    it("says what keeps it from being let in, and trusts no other host", async () => {
        begin();
        leave(host, "1/vmcore", dumpOf(mib));
        declare(sshd.connection.port, hostKey);
        fails(await collect(host), "collect", "The host key of 127.0.0.1 is not one of those declared");
        declare(sshd.connection.port);
        fs.rmSync(path.join(host.root, key));
        fails(await collect(host), "collect", "no key /root/.ssh/pulumi-kdump_ed25519");
        const other = await Sshd.create();
        try {
            host.write(key, other.connection.privateKey);
            fs.chmodSync(path.join(host.root, key), 0o600);
            fails(await collect(host), "collect", "does not let", "authorized_keys");
        } finally {
            await other.stop();
        }
        assert.deepEqual(arrived(), []);
        assert.deepEqual(marks(host, "1"), []);
    });
});
