import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok } from "./lifecycle";
import { failsUntouched } from "./refusals";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const main = "etc/kdump.conf";

for (const [name, shell] of Object.entries(shells)) {
    describe(`what the administrator's kdump.conf says, under ${name}`, function () {
        this.timeout(60000);
        let host: ElRoot;
        afterEach(() => host.remove());

        function ready(release: string, text: string): void {
            host = new ElRoot(release, shell).installed();
            ok(host.install(), "install");
            for (const file of ["root/.ssh/kdump_id_rsa", "usr/bin/hook"]) {
                host.write(file, "#!/bin/sh\n");
                fs.chmodSync(path.join(host.root, file), 0o755);
            }
            host.write(main, text);
        }

        /** Both runs are good, kdump.conf then says `directives`, and undo gives every byte back. */
        function becomes(lines: string[], directives: Record<string, string>): void {
            const before = host.read(main);
            ok(host.run("conf", ...lines), "conf");
            assert.deepEqual(host.directives(), directives);
            assert.equal(ok(host.run("conf", ...lines), "again").json.changed, false);
            ok(host.run("undo", "conf"), "undo");
            assert.equal(host.read(main), before);
        }

        const gives: [string, string, string, string[], Record<string, string>][] = [
            [
                "an export",
                "rocky 9.4",
                "nfs old:/x\npath /y\ndefault shell",
                ["path /var/crash"],
                { path: "/var/crash", default: "shell" },
            ],
            [
                "a host and its stream, of which the rest of the command stays",
                "rocky 9.4",
                "ssh a@old\nsshkey /k\ncore_collector makedumpfile -c -F -d17 # s\n",
                ["path /var/crash"],
                { sshkey: "/k", path: "/var/crash", core_collector: "makedumpfile -c -d 17" },
            ],
            [
                "a file for a stream",
                "rhel 10.0",
                'core_collector "makedumpfile -c -d 17"\n',
                ["ssh a@new", "path /d"],
                { ssh: "a@new", path: "/d", core_collector: "makedumpfile -F -c -d 17" },
            ],
            [
                "a mount beside a target of ours, of which the rest stays",
                "rhel 8.10",
                'dracut_args --add nfs --mount "old:/x /m nfs rw" --omit plymouth\n',
                ["nfs new:/y", "path /d"],
                { nfs: "new:/y", path: "/d", dracut_args: "--add nfs --omit plymouth" },
            ],
            [
                "a target beside a mount of ours",
                "centos 7",
                "ext4 LABEL=old\ndracut_args --mount /a\n",
                ["path /d", "dracut_args --mount x"],
                { path: "/d", dracut_args: "--mount x" },
            ],
            [
                "a mount beside a directory of ours",
                "fedora 44",
                "dracut_args --mount='old:/x /m nfs rw'",
                ["path /var/crash"],
                { path: "/var/crash" },
            ],
        ];
        for (const [what, release, text, lines, directives] of gives) {
            it(`T41: ${what} gives way on ${release}, and comes back`, () => {
                ready(release, text);
                becomes(lines, directives);
            });
        }

        it("a target stays where nothing is said about it, and -F goes with it", () => {
            ready("rocky 9.4", "raw /dev/vdb\ncore_collector makedumpfile -F -l\n");
            becomes(["failure_action halt"], {
                raw: "/dev/vdb",
                core_collector: "makedumpfile -F -l",
                failure_action: "halt",
            });
            ok(host.run("conf", "core_collector makedumpfile -lFd 31"), "conf");
            // mkdumprd looks for the very text.
            assert.equal(host.directives().core_collector, "makedumpfile -F -lFd 31");
        });

        const bad: [string, string, string, string][] = [
            [
                "rocky 9.4",
                "# x\n\npathological x\n",
                "Line 3 of /etc/kdump.conf, 'pathological x'",
                "is not a directive of kdump.conf",
            ],
            [
                "rhel 10.0",
                "auto_reset_crashkernel=no",
                "Line 1",
                "between a directive and its value stands a blank",
            ],
            ["rocky 9.4", "link_delay 60", "Line 1", "link_delay is no longer a directive"],
            ["rocky 9.4", "failure_action", "Line 1", "it has no value"],
            ["centos 7", "failure_action halt", "Line 1", "this host's kdump does not know failure_action"],
            ["rocky 9.4", "extra_modules a # b\nextra_modules c", "Line 2", "extra_modules is given twice"],
            ["rhel 8.10", "default halt\nfailure_action halt", "Line 2", "failure_action is given twice"],
            ["rocky 9.4", "failure_action panic", "Line 1", "failure_action is one of: reboot halt"],
            ["rhel 10.0", "final_action shell", "Line 1", "final_action is one of: reboot halt"],
            ["rocky 9.4", "force_rebuild yes", "Line 1", "force_rebuild is one of: 0 1"],
            ["rocky 9.4", "force_rebuild 1\nforce_no_rebuild 1", "Line 2", "are both on"],
            ["rocky 9.4", "kdump_pre /no/such", "Line 1", "there is no file /no/such"],
            [
                "rocky 9.4",
                "extra_bins /usr/bin/hook /etc/os-release",
                "Line 1",
                "/etc/os-release is not executable",
            ],
            ["rhel 10.0", "failure_action halt\r\nextra_modules a\r\n", "Line 1", "a carriage return"],
            [
                "rocky 9.4",
                "core_collector makedumpfile -l -q",
                "Line 1",
                "makedumpfile refuses it and says: unrecognized option '-q'",
            ],
            ["rocky 9.4", "fence_kdump_nodes a thishost", "Line 1", "thishost is this one"],
        ];
        it("T42: is named by its line where kdump would not start with it, and nothing is written", () => {
            for (const [release, text, line, why] of bad) {
                ready(release, text);
                host.write("usr/sbin/mkdumprd", "makedumpfile --check-params\n");
                host.write("proc/sys/kernel/hostname", "thishost\n");
                host.set("makedumpfile-refuses", "-q\n");
                failsUntouched(host, () => host.run("conf", "path /srv/x"), "conf-file", line, why);
                host.remove();
            }
            // Behind our own lines the number is still the file's.
            ready("rocky 9.4", "# mine\n");
            ok(host.run("conf", "path /srv/x"), "conf");
            host.write(main, `${host.read(main)}nonsense 1\n`);
            failsUntouched(
                host,
                () => host.run("conf", "path /srv/y"),
                "conf-file",
                "Line 5 of",
                "'nonsense 1'",
            );
            ok(host.run("undo", "conf"), "undo");
            assert.equal(host.read(main), "# mine\nnonsense 1\n");
        });

        it("is read as each release's kdumpctl does", () => {
            for (const [release, text] of [
                // 7 looks for a second target alone, and takes -F out itself.
                ["centos 7", "extra_modules a\nextra_modules b\ncore_collector makedumpfile -F -l\n"],
                // 9 takes a carriage return off.
                ["rocky 9.4", "failure_action halt\r\n\r\n  extra_modules\ta#b\r\n"],
                // kdump-utils takes quotes off.
                ["fedora 44", 'failure_action "halt" # why\n'],
            ]) {
                ready(release, text);
                const before = host.read(main);
                ok(host.run("conf", "path /srv/x"), release);
                ok(host.run("undo", "conf"), release);
                assert.equal(host.read(main), before);
                host.remove();
            }
            ready("rocky 9.4", 'failure_action "halt"\n');
            failsUntouched(
                host,
                () => host.run("conf", "path /srv/x"),
                "conf-file",
                `'failure_action "halt"'`,
            );
        });

        it("and ours are what makedumpfile of this host takes, by either way to ask it", () => {
            for (const refuses of ["-q\n", "-q\n--check-params\n"]) {
                ready("rocky 9.4", "");
                host.set("makedumpfile-refuses", refuses);
                failsUntouched(
                    host,
                    () => host.run("conf", "core_collector makedumpfile -l -q"),
                    "conf-line",
                    "this host's makedumpfile does not take it and says: unrecognized option '-q'",
                );
                ok(host.run("conf", "core_collector makedumpfile -ld31"), "conf");
                host.remove();
            }
            ready("rocky 9.4", "");
            failsUntouched(
                host,
                () => host.run("conf", "core_collector makedumpfile -lv"),
                "conf-line",
                "-v does not write a dump",
            );
        });

        it("T43: an IPv6 address goes through, with the root of the target as path", () => {
            ready("rocky 9.4", "");
            becomes(["nfs [2001:db8::1]:/x", "path /"], { nfs: "[2001:db8::1]:/x", path: "/" });
            becomes(["ssh a@2001:db8::1", "path /d", "core_collector makedumpfile -F"], {
                ssh: "a@2001:db8::1",
                path: "/d",
                core_collector: "makedumpfile -F",
            });
            assert.equal(host.run("conf", "nfs [2001:db8::1]:/x", "path /").json.path, "[2001:db8::1]:/x");
        });
    });
}

