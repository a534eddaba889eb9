import * as fs from "node:fs";
import * as path from "node:path";

import { buildIdFor, elfFile } from "../support/elf";
import type { ElRelease } from "./el";
import { FileContent, program, programOf } from "./files";
import { changelogOf, newerKernel, rebuilt } from "./layout";
import type { Package } from "./packages";

/** What kdump.conf knows in every release; what is between these lines and the rest changed over time. */
const directives =
    "raw ext2 ext3 ext4 minix btrfs xfs nfs ssh sshkey path core_collector kdump_pre kdump_post extra_bins extra_modules " +
    "force_rebuild dracut_args fence_kdump_args fence_kdump_nodes final_action force_no_rebuild";

/** The directives that this release's kdumpctl takes. */
function directivesOf({ id, versionId }: ElRelease): string {
    const major =
        id === "amzn" ? (versionId === "2" ? 7 : 9) : id === "fedora" ? 10 : parseInt(versionId, 10);
    if (major <= 7)
        return `${directives} default nfs4 net options link_delay blacklist disk_timeout debug_mem_level`.replace(
            "final_action ",
            "",
        );
    if (major === 8)
        return `${directives} default failure_action nfs4 net options link_delay blacklist disk_timeout debug_mem_level`;
    return `${directives} default failure_action virtiofs kdump_emergency auto_reset_crashkernel`;
}

function conf(release: ElRelease): string {
    return [
        "# How kdump takes and stores a dump. See kdump.conf(5).",
        "#",
        "#raw /dev/vg/lv_kdump",
        "#ssh user@my.server.com",
        "#sshkey /root/.ssh/kdump_id_rsa",
        ...(directivesOf(release).includes("auto_reset") ? ["auto_reset_crashkernel yes"] : []),
        "path /var/crash",
        `core_collector makedumpfile -l --message-level ${directivesOf(release).includes("auto_reset") ? 7 : 1} -d 31`,
        "#core_collector scp",
        "",
    ].join("\n");
}

function sysconfig(release: ElRelease): string {
    const arm = release.machine === "aarch64";
    // Red Hat's and Amazon's packages have irqpoll on aarch64 too.
    const append = arm
        ? "irqpoll nr_cpus=1 reset_devices cgroup_disable=memory udev.children-max=2 panic=10 swiotlb=noforce novmcoredd"
        : "irqpoll nr_cpus=1 reset_devices cgroup_disable=memory mce=off numa=off udev.children-max=2 panic=10 acpi_no_memhotplug transparent_hugepage=never nokaslr novmcoredd hest_disable";
    return [
        "# Kernel that is loaded; empty for the running one.",
        'KDUMP_KERNELVER=""',
        'KDUMP_COMMANDLINE=""',
        'KDUMP_COMMANDLINE_REMOVE="hugepages hugepagesz slub_debug quiet"',
        `KDUMP_COMMANDLINE_APPEND="${append}"`,
        'KEXEC_ARGS="-s"',
        'KDUMP_IMG="vmlinuz"',
        "",
    ].join("\n");
}

/** kdump.service; that of kdump-utils (1.0.48 and later) has another condition that keeps it from starting. */
function unit({ el }: ElRelease): string {
    const byCommand = el.kdumpPackage === "kdump-utils";
    return [
        "[Unit]",
        "Description=Crash recovery kernel arming",
        ...(byCommand ? [] : ["ConditionKernelCommandLine=crashkernel"]),
        "[Service]",
        "Type=oneshot",
        ...(byCommand
            ? [`ExecCondition=/bin/sh -c 'grep -q -e "crashkernel" -e "fadump" /proc/cmdline'`]
            : []),
        "ExecStart=/usr/bin/kdumpctl start",
        "ExecStop=/usr/bin/kdumpctl stop",
        "RemainAfterExit=yes",
        "[Install]",
        "WantedBy=multi-user.target",
        "",
    ].join("\n");
}

/** Whether the package and each new kernel reset crashkernel= (9.3 and later, Fedora, Amazon Linux 2023). */
function resets(release: ElRelease): boolean {
    return directivesOf(release).includes("auto_reset_crashkernel");
}

/** kdumpctl, with the call of keyctl that it makes at each start where its version does; it goes on without. */
function kdumpctl(release: ElRelease): FileContent {
    const text = fs.readFileSync(path.join(__dirname, "standIns", "packages", "kdumpctl"), "utf8");
    if (!needsKeyctl(release)) return program(text);
    return program(
        text.replace(
            "\nload() {\n",
            '\nload() {\n    keyctl show @s >/dev/null || echo "kdump: keyctl: command not found"\n',
        ),
    );
}

/** kdump-utils from 1.0.58 on. */
export function needsKeyctl({ kdump, el }: ElRelease): boolean {
    return el.kdumpPackage === "kdump-utils" && Number(kdump.split(/[.-]/)[2]) >= 58;
}

