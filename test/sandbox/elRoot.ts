import * as fs from "node:fs";
import * as path from "node:path";

import { shells, ThrowawayRoot } from "./throwawayRoot";

/** A release of the rpm family, as a throwaway root has it. */
export interface ElRelease {
    id: string;
    versionId: string;
    name: string;
    kernel: string;
    /** `uname -m`; default x86_64. */
    arch?: string;
    manager: "yum" | "dnf";
    /** The package that brings kdump.service. */
    kdumpPackage: string;
    /** Where the entries are: in grub.cfg, in files that share grubenv's kernelopts, or in files of their own. */
    boot: "grub.cfg" | "kernelopts" | "entries";
    /** The directory of the EFI partition, for a machine that boots by EFI. */
    efi?: string;
    /** Directives that its kdumpctl knows beside the ones that all know. */
    knows: string[];
}

const el7 = { manager: "yum", kdumpPackage: "kexec-tools", boot: "grub.cfg", knows: ["default"] } as const;
const el8 = { manager: "dnf", kdumpPackage: "kexec-tools", boot: "kernelopts" } as const;
const entries = { manager: "dnf", boot: "entries" } as const;
const actions = ["default", "failure_action", "final_action"];
const resets = [...actions, "auto_reset_crashkernel"];
const today = [...resets, "kdump_emergency", "virtiofs"];

/** Every release that is supported, by its name. */
export const releases: Record<string, ElRelease> = Object.fromEntries(
    (
        [
            ["centos", "7", "CentOS Linux 7 (Core)", "3.10.0-1160.el7.x86_64", { ...el7 }],
            ["rhel", "7.9", "Red Hat Enterprise Linux Server 7.9", "3.10.0-1160.el7.x86_64", el7],
            ["ol", "7.9", "Oracle Linux Server 7.9", "5.4.17-2136.el7uek.x86_64", { ...el7, efi: "redhat" }],
            ["rhel", "8.10", "RHEL 8.10", "4.18.0-553.el8_10.x86_64", { ...el8, knows: actions }],
            ["almalinux", "8.10", "AlmaLinux 8.10", "4.18.0-553.el8_10.x86_64", { ...el8, knows: actions }],
            ["rocky", "8.0", "Rocky Linux 8.0", "4.18.0-80.el8.x86_64", { ...el8, knows: ["default"] }],
            ["ol", "8.9", "Oracle Linux 8.9", "5.15.0-200.el8uek.x86_64", { ...el8, knows: actions }],
            ["centos", "8", "CentOS Stream 8", "4.18.0-553.el8.x86_64", { ...el8, knows: actions }],
            ...["rhel 9.4", "almalinux 9.4", "rocky 9.4", "ol 9.4", "centos 9"].map((text) => [
                text.split(" ")[0],
                text.split(" ")[1],
                text,
                "5.14.0-427.el9.x86_64",
                { ...entries, kdumpPackage: "kexec-tools", knows: resets },
            ]),
            ...["rhel 10.0", "almalinux 10.0", "rocky 10.0", "ol 10.0", "centos 10"].map((text) => [
                text.split(" ")[0],
                text.split(" ")[1],
                text,
                "6.12.0-55.el10.x86_64",
                { ...entries, kdumpPackage: "kdump-utils", knows: today },
            ]),
            ...["41", "44"].map((version) => [
                "fedora",
                version,
                `Fedora Linux ${version}`,
                `6.14.5-300.fc${version}.x86_64`,
                { ...entries, kdumpPackage: "kdump-utils", knows: today },
            ]),
            ["amzn", "2", "Amazon Linux 2", "4.14.355-275.amzn2.x86_64", el7],
            [
                "amzn",
                "2023",
                "Amazon Linux 2023",
                "6.1.130-139.amzn2023.x86_64",
                { ...entries, kdumpPackage: "kdump-utils", knows: resets },
            ],
        ] as [string, string, string, string, Omit<ElRelease, "id" | "versionId" | "name" | "kernel">][]
    ).map(([id, versionId, name, kernel, rest]) => [
        `${id} ${versionId}`,
        { id, versionId, name, kernel, ...rest },
    ]),
);

