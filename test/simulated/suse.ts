// SUSE Linux Enterprise Server and openSUSE as they are installed: real rpm and zypper, and grub-mkconfig under its
// name there.
import { buildIdFor, elfFile } from "../support/elf";
import { Files, program, programOf } from "./files";
import { grub2Mkconfig, grubHeader, grubLibrary, grubLinux } from "./grub2";
import { changelogOf, commonFiles, Layout, newerKernel, rebuilt, Release } from "./layout";
import type { Package } from "./packages";

function sysconfig(release: Release): string {
    const [major] = release.kdump.split(".").map(Number);
    return [
        "## Path: System/Kernel/Kdump",
        ...(major >= 2 ? ['KDUMP_CRASHKERNEL="auto"', 'KDUMP_UPDATE_BOOTLOADER="true"'] : []),
        'KDUMP_KERNELVER=""',
        'KDUMP_COMMANDLINE=""',
        'KDUMP_COMMANDLINE_APPEND=""',
        'KDUMP_SAVEDIR="/var/crash"',
        'KDUMP_KEEP_OLD_DUMPS="0"',
        'KDUMP_FREE_DISK_SIZE="64"',
        'KDUMP_DUMPLEVEL="31"',
        `## Type: list(,none,ELF,compressed,lzo,snappy${major >= 2 ? ",zstd,raw" : ""})`,
        'KDUMP_DUMPFORMAT="compressed"',
        'MAKEDUMPFILE_OPTIONS=""',
        "",
    ].join("\n");
}

/** Loads and unloads; `also` are the units that are enabled with it. */
function unit(...also: string[]): string {
    return [
        "[Unit]",
        "Description=load kdump kernel and initrd",
        "[Service]",
        "Type=oneshot",
        "ExecStart=/usr/lib/kdump/load.sh load",
        "ExecStop=/usr/lib/kdump/load.sh unload",
        "RemainAfterExit=yes",
        "[Install]",
        "WantedBy=multi-user.target",
        ...also.map((name) => `Also=${name}`),
        "",
    ].join("\n");
}

const mkconfig = "if [ -f /boot/grub2/grub.cfg ]; then grub2-mkconfig -o /boot/grub2/grub.cfg; fi";

/** The package has the number of the rebuild, which the kernel itself does not tell. */
function packageVersion(kernel: string): string {
    return `${kernel.replace(/-default$/, "")}.1`;
}

function kernel(own: Release, release: string): Package {
    return {
        name: "kernel-default",
        version: packageVersion(release),
        // Kernels are installed beside each other.
        provides: ["multiversion(kernel)"],
        files: {
            [`/boot/vmlinuz-${release}`]: `kernel ${release}\n`,
            [`/boot/initrd-${release}`]: `initrd ${release}\n`,
            [`/boot/config-${release}`]: "CONFIG_CRASH_DUMP=y\nCONFIG_KEXEC=y\n",
        },
        changelog: changelogOf(own, release),
        installed: mkconfig,
    };
}

/** A kernel's debuginfo; `build` is what it says it was made from. */
function debuginfo({ versionId }: Release, kernel: string, build: string): Package {
    // 16 has the kernel below /usr.
    const place = versionId.startsWith("16") ? `usr/lib/modules/${kernel}/vmlinux` : `boot/vmlinux-${kernel}`;
    return {
        name: "kernel-default-debuginfo",
        version: packageVersion(kernel),
        debug: true,
        files: { [`/usr/lib/debug/${place}.debug`]: { text: elfFile(buildIdFor(build)), mode: 0o644 } },
    };
}

function packages(release: Release): Package[] {
    return [
        {
            name: `${release.id}-release`,
            version: `${release.versionId}-1`,
            provides: [`system-release = ${release.versionId}`],
        },
        { name: "bash", version: "4.4-1", provides: ["/bin/sh"] },
        { name: "grub2", version: "2.06-1" },
        kernel(release, release.olderKernel),
        kernel(release, release.kernel),
        kernel(release, newerKernel(release)),
        {
            name: "kdump",
            version: release.kdump,
            needs: ["kexec-tools", "makedumpfile"],
            files: {
                "/etc/sysconfig/kdump": sysconfig(release),
                "/usr/lib/kdump/load.sh": programOf("packages", "kdump-load"),
                "/usr/sbin/kdumptool": programOf("packages", "kdumptool"),
                "/usr/lib/systemd/system/kdump.service": unit("kdump-early.service"),
                "/usr/lib/systemd/system/kdump-early.service": unit(),
                "/var/crash/": "",
            },
            settings: ["/etc/sysconfig/kdump"],
            removing: "systemctl stop kdump.service || :\nsystemctl disable kdump.service || :",
        },
        {
            name: "kexec-tools",
            version: "2.0.27-1",
            files: { "/usr/sbin/kexec": programOf("host", "kexec") },
        },
        {
            name: "makedumpfile",
            version: "1.7.4-1",
            files: { "/usr/bin/makedumpfile": program("#!/bin/sh\n") },
        },
        { name: "crash", version: "8.0.4-1", files: { "/usr/bin/crash": program("#!/bin/sh\n") } },
        debuginfo(release, release.kernel, release.kernel),
        debuginfo(release, newerKernel(release), rebuilt(newerKernel(release))),
    ];
}

