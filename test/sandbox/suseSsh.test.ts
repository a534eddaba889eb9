// What SUSE's capture initrd has for an ssh target: it knows no ~/.ssh/config, and SLES 12's kdump no key but root's own.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ed25519Key } from "../support/publicKeys";
import { ok } from "./lifecycle";
import { fails } from "./refusals";
import { SuseRoot, sysconfig } from "./suseRoot";
import { assembledProgram, shells } from "./throwawayRoot";

const hostKey = ed25519Key("server");
const key = "/root/.ssh/pulumi-kdump_ed25519";
const server = assembledProgram("server");

class Sender {
    readonly host: SuseRoot;
    readonly vmcores: string;

    constructor(shell: string[], settings = sysconfig) {
        this.host = new SuseRoot(shell, { installed: true });
        this.host.write("usr/share/fillup-templates/sysconfig.kdump", settings);
        this.host.write("etc/sysconfig/kdump", settings);
        ok(this.host.install(), "install");
        this.vmcores = path.join(this.host.base, "vmcores");
        fs.mkdirSync(this.vmcores);
        this.host.set("kdump-server", server);
        ok(this.host.run("key"), "key");
    }

    trust(port: string) {
        return this.host.run("trust", "kdump-web@collector", port, this.vmcores, hostKey);
    }

    conf(...port: string[]) {
        return this.host.run(
            "conf",
            "ssh kdump-web@collector",
            ...port,
            `sshkey ${key}`,
            `path ${this.vmcores}`,
        );
    }

    setting(name: string): string {
        const file = path.join(this.host.root, "etc/sysconfig/kdump");
        return this.host.spawn(["-c", `. "$1"; printf '%s' "\${${name}-}"`, "sh", file]).stdout;
    }

    links(): string[] {
        const directory = path.join(this.host.root, "root/.ssh");
        return fs
            .readdirSync(directory)
            .filter((name) => fs.lstatSync(path.join(directory, name)).isSymbolicLink())
            .map((name) => `${name} -> ${fs.readlinkSync(path.join(directory, name))}`)
            .sort();
    }
}

const old = sysconfig.replace('KDUMP_SSH_IDENTITY=""\n', "");

