import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRelease, ElRoot, otherKernel, releases } from "./elRoot";
import { Run } from "./throwawayRoot";

function ok(run: Run): Run {
    assert.equal(run.status, 0, run.stderr);
    return run;
}

const crashkernels = (line: string): string => (line.match(/crashkernel=\S*/g) ?? []).join(" ");

describe("the boot loader of the rpm family", function () {
    this.timeout(60000);
    let host: ElRoot;
    afterEach(() => host.remove());

    function ready(release: string | ElRelease): void {
        host = new ElRoot(release).installed();
        ok(host.install());
        host.record();
    }

    /** Both steps that set a value. */
    function put(value: string): Run[] {
        return ["crashkernel", "bootloader"].map((step) => ok(host.run(step, value)));
    }

    const each = (kernel: string): string => `boot/loader/entries/0a1b-${kernel}.conf`;

    it("T1: makes the grub.cfg that this machine boots, on BIOS and on EFI, and no other", () => {
        for (const [release, file] of [
            [releases["centos 7"], "boot/grub2/grub.cfg"],
            [{ ...releases["centos 7"], efi: "centos" }, "boot/efi/EFI/centos/grub.cfg"],
            [{ ...releases["centos 7"], efi: "redhat" }, "boot/efi/EFI/redhat/grub.cfg"],
            [releases["ol 7.9"], "boot/efi/EFI/redhat/grub.cfg"],
            [{ ...releases["amzn 2"], efi: "amzn" }, "boot/efi/EFI/amzn/grub.cfg"],
        ] as [ElRelease, string][]) {
            ready(release);
            host.write("boot/efi/EFI/BOOT/grub.cfg", "### BEGIN /etc/grub.d/10_linux ###\n");
            const others = host.tree(file, "etc", "var");
            put("256M");
            assert.deepEqual(host.tree(file, "etc", "var"), others);
            assert.equal(host.read(file).match(/crashkernel=256M/g)?.length, 2);
            assert.deepEqual(
                host.record().filter((call) => call.startsWith("grub")),
                [`grub2-mkconfig -o ${path.dirname(path.join(host.root, file))}/.pulumi-kdump.grub.cfg.new`],
            );
            host.remove();
        }
        ready({ ...releases["centos 7"], efi: "centos" });
        fs.rmSync(path.join(host.root, "boot/efi/EFI"), { recursive: true });
        ok(host.run("crashkernel", "256M"));
        const run = host.run("bootloader", "256M");
        assert.match(
            run.stderr,
            /error \[no-grub\]: This machine boots by EFI, and there is no \/boot\/efi\/EFI\/centos\/grub.cfg. Is \/boot\/efi mounted\?\n$/,
        );
    });

    it("T1: leaves grub.cfg as it was when it cannot be made, or would not be right", () => {
        ready("centos 7");
        ok(host.run("crashkernel", "256M"));
        const before = host.read("boot/grub2/grub.cfg");
        host.set("mkconfig-fails");
        assert.match(
            host.run("bootloader", "256M").stderr,
            /error \[bootloader\]: grub2-mkconfig failed, grub.cfg is as it was: .*canonical path/,
        );
        host.unset("mkconfig-fails");
        const wrong = host.run("bootloader", "320M");
        assert.match(
            wrong.stderr,
            /error \[bootloader-check\]: The entry 'Linux .*' of the new GRUB configuration has crashkernel=256M instead of crashkernel=320M/,
        );
        assert.equal(host.read("boot/grub2/grub.cfg"), before);
        assert.ok(!fs.readdirSync(path.join(host.root, "boot/grub2")).some((name) => name.endsWith(".new")));
        ok(host.run("bootloader", "256M"));
    });

    it("T2: changes kernelopts on 8, and no entry that refers to it", () => {
        ready("rhel 8.10");
        const bare = host.tree("var");
        put("256M");
        assert.match(
            host.read("boot/grub2/grubenv"),
            /^kernelopts=root=UUID=0a1b ro console=ttyS0 crashkernel=256M$/m,
        );
        assert.match(host.read(each(otherKernel)), /^options \$kernelopts$/m);
        assert.match(host.read("etc/default/grub"), /rhgb crashkernel=256M" # keep$/m);
        for (const run of put("256M")) assert.equal(run.json.changed, false);
        ok(host.run("undo", "crashkernel"));
        assert.deepEqual(host.tree("var"), bare);
    });

    for (const name of ["centos 9", "rocky 10.0", "fedora 44", "amzn 2023"]) {
        it(`T3, T30: ${name}: every entry, without grub2-mkconfig, the EFI stub untouched`, () => {
            ready({ ...releases[name], efi: "redhat" });
            const stub = "search --no-floppy --fs-uuid --set=dev 0a1b\nconfigfile $prefix/grub.cfg\n";
            host.write("boot/efi/EFI/redhat/grub.cfg", stub);
            const runs = put("256M");
            assert.equal(runs[1].json.entries, 2);
            for (const line of host.commandLines()) assert.equal(crashkernels(line), "crashkernel=256M");
            assert.equal(host.read("boot/efi/EFI/redhat/grub.cfg"), stub);
            assert.equal(host.read("boot/grub2/grub.cfg"), "# empty\n");
            assert.deepEqual(
                host.record().filter((call) => /mkconfig|grubby/.test(call)),
                [],
            );
        });
    }

    it("T4: a kernel of tomorrow gets it by both files, and an entry that lost it gets it again", () => {
        ready("amzn 2023");
        put("256M");
        for (const file of ["etc/kernel/cmdline", "etc/default/grub"]) {
            assert.equal(crashkernels(host.read(file).replaceAll('"', " ")), "crashkernel=256M", file);
        }
        host.entry("9.9.9-1.x86_64", "root=UUID=0a1b ro");
        const [put1, put2] = put("256M");
        assert.deepEqual([put1.json.changed, put2.json.changed, put2.json.entries], [false, true, 3]);
        for (const line of host.commandLines()) assert.equal(crashkernels(line), "crashkernel=256M");
        // It came after us, so it gets what it would have got without us: nothing.
        ok(host.run("undo", "crashkernel"));
        assert.match(host.read(each("9.9.9-1.x86_64")), /^options root=UUID=0a1b ro$/m);
    });

    for (const name of ["rocky 8.0", "rhel 8.10", "centos 9", "amzn 2023"]) {
        it(`${name}: each entry gets its own original back, whatever it was`, () => {
            ready(name);
            host.write(
                "etc/default/grub",
                "GRUB_CMDLINE_LINUX='crashkernel=auto rhgb quiet'\nGRUB_TIMEOUT=1",
            );
            host.entry(host.release, "root=UUID=0a1b ro crashkernel=auto rhgb");
            host.entry(otherKernel, "root=UUID=0a1b ro");
            host.entry("3.8.0-1.x86_64", "root=UUID=0a1b crashkernel=1G,high crashkernel=64M,low ro");
            host.entry("3.7.0-1.x86_64", "root=UUID=0a1b ro crashkernel=auto");
            const file = host.read("etc/default/grub");
            const shared = host.read("boot/grub2/grubenv");
            put("256M");
            for (const line of host.commandLines()) assert.equal(crashkernels(line), "crashkernel=256M");
            assert.equal(
                host.read("etc/default/grub"),
                "GRUB_CMDLINE_LINUX='rhgb quiet crashkernel=256M'\nGRUB_TIMEOUT=1",
            );
            put("320M");
            host.entry("9.9.9-1.x86_64", "root=UUID=0a1b ro crashkernel=320M");
            put("320M");
            // A kernel that is gone by then is no matter.
            fs.rmSync(path.join(host.root, each("3.7.0-1.x86_64")));
            ok(host.run("undo", "crashkernel"));
            assert.deepEqual(host.commandLines().map(crashkernels).sort(), [
                "",
                "crashkernel=1G,high crashkernel=64M,low",
                "crashkernel=auto",
                "crashkernel=auto",
            ]);
            assert.equal(crashkernels(host.read(each(host.release))), "crashkernel=auto");
            assert.equal(host.read("etc/default/grub"), file);
            assert.equal(host.read("boot/grub2/grubenv"), shared);
        });
    }

    const files: Record<string, [string, string]> = {
        'GRUB_CMDLINE_LINUX="crashkernel=auto rhgb"\n': [
            'GRUB_CMDLINE_LINUX="rhgb crashkernel=256M"\n',
            "one at the beginning",
        ],
        'GRUB_CMDLINE_LINUX="a crashkernel=1G,high crashkernel=64M,low  b"': [
            'GRUB_CMDLINE_LINUX="a  b crashkernel=256M"',
            "a pair, without a final newline",
        ],
        'GRUB_CMDLINE_LINUX=""\nGRUB_CMDLINE_LINUX_DEFAULT="crashkernel=160M quiet"\n': [
            'GRUB_CMDLINE_LINUX="crashkernel=256M"\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\n',
            "one in the other variable, as Amazon's instructions have it",
        ],
        "GRUB_CMDLINE_LINUX=crashkernel=auto\n": [
            'GRUB_CMDLINE_LINUX=\nGRUB_CMDLINE_LINUX="${GRUB_CMDLINE_LINUX-} crashkernel=256M"\n',
            "no quotes",
        ],
        'GRUB_CMDLINE_LINUX="dyndbg=\\"file x +p\\" q"\n': [
            'GRUB_CMDLINE_LINUX="dyndbg=\\"file x +p\\" q"\nGRUB_CMDLINE_LINUX="${GRUB_CMDLINE_LINUX-} crashkernel=256M"\n',
            "quotes within",
        ],
        "# crashkernel=1M is not meant\nGRUB_TIMEOUT=1": [
            '# crashkernel=1M is not meant\nGRUB_TIMEOUT=1\nGRUB_CMDLINE_LINUX="${GRUB_CMDLINE_LINUX-} crashkernel=256M"\n',
            "no such variable",
        ],
        'GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX crashkernel=1M b"\n': [
            'GRUB_CMDLINE_LINUX="a"\nGRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX b crashkernel=256M"\n',
            "two assignments",
        ],
    };
    for (const [before, [after, what]] of Object.entries(files)) {
        it(`changes only crashkernel= in /etc/default/grub, and gives it back: ${what}`, () => {
            ready("centos 7");
            host.write("etc/default/grub", before);
            fs.chmodSync(path.join(host.root, "etc/default/grub"), 0o640);
            const tree = host.tree("var");
            ok(host.run("crashkernel", "256M"));
            assert.equal(host.read("etc/default/grub"), after);
            // Another value, and what an administrator adds meanwhile.
            ok(host.run("crashkernel", "320M"));
            assert.equal(host.read("etc/default/grub"), after.replace("256M", "320M"));
            host.write("etc/default/grub", `${host.read("etc/default/grub")}\n# mine\n`);
            ok(host.run("crashkernel", "256M"));
            assert.equal(host.read("etc/default/grub"), `${after}\n# mine\n`);
            host.write("etc/default/grub", after);
            ok(host.run("crashkernel", "256M"));
            host.write("etc/default/grub", `${after}\n# late\n`);
            ok(host.run("undo", "crashkernel"));
            const left = host.read("etc/default/grub");
            assert.ok(left.includes("# late\n") && !left.includes("256M"), left);
            host.write("etc/default/grub", before);
            ok(host.run("crashkernel", "256M"));
            ok(host.run("undo", "crashkernel"));
            assert.deepEqual(
                host.tree("var", "boot"),
                Object.fromEntries(Object.entries(tree).filter(([file]) => !file.startsWith("boot"))),
            );
        });
    }

    it("refuses an /etc/default/grub that it cannot change, before anything is changed", () => {
        for (const [text, code] of [
            ['X="crashkernel=1M"\nGRUB_CMDLINE_LINUX="$X"\n', "default-grub"],
            ['GRUB_CMDLINE_LINUX="open\n', "default-grub"],
            [undefined, "default-grub"],
        ]) {
            ready("centos 7");
            fs.rmSync(path.join(host.root, "etc/default/grub"));
            if (text !== undefined) host.write("etc/default/grub", text);
            const before = host.tree("var");
            const run = host.run("crashkernel", "256M");
            assert.match(run.stderr, new RegExp(`error \\[${code ?? ""}\\]: .*/etc/default/grub`));
            assert.deepEqual(host.tree("var"), before);
            host.remove();
        }
        ready("centos 7");
    });

    it("recommends each release's own value", () => {
        const oracle = "1G-64G:448M,64G-:512M";
        const power = "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G";
        for (const [name, arch, kernel, value] of [
            ["centos 7", "x86_64", "", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["rhel 8.10", "x86_64", "", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["rhel 8.10", "aarch64", "", "2G-:480M"],
            ["rhel 8.10", "ppc64le", "", power],
            ["rocky 9.4", "x86_64", "", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["rocky 9.4", "aarch64", "5.14.0-427.el9.aarch64", "1G-4G:256M,4G-64G:320M,64G-:576M"],
            ["rocky 9.4", "aarch64", "5.14.0-427.el9.aarch64+64k", "1G-4G:356M,4G-64G:420M,64G-:676M"],
            ["ol 7.9", "x86_64", "", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["ol 8.9", "x86_64", "", oracle],
            ["ol 8.9", "x86_64", "4.18.0-513.el8.x86_64", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["ol 9.4", "x86_64", "", oracle],
            ["ol 9.4", "aarch64", "6.12.0-100.28.2.el9uek.aarch64", oracle],
            ["ol 10.0", "x86_64", "", oracle],
            ["ol 9.4", "ppc64le", "", power],
            ["centos 10", "aarch64", "6.12.0-55.el10.aarch64+64k", "2G-4G:356M,4G-64G:420M,64G-:676M"],
            ["centos 10", "x86_64", "", "2G-64G:256M,64G-:512M"],
            ["fedora 44", "ppc64le", "", power],
            ["amzn 2", "aarch64", "", "160M"],
            ["amzn 2023", "x86_64", "", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["amzn 2023", "aarch64", "", "1G-4G:256M,4G-64G:320M,64G-:576M"],
        ]) {
            const release = { ...releases[name], arch };
            if (kernel !== "") release.kernel = kernel;
            ready(release);
            assert.equal(ok(host.run("crashkernel", "recommended")).json.crashkernel, value, name);
            host.remove();
        }
        ready("centos 9");
    });

    it("T16: recommends what the release's own kdumpctl says, if that is a value", () => {
        for (const [said, value] of [
            ["2G-4G:385M,4G-:513M", "2G-4G:385M,4G-:513M"],
            ["kdump: Invalid option", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["256M; rm -rf /", "1G-4G:192M,4G-64G:256M,64G-:512M"],
            ["", "1G-4G:192M,4G-64G:256M,64G-:512M"],
        ]) {
            ready("rocky 9.4");
            host.set("default-crashkernel", said);
            assert.equal(ok(host.run("crashkernel", "recommended")).json.crashkernel, value, said);
            host.remove();
        }
        ready("centos 9");
    });

    it("T19: recommends more for devices that need more, as kdump-utils does", () => {
        const kernels = { plain: "5.14.0-427.el9.aarch64", large: "5.14.0-427.el9.aarch64+64k" };
        for (const [kernel, devices, value] of [
            [kernels.plain, ["mlx5"], "1G-4G:406M,4G-64G:470M,64G-:726M"],
            [kernels.plain, ["smmu"], "1G-4G:256M,4G-64G:320M,64G-:576M"],
            [kernels.large, ["mlx5"], "1G-4G:556M,4G-64G:620M,64G-:876M"],
            [kernels.large, ["smmu"], "1G-4G:740M,4G-64G:804M,64G-:1060M"],
            [kernels.large, ["smmu", "mlx5"], "1G-4G:940M,4G-64G:1004M,64G-:1260M"],
        ] as const) {
            ready({ ...releases["rocky 9.4"], arch: "aarch64", kernel });
            for (const device of devices) {
                const place =
                    device === "mlx5" ? "bus/pci/drivers/mlx5_core" : "devices/platform/arm-smmu-v3.0";
                host.write(`sys/${place}/there`, "");
            }
            assert.equal(ok(host.run("crashkernel", "recommended")).json.crashkernel, value);
            host.remove();
        }
        for (const [line, value] of [
            ["Memory Encryption Features active: AMD SEV", "1G-4G:256M,4G-64G:320M,64G-:576M"],
            ["Memory Encryption Features active: AMD SEV SEV-ES SEV-SNP", "1G-4G:256M,4G-64G:320M,64G-:576M"],
            ["Memory Encryption Features active: AMD SME", "1G-4G:256M,4G-64G:320M,64G-:576M"],
            ["Memory Encryption Features active: Intel TDX", "1G-4G:192M,4G-64G:256M,64G-:512M"],
        ]) {
            ready("rocky 9.4");
            host.set("dmesg", `[    0.1] x\n[    0.2] ${line}\n`);
            assert.equal(ok(host.run("crashkernel", "recommended")).json.crashkernel, value, line);
            host.remove();
        }
        ready("centos 9");
    });
});