/** What every kdumpctl knows. */
const directives =
    "raw nfs ssh sshkey ext2 ext3 ext4 minix btrfs xfs path core_collector kdump_pre kdump_post extra_bins " +
    "extra_modules force_rebuild force_no_rebuild dracut_args fence_kdump_args fence_kdump_nodes";

/** The kernel beside the running one. */
export const otherKernel = "3.9.0-1.x86_64";

/** A host of the rpm family in a throwaway directory. */
export class ElRoot extends ThrowawayRoot {
    readonly el: ElRelease;

    constructor(release: string | ElRelease, shell: string[] = shells.dash, memory = 4294967296 + 65536) {
        const el = typeof release === "string" ? releases[release] : release;
        super(shell, { id: el.id, versionId: el.versionId, release: el.kernel, memory });
        this.el = el;
        for (const file of [
            "boot",
            "etc/default",
            "etc/apt",
            "var/cache",
            "etc/os-release",
            "proc/version",
        ]) {
            fs.rmSync(path.join(this.root, file), { recursive: true });
        }
        this.write(
            "etc/os-release",
            `NAME="x"\nVERSION_ID="${el.versionId}"\nID="${el.id}"\nID_LIKE="rhel fedora"\nPRETTY_NAME="${el.name}"\n`,
        );
        this.write("var/lib/rpm/.rpm.lock", "");
        fs.mkdirSync(path.join(this.root, "var/cache"));
        fs.mkdirSync(path.join(this.root, "usr/bin"));
        this.writeBoot();
        this.writePackages();
        this.unset("record");
    }

    private writeBoot(): void {
        const { el } = this;
        for (const kernel of [el.kernel, otherKernel]) {
            this.write(`boot/vmlinuz-${kernel}`, "kernel");
        }
        this.write(
            "etc/default/grub",
            '# by the installer\nGRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX="console=ttyS0  rhgb" # keep\nGRUB_DISABLE_RECOVERY="true"\n',
        );
        this.write("boot/grub2/grub.cfg", "# empty\n");
        let boots = "boot/grub2/grub.cfg";
        if (el.efi !== undefined) {
            fs.mkdirSync(path.join(this.root, "sys/firmware/efi"), { recursive: true });
            boots = `boot/efi/EFI/${el.efi}/grub.cfg`;
            this.write(boots, "### BEGIN /etc/grub.d/10_linux ###\n");
        }
        this.set("boots", boots);
        if (el.boot === "grub.cfg") {
            this.makeMenu();
        } else {
            this.write("boot/grub2/grubenv", "# GRUB Environment Block\nsaved_entry=x\n");
            if (el.boot === "kernelopts") {
                fs.appendFileSync(
                    path.join(this.root, "boot/grub2/grubenv"),
                    "kernelopts=root=UUID=0a1b ro console=ttyS0\n",
                );
            } else {
                this.write("etc/kernel/cmdline", "root=UUID=0a1b ro console=ttyS0\n");
            }
            for (const kernel of [el.kernel, otherKernel]) {
                this.entry(
                    kernel,
                    el.boot === "kernelopts" ? "$kernelopts" : "root=UUID=0a1b ro console=ttyS0 rhgb",
                );
            }
        }
    }

    /** grub2-mkconfig makes the file that this machine boots, which is returned. */
    makeMenu(): string {
        const file = fs.readFileSync(path.join(this.base, "boots"), "utf8").trim();
        this.simulate("grub2-mkconfig", "-o", path.join(this.root, file));
        return file;
    }