for (const [name, shell] of Object.entries(shells)) {
    describe(`SUSE's dumps over ssh, under ${name}`, function () {
        let sender: Sender;
        afterEach(() => sender.host.remove());

        it("T55: have the port in the URL, and a host key under each name that is asked for", () => {
            sender = new Sender(shell);
            ok(sender.trust("2222"), "trust");
            assert.match(
                sender.host.read("root/.ssh/known_hosts"),
                /^collector,collector:2222,\[collector\]:2222 ssh-ed25519 /m,
            );
            sender.host.record();
            ok(sender.conf("ssh_port 2222"), "conf");
            assert.equal(sender.setting("KDUMP_SAVEDIR"), `ssh://kdump-web@collector:2222${sender.vmcores}`);
            assert.equal(sender.setting("KDUMP_SSH_IDENTITY"), key);
            assert.deepEqual(sender.links(), []);
            const calls = sender.host.record().filter((call) => call.startsWith("ssh "));
            assert.equal(calls.length, 3, "a write is proved");
            for (const call of calls) {
                // Without what is not in the initrd.
                assert.match(
                    call,
                    /^ssh -F \/dev\/null -p 2222 -o UserKnownHostsFile=\S+ssh-hosts -o GlobalKnownHostsFile=\/dev\/null -o IdentitiesOnly=yes /,
                );
            }
            assert.equal(sender.host.exists("var/lib/pulumi-kdump/ssh-hosts"), false);
            assert.equal(ok(sender.conf("ssh_port 2222"), "again").json.changed, false);
            assert.equal(
                ok(sender.host.run("status"), "status").json.dump.path,
                `ssh://kdump-web@collector:2222${sender.vmcores}`,
            );
        });

        it("have none of that at the usual port", () => {
            sender = new Sender(shell);
            ok(sender.trust("22"), "trust");
            assert.match(sender.host.read("root/.ssh/known_hosts"), /^collector ssh-ed25519 /m);
            ok(sender.conf(), "conf");
            assert.equal(sender.setting("KDUMP_SAVEDIR"), `ssh://kdump-web@collector${sender.vmcores}`);
        });

        it("are not promised where the initrd would not know the server", () => {
            sender = new Sender(shell);
            ok(sender.trust("22"), "trust");
            fails(sender.conf("ssh_port 2222"), "target-write", "host key of collector:2222", "known_hosts");
        });

        it("T55: take the key by a name that SLES 12's kdump knows, and give that back", () => {
            sender = new Sender(shell, old);
            const before = sender.host.tree("var/lib/pulumi-kdump");
            ok(sender.trust("22"), "trust");
            ok(sender.conf(), "conf");
            assert.deepEqual(sender.links(), [
                "id_ed25519 -> pulumi-kdump_ed25519",
                "id_ed25519.pub -> pulumi-kdump_ed25519.pub",
            ]);
            assert.equal(ok(sender.conf(), "again").json.changed, false);
            ok(sender.host.run("undo", "conf"), "undo conf");
            ok(sender.host.run("undo", "trust"), "undo trust");
            assert.deepEqual(sender.links(), []);
            assert.deepEqual(sender.host.tree("var/lib/pulumi-kdump"), before);
        });

        it("leave root's own keys alone, and say so where there is no name left", () => {
            sender = new Sender(shell, old);
            ok(sender.trust("22"), "trust");
            sender.host.write("root/.ssh/id_ed25519", "root's own");
            sender.host.write("root/.ssh/id_ecdsa.pub", "root's own");
            ok(sender.conf(), "conf");
            assert.deepEqual(sender.links(), [
                "id_dsa -> pulumi-kdump_ed25519",
                "id_dsa.pub -> pulumi-kdump_ed25519.pub",
            ]);
            assert.equal(sender.host.read("root/.ssh/id_ed25519"), "root's own");
            ok(sender.host.run("undo", "conf"), "undo");
            for (const used of ["id_dsa", "id_rsa"]) sender.host.write(`root/.ssh/${used}`, "root's own");
            const written = sender.host.read("etc/sysconfig/kdump");
            fails(sender.conf(), "sshkey-fixed", "KDUMP_SSH_IDENTITY", "are all in use");
            assert.equal(sender.host.read("etc/sysconfig/kdump"), written);
        });
    });
}

describe("SUSE's KDUMP_CRASHKERNEL", () => {
    it("T56: says what the command line will, and follows another value", () => {
        const sender = new Sender(shells.dash);
        const { host } = sender;
        try {
            ok(host.run("crashkernel", "512M,high 128M,low"), "crashkernel");
            assert.equal(sender.setting("KDUMP_CRASHKERNEL"), "auto");
            ok(host.run("conf", "path /var/crash"), "conf");
            assert.equal(sender.setting("KDUMP_CRASHKERNEL"), "crashkernel=512M,high crashkernel=128M,low");
            ok(host.run("crashkernel", "256M"), "another");
            assert.equal(sender.setting("KDUMP_CRASHKERNEL"), "crashkernel=256M");
            assert.equal(ok(host.run("conf", "path /var/crash"), "conf").json.changed, false);
            ok(host.run("undo", "conf"), "undo conf");
            assert.equal(host.read("etc/sysconfig/kdump"), sysconfig);
        } finally {
            host.remove();
        }
    });

    it("is not written where kdump does not know it", () => {
        const sender = new Sender(shells.dash, sysconfig.replace(/^KDUMP_CRASHKERNEL.*\n/m, ""));
        try {
            ok(sender.host.run("crashkernel", "256M"), "crashkernel");
            ok(sender.host.run("conf", "path /var/crash"), "conf");
            assert.doesNotMatch(sender.host.read("etc/sysconfig/kdump"), /KDUMP_CRASHKERNEL/);
        } finally {
            sender.host.remove();
        }
    });
});
