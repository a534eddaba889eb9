import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

import { elfFile } from "../support/elf";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { build, dump } from "./reportRoot";
import { ServerRoot } from "./serverRoot";
import { shells } from "./throwawayRoot";

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
            assert.equal(first.changed, true);
            assert.deepEqual(first.hostKeys, [
                "ecdsa-sha2-nistp256 ecdsakey",
                "ssh-ed25519 ed25519key",
                "ssh-rsa rsakey",
            ]);
            assert.deepEqual([mode("usr/local/bin/kdump-server"), mode("srv/vmcores")], ["755", "711"]);
            assert.deepEqual(ok(host.install(), "again").json, { ...first, changed: false });
        });

        it("lets a client in by a key that can do one thing, from a home that is not its own", () => {
            ok(host.install(), "install");
            const first = ok(host.run("account", ...account, key), "account").json;
            assert.deepEqual([first.changed, first.user, first.path], [true, ...account]);
            const home = `var/lib/pulumi-kdump-accounts/${account[0]}`;
            assert.equal(
                fs.readFileSync(path.join(host.root, home, ".ssh/authorized_keys"), "utf8"),
                `restrict,command="/usr/local/bin/kdump-server receive ${account[1]} 50% 10%" ${key}\n`,
            );
            assert.deepEqual([mode(home), mode(account[1])], ["755", "700"]);
            const record = fs.readFileSync(path.join(host.base, "record"), "utf8");
            assert.match(
                record,
                /^useradd --system --no-create-home --home-dir \/var\/lib\/pulumi-kdump-accounts\/\S+ --shell \/usr\/local\/bin\/kdump-server --password \* .* kdump-web-0a1b2c3d$/m,
            );
            assert.doesNotMatch(record, new RegExp(`chown .*${home}`));
            assert.equal(ok(host.run("account", ...account, key), "again").json.changed, false);
            const other = `${key}other`;
            assert.equal(ok(host.run("account", ...account, other), "another key").json.changed, true);
            const keys = fs.readFileSync(path.join(host.root, home, ".ssh/authorized_keys"), "utf8");
            assert.equal(keys.split("\n").length, 2, "the key before is let in no more");
        });

        it("tells a client's key what the client may take", () => {
            ok(host.install(), "install");
            const keys = () =>
                fs.readFileSync(
                    path.join(host.root, `var/lib/pulumi-kdump-accounts/${account[0]}/.ssh/authorized_keys`),
                    "utf8",
                );
            const limits = ["--quota", "200G", "--keep-free", "20%"];
            ok(host.run("account", ...account, key), "account");
            assert.equal(ok(host.run("account", ...account, key, ...limits), "limits").json.changed, true);
            assert.match(keys(), /receive \S+ 200G 20%" /);
            assert.equal(ok(host.run("account", ...account, key, ...limits), "again").json.changed, false);
            for (const wrong of [
                "200",
                "G",
                "0x1G",
                "01G",
                "-1G",
                "1.5T",
                "1234567G",
                "100%",
                "200G 1",
                "1g",
                "a[0]G",
                "",
            ]) {
                assert.equal(host.run("account", ...account, key, "--quota", wrong).status, 2, wrong);
            }
            assert.equal(host.run("account", ...account, key, "--quota").status, 2);
            assert.equal(host.run("account", ...account, key, "--other", "1G").status, 2);
            assert.match(keys(), /receive \S+ 200G 20%" /);
        });

        it("gives an account of an earlier version its shell, once", () => {
            ok(host.install(), "install");
            fs.writeFileSync(path.join(host.base, "accounts"), `${account[0]} /bin/sh\n`);
            assert.equal(ok(host.run("account", ...account, key), "account").json.changed, true);
            assert.equal(
                fs.readFileSync(path.join(host.base, "accounts"), "utf8"),
                `${account[0]} /usr/local/bin/kdump-server\n`,
            );
            assert.equal(ok(host.run("account", ...account, key), "again").json.changed, false);
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
            assert.deepEqual(
                [vmcore.path, vmcore.format, vmcore.nodename, log],
                [`/${file}`, "flattened", "web", "[    9.000000] beside the dump\n"],
            );
            assert.match(without, /^There is no debuginfo of kernel 6\.1\.0-37-cloud-amd64 on the host/);
            assert.equal(at, "collector");
            assert.equal(host.run("report").status, 2);
            const fetched = ok(host.run("report", "--vmcore", `/${file}`, "--fetch"), "fetch").json;
            assert.match(fetched.without, /could not be installed\. This system .*is not supported/);
            assert.ok(!tree().some((name) => name.includes("pulumi-kdump-server/report")), "nothing is left");
        });

        it("leaves the clients what is kept free for them when it unpacks one's dump", () => {
            ok(host.install(), "install");
            ok(host.run("account", ...account, key, "--keep-free", "100M"), "account");
            const file = "srv/vmcores/web-0a1b2c3d/1/dump.1.gz";
            const text = dump() + "\0".repeat(72 << 20);
            host.write(file, gzipSync(Buffer.from(text, "latin1")));
            host.write("srv/vmcores/web-0a1b2c3d/1/dmesg.1", "[    9.000000] beside the dump\n");
            host.write("usr/lib/debug/lib/modules/6.1.0-37-cloud-amd64/vmlinux", elfFile(build));
            const free = (kib: number) =>
                fs.writeFileSync(path.join(host.base, "free"), `/srv ${kib} /srv\n/var/lib 65536 /\n`);
            free(180_000);
            fs.mkdirSync(path.join(host.base, "sections"), { recursive: true });
            fs.writeFileSync(path.join(host.base, "sections/sys"), "     RELEASE: 6.1.0\n");
            assert.equal(ok(host.run("report", "--vmcore", `/${file}`), "report").json.without, "");
            // More than 64 MiB would stay free, but not 100.
            free(160_000);
            const raw = ok(host.run("report", "--vmcore", `/${file}`), "report").json;
            assert.match(
                raw.without,
                /^The dump is packed, and \/srv, where there is most room for that, has 160000 KiB free, of which a report may take no more than 57600 KiB\.$/,
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
            assert.equal(fs.readFileSync(path.join(host.base, "owner"), "utf8"), "root\n");
            assert.equal(ok(host.run("undo", "account", ...account), "again").json.changed, false);
            // The same client, later: its dumps are its own again.
            ok(host.run("account", ...account, key), "account");
            assert.equal(fs.readFileSync(path.join(host.base, "owner"), "utf8"), `${account[0]}\n`);
            fs.rmSync(path.join(host.root, account[1], "1"), { recursive: true });
            ok(host.run("undo", "account", ...account), "undo account");
            ok(host.run("undo", "install"), "undo install");
            assert.deepEqual(
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
            fails(host.run("account", ...account, wrong), "key", "is not an ssh-ed25519 public key");
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
            ["kdump-x", "/srv"],
            ["kdump-x", "/srv/./x"],
            ["kdump-x", "/srv//x"],
            ["kdump-x", "/srv/x/"],
        ]) {
            assert.equal(host.run("account", user, directory, key).status, 2, `${user} ${directory}`);
            assert.equal(host.run("undo", "account", user, directory).status, 2, `${user} ${directory}`);
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

    it("has the labels that sshd may start and read, where SELinux is on", () => {
        const record = () => fs.readFileSync(path.join(host.base, "record"), "utf8");
        ok(host.run("account", ...account, key), "account");
        assert.doesNotMatch(record(), /chcon/);
        host.write("sys/fs/selinux/enforce", "1");
        ok(host.install(), "install");
        ok(host.run("account", ...account, key), "account");
        assert.match(record(), /^chcon -t shell_exec_t \S+\/usr\/local\/bin\/kdump-server$/m);
        assert.match(record(), /^chcon -R -t ssh_home_t \S+\/\.ssh$/m);
    });

    it("is refused where PAM lets in none but shells of /etc/shells, until it is there", () => {
        host.write("etc/pam.d/common-auth", "# auth required pam_shells.so\n");
        ok(host.run("account", ...account, key), "account");
        host.write("etc/pam.d/sshd", "auth       required     pam_shells.so\n");
        fails(
            host.run("account", ...account, key),
            "pam-shells",
            "/etc/pam.d/sshd asks for pam_shells",
            "add it to /etc/shells",
        );
        host.write("etc/shells", "/bin/sh\n/usr/local/bin/kdump-server\n");
        ok(host.run("account", ...account, key), "account");
    });

    it("makes no directory where others could have put one", () => {
        const place = path.join(host.root, "srv/vmcores");
        fs.chmodSync(place, 0o775);
        fails(
            host.run("account", ...account, key),
            "dump-path",
            "/srv/vmcores belongs to root and has the mode 775",
        );
        fails(host.install(), "dump-path", "choose another path");
        fs.chmodSync(place, 0o1777);
        fails(host.run("account", ...account, key), "dump-path", "has the mode 1777");
        fs.chmodSync(place, 0o711);
        fs.chmodSync(path.dirname(place), 0o1777);
        ok(host.run("account", ...account, key), "account");
        fs.writeFileSync(path.join(host.base, "owner"), "alice\n");
        fails(host.run("account", ...account, key), "dump-path", "belongs to alice and not to root or");
    });

    it("is refused without host keys", () => {
        fs.rmSync(path.join(host.root, "etc/ssh"), { recursive: true });
        fails(host.install(), "no-host-keys", "ssh-keygen -A");
    });
});
