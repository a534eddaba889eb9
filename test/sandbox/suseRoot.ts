import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { RootOptions, ThrowawayRoot } from "./throwawayRoot";

const standIns = path.join(__dirname, "standIns", "suse");

/** /etc/sysconfig/kdump as the package brings it, in short. */
export const sysconfig = `## Path: System/Kernel/Kdump
KDUMP_CRASHKERNEL="auto"
KDUMP_UPDATE_BOOTLOADER="true"
KDUMP_COMMANDLINE_APPEND=""
KDUMP_SAVEDIR="/var/crash"
KDUMP_KEEP_OLD_DUMPS=0
KDUMP_DUMPLEVEL=31
## Type: list(,none,ELF,compressed,lzo,snappy,zstd,raw)
KDUMP_DUMPFORMAT="compressed"
KDUMP_SSH_IDENTITY=""
`;

/** The packages of a host before kdump. */
export const installed = "aaa_base 84.87-150600.1\nkernel-default 6.4.0-150600.23.25.1\n";

export const defaultGrub = `# If you change this file, run 'grub2-mkconfig -o /boot/grub2/grub.cfg' afterwards.
GRUB_DISTRIBUTOR=
GRUB_CMDLINE_LINUX_DEFAULT="splash=silent  mitigations=auto quiet security=apparmor"
GRUB_CMDLINE_LINUX=""
GRUB_CMDLINE_LINUX_RECOVERY="single"
`;

/** A throwaway host of SUSE with 8 GiB, of which 2 GiB lie below 4 GiB. */
export class SuseRoot extends ThrowawayRoot {
    constructor(shell?: string[], options: RootOptions = {}) {
        super(shell, {
            id: "sles",
            versionId: "15.6",
            release: "6.4.0-150600.23.25-default",
            ...options,
            installed: false,
        });
        this.env.PATH = `${standIns}:${this.env.PATH}`;
        for (const gone of ["boot/grub", "etc/default/grub.d", "etc/apt", "var/cache/apt"]) {
            fs.rmSync(path.join(this.root, gone), { recursive: true });
        }
        this.write(
            "proc/iomem",
            "00000000-00000fff : Reserved\n00100000-800fffff : System RAM\n  01000000-01ffffff : Kernel code\n100000000-27fffffff : System RAM\n",
        );
        this.write("etc/default/grub", defaultGrub);
        this.write("etc/sysconfig/bootloader", 'LOADER_TYPE="grub2-efi"\n');
        this.write("boot/grub2/grub.cfg", "");
        this.set("installed", installed);
        this.set(
            "archive",
            [
                "kdump 1.0.2-150600.1",
                "kexec-tools 2.0.27-150600.1",
                "makedumpfile 1.7.4-150600.1 libsnappy1",
                "libsnappy1 1.1.8-3.3.1",
                "crash 8.0.4-150600.1",
                "kernel-default-debuginfo 6.4.0-150600.23.25.1",
                "",
            ].join("\n"),
        );
        this.set("kernel", "6.4.0-150600.23.25.1\n");
        this.set("kdump.sysconfig", sysconfig);
        this.set(
            "calibrate",
            "Total: 8192\nLow: 72\nHigh: 310\nMinLow: 0\nMaxLow: 2000\nMinHigh: 0\nMaxHigh: 6000\n",
        );
        this.simulateSuse("grub2-mkconfig", "-o", path.join(this.root, "boot/grub2/grub.cfg"));
        if (options.installed) {
            for (const name of ["kdump", "kexec-tools", "makedumpfile", "crash"]) {
                fs.appendFileSync(path.join(this.base, "installed"), `${name} 1-1\n`);
            }
            this.simulateSuse("package-kdump", "install");
        }
        this.record();
    }

    private simulateSuse(name: string, ...args: string[]): void {
        execFileSync(path.join(standIns, name), args, {
            env: { ...process.env, ...this.env },
            stdio: "pipe",
        });
    }

    override boot(): void {
        this.simulateSuse("simulate-boot");
    }
}
