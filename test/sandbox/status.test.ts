import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "./elRoot";
import { ok, steps } from "./lifecycle";
import { Run } from "./run";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

const lines = ["path /var/dumps", "keep 2", "sysctl kernel.panic=10"];
const makes: Record<string, (shell: string[]) => ThrowawayRoot> = {
    dash: (shell) => new ThrowawayRoot(shell),
    bash: (shell) => new SuseRoot(shell),
    busybox: (shell) => new ElRoot("rhel 8.10", shell),
};
const value = "256M";
const declared = [
    ...["--program", "0123456789ab", "--owner", "acme/servers/prod/web", "--crashkernel", value],
    ...["--reboot", "when-required", "--debuginfo", "--conf", ...lines],
];

/** Everything that is there, with the times at which content, mode or name changed. */
function everything(host: ThrowawayRoot): string[] {
    const found = execFileSync("find", [host.root, "-printf", "%P %y %m %U %s %T@ %C@ %l\\n"]);
    return found.toString().split("\n").sort();
}

for (const [name, make] of Object.entries(makes)) {
    describe(`a look at a host under ${name}`, function () {
        this.timeout(120_000);
        let host: ThrowawayRoot;
        let temporary: string;
        beforeEach(() => {
            host = make(shells[name]);
            host.set("reboots");
            host.set("plugin");
            temporary = path.join(host.base, "temporary");
            fs.mkdirSync(temporary);
            host.env.TMPDIR = temporary;
        });
        afterEach(() => host.remove());

        /** Looks with the program on standard input, and proves that nothing was written. */
        function look(...options: string[]): Run["json"] {
            const before = everything(host);
            const run = host.look(...options);
            assert.deepEqual(everything(host), before);
            assert.deepEqual(fs.readdirSync(temporary), []);
            return ok(run, options.join(" ")).json;
        }

        function up(): void {
            ok(host.install(), "install");
            for (const step of steps(value, lines)) ok(host.run(...step), step[0]);
        }

        it("writes nothing where nothing was prepared, and says what would be done", () => {
            const facts = look();
            assert.deepEqual([facts.would, facts.owner, facts.lastDrill], [{}, null, ""]);
            assert.equal(facts.nextBoot.crashkernel, "");
            assert.notEqual(facts.nextBoot.entry, "");
            assert.match(facts.time, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
            const { would } = look(...declared);
            assert.deepEqual(
                [
                    "install",
                    "packages",
                    "crashkernel",
                    "bootloader",
                    "conf",
                    "reboot",
                    "service",
                    "owner",
                ].filter((step) => !(step in would)),
                [],
            );
        });

        it("writes nothing where all is prepared, by the installed program neither", () => {
            up();
            const { would, nextBoot, ready, crashkernel } = look(...declared.slice(4));
            assert.deepEqual([would, ready, nextBoot.crashkernel], [{}, true, value]);
            assert.equal(nextBoot.reservedBytes, crashkernel.reservedBytes);
            const before = everything(host);
            assert.deepEqual(ok(host.run("status", ...declared.slice(4)), "status").json.would, {});
            assert.deepEqual(everything(host), before);
        });

        it("writes nothing where half is gone", () => {
            up();
            for (const file of ["usr/local/bin/kdump-host", "var/log/pulumi-kdump.log", "etc/default/grub"]) {
                fs.rmSync(path.join(host.root, file));
            }
            for (const file of fs.readdirSync(path.join(host.root, "var/lib/pulumi-kdump"))) {
                if (!["conf", "made-dirs"].includes(file)) {
                    fs.rmSync(path.join(host.root, "var/lib/pulumi-kdump", file));
                }
            }
            // A mark that is gone makes our part of a file one that nobody can tell.
            for (const file of ["etc/default/kdump-tools", "etc/sysconfig/kdump", "etc/kdump.conf"]) {
                if (host.exists(file)) host.write(file, host.read(file).replace("# END pulumi-kdump\n", ""));
            }
            const facts = look(...declared);
            assert.match(facts.would.install.why, /kdump-host is not there/);
            assert.match(facts.would.conf.why, /The lines between .* are not whole any more/);
            assert.deepEqual([facts.ready, facts.reason], [false, facts.would.conf.why]);
            fs.rmSync(path.join(host.root, "var/lib/pulumi-kdump"), { recursive: true });
            look(...declared);
        });

        it("takes no lock, and is refused in words that it does not know", () => {
            up();
            const held = host.start("packages");
            look(...declared.slice(4));
            return held.then(() => {
                for (const words of [
                    ["--crashkernel"],
                    ["--owner", "web"],
                    ["--reboot", "always"],
                    ["--program", ""],
                    ["192M"],
                ]) {
                    const run = host.look(...words);
                    assert.equal(run.status, 2, words.join(" "));
                    assert.match(run.stderr, /^error \[usage\]: /, words.join(" "));
                }
            });
        });
    });
}

/** A menu as grub-mkconfig makes it, with a submenu; the kernels are told apart by their values. */
const menu = (chosen: string): string => `### BEGIN /etc/grub.d/00_header ###
if [ "\${next_entry}" ] ; then
   set default="\${next_entry}"
   set next_entry=
   save_env next_entry
else
   set default="${chosen}"
fi
function savedefault {
  if [ -z "\${boot_once}" ]; then
    saved_entry="\${chosen}"
  fi
}
### BEGIN /etc/grub.d/10_linux ###
menuentry 'Debian GNU/Linux' --class debian $menuentry_id_option 'gnulinux-simple-0a1b' {
	if [ x$grub_platform = xxen ]; then insmod xzio; fi
	linux	/boot/vmlinuz-6.1.0-37-cloud-amd64 root=UUID=0a1b ro crashkernel=100M
	initrd	/boot/initrd.img
}
submenu 'Advanced options for Debian' $menuentry_id_option 'gnulinux-advanced-0a1b' {
	menuentry 'Debian, with 37' --class debian $menuentry_id_option 'gnulinux-37-advanced' {
		linux	/boot/vmlinuz-6.1.0-37-cloud-amd64 root=UUID=0a1b ro crashkernel=200M
	}
	menuentry "Debian's, with 30" --class debian --id 'gnulinux-30-advanced' {
		linux	/boot/vmlinuz-6.1.0-30-cloud-amd64 root=UUID=0a1b ro crashkernel=300M crashkernel=64M,low
	}
}
### END /etc/grub.d/10_linux ###
menuentry 'Another system' $menuentry_id_option 'osprober-0b' {
	linux /vmlinuz root=/dev/vdb1
}
menuentry 'Firmware' $menuentry_id_option 'uefi-firmware' {
	fwsetup
}
`;

describe("what the next boot would boot", function () {
    this.timeout(60_000);
    let host: ThrowawayRoot;
    afterEach(() => host.remove());
    const next = () => {
        const { crashkernel, entry } = ok(host.look(), "status").json.nextBoot;
        return [entry, crashkernel];
    };
    const first = ["Debian GNU/Linux", "100M"];
    const newer = ["Debian, with 37", "200M"];
    const older = ["Debian's, with 30", "300M 64M,low"];

    it("is the entry that GRUB_DEFAULT names by number, title or id, within a submenu too", () => {
        host = new ThrowawayRoot(shells.dash);
        for (const [chosen, found] of [
            ["0", first],
            ["1>0", newer],
            ["1>Debian's, with 30", older],
            ["Advanced options for Debian>gnulinux-30-advanced", older],
            ["gnulinux-advanced-0a1b>1", older],
            ["gnulinux-simple-0a1b", first],
            ["2", ["Another system", ""]],
            ["osprober-0b", ["Another system", ""]],
            // GRUB falls back to the first; what has no kernel, or is a menu, is not told.
            ["9", first],
            ["gone>gone", first],
            ["3", ["", ""]],
            ["1", ["", ""]],
        ] as [string, string[]][]) {
            host.write("boot/grub/grub.cfg", menu(chosen));
            assert.deepEqual(next(), found, chosen);
        }
    });

    it("is what grubenv has saved, or has for once", () => {
        host = new ThrowawayRoot(shells.busybox);
        host.write("boot/grub/grub.cfg", menu("${saved_entry}"));
        assert.deepEqual(next(), first);
        host.write(
            "boot/grub/grubenv",
            "# GRUB Environment Block\nsaved_entry=gnulinux-advanced-0a1b>gnulinux-30-advanced\n###",
        );
        assert.deepEqual(next(), older);
        host.write("boot/grub/grubenv", "# GRUB Environment Block\nsaved_entry=0\nnext_entry=1>0\n###");
        assert.deepEqual(next(), newer);
        host.write("boot/grub/grub.cfg", "");
        assert.deepEqual(next(), ["", ""]);
    });

    it("is on EL the newest entry, or the one that grubenv names", () => {
        const el = new ElRoot("rhel 9.4", shells.bash);
        host = el;
        el.entry("5.14.0-1.el9.x86_64", "ro crashkernel=1M");
        el.entry("5.14.0-999.el9.x86_64", "ro crashkernel=2M");
        el.entry("0-rescue", "ro crashkernel=3M");
        const named = ["Linux (5.14.0-1.el9.x86_64)", "1M"];
        assert.deepEqual(next(), ["Linux (5.14.0-999.el9.x86_64)", "2M"]);
        for (const saved of ["0a1b-5.14.0-1.el9.x86_64", "Linux (5.14.0-1.el9.x86_64)", "2"]) {
            host.write("boot/grub2/grubenv", `# GRUB Environment Block\nsaved_entry=${saved}\n###`);
            assert.deepEqual(next(), named, saved);
        }
        host.write("boot/grub2/grub.cfg", 'set default="0"\nblscfg\n');
        assert.deepEqual(next(), ["Linux (5.14.0-999.el9.x86_64)", "2M"]);
        host.write("boot/grub2/grub.cfg", 'set default="${saved_entry}"\nblscfg\n');
        assert.deepEqual(next(), named);
    });

    it("keeps a host from being ready where it would reserve something else", () => {
        host = new ThrowawayRoot(shells.dash);
        host.set("reboots");
        ok(host.install(), "install");
        for (const step of steps("192M", lines).slice(0, 6)) ok(host.run(...step), step[0]);
        host.write("boot/grub/grub.cfg", host.read("boot/grub/grub.cfg").replaceAll(" crashkernel=192M", ""));
        const { ready, reason, nextBoot } = ok(host.run("status"), "status").json;
        assert.deepEqual([ready, nextBoot.reservedBytes], [false, 0]);
        assert.equal(
            reason,
            "The next boot reserves 0 MiB: the boot loader's default entry 'Debian GNU/Linux' has no crashkernel= and not crashkernel=192M.",
        );
    });
});
