import * as assert from "node:assert";
import * as fs from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

import { elfFile } from "../support/elf";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { build, dump } from "./report-root";
import { ServerRoot } from "./server-root";
import { shells } from "./throwaway-root";

const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIbcd";
const account = ["kdump-web-0a1b2c3d", "/srv/vmcores/web-0a1b2c3d"];

for (const [name, shell] of Object.entries(shells)) {
    describe(`a collecting host under ${name}`, function () {
        this.timeout(30000);
        let host: ServerRoot;
        const mode = (file: string) => (fs.statSync(path.join(host.root, file)).mode & 0o777).toString(8);
        const tree = () => fs.readdirSync(host.root, { recursive: true, encoding: "utf8" }).sort();
        beforeEach(() => {
            host = new ServerRoot(shell);
        });
        afterEach(() => host.remove());

        it("gets the program and a directory, and tells its host keys", () => {
            const first = ok(host.install(), "install").json;
            assert.strictEqual(first.changed, true);
            assert.deepStrictEqual(first.hostKeys, [
                "ecdsa-sha2-nistp256 ecdsakey",
                "ssh-ed25519 ed25519key",
                "ssh-rsa rsakey",
            ]);
            assert.deepStrictEqual([mode("usr/local/bin/kdump-server"), mode("srv/vmcores")], ["755", "711"]);
            assert.deepStrictEqual(ok(host.install(), "again").json, { ...first, changed: false });
        });

        it("lets a client in by a key that can do one thing, from a home that is not its own", () => {
            ok(host.install(), "install");
            const first = ok(host.run("account", ...account, key), "account").json;
            assert.deepStrictEqual([first.changed, first.user, first.path], [true, ...account]);
            const home = `var/lib/pulumi-kdump-accounts/${account[0]}`;
            assert.strictEqual(
                fs.readFileSync(path.join(host.root, home, ".ssh/authorized_keys"), "utf8"),
                `restrict,command="/usr/local/bin/kdump-server receive ${account[1]}" ${key}\n`,
            );
            assert.deepStrictEqual([mode(home), mode(account[1])], ["755", "700"]);
            const record = fs.readFileSync(path.join(host.base, "record"), "utf8");
            assert.match(
                record,
                /^useradd --system --no-create-home --home-dir \/var\/lib\/pulumi-kdump-accounts\//m,
            );
            assert.match(record, /^usermod -p \* kdump-web-0a1b2c3d$/m);
            assert.doesNotMatch(record, new RegExp(`chown .*${home}`));
            assert.strictEqual(ok(host.run("account", ...account, key), "again").json.changed, false);
            const other = `${key}other`;
            assert.strictEqual(ok(host.run("account", ...account, other), "another key").json.changed, true);
            const keys = fs.readFileSync(path.join(host.root, home, ".ssh/authorized_keys"), "utf8");
            assert.strictEqual(keys.split("\n").length, 2, "the key before is let in no more");
        });

        it("reads a client's dump, which one it has to be told", () => {
            ok(host.install(), "install");
            const file = "srv/vmcores/web-0a1b2c3d/10.0.2.15-202611231838/dump.202611231838";
            host.write(file, Buffer.from(dump({ node: "web", format: "flattened" }), "latin1"));
            host.write(`${path.dirname(file)}/dmesg.202611231838`, "[    9.000000] beside the dump\n");
            const {
                vmcore,
                log,
                without,
                host: at,
            } = ok(host.run("report", "--vmcore", `/${file}`), "report").json;
            assert.deepStrictEqual(
                [vmcore.path, vmcore.format, vmcore.nodename, log],
                [`/${file}`, "flattened", "web", "[    9.000000] beside the dump\n"],
            );
            assert.match(without, /^There is no debuginfo of kernel 6\.1\.0-37-cloud-amd64 on the host/);
            assert.strictEqual(at, "collector");
            assert.strictEqual(host.run("report").status, 2);
            const fetched = ok(host.run("report", "--vmcore", `/${file}`, "--fetch"), "fetch").json;
            assert.match(fetched.without, /could not be had\. This system .*is not supported/);
            assert.ok(!tree().some((name) => name.includes("pulumi-kdump-server/report")), "nothing is left");
        });

        it("leaves half of what is free to the other clients when it unpacks one's dump", () => {
            ok(host.install(), "install");
            const file = "srv/vmcores/web-0a1b2c3d/1/dump.1.gz";
            const text = dump() + "\0".repeat(72 << 20);
            host.write(file, gzipSync(Buffer.from(text, "latin1")));
            host.write("srv/vmcores/web-0a1b2c3d/1/dmesg.1", "[    9.000000] beside the dump\n");
            host.write("usr/lib/debug/lib/modules/6.1.0-37-cloud-amd64/vmlinux", elfFile(build));
            const free = (kib: number) =>
                fs.writeFileSync(path.join(host.base, "free"), `/srv ${kib} /srv\n/var/lib 65536 /\n`);
            free(160_000);
            fs.mkdirSync(path.join(host.base, "sections"), { recursive: true });
            fs.writeFileSync(path.join(host.base, "sections/sys"), "     RELEASE: 6.1.0\n");
            assert.strictEqual(ok(host.run("report", "--vmcore", `/${file}`), "report").json.without, "");
            // More than 64 MiB would stay free, but not half.
            free(140_000);
            const raw = ok(host.run("report", "--vmcore", `/${file}`), "report").json;
            assert.match(
                raw.without,
                /^The dump is packed, and \/srv, where there is most room for that, has 140000 KiB free, of which a report may take no more than 70000 KiB\.$/,
            );
        });

        it("takes the account back and leaves the dumps, to root alone", () => {
            const before = tree();
            ok(host.install(), "install");
            ok(host.run("account", ...account, key), "account");
            host.write(`${account[1]}/1/vmcore`, "dump");
            ok(host.run("undo", "install"), "not yet");
            assert.ok(host.exists("usr/local/bin/kdump-server"), "a client needs it");
            ok(host.run("undo", "account", ...account), "undo account");
            assert.ok(host.exists(`${account[1]}/1/vmcore`));
            assert.strictEqual(fs.readFileSync(path.join(host.base, "owner"), "utf8"), "root\n");
            assert.strictEqual(ok(host.run("undo", "account", ...account), "again").json.changed, false);
            // The same client, later: its dumps are its own again.
            ok(host.run("account", ...account, key), "account");
            assert.strictEqual(fs.readFileSync(path.join(host.base, "owner"), "utf8"), `${account[0]}\n`);
            fs.rmSync(path.join(host.root, account[1], "1"), { recursive: true });
            ok(host.run("undo", "account", ...account), "undo account");
            ok(host.run("undo", "install"), "undo install");
            assert.deepStrictEqual(
                tree().filter((file) => !file.startsWith("srv")),
                before.filter((file) => !file.startsWith("srv")),
            );
        });
    });
}