    /** Writes an entry of the Boot Loader Specification. */
    entry(kernel: string, options: string): void {
        this.write(
            `boot/loader/entries/0a1b-${kernel}.conf`,
            `title Linux (${kernel})\nversion ${kernel}\nlinux /vmlinuz-${kernel}\noptions ${options}\ngrub_class kernel\n`,
        );
    }

    private writePackages(): void {
        const { el } = this;
        const version = el.kernel.replace(/\.[^.]*$/, "");
        const kernel = el.kernel.includes("uek") ? "kernel-uek" : "kernel";
        this.set("arch", `${el.arch ?? "x86_64"}\n`);
        this.set("manager", `${el.manager}\n`);
        this.set("kdump-package", `${el.kdumpPackage}\n`);
        this.set("installed", `bash 4.2-1\n${kernel} ${version}\n`);
        this.set(
            "archive",
            [
                "kexec-tools 2.0.15-51 dracut",
                "crash 7.2.3-11 lzo",
                "lzo 2.06-8",
                "dracut 033-1",
                "grubby 8.28-26",
                ...(el.kdumpPackage === "kdump-utils"
                    ? ["kdump-utils 1.0.50-1", "makedumpfile 1.7.6-1"]
                    : []),
                "",
            ].join("\n"),
        );
        this.set(
            "archive-debug",
            `${kernel}-debuginfo ${version} ${kernel}-debuginfo-common-x86_64\n${kernel}-debuginfo-common-x86_64 ${version}\n`,
        );
        this.set("kdumpctl-words", `${directives} ${el.knows.join(" ")}\n`);
        this.set(
            "kdump.conf",
            "# Configures where to put the kdump /proc/vmcore files\n#raw /dev/vg/lv_kdump\npath /var/crash\ncore_collector makedumpfile -l --message-level 7 -d 31 # as it comes\n#default shell\n",
        );
        this.set(
            "kdump.sysconfig",
            'KDUMP_KERNELVER=""\nKDUMP_COMMANDLINE_REMOVE="hugepages hugepagesz"\nKDUMP_COMMANDLINE_APPEND="irqpoll nr_cpus=1 reset_devices"\nKEXEC_ARGS="-s"\n',
        );
    }

    /** The packages are there already. */
    installed(): this {
        const names = ["kexec-tools", "crash", "grubby", "kdump-utils", "makedumpfile"];
        for (const line of fs.readFileSync(path.join(this.base, "archive"), "utf8").split("\n")) {
            if (names.includes(line.split(" ")[0])) {
                fs.appendFileSync(
                    path.join(this.base, "installed"),
                    `${line.split(" ").slice(0, 2).join(" ")}\n`,
                );
            }
        }
        this.simulate("package-el", "install", "kdump-service");
        return this;
    }

    /** The arguments of every entry that the boot loader has, the first being what boots. */
    commandLines(): string[] {
        if (this.el.boot === "grub.cfg") {
            const file = fs.readFileSync(path.join(this.base, "boots"), "utf8").trim();
            return [...this.read(file).matchAll(/^\s*linux\w* \S+ (.*)$/gm)].map((match) => match[1]);
        }
        const shared = /^kernelopts=(.*)$/m.exec(this.read("boot/grub2/grubenv"))?.[1] ?? "";
        return fs
            .readdirSync(path.join(this.root, "boot/loader/entries"))
            .sort()
            .reverse()
            .map((name) => /^options (.*)$/m.exec(this.read(`boot/loader/entries/${name}`))?.[1] ?? "")
            .map((options) => options.replace("$kernelopts", shared));
    }

    /** The directives of kdump.conf as kdumpctl reads them. */
    directives(): Record<string, string> {
        return Object.fromEntries(
            this.read("etc/kdump.conf")
                .split("\n")
                .filter((line) => line !== "" && !line.startsWith("#"))
                .map((line) => [line.split(" ")[0], line.split(" ").slice(1).join(" ").replace(/ #.*/, "")]),
        );
    }
}