describe("a target of the host's own, in files that a shell reads", function () {
    this.timeout(60000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());

    function reads(file: string, name: string): string {
        return host.spawn(["-c", `. "$1"; printf %s "$${name}"`, "sh", path.join(host.root, file)]).stdout;
    }

    it("T41: gives way on Debian to a directory, and comes back", () => {
        host = new ThrowawayRoot(shells.dash, { installed: true });
        ok(host.install(), "install");
        const file = "etc/default/kdump-tools";
        host.write(file, 'NFS="old:/x"\nFTP=ftp.example:/d\n');
        ok(host.run("conf", "path /srv/x"), "conf");
        assert.deepEqual(
            ["NFS", "FTP", "KDUMP_COREDIR"].map((name) => reads(file, name)),
            ["", "", "/srv/x"],
        );
        assert.equal(ok(host.run("status"), "status").json.dump.path, "/srv/x");
        ok(host.run("conf", "keep 0"), "conf");
        assert.equal(reads(file, "NFS"), "old:/x");
        ok(host.run("conf", "ssh a@2001:db8::1", "core_collector makedumpfile -c -d 31"), "conf");
        assert.deepEqual(
            ["SSH", "MAKEDUMP_ARGS"].map((name) => reads(file, name)),
            ["a@2001:db8::1", "-F -c -d 31"],
        );
        ok(host.run("conf", "nfs [2001:db8::1]:/x", "path /"), "conf");
        assert.equal(reads(file, "NFS"), "[2001:db8::1]:/x");
        ok(host.run("undo", "conf"), "undo");
        assert.equal(host.read(file), 'NFS="old:/x"\nFTP=ftp.example:/d\n');
    });

    it("gives way on SUSE, a transfer of one's own too, and an address stands in brackets", () => {
        host = new SuseRoot(shells.dash, { installed: true });
        ok(host.install(), "install");
        const file = "etc/sysconfig/kdump";
        const mine = 'KDUMP_SAVEDIR="sftp://a@old/x"\nKDUMP_TRANSFER="/bin/mine"\n';
        host.write(file, mine);
        ok(host.run("conf", "path /srv/x"), "conf");
        assert.deepEqual(
            ["KDUMP_SAVEDIR", "KDUMP_TRANSFER"].map((name) => reads(file, name)),
            ["file:///srv/x", ""],
        );
        host.write("root/.ssh/k", "k");
        for (const [target, inside, url] of [
            ["ssh a@2001:db8::1", "path /d", "ssh://a@[2001:db8::1]/d"],
            ["nfs [2001:db8::1]:/x", "path /d", "nfs://[2001:db8::1]/x/d"],
            ["nfs srv:/x/", "path /", "nfs://srv/x"],
            ["nfs srv:/", "path /", "nfs://srv/"],
        ]) {
            const run = ok(host.run("conf", target, inside), target);
            assert.equal(reads(file, "KDUMP_SAVEDIR"), url);
            assert.equal(run.json.path, url);
        }
        ok(host.run("undo", "conf"), "undo");
        assert.equal(host.read(file), mine);
    });
});
