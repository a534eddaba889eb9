// Debian and Ubuntu as they are installed: real apt, dpkg and grub-mkconfig, and their own 00_header and 10_linux.
import * as fs from "node:fs";

import { buildIdFor, elfFile } from "../support/elf";
import { debugArchive } from "./debRepository";
import { Files, program, programOf } from "./files";
import { commonFiles, Layout, newerKernel, rebuilt, Release } from "./layout";
import type { Package } from "./packages";

const grubSettings: Record<string, string> = {
    debian: [
        "# If you change this file, run 'update-grub' afterwards.",
        "GRUB_DEFAULT=0",
        "GRUB_TIMEOUT=5",
        "GRUB_DISTRIBUTOR=Debian",
        'GRUB_CMDLINE_LINUX_DEFAULT="quiet"',
        'GRUB_CMDLINE_LINUX="console=ttyS0"',
        "",
    ].join("\n"),
    ubuntu: [
        "# If you change this file, run 'update-grub' afterwards.",
        "GRUB_DEFAULT=0",
        "GRUB_TIMEOUT_STYLE=hidden",
        "GRUB_TIMEOUT=0",
        "GRUB_DISTRIBUTOR=Ubuntu",
        'GRUB_CMDLINE_LINUX_DEFAULT="quiet splash"',
        'GRUB_CMDLINE_LINUX=""',
        "",
    ].join("\n"),
};

/** The package's own value, by the version of kdump-tools and the distribution. */
function ownCrashkernel(release: Release): string {
    const [major, minor] = release.kdump.replace(/^\d+:/, "").split(".").map(Number);
    if (release.id === "ubuntu" && major === 1 && minor >= 10) {
        return "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M";
    }
    return major === 1 && minor >= 9 ? "512M-:192M" : "384M-:128M";
}

const kdumpToolsUnit = [
    "[Unit]",
    "Description=Kernel crash dump capture service",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    "ExecStart=/usr/sbin/kdump-config load",
    "ExecStop=/usr/sbin/kdump-config unload",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
].join("\n");

const updateGrub = "if [ -e /boot/grub/grub.cfg ]; then update-grub; fi";

function kernel(release: string, version: string): Package {
    return {
        name: `linux-image-${release}`,
        version,
        files: {
            [`/boot/vmlinuz-${release}`]: `kernel ${release}\n`,
            [`/boot/initrd.img-${release}`]: `initrd ${release}\n`,
            [`/boot/config-${release}`]: "CONFIG_CRASH_DUMP=y\nCONFIG_KEXEC=y\n",
        },
        installed: updateGrub,
        removed: updateGrub,
    };
}

const kernelVersion = "1.2.3-4";

/** A kernel's debuginfo; `build` is what it says it was made from. */
function debuginfo({ id }: Release, kernel: string, build: string): Package {
    return {
        name: `linux-image-${kernel}-${id === "ubuntu" ? "dbgsym" : "dbg"}`,
        version: kernelVersion,
        debug: id === "ubuntu",
        files: {
            [`/usr/lib/debug/boot/vmlinux-${kernel}`]: { text: elfFile(buildIdFor(build)), mode: 0o644 },
        },
    };
}

function packages(release: Release): Package[] {
    const defaults = [
        "# kdump-tools: settings, read as shell text. See kdump-tools(5).",
        "USE_KDUMP=1",
        "KDUMP_KERNEL=/var/lib/kdump/vmlinuz",
        "KDUMP_INITRD=/var/lib/kdump/initrd.img",
        '#KDUMP_COREDIR="/var/crash"',
        '#MAKEDUMP_ARGS="-c -d 31"',
        "",
    ].join("\n");
    return [
        { name: "base-files", version: "1-1" },
        { name: "grub-pc", version: "2.06-1" },
        kernel(release.kernel, kernelVersion),
        // /proc/version has the one version for all.
        kernel(newerKernel(release), kernelVersion),
        kernel(release.olderKernel, "1.2.2-1"),
        {
            name: "kdump-tools",
            version: release.kdump,
            needs: ["kexec-tools", "makedumpfile"],
            files: {
                "/etc/default/kdump-tools": defaults,
                "/etc/default/grub.d/kdump-tools.cfg": `GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=${ownCrashkernel(release)}"\n`,
                "/usr/sbin/kdump-config": programOf("packages", "kdump-config"),
                "/usr/lib/systemd/system/kdump-tools.service": kdumpToolsUnit,
            },
            settings: ["/etc/default/kdump-tools", "/etc/default/grub.d/kdump-tools.cfg"],
            installed: `systemctl enable kdump-tools.service\n${updateGrub}\nsystemctl start kdump-tools.service`,
            removing: "systemctl stop kdump-tools.service\nsystemctl disable kdump-tools.service",
            removed: updateGrub,
        },
        {
            name: "kexec-tools",
            version: "1:2.0.25-3",
            files: {
                "/usr/sbin/kexec": programOf("host", "kexec"),
                "/etc/default/kexec": "# Load a kexec kernel (true/false)\nLOAD_KEXEC=true\n",
            },
            settings: ["/etc/default/kexec"],
        },
        {
            name: "makedumpfile",
            version: "1:1.7.2-1",
            files: { "/usr/bin/makedumpfile": program("#!/bin/sh\n") },
        },
        { name: "crash", version: "8.0.2-1", files: { "/usr/bin/crash": program("#!/bin/sh\n") } },
        debuginfo(release, release.kernel, release.kernel),
        debuginfo(release, newerKernel(release), rebuilt(newerKernel(release))),
        {
            name: "ubuntu-dbgsym-keyring",
            version: "2021.03.26",
            ...(release.id === "ubuntu" ? { keyring: "/usr/share/keyrings/ubuntu-dbgsym-keyring.gpg" } : {}),
        },
    ];
}

