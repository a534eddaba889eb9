import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRelease, ElRoot, releases } from "./elRoot";
import { ok } from "./lifecycle";
import { fails } from "./refusals";

describe("kdump.conf of the rpm family", function () {
    this.timeout(60000);
    let host: ElRoot;
    afterEach(() => host.remove());

    function ready(release: string | ElRelease): void {
        host = new ElRoot(release).installed();
        ok(host.install(), "install");
    }

    const conf = (...lines: string[]): void => void ok(host.run("conf", ...lines), "conf");

    /** The host boots with a reservation, so that the service can load. */
    function booted(): void {
        for (const [step, value] of [
            ["crashkernel", "256M"],
            ["bootloader", "256M"],
        ]) {
            ok(host.run(step, value), step);
        }
        host.boot();
    }

    const program = (name: string): void => {
        host.write(name, "#!/bin/sh\n");
        fs.chmodSync(path.join(host.root, name), 0o755);
    };

    it("takes every directive, and kdumpctl starts with each of them", () => {
        ready("fedora 44");
        booted();
        program("usr/local/bin/hook");
        host.write("root/.ssh/key", "key");
        const lines = [
            "path /var/dumps",
            "core_collector makedumpfile -z -d 31",
            "kdump_pre /usr/local/bin/hook",
            "kdump_post /usr/local/bin/hook",
            "kdump_emergency /usr/local/bin/hook",
            "extra_bins /usr/local/bin/hook /usr/local/bin/hook",
            "extra_modules nvme ena",
            "failure_action halt",
            "final_action poweroff",
            "force_rebuild 1",
            "force_no_rebuild 0",
            'dracut_args --omit-drivers "cfg80211 snd" --add-drivers ext4',
            "fence_kdump_args -p 7410 -f auto",
            "fence_kdump_nodes node1 node2",
            "sshkey /root/.ssh/key",
        ];
        conf(...lines);
        const wanted = Object.fromEntries(
            [...lines, "auto_reset_crashkernel no"].map((line) => [
                line.split(" ")[0],
                line.split(" ").slice(1).join(" "),
            ]),
        );
        assert.deepEqual(host.directives(), wanted);
        assert.equal(ok(host.run("service", "x"), "service").json.ready, true);
        assert.equal(ok(host.run("conf", ...lines), "conf").json.changed, false);

        for (const target of ["nfs server:/export/x", "virtiofs dumps", "ssh root@server", "raw /dev/vdc"]) {
            const collector = /^(ssh|raw)/.test(target) ? ["core_collector makedumpfile -F -z -d 31"] : [];
            conf(target, ...collector, "path /there", "sshkey /root/.ssh/key");
            assert.equal(host.directives()[target.split(" ")[0]], target.split(" ")[1]);
            const facts = ok(host.run("service", target), "service").json;
            assert.equal(facts.ready, true, facts.reason);
            assert.ok(!host.exists("there"), "a path on another host is none here");
            assert.equal(
                facts.dump.path,
                {
                    nfs: "server:/export/x/there",
                    virtiofs: "dumps:/there",
                    ssh: "root@server:/there",
                    raw: "/dev/vdc",
                }[target.split(" ")[0]],
            );
        }
    });

    it("T11: makes the dump directory within the file system that is the target", () => {
        ready("centos 9");
        booted();
        conf("xfs /dev/vdb1", "path /dumps");
        assert.equal(fs.statSync(path.join(host.root, "srv/disk/dumps")).mode & 0o777, 0o700);
        const facts = ok(host.run("service", "x"), "service").json;
        assert.deepEqual([facts.ready, facts.dump.path], [true, "/srv/disk/dumps"]);
        // Not mounted, it cannot be looked into.
        conf("xfs /dev/vdz1", "path /dumps");
        assert.equal(ok(host.run("status"), "status").json.dump.path, "/dev/vdz1:/dumps");
    });

    it("T8: loads anew after a change, because a start on a loaded kernel would ignore it", () => {
        ready("rhel 8.10");
        booted();
        conf("failure_action halt");
        ok(host.run("service", "a"), "service");
        host.record();
        conf("failure_action shell");
        ok(host.run("service", "b"), "service");
        assert.deepEqual(
            host.record().filter((call) => call.startsWith("kdumpctl")),
            ["kdumpctl stop", "kdumpctl start"],
        );
        assert.match(fs.readFileSync(path.join(host.base, "loaded-conf"), "utf8"), /^default shell$/m);
        conf("failure_action shell", "commandline_append x=1");
        ok(host.run("service", "c"), "service");
        assert.match(fs.readFileSync(path.join(host.base, "loaded-with"), "utf8"), / x=1$/m);
        ok(host.run("undo", "conf"), "undo conf");
        assert.match(fs.readFileSync(path.join(host.base, "loaded-conf"), "utf8"), /^#default shell$/m);
    });

    const mine =
        "# mine\n  path /srv/mine # here\nnfs server:/x\n\tcore_collector\tmakedumpfile -c\ndefault shell\n#default halt\nextra_modules path\next4 /dev/a";
    for (const end of ["", "\n", "\n\n"]) {
        it(`makes comments of the administrator's lines that ours take the place of${JSON.stringify(end)}`, () => {
            ready("centos 9");
            host.write("etc/kdump.conf", mine + end);
            fs.chmodSync(path.join(host.root, "etc/kdump.conf"), 0o600);
            const before = host.tree("var");
            const lines = [
                "path /var/crash",
                "core_collector makedumpfile -l",
                "failure_action halt",
                "raw /dev/vdb",
            ];
            conf(...lines.slice(0, 3));
            assert.deepEqual(host.read("etc/kdump.conf").split("\n").slice(0, 8), [
                "# mine",
                "#pulumi-kdump:   path /srv/mine # here",
                "#pulumi-kdump: nfs server:/x",
                "#pulumi-kdump: \tcore_collector\tmakedumpfile -c",
                "#pulumi-kdump: default shell",
                "#default halt",
                "extra_modules path",
                "#pulumi-kdump: ext4 /dev/a",
            ]);
            // What is no longer ours is theirs again.
            conf("core_collector makedumpfile -F", "raw /dev/vdb");
            assert.match(
                host.read("etc/kdump.conf"),
                /^ {2}path \/srv\/mine # here\n#pulumi-kdump: nfs server:\/x$/m,
            );
            assert.match(host.read("etc/kdump.conf"), /^#pulumi-kdump: ext4 \/dev\/a$/m);
            // What they write meanwhile stays, and gives way as well.
            program("bin/x");
            host.write(
                "etc/kdump.conf",
                `# above\n${host.read("etc/kdump.conf")}extra_bins /bin/x\npath /late\n`,
            );
            conf("path /var/crash");
            assert.match(host.read("etc/kdump.conf"), /^extra_bins \/bin\/x\n#pulumi-kdump: path \/late$/m);
            ok(host.run("undo", "conf"), "undo conf");
            assert.equal(
                host.read("etc/kdump.conf"),
                `# above\n${mine}${end === "" ? "\n" : end}extra_bins /bin/x\npath /late\n`,
            );
            fs.rmSync(path.join(host.root, "bin"), { recursive: true });

            host.write("etc/kdump.conf", mine + end);
            for (let time = 0; time < 2; time++) conf(...lines.slice(0, 3));
            conf(lines[0], lines[2]);
            ok(host.run("undo", "conf"), "undo conf");
            assert.deepEqual(host.tree("var"), before);
        });
    }

    it("T12: keeps the administrator's additions to the capture kernel's command line in front of ours", () => {
        ready("centos 7");
        host.write("etc/sysconfig/kdump", `KDUMP_COMMANDLINE_APPEND="irqpoll mine=1"\nKDUMP_IMG=vmlinuz`);
        const before = host.tree("var");
        conf("commandline_append ours=1");
        assert.match(host.read("etc/sysconfig/kdump"), /^KDUMP_COMMANDLINE_APPEND='irqpoll mine=1 ours=1'$/m);
        conf("path /var/crash");
        assert.ok(!host.read("etc/sysconfig/kdump").includes("pulumi"));
        conf("commandline_append ours=2");
        ok(host.run("undo", "conf"), "undo conf");
        assert.deepEqual(host.tree("var"), before);
        host.write("etc/sysconfig/kdump", 'X="open\n');
        fails(
            host.run("conf", "commandline_append a"),
            "conf-file",
            "/etc/sysconfig/kdump is not a file that a shell",
        );
    });

    it("T29: takes irqpoll out on Graviton, and nowhere else", () => {
        for (const [arch, vendor, irqpoll] of [
            ["aarch64", "Amazon EC2", false],
            ["aarch64", "QEMU", true],
            ["x86_64", "Amazon EC2", true],
        ] as [string, string, boolean][]) {
            ready({ ...releases["rocky 9.4"], arch });
            host.write("sys/class/dmi/id/sys_vendor", `${vendor}\n`);
            const bare = host.tree("var");
            conf("path /var/crash");
            const append = (): string =>
                host.spawn([
                    "-c",
                    `. ${host.root}/etc/sysconfig/kdump; printf %s "$KDUMP_COMMANDLINE_APPEND"`,
                ]).stdout;
            assert.equal(append(), `${irqpoll ? "irqpoll " : ""}nr_cpus=1 reset_devices`);
            conf("commandline_append a=1");
            assert.equal(append(), `${irqpoll ? "irqpoll " : ""}nr_cpus=1 reset_devices a=1`);
            ok(host.run("undo", "conf"), "undo conf");
            assert.deepEqual(host.tree("var"), bare);
            host.remove();
        }
        ready("amzn 2023");
    });

    it("T17: writes auto_reset_crashkernel no wherever the size is ours, and only there", () => {
        for (const [name, known] of [
            ["centos 7", false],
            ["rhel 8.10", false],
            ["rhel 9.4", true],
            ["fedora 41", true],
            ["amzn 2023", true],
        ] as [string, boolean][]) {
            ready(name);
            conf("path /var/crash");
            assert.equal(host.directives().auto_reset_crashkernel, undefined);
            ok(host.run("crashkernel", "256M"), "crashkernel");
            conf("path /var/crash", "auto_reset_crashkernel no");
            assert.equal(host.directives().auto_reset_crashkernel, known ? "no" : undefined, name);
            fails(
                host.run("conf", "auto_reset_crashkernel yes"),
                "conf-family",
                "the next update would overwrite crashkernel=256M",
            );
            host.remove();
        }
        ready("centos 9");
    });

    const impossible: [string, string[], string][] = [
        ["centos 9", ["compression gzip"], "use core_collector makedumpfile with -c, -l, -p or -z"],
        ["centos 7", ["T10: final_action halt"], "does not know that directive"],
        ["amzn 2", ["final_action halt"], "does not know that directive"],
        ["rocky 8.0", ["final_action halt"], "does not know that directive"],
        ["centos 9", ["virtiofs dumps"], "use nfs or ssh"],
        ["rhel 8.10", ["auto_reset_crashkernel yes"], "nothing resets crashkernel on it"],
        ["centos 9", ["T9: raw /dev/vdb", "core_collector makedumpfile -l -d 31"], "Add -F"],
        ["centos 9", ["T13: ssh root@server"], "there is no key /root/.ssh/kdump_id_rsa"],
    ];
    for (const [name, [first, ...more], sentence] of impossible) {
        it(`${first} ${more.join(" ")} is refused on ${name}`, () => {
            ready(name);
            const before = host.tree("var");
            const line = first.replace(/^T\d+: /, "");
            fails(
                host.run("conf", line, ...more),
                "conf-family",
                ` is not possible on ${host.el.name}: `,
                sentence,
            );
            assert.deepEqual(host.tree("var"), before);
        });
    }

    it("T9: makes makedumpfile write a stream where kdump.conf's own line does not", () => {
        ready("centos 9");
        booted();
        conf("raw /dev/vdb");
        assert.equal(host.directives().core_collector, "makedumpfile -F -l --message-level 7 -d 31");
        assert.equal(ok(host.run("service", "x"), "service").json.ready, true);
        conf("keep 0");
        assert.equal(host.directives().raw, undefined);
    });

    it("allows final_action on 8 where its kdump knows it", () => {
        ready("rhel 8.10");
        conf("final_action halt", "failure_action dump_to_rootfs");
        assert.deepEqual(
            [host.directives().final_action, host.directives().default],
            ["halt", "dump_to_rootfs"],
        );
    });
});
