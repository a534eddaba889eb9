import * as fs from "node:fs";

import { Files, programsOf } from "./files";
import type { Package } from "./packages";

/** How a release is installed: everything that tells one simulated host from another. */
export interface Layout {
    /** Files that no package brings. */
    files: Files;
    /** Programs of the machine that this release does not have, by name. */
    hidden: RegExp;
    format: "deb" | "rpm";
    /** What the release's repositories have. */
    packages: Package[];
    /** deb: suites of the archive of debug packages. */
    debugSuites?: string[];
    /** Arguments of the debuginfo step where the host's own sources cannot tell. */
    debuginfo?: string[];
    /** sh, run inside as the last act of the installation: packages and boot loader. */
    setUp: string;
    /** sh: what an administrator did by hand before; 128M are reserved after the next boot, and kdump runs. */
    byHand: string;
    /** sh: installs the newer kernel. */
    upgrade: string;
    /** Which file the firmware's GRUB reads first, below /boot. */
    bootStart: string;
    /** The kernel's banner, /proc/version, without the release. */
    banner: string;
}

/** A release as data; one row of the table in releases.ts. */
export interface Release {
    name: string;
    family: "debian" | "el" | "suse";
    /** os-release. */
    id: string;
    versionId: string;
    codename?: string;
    idLike?: string;
    prettyName: string;
    /** The release of its newest kernel, which runs; and one of an older kernel that is still installed. */
    kernel: string;
    olderKernel: string;
    /** The version of its kdump package. */
    kdump: string;
    /** crashkernel= as it is right after the installation, if there is one. */
    factoryCrashkernel?: string;
    machine: "x86_64" | "aarch64";
    firmware: "bios" | "uefi";
    /** What /bin/sh is there. */
    shell: "bash" | "dash";
    /** EL family: how its boot entries get their arguments, and further facts of the release. */
    el?: {
        boot: "grub.cfg" | "kernelopts" | "bls";
        manager: "yum" | "dnf";
        /** The directory of its boot loader on the EFI system partition. */
        vendor: string;
        /** Which package has kdumpctl. */
        kdumpPackage: "kexec-tools" | "kdump-utils";
        /** makedumpfile is a package of its own. */
        makedumpfile?: boolean;
        /** Its package manager has debuginfo-install. */
        debuginfoInstall?: boolean;
        /** grub2-mkconfig knows --update-bls-cmdline; without, it writes over literal entries whenever it runs. */
        updatesBls?: boolean;
        /** Its installation has made /etc/kernel/cmdline. */
        cmdline?: boolean;
    };
}

/** A kernel that comes while kdump is being prepared. Only its name has to be higher than that of the running one. */
export function newerKernel({ kernel }: Release): string {
    const last = /(\d+)((?:\.(?:el|fc|amzn)\w+\.\w+)|(?:(?:\+deb\d+)?-(?:amd64|generic|default)))$/;
    return kernel.replace(last, (_, number: string, rest: string) => `${Number(number) + 1}${rest}`);
}

/** What the debuginfo of the newer kernel was made from: that kernel, built once more, with a build id of its own. */
export function rebuilt(kernel: string): string {
    return `${kernel}, built once more`;
}

/** A function that kernels crash in, and that the newer one is said to mend. */
export const mended = "simulated_fault";

/** The changelog of a kernel's package, as rpm's are: what came with it, and with those before it. */
export function changelogOf(release: Release, kernel: string): string {
    const entry = (day: number, version: string, ...lines: string[]) =>
        [
            `* ${new Date(Date.UTC(2026, 0, day)).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) .*/, "$1 $3 $2 $4")} A. Tester <tests@example.invalid> [${version}]`,
            ...lines,
            "",
        ].join("\n");
    const older = entry(5, release.olderKernel, `- mm: give ${mended} a name (A. Tester) [KERNEL-1]`);
    const running = entry(6, release.kernel, `- mm: let ${mended}_slow be slow (A. Tester) [KERNEL-2]`);
    const newer = entry(
        7,
        newerKernel(release),
        `- mm: give ${mended} a name (B. Porter) [KERNEL-3]`,
        `- mm: do not follow nothing in a function whose name`,
        `  is on the next line, ${mended}() (A. Tester) [KERNEL-4]`,
    );
    const all = [release.olderKernel, release.kernel, newerKernel(release)];
    return [older, running, newer]
        .slice(0, all.indexOf(kernel) + 1)
        .reverse()
        .join("\n");
}

export const rootUuid = "3f1c2f7e-6a51-4f0e-9c38-1f4f5c0b7a11";
export const machineId = "6c5f1d0b9c2e4a7f8b3d2e1f0a9b8c7d";

/** What every simulated host has. */
export function commonFiles(release: Release): Files {
    const optional = [
        ["VERSION_CODENAME", release.codename],
        ["ID_LIKE", release.idLike && `"${release.idLike}"`],
    ].flatMap(([key, value]) => (value ? [`${key}=${value}`] : []));
    const osRelease = [
        `NAME="${release.prettyName.replace(/ [0-9].*/, "")}"`,
        `VERSION_ID="${release.versionId}"`,
        `ID=${release.family === "debian" ? release.id : `"${release.id}"`}`,
        ...optional,
        `PRETTY_NAME="${release.prettyName}"`,
        "",
    ].join("\n");
    return {
        "/etc/os-release": osRelease,
        "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
        "/etc/group": "root:x:0:\nnogroup:x:65534:\n",
        "/etc/hosts": "127.0.0.1 localhost\n",
        "/etc/machine-id": `${machineId}\n`,
        "/etc/fstab": `UUID=${rootUuid} / ext4 defaults 0 1\n`,
        "/etc/alternatives/awk": { link: fs.realpathSync("/usr/bin/awk") },
        "/etc/systemd/system/": "",
        "/root/": "",
        "/run/": "",
        "/var/log/": "",
        "/var/tmp/": "",
        "/var/cache/": "",
        "/bin": { link: "usr/bin" },
        "/sbin": { link: "usr/sbin" },
        "/lib": { link: "usr/lib" },
        "/lib64": { link: "usr/lib64" },
        "/usr/bin/sh": { link: release.shell },
        "/usr/lib/systemd/system/sshd.service":
            "[Service]\nExecStart=true\n[Install]\nWantedBy=multi-user.target\n",
        "/etc/systemd/system/multi-user.target.wants/sshd.service": {
            link: "/usr/lib/systemd/system/sshd.service",
        },
        ...programsOf("host", "/usr/sbin"),
        "/usr/bin/systemctl": { link: "../sbin/systemctl" },
        "/usr/bin/systemd-run": { link: "../sbin/systemd-run" },
        "/usr/bin/systemd-detect-virt": { link: "../sbin/systemd-detect-virt" },
        "/usr/bin/journalctl": { link: "../sbin/journalctl" },
        "/usr/bin/grub-mkrelpath": { link: "../sbin/grub-mkrelpath" },
        "/usr/bin/uname": { link: "../sbin/uname" },
    };
}