describe("a collecting host", function () {
    this.timeout(30000);
    let host: ServerRoot;
    beforeEach(() => {
        host = new ServerRoot();
        ok(host.install(), "install");
    });
    afterEach(() => host.remove());

    it("refuses what is no key of a client, and accounts that are not ours", () => {
        for (const wrong of [
            "",
            "ssh-rsa AAAA",
            "ssh-ed25519 ",
            `${key}" x`,
            `${key}\n${key}`,
            `${key} comment`,
        ]) {
            fails(host.run("account", ...account, wrong), "key", "is no public key");
        }
        for (const [user, directory] of [
            ["root", "/srv/vmcores/x"],
            ["kdump-", "/srv/vmcores/x"],
            ["kdump-x;y", "/srv/vmcores/x"],
            ["kdump-" + "x".repeat(40), "/srv/vmcores/x"],
            ["kdump-x", "srv/x"],
            ["kdump-x", "/srv/../etc"],
            ["kdump-x", '/srv/"x'],
            ["kdump-x", "/srv/a b"],
        ]) {
            assert.strictEqual(host.run("account", user, directory, key).status, 2, `${user} ${directory}`);
            assert.strictEqual(
                host.run("undo", "account", user, directory).status,
                2,
                `${user} ${directory}`,
            );
        }
        fs.symlinkSync("/etc", path.join(host.root, account[1]));
        fails(host.run("account", ...account, key), "dump-path", "is not a directory");
    });

    it("says that a dump may be on its way when an account cannot be removed, and has let nobody in any more", () => {
        ok(host.run("account", ...account, key), "account");
        fs.writeFileSync(path.join(host.base, "busy"), "");
        fails(host.run("undo", "account", ...account), "account-busy", "it may be receiving a dump");
        assert.ok(!host.exists(`var/lib/pulumi-kdump-accounts/${account[0]}/.ssh/authorized_keys`));
        fs.rmSync(path.join(host.base, "busy"));
        ok(host.run("undo", "account", ...account), "undo");
    });

    it("is refused without host keys", () => {
        fs.rmSync(path.join(host.root, "etc/ssh"), { recursive: true });
        fails(host.install(), "no-host-keys", "ssh-keygen -A");
    });
});