function repository(id: string, url: string, enabled: boolean): string {
    return `[${id}]\nname=${id}\nbaseurl=${url}\nenabled=${enabled ? 1 : 0}\nautorefresh=0\ngpgcheck=0\ntype=rpm-md\n`;
}

function files(release: Release): Files {
    return {
        ...commonFiles(release),
        "/etc/default/grub": [
            "# If you change this file, run 'grub2-mkconfig -o /boot/grub2/grub.cfg' afterwards.",
            "GRUB_DISTRIBUTOR=",
            "GRUB_DEFAULT=saved",
            "GRUB_TIMEOUT=8",
            'GRUB_CMDLINE_LINUX_DEFAULT="splash=silent mitigations=auto  quiet security=apparmor"',
            'GRUB_CMDLINE_LINUX=""',
            'GRUB_CMDLINE_LINUX_RECOVERY="single"',
            'GRUB_TERMINAL="console"',
            "",
        ].join("\n"),
        "/etc/sysconfig/bootloader": 'LOADER_TYPE="grub2"\n',
        "/etc/grub.d/00_header": grubHeader(),
        "/etc/grub.d/10_linux": grubLinux(),
        "/etc/zypp/zypp.conf": `[main]\nsolver.onlyRequires = false\nmultiversion = provides:multiversion(kernel)\n${release.machine === "x86_64" ? "" : `arch = ${release.machine}\n`}`,
        "/etc/zypp/zypper.conf": "[main]\n",
        "/etc/zypp/repos.d/main.repo": repository("main", "file:///repository", true),
        "/etc/zypp/repos.d/main-debug.repo": repository("main-debug", "file:///repository/debug", false),
        "/etc/zypp/vendors.d/": "",
        "/etc/zypp/services.d/": "",
        "/etc/products.d/": "",
        // Debian's rpm has its database elsewhere.
        "/etc/rpm/macros": "%_dbpath /var/lib/rpm\n",
        "/var/lib/rpm/": "",
        "/var/lib/zypp/": "",
        "/var/cache/zypp/": "",
        "/boot/grub2/": "",
        "/usr/sbin/grub2-mkconfig": grub2Mkconfig(false),
        "/usr/share/grub/grub-mkconfig_lib": grubLibrary(),
        "/usr/bin/grub2-editenv": programOf("packages", "grub2-editenv"),
    };
}

export function suseLayout(release: Release): Layout {
    const kernels = [release.olderKernel, release.kernel].map(
        (one) => `kernel-default=${packageVersion(one)}`,
    );
    const zypper = "zypper --non-interactive --quiet";
    return {
        files: files(release),
        hidden: /^(apt.*|dpkg.*|deb.*|dnf.*|yum.*|update-grub|grub-mkconfig|kdumptool|kdumpctl|kdump-config|makedumpfile|crash|grubby)$/,
        format: "rpm",
        packages: packages(release),
        setUp: [
            "set -eu",
            "rpm --initdb",
            "grub2-editenv - create",
            `${zypper} install --oldpackage bash ${release.id}-release grub2 ${kernels[0]}`,
            `${zypper} install --oldpackage ${kernels[1]}`,
            "rm -rf /var/log/zypp* /var/log/zypper.log",
            "grub2-mkconfig -o /boot/grub2/grub.cfg",
            "grub2-editenv - set saved_entry=0",
        ].join("\n"),
        upgrade: `${zypper} install kernel-default=${packageVersion(newerKernel(release))}`,
        byHand: [
            "set -eu",
            `${zypper} install kdump kexec-tools makedumpfile crash`,
            "rm -rf /var/log/zypp* /var/log/zypper.log",
            `sed -i 's/^GRUB_CMDLINE_LINUX_DEFAULT="/&crashkernel=128M  audit=1 /' /etc/default/grub`,
            "grub2-mkconfig -o /boot/grub2/grub.cfg",
            "mkdir -p /srv/mine",
            "chmod 755 /srv/mine",
            "cat >/etc/sysconfig/kdump <<'MINE'",
            "# mine",
            'KDUMP_SAVEDIR="file:///srv/mine"',
            "KDUMP_DUMPLEVEL=17 # of mine",
            "KDUMP_COMMANDLINE_APPEND='nr_cpus=2'",
            "MINE",
            "chmod 640 /etc/sysconfig/kdump",
            "systemctl enable kdump.service",
        ].join("\n"),
        bootStart: "grub2/grub.cfg",
        banner: "(geeko@buildhost) #1 SMP PREEMPT_DYNAMIC",
    };
}