function kernel(release: ElRelease, version: string): Package {
    const added =
        release.el.boot === "grub.cfg"
            ? `if [ -f /boot/grub2/grub.cfg ]; then grub2-mkconfig -o /boot/grub2/grub.cfg; fi
for file in /boot/efi/EFI/*/grub.cfg; do if [ -f "$file" ]; then grub2-mkconfig -o "$file"; fi; done`
            : `/usr/sbin/kernel-install add ${version} /boot/vmlinuz-${version}`;
    return {
        name: "kernel",
        version: version.replace(/\.(x86_64|aarch64)$/, ""),
        files: {
            [`/boot/vmlinuz-${version}`]: `kernel ${version}\n`,
            [`/boot/initramfs-${version}.img`]: `initramfs ${version}\n`,
            // 7's kernel knows crashkernel=auto by a setting, 8's without one.
            [`/boot/config-${version}`]:
                "CONFIG_CRASH_DUMP=y\nCONFIG_KEXEC=y\n" +
                (/^3\.10\.0-.*\.el7/.test(version) ? "CONFIG_KEXEC_AUTO_RESERVE=y\n" : ""),
        },
        provides: [`kernel-uname-r = ${version}`],
        changelog: changelogOf(release, version),
        installed: added,
        ...(release.el.boot === "grub.cfg" ? {} : { removing: `/usr/sbin/kernel-install remove ${version}` }),
    };
}

function kdumpTools(release: ElRelease): Package[] {
    const { kdumpPackage } = release.el;
    const fedora = release.id === "fedora";
    const main: Package = {
        name: kdumpPackage,
        version: release.kdump,
        needs: kdumpPackage === "kdump-utils" ? ["kexec-tools", "makedumpfile"] : [],
        files: {
            "/etc/kdump.conf": conf(release),
            "/etc/sysconfig/kdump": sysconfig(release),
            "/usr/bin/kdumpctl": kdumpctl(release),
            "/usr/lib/kdump/simulated-rules": `directives='${directivesOf(release)}'\ndefault_crashkernel=2G-64G:256M,64G-:512M\n${resets(release) ? "resets=1\n" : ""}`,
            "/usr/lib/systemd/system/kdump.service": unit(release),
            "/var/crash/": "",
            ...(kdumpPackage === "kexec-tools"
                ? {
                      "/usr/sbin/kexec": programOf("host", "kexec"),
                      "/usr/sbin/makedumpfile": programOf("packages", "makedumpfile"),
                  }
                : {}),
        },
        settings: ["/etc/kdump.conf", "/etc/sysconfig/kdump"],
        // The presets of Fedora leave kdump off, those of all others have it on. What kdumpctl has built in /boot stays when
        // the package goes.
        installed: [
            ...(fedora ? [] : ["systemctl enable kdump.service || :"]),
            "touch /etc/kdump.conf",
            ...(resets(release) ? ["kdumpctl _reset-crashkernel-after-update || :"] : []),
        ].join("\n"),
        removing: "systemctl stop kdump.service || :\nsystemctl disable kdump.service || :",
    };
    if (kdumpPackage === "kexec-tools") return [main];
    return [
        main,
        {
            name: "kexec-tools",
            version: "2.0.29-1",
            files: { "/usr/sbin/kexec": programOf("host", "kexec") },
        },
        {
            name: "makedumpfile",
            version: "1.7.5-1",
            files: { "/usr/sbin/makedumpfile": program("#!/bin/sh\n") },
        },
    ];
}

/** Both halves of a kernel's debuginfo; `build` is what it says it was made from. */
function debuginfo(release: ElRelease, kernel: string, build: string): Package[] {
    const version = kernel.replace(/\.(x86_64|aarch64)$/, "");
    const common = `kernel-debuginfo-common-${release.machine}`;
    return [
        {
            name: common,
            version,
            debug: true,
            files: { [`/usr/src/debug/kernel-${version}/README`]: "sources\n" },
        },
        {
            name: "kernel-debuginfo",
            version,
            debug: true,
            needs: [`${common} = ${version}`],
            files: {
                [`/usr/lib/debug/lib/modules/${kernel}/vmlinux`]: {
                    text: elfFile(buildIdFor(build)),
                    mode: 0o644,
                },
            },
        },
    ];
}

export function elPackages(release: ElRelease): Package[] {
    return [
        {
            name: `${release.id}-release`,
            version: `${release.versionId}-1`,
            provides: [
                `system-release = ${release.versionId}`,
                `system-release(releasever) = ${release.versionId}`,
            ],
        },
        { name: "bash", version: "5.1-1", provides: ["/bin/sh"] },
        { name: "grub2-tools", version: "2.06-1" },
        ...(release.el.boot === "grub.cfg" ? [] : [{ name: "grubby", version: "8.40-1" }]),
        kernel(release, release.olderKernel),
        kernel(release, release.kernel),
        kernel(release, newerKernel(release)),
        ...kdumpTools(release),
        ...(needsKeyctl(release)
            ? [{ name: "keyutils", version: "1.6.3-1", files: { "/usr/bin/keyctl": program("#!/bin/sh\n") } }]
            : []),
        { name: "crash", version: "8.0.4-1", files: { "/usr/bin/crash": program("#!/bin/sh\n") } },
        ...debuginfo(release, release.kernel, release.kernel),
        ...debuginfo(release, newerKernel(release), rebuilt(newerKernel(release))),
    ];
}
