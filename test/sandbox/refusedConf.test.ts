import * as fs from "node:fs";
import * as path from "node:path";

import { fails, Refusals } from "./refusals";

describe("dump configurations that the host program refuses", function () {
    this.timeout(30000);
    const here = new Refusals();

    describe("conf", () => {
        const cases: Record<string, string[]> = {
            "path crash": ["The line 'path crash' cannot be used: a path starts with /"],
            "path /": ["names a directory"],
            "path /var/my crash": ["a path must not hold blanks"],
            "path /var/crash\nUSE_KDUMP=0": ["'path /var/crash USE_KDUMP=0'", "a line break"],
            "path /var/../etc": ["must not hold . or .. or //"],
            "path /etc/os-release": ["/etc/os-release is there, and is not a directory"],
            "path /etc/os-release/x": ["/etc/os-release is there, and is not a directory"],
            "path /var/$(id)": ["cannot be passed on unchanged"],
            "path /var/cr*sh": ["only letters, digits"],
            "core_collector makedumpfile -d 31; reboot": ["only letters, digits"],
            "core_collector makedumpfile -d '31'": ["cannot be passed on unchanged"],
            "keep -1": ["keep wants a number, 0 for all"],
            "keep ": ["a line is one of"],
            "keep 3": ["keep is given twice"],
            "compression zip": ["compression wants one of: gzip bzip2 lz4 xz"],
            'commandline_append a="b"': ["cannot be passed on unchanged"],
            "sysctl kernel.panic": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.panic=": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.panic=1;reboot": ["sysctl wants NAME=NUMBER"],
            "sysctl ../../etc/x=1": ["sysctl wants NAME=NUMBER"],
            "sysctl kernel.no_such=1": ["this kernel has no sysctl kernel.no_such"],
            "nfs server": ["nfs wants HOST:/EXPORT"],
            "T10: nfs4 server:/x": ["use nfs, which speaks version 4 too"],
            "ftp server": ["use ssh or nfs"],
            "ssh server": ["ssh wants USER@HOST"],
            "raw sda": ["raw wants a device, such as /dev/vdb1"],
            "xfs /dev/my disk": ["a target must not hold blanks"],
            "T13: sshkey /root/.ssh/none": ["there is no file /root/.ssh/none. Put the key there first"],
            "sshkey key": ["sshkey wants the path of a key file"],
            "kdump_pre /no/such": ["/no/such is not there, or is not executable"],
            "extra_bins ls": ["extra_bins wants full paths"],
            "failure_action panic": ["wants one of: reboot halt poweroff shell dump_to_rootfs"],
            "default panic": ["wants one of: reboot halt"],
            "final_action shell": ["wants one of: reboot halt poweroff"],
            "force_rebuild yes": ["force_rebuild wants one of: 0 1"],
            "auto_reset_crashkernel maybe": ["wants one of: yes no"],
            "dracut_args --mount a --mount b": ["at most one --mount is allowed"],
            "dracut_args $(id)": ["cannot be passed on unchanged"],
            "T10: link_delay 30": ["link_delay is no longer a directive"],
            path: ["a line is one of: path DIR"],
            "": ["The line '' cannot be used"],
        };
        for (const [line, parts] of Object.entries(cases)) {
            it(JSON.stringify(line), () => {
                here.prepared();
                const given = line.replace(/^T\d+: /, "");
                const other = line.startsWith("keep ") && line !== "keep 3" ? "path /var/crash" : "keep 3";
                here.refused(() => here.host.run("conf", other, given), "conf-line", parts);
            });
        }

        const pairs: Record<string, [string, string][]> = {
            "there is another already": [
                ["nfs server:/x", "ssh root@server"],
                ["xfs /dev/vdb1", "dracut_args --mount x"],
            ],
            "cannot be used together": [["force_rebuild 1", "force_no_rebuild 1"]],
            "failure_action is given twice": [["failure_action halt", "default halt"]],
        };
        for (const [sentence, lines] of Object.entries(pairs)) {
            for (const both of lines) {
                it(both.join(" and "), () => {
                    here.prepared();
                    here.refused(() => here.host.run("conf", ...both), "conf-line", [sentence]);
                });
            }
        }

        const impossible: Record<string, string> = {
            "raw /dev/vdb1": "use path for a local directory, nfs or ssh",
            "virtiofs dumps": "use path for a local directory, nfs or ssh",
            "xfs /dev/vdb1": "use path for a local directory, nfs or ssh",
            "core_collector cp --sparse": "kdump-tools runs makedumpfile and nothing else",
            "core_collector makedumpfilex -d 31": "kdump-tools runs makedumpfile and nothing else",
            "failure_action shell": "or runs KDUMP_FAIL_CMD",
            "final_action halt": "always reboots after a dump",
            "extra_modules nfsv4": "name them in /etc/initramfs-tools/modules",
            "force_rebuild 1": "makes its initrd when a kernel is installed",
            "fence_kdump_nodes a b": "a systemd unit",
            "auto_reset_crashkernel yes": "nothing resets crashkernel on it",
        };
        for (const [line, instead] of Object.entries(impossible)) {
            // A directive of which some values are possible is named with its value.
            const whole = /^(core_collector|failure_action|final_action|force_|auto_reset)/.test(line);
            it(`Debian cannot: ${line}`, () => {
                here.prepared();
                here.refused(() => here.host.run("conf", line), "conf-family", [
                    `${whole ? line : line.split(" ")[0]} is not possible on Debian GNU/Linux 12 (bookworm): `,
                    instead,
                ]);
            });
        }

        it("a compression whose program is not there", () => {
            here.prepared();
            const bin = path.join(here.host.base, "bin");
            fs.mkdirSync(bin);
            for (const name of "cat cmp dash df flock grep head mv od rm sed stat sync tail tr uname wc".split(
                " ",
            )) {
                fs.symlinkSync(`/usr/bin/${name}`, path.join(bin, name));
            }
            here.host.env.PATH = bin;
            here.refused(() => here.host.run("conf", "compression lz4"), "conf-line", [
                "the program lz4 is not installed",
            ]);
        });

        for (const text of [
            "KDUMP_COREDIR='/var\n",
            "if true; then\n",
            "echo $(\n",
            "exit 3\n",
            "# BEGIN pulumi-kdump\n",
            'USE_KDUMP="1\n',
        ]) {
            it(`an administrator's file that does not carry it: ${JSON.stringify(text)}`, () => {
                here.prepared();
                const good = here.host.read("etc/default/kdump-tools");
                here.host.write("etc/default/kdump-tools", text);
                here.refused(
                    () => here.host.run("conf", "keep 3"),
                    "conf-file",
                    ["/etc/default/kdump-tools"],
                    () => here.host.write("etc/default/kdump-tools", good),
                );
            });
        }
    });

    it("a dump directory that is none", () => {
        here.prepared();
        fs.rmSync(path.join(here.host.root, "var/crash"), { recursive: true });
        here.host.write("var/crash", "file");
        here.refused(
            () => here.host.run("service", "x"),
            "dump-path",
            ["The dump directory /var/crash is there, and is not a directory."],
            () => fs.rmSync(path.join(here.host.root, "var/crash")),
        );
    });

    it("a masked unit, and one that is not there", () => {
        here.prepared();
        here.host.set("units/kdump-tools.service", "masked inactive\n");
        fails(here.host.run("service", "x"), "unit-masked", "systemctl unmask kdump-tools.service");
        here.host.unset("units/kdump-tools.service");
        fails(here.host.run("service", "x"), "unit", "systemctl enable failed");
    });
});
