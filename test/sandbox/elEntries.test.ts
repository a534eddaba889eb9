// What grubby does to entries by itself, and this program does not: it writes them on its own, word by word.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRelease, ElRoot, otherKernel, releases } from "./elRoot";
import { ok } from "./lifecycle";
import { failsUntouched } from "./refusals";
import { shells } from "./throwawayRoot";

const entryOf = (kernel: string): string => `boot/loader/entries/0a1b-${kernel}.conf`;
const cmdline = "etc/kernel/cmdline";

describe("entries of the boot loader", function () {
    this.timeout(60000);
    let host: ElRoot;
    afterEach(() => host.remove());

    function ready(release: string | ElRelease, shell = shells.dash): void {
        host = new ElRoot(release, shell).installed();
        ok(host.install(), "install");
    }

    function put(value: string): void {
        for (const step of ["crashkernel", "bootloader"]) ok(host.run(step, value), `${step} ${value}`);
    }

    const undo = (): void => void ok(host.run("undo", "crashkernel"), "undo crashkernel");

    /** The entry of the running kernel, with these lines in the place of its options. */
    function odd(...lines: string[]): string {
        return ["title Linux", "version 1", "linux /vmlinuz-1", ...lines, "grub_class kernel", ""].join("\n");
    }

    const ours = "crashkernel=1G,high crashkernel=64M,low";
    // Each with what it becomes; the value has a pair, so that the words of two arguments are tried.
    const oddities: Record<string, [string[], string[]]> = {
        ampersand: [["options ro a=b&c crashkernel=auto"], [`options ro a=b&c ${ours}`]],
        backslash: [["options ro a=b\\\\c\\1 crashkernel=auto"], [`options ro a=b\\\\c\\1 ${ours}`]],
        "blanks within quotes": [
            ['options  ro dyndbg="file  x.c +p"  crashkernel=1M\tlast '],
            [`options  ro dyndbg="file  x.c +p"\tlast ${ours}`],
        ],
        globs: [
            ["options ro * acpi_osi=!* usb=[1-3] x=$(id) y=`id`"],
            [`options ro * acpi_osi=!* usb=[1-3] x=$(id) y=\`id\` ${ours}`],
        ],
        "two lines": [
            ["options ro", "options quiet crashkernel=auto"],
            [`options ro ${ours}`, "options quiet"],
        ],
        "tabs and indentation": [["  options\tro  crashkernel=auto"], [`  options\tro ${ours}`]],
        "similar names": [
            ["options nocrashkernel=1 x.crashkernel=2 crashkernel crashkernel_max=3"],
            [`options nocrashkernel=1 x.crashkernel=2 crashkernel crashkernel_max=3 ${ours}`],
        ],
        "a blank at the end": [["options ro quiet  "], [`options ro quiet ${ours}`]],
        "nothing else": [["options crashkernel=64M  crashkernel=1M"], [`options ${ours}`]],
        "slashes and delimiters": [
            ["options root=/dev/a|b#c,d;e /x"],
            [`options root=/dev/a|b#c,d;e /x ${ours}`],
        ],
        "a byte that is no UTF-8": [
            ["options ro name=\xff\xfe crashkernel=1M"],
            [`options ro name=\xff\xfe ${ours}`],
        ],
    };
    for (const [name, shell] of Object.entries(shells)) {
        it(`T47: have nothing but crashkernel= changed, and come back byte for byte: under ${name}`, () => {
            ready("centos 9", shell);
            const all = Object.entries(oddities).map(([what, lines], index) => ({
                what,
                file: path.join(host.root, entryOf(`odd${index}`)),
                // With one newline at the end, with none, and with two.
                texts: lines.map((some) => odd(...some).trimEnd() + ["\n", "", "\n\n"][index % 3]),
            }));
            const check = (which: number): void => {
                for (const { what, file, texts } of all)
                    assert.equal(fs.readFileSync(file, "latin1"), texts[which], what);
            };
            for (const { file, texts } of all) fs.writeFileSync(file, Buffer.from(texts[0], "latin1"));
            for (const value of ["256M", "1G,high 64M,low"]) {
                put(value);
                for (const step of ["crashkernel", "bootloader"])
                    assert.equal(ok(host.run(step, value), step).json.changed, false, step);
            }
            check(1);
            undo();
            check(0);
        });
    }

    it("keep what an administrator changes meanwhile", () => {
        ready("centos 9");
        host.write(entryOf(host.release), odd("options ro  crashkernel=auto a&b"));
        put("256M");
        host.write(
            entryOf(host.release),
            host
                .read(entryOf(host.release))
                .replace("ro ", "ro audit=1 ")
                .replace("title Linux", "title Mine"),
        );
        undo();
        assert.equal(
            host.read(entryOf(host.release)),
            odd("options ro audit=1 a&b crashkernel=auto").replace("title Linux", "title Mine"),
        );
    });

    it("are refused without a line of options, and where there is none at all", () => {
        ready("centos 9");
        host.write(entryOf(host.release), odd());
        failsUntouched(host, () => host.run("crashkernel", "256M"), "bootloader", "has no line with options");
        fs.rmSync(path.join(host.root, "boot/loader/entries"), { recursive: true });
        failsUntouched(host, () => host.run("crashkernel", "256M"), "bootloader", "There is no entry");
    });

    it("may refer to kernelopts and have arguments of their own", () => {
        ready("rhel 8.10");
        host.write(entryOf(host.release), odd("options $kernelopts $tuned_params crashkernel=512M"));
        const before = host.tree("var");
        put("256M");
        assert.equal(host.read(entryOf(host.release)), odd("options $kernelopts $tuned_params"));
        assert.match(host.read("boot/grub2/grubenv"), /^kernelopts=.* crashkernel=256M$/m);
        undo();
        assert.deepEqual(host.tree("var"), before);
    });

    it("may refer to kernelopts of which grubenv knows nothing", () => {
        ready("rhel 8.10");
        host.write("boot/grub2/grubenv", "# GRUB Environment Block\nsaved_entry=x\n");
        failsUntouched(host, () => host.run("bootloader", "256M"), "bootloader", "refer to $kernelopts");
        host.write(
            "boot/grub2/grub.cfg",
            'if [ -z "${kernelopts}" ]; then\n  set kernelopts="root=UUID=0a1b ro crashkernel=auto"\nfi\nblscfg\n',
        );
        const before = host.tree("var");
        put("256M");
        assert.match(host.read("boot/grub2/grubenv"), /^kernelopts=root=UUID=0a1b ro crashkernel=256M$/m);
        put("320M");
        undo();
        assert.deepEqual(host.tree("var"), before);
    });

    it("come back by what an earlier version remembered", () => {
        ready("rhel 8.10");
        put("256M");
        const id = (kernel: string) => `0a1b-${kernel}`;
        host.entry(otherKernel, "root=UUID=0a1b ro quiet crashkernel=256M");
        host.write(
            "var/lib/pulumi-kdump/crashkernel-entries",
            `kernelopts crashkernel=auto\n${id(host.release)}\n${id(otherKernel)} crashkernel=1G,high crashkernel=64M,low\n`,
        );
        fs.rmSync(path.join(host.root, "var/lib/pulumi-kdump/boot-entries"));
        undo();
        assert.match(
            host.read("boot/grub2/grubenv"),
            /^kernelopts=root=UUID=0a1b ro console=ttyS0 crashkernel=auto$/m,
        );
        assert.match(host.read(entryOf(host.release)), /^options \$kernelopts$/m);
        assert.match(host.read(entryOf(otherKernel)), /quiet crashkernel=1G,high crashkernel=64M,low$/m);
    });

    describe("of a kernel that comes before the reboot", () => {
        const bare = (release: string): Record<string, string> => {
            ready(release);
            fs.rmSync(path.join(host.root, "etc/kernel"), { recursive: true, force: true });
            return host.tree("var");
        };

        it("T4: take their arguments from /etc/kernel/cmdline, which is made where there is none", () => {
            const before = bare("centos 9");
            host.entry(otherKernel, "root=UUID=0a1b ro other");
            host.entry(host.release, 'root=UUID=0a1b ro x="a  b" crashkernel=auto $tuned_params');
            const entries = host.tree("var");
            put("256M");
            assert.equal(host.read(cmdline), 'root=UUID=0a1b ro x="a  b" crashkernel=256M\n');
            put("320M");
            assert.equal(host.read(cmdline), 'root=UUID=0a1b ro x="a  b" crashkernel=320M\n');
            undo();
            assert.deepEqual(host.tree("var"), entries);
            assert.ok(!Object.keys(before).some((file) => file.startsWith("etc/kernel")));
        });

        it("leave that file to whoever changes it", () => {
            bare("centos 9");
            put("256M");
            fs.appendFileSync(path.join(host.root, cmdline), "mine\n");
            put("256M");
            assert.match(host.read(cmdline), /crashkernel=256M/);
            undo();
            assert.match(host.read(cmdline), /mine/);
            assert.doesNotMatch(host.read(cmdline), /crashkernel/);
            fs.rmSync(path.join(host.root, cmdline));
            put("256M");
            host.write(cmdline, `${host.read(cmdline).trimEnd()} late\n`);
            undo();
            assert.equal(host.read(cmdline), "root=UUID=0a1b ro console=ttyS0 rhgb late\n");
        });

        it("need no such file where entries refer to kernelopts", () => {
            bare("rhel 8.10");
            put("256M");
            assert.ok(!fs.existsSync(path.join(host.root, cmdline)));
        });
    });

    describe("that nobody reads (GRUB_ENABLE_BLSCFG=false)", () => {
        /** A host whose grub.cfg has a menu of its own. */
        function menu(release: string | ElRelease, setting: string): string {
            ready(release);
            const settings = host.read("etc/default/grub");
            host.write("etc/default/grub", `${settings}GRUB_ENABLE_BLSCFG=false\n`);
            const file = host.makeMenu();
            host.write("etc/default/grub", settings + setting);
            host.record();
            return file;
        }

        for (const release of [
            "rhel 8.10",
            "centos 9",
            "fedora 44",
            { ...releases["rocky 10.0"], efi: "rocky" },
            { ...releases["almalinux 8.10"], efi: "almalinux" },
        ]) {
            const name = typeof release === "string" ? release : `${release.name} by EFI`;
            it(`T45: ${name}: the menu is made anew, checked, and taken back`, () => {
                const file = menu(release, "GRUB_ENABLE_BLSCFG=false\n");
                const before = host.tree("var");
                put("256M");
                assert.equal(host.read(file).match(/crashkernel=256M/g)?.length, 2);
                for (const line of host.commandLines()) assert.match(line, / crashkernel=256M$/);
                for (const step of ["crashkernel", "bootloader"])
                    assert.equal(ok(host.run(step, "256M"), step).json.changed, false, step);
                undo();
                assert.deepEqual(host.tree("var"), before);
            });
        }

        it("are refused, before anything is changed, where grub2-mkconfig would change how the machine boots", () => {
            for (const setting of ["", "GRUB_ENABLE_BLSCFG=true\n"]) {
                menu("centos 9", setting);
                for (const step of ["crashkernel", "bootloader"])
                    failsUntouched(
                        host,
                        () => host.run(step, "256M"),
                        "bootloader-menu",
                        "/boot/grub2/grub.cfg has a menu of its own",
                        "GRUB_ENABLE_BLSCFG=false",
                    );
                host.remove();
            }
            // The old grubby, where it is there, makes menus without being told.
            menu("rhel 8.10", "");
            host.write("usr/sbin/new-kernel-pkg", "");
            ok(host.run("crashkernel", "256M"), "crashkernel");
        });

        it("need not be there", () => {
            const file = menu("centos 9", "GRUB_ENABLE_BLSCFG=false\n");
            fs.rmSync(path.join(host.root, "boot/loader"), { recursive: true });
            put("256M");
            assert.match(host.read(file), /crashkernel=256M/);
            undo();
        });
    });
});