function files(release: Release): Files {
    const grubParts = ["00_header", "10_linux"].map((name) => [
        `/etc/grub.d/${name}`,
        program(fs.readFileSync(`/etc/grub.d/${name}`, "utf8")),
    ]);
    return {
        ...commonFiles(release),
        "/etc/debian_version": `${release.versionId}\n`,
        "/etc/default/grub": grubSettings[release.id],
        ...Object.fromEntries(grubParts),
        "/etc/apt/sources.list": "deb [trusted=yes] file:/repository ./\n",
        // The machine that this runs on has no user for apt's own sandbox.
        "/etc/apt/apt.conf.d/10sandbox": 'APT::Sandbox::User "root";\n',
        "/etc/apt/sources.list.d/": "",
        "/etc/apt/trusted.gpg.d/": "",
        "/etc/apt/preferences.d/": "",
        "/etc/dpkg/dpkg.cfg": "no-debsig\n",
        "/var/lib/dpkg/status": "",
        "/var/lib/dpkg/info/": "",
        "/var/lib/dpkg/updates/": "",
        "/var/lib/dpkg/triggers/": "",
        "/var/lib/apt/lists/partial/": "",
        "/var/cache/apt/archives/partial/": "",
        "/boot/grub/": "",
    };
}

export function debianLayout(release: Release): Layout {
    return {
        files: files(release),
        // Small images have wget and no curl.
        hidden: /^(curl|rpm.*|dnf.*|yum.*|zypper|createrepo.*|grubby|kdumpctl|kdump-config|makedumpfile|crash)$/,
        format: "deb",
        packages: packages(release),
        ...(release.id === "ubuntu" && release.codename
            ? {
                  debugSuites: [release.codename, `${release.codename}-updates`],
                  debuginfo: ["--archive", `file:///repository/${debugArchive}`],
              }
            : {}),
        setUp: [
            "set -eu",
            "export DEBIAN_FRONTEND=noninteractive",
            "apt-get -q update",
            `apt-get -q -y install base-files grub-pc linux-image-${release.olderKernel} linux-image-${release.kernel}`,
            // A fresh host reads its lists by itself.
            "rm -rf /var/lib/apt/lists/*",
            "update-grub",
        ].join("\n"),
        upgrade: `apt-get -q update && apt-get -q -y install linux-image-${newerKernel(release)}`,
        byHand: [
            "set -eu",
            "export DEBIAN_FRONTEND=noninteractive",
            "apt-get -q update",
            "apt-get -q -y install kdump-tools makedumpfile crash kexec-tools",
            "rm -rf /var/lib/apt/lists/*",
            // After the package's own drop-in, and a value in default/grub that loses.
            `sed -i 's/^GRUB_CMDLINE_LINUX=.*/GRUB_CMDLINE_LINUX="crashkernel=96M  audit=1"/' /etc/default/grub`,
            `echo 'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT crashkernel=128M mitigations=auto"' >/etc/default/grub.d/z-mine.cfg`,
            "update-grub",
            `cat >/etc/default/kdump-tools <<'MINE'`,
            "# mine",
            "USE_KDUMP=1",
            "KDUMP_COREDIR=/srv/mine # here",
            "MAKEDUMP_ARGS='-c -d 17'",
            "KDUMP_CMDLINE_APPEND='nr_cpus=2'",
            "MINE",
            "chmod 640 /etc/default/kdump-tools",
            "mkdir -p /srv/mine",
            "chmod 755 /srv/mine",
        ].join("\n"),
        bootStart: "grub/grub.cfg",
        banner:
            release.id === "debian"
                ? `(debian-kernel@lists.debian.org) #1 SMP PREEMPT_DYNAMIC Debian ${kernelVersion} (2025-05-22)`
                : "(buildd@simulated) #37-Ubuntu SMP PREEMPT_DYNAMIC",
    };
}
