// What somebody may do to a prepared host by hand, on each family, and the steps that mend it.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot, otherKernel } from "./elRoot";
import { SuseRoot } from "./suseRoot";
import { shells, ThrowawayRoot } from "./throwawayRoot";

/** What is declared of every host here: the configuration, and whose it is. */
export const lines = [
    "path /var/dumps",
    "core_collector makedumpfile -l -d 31",
    "commandline_append foo=1",
    "keep 3",
    "sysctl kernel.panic=10",
];
export const owner = "acme/servers/prod/web";

/** What a throwaway root of a family has been given by hand, and the steps that mend it. */
type Drift = [what: string, by: (host: ThrowawayRoot) => void, mended: Record<string, RegExp>];

interface Family {
    make: (shell: string[]) => ThrowawayRoot;
    /** One of the three, so that each is used. */
    shell: keyof typeof shells;
    crashkernel: string;
    drifts: Drift[];
}

export const edit = (host: ThrowawayRoot, file: string, from: string | RegExp, to: string): void => {
    const text = host.read(file);
    const changed = text.replace(from, to);
    assert.notEqual(changed, text, `${file} says ${text}`);
    host.write(file, changed);
};
export const remove = (host: ThrowawayRoot, file: string): void =>
    fs.rmSync(path.join(host.root, file), { recursive: true });
const mode = (host: ThrowawayRoot, file: string, to: number): void =>
    fs.chmodSync(path.join(host.root, file), to);
const newBoot = (host: ThrowawayRoot, kernel: string): void =>
    host.write("proc/sys/kernel/osrelease", `${kernel}\n`);

/** What is the same on every family, whose unit and files these are. */
function everywhere(unit: string, memory: string): Drift[] {
    return [
        ["nothing", () => undefined, {}],
        [
            "the program is gone",
            (host) => fs.renameSync(path.join(host.root, "usr/local/bin/kdump-host"), host.programFile),
            { install: /^\/usr\/local\/bin\/kdump-host is not there\.$/ },
        ],
        [
            "the program is another",
            (host) => fs.appendFileSync(path.join(host.root, "usr/local/bin/kdump-host"), "# mine\n"),
            { install: /kdump-host is another version, or was changed\.$/ },
        ],
        [
            "the program cannot be executed",
            (host) => mode(host, "usr/local/bin/kdump-host", 0o644),
            { install: /kdump-host cannot be executed\.$/ },
        ],
        [
            "the owner's line is gone",
            (host) => remove(host, "var/lib/pulumi-kdump/owners"),
            {
                install: /owners does not name acme\/servers\/prod\/web\.$/,
                owner: /owners does not tell what acme\/servers\/prod\/web has of this host\.$/,
            },
        ],
        [
            "a package is gone",
            (host) => {
                const file = path.join(host.base, "installed");
                fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace(/^crash .*\n/m, ""));
            },
            { packages: /^The package crash is not installed\.$/ },
        ],
        [
            "our memory of crashkernel= is lost",
            (host) => remove(host, "var/lib/pulumi-kdump/crashkernel"),
            { crashkernel: /\/var\/lib\/pulumi-kdump\/crashkernel is not there\.$/ },
        ],
        [
            "the dump directory is open to others",
            (host) => mode(host, "var/dumps", 0o755),
            { conf: /^\/var\/dumps has the mode 0755 and not 0700\.$/ },
        ],
        [
            "the dump directory is gone",
            (host) => remove(host, "var/dumps"),
            { conf: /^\/var\/dumps is not there\.$/ },
        ],
        [
            "the panic settings of the unit are gone",
            (host) => remove(host, `etc/systemd/system/${unit}.d/pulumi-kdump.conf`),
            { conf: /pulumi-kdump\.conf is not there\.$/ },
        ],
        [
            "a panic setting has another value",
            (host) => host.write("proc/sys/kernel/panic", "0\n"),
            { conf: /^\/proc\/sys\/kernel\/panic says 0 and not 10\.$/ },
        ],
        [
            "the unit of retention is off",
            (host) => remove(host, "etc/systemd/system/multi-user.target.wants/pulumi-kdump-keep.service"),
            { conf: /pulumi-kdump-keep\.service is not there\.$/ },
        ],
        [
            "the unit is disabled",
            (host) => host.set(`units/${unit}`, "disabled active\n"),
            { service: /is not enabled\.$/ },
        ],
        [
            "the unit is stopped",
            (host) => host.set(`units/${unit}`, "enabled inactive\n"),
            { service: /not loaded, or .* is not active\.$/ },
        ],
        [
            "the capture kernel is unloaded",
            (host) => host.write("sys/kernel/kexec_crash_loaded", "0\n"),
            { service: /^The capture kernel is not loaded/ },
        ],
        [
            "the capture kernel is loaded with a former configuration",
            (host) =>
                host.write("var/lib/pulumi-kdump/conf-changed", host.read("proc/sys/kernel/random/boot_id")),
            { service: /^The configuration was changed after/ },
        ],
        [
            "another kernel runs, whose debuginfo is not there",
            (host) => newBoot(host, memory),
            { debuginfo: /^There is no vmlinux of the running kernel / },
        ],
        [
            "debuginfo is of another build",
            (host) =>
                host.write(
                    "sys/kernel/notes",
                    Buffer.from("040000001400000003000000474e5500".concat("ab".repeat(20)), "hex"),
                ),
            { debuginfo: /is of another build than the running kernel/ },
        ],
        [
            "the host was booted without a reservation",
            (host) => {
                edit(host, "proc/cmdline", / crashkernel=\S+/g, "");
                host.write("sys/kernel/kexec_crash_size", "0\n");
                host.write("sys/kernel/kexec_crash_loaded", "0\n");
            },
            {
                reboot: /^The running kernel has reserved 0 MiB, and crashkernel=/,
                service: /would be rebooted, and the capture kernel loaded after that\.$/,
            },
        ],
        [
            "the kernel has reserved nothing of the value that it was booted with, as it would again",
            (host) => {
                host.write("sys/kernel/kexec_crash_size", "0\n");
                host.write("sys/kernel/kexec_crash_loaded", "0\n");
            },
            {},
        ],
    ];
}

/** The settings are altered by hand: what is loaded was loaded with them, or will be. */
function settings(file: string, from: string | RegExp, to: string): Drift {
    return [
        `${file} is altered`,
        (host) => edit(host, file, from, to),
        {
            conf: new RegExp(`^/${file} does not say what is declared\\.`),
            service: /would be written, and the capture kernel has to be loaded with it\.$/,
        },
    ];
}

const otherLinux = "6.1.0-30-cloud-amd64";
export const families: Record<string, Family> = {
    Debian: {
        make: (shell) => new ThrowawayRoot(shell),
        shell: "dash",
        crashkernel: "192M",
        drifts: [
            ...everywhere("kdump-tools.service", otherLinux),
            [
                "the drop-in of GRUB is gone",
                (host) => remove(host, "etc/default/grub.d/zz-pulumi-kdump.cfg"),
                { crashkernel: /zz-pulumi-kdump\.cfg is not there\.$/ },
            ],
            [
                "the drop-in of GRUB has another value",
                (host) => edit(host, "etc/default/grub.d/zz-pulumi-kdump.cfg", "192M", "64M"),
                { crashkernel: /zz-pulumi-kdump\.cfg does not say crashkernel=192M\.$/ },
            ],
            [
                "the entries have another value",
                (host) =>
                    host.write(
                        "boot/grub/grub.cfg",
                        host.read("boot/grub/grub.cfg").replaceAll("=192M", "=64M"),
                    ),
                {
                    bootloader:
                        /^\/boot\/grub\/grub\.cfg has the entry 'Debian GNU\/Linux' with crashkernel=64M instead of crashkernel=192M\./,
                },
            ],
            [
                "a kernel was installed since",
                (host) => host.write("boot/vmlinuz-6.1.0-50-cloud-amd64", "kernel"),
                {
                    bootloader:
                        /has no entry of the kernel 6\.1\.0-50-cloud-amd64, which was installed since\.$/,
                },
            ],
            [
                "grub.cfg is gone",
                (host) => remove(host, "boot/grub/grub.cfg"),
                { bootloader: /grub\.cfg is not there\.$/ },
            ],
            [
                "dumps would be for everybody",
                (host) => remove(host, "etc/systemd/system/kdump-tools-dump.service.d"),
                { conf: /kdump-tools-dump\.service\.d\/pulumi-kdump\.conf is not there\.$/ },
            ],
            [
                "the capture initramfs is of another kernel",
                (host) => host.write(`var/lib/kdump/initrd.img-${otherLinux}`, ""),
                { service: /^\/var\/lib\/kdump\/initrd\.img-6\.1\.0-37-cloud-amd64, the capture initramfs/ },
            ],
            settings("etc/default/kdump-tools", "foo=1", "foo=2"),
            settings("etc/default/kdump-tools", /# BEGIN pulumi-kdump[\s\S]*/, ""),
        ],
    },
    "EL with entries": {
        make: (shell) => new ElRoot("rhel 9.4", shell),
        shell: "busybox",
        crashkernel: "256M",
        drifts: [
            ...everywhere("kdump.service", otherKernel).filter(
                ([what]) => !what.startsWith("another kernel"),
            ),
            [
                "/etc/kernel/cmdline has lost it",
                (host) => edit(host, "etc/kernel/cmdline", " crashkernel=256M", ""),
                { crashkernel: /^\/etc\/kernel\/cmdline does not say crashkernel=256M\.$/ },
            ],
            [
                "/etc/default/grub has another value",
                (host) => edit(host, "etc/default/grub", "=256M", "=64M"),
                { crashkernel: /^\/etc\/default\/grub does not say crashkernel=256M\.$/ },
            ],
            [
                "an entry has lost it",
                (host) => edit(host, `boot/loader/entries/0a1b-${otherKernel}.conf`, " crashkernel=256M", ""),
                { bootloader: /entries\/0a1b-3\.9\.0-1\.x86_64\.conf does not say crashkernel=256M\.$/ },
            ],
            [
                "a kernel came since",
                (host) => (host as ElRoot).entry("5.99.0-1.el9.x86_64", "root=UUID=0a1b ro"),
                { bootloader: /0a1b-5\.99\.0-1\.el9\.x86_64\.conf does not say crashkernel=256M\.$/ },
            ],
            [
                "the capture initramfs is older than the configuration",
                (host) => {
                    fs.utimesSync(path.join(host.root, `boot/initramfs-${host.release}kdump.img`), 1, 1);
                },
                { service: /kdump\.img, the capture initramfs, is older than \/etc\/kdump\.conf\.$/ },
            ],
            [
                "another kernel runs",
                (host) => newBoot(host, otherKernel),
                {
                    service:
                        /3\.9\.0-1\.x86_64kdump\.img, the capture initramfs of the running kernel, is not there\.$/,
                    debuginfo: /^There is no vmlinux/,
                },
            ],
            settings("etc/kdump.conf", "path /var/dumps\n", "path /var/crash\n"),
            settings("etc/sysconfig/kdump", "foo=1", "foo=2"),
        ],
    },
    "EL with kernelopts": {
        make: (shell) => new ElRoot("rhel 8.10", shell),
        shell: "bash",
        crashkernel: "256M",
        drifts: [
            ["nothing", () => undefined, {}],
            [
                "kernelopts has lost it",
                (host) => edit(host, "boot/grub2/grubenv", " crashkernel=256M", ""),
                { bootloader: /^\/boot\/grub2\/grubenv does not say crashkernel=256M in kernelopts\.$/ },
            ],
        ],
    },
    "EL with grub.cfg": {
        make: (shell) => new ElRoot("centos 7", shell),
        shell: "bash",
        crashkernel: "256M",
        drifts: [
            ["nothing", () => undefined, {}],
            [
                "/etc/default/grub has lost it",
                (host) => edit(host, "etc/default/grub", " crashkernel=256M", ""),
                { crashkernel: /^\/etc\/default\/grub does not say crashkernel=256M\.$/ },
            ],
            [
                "the entries have lost it",
                (host) => edit(host, "boot/grub2/grub.cfg", / crashkernel=256M/, ""),
                { bootloader: /with no crashkernel= instead of crashkernel=256M\.$/ },
            ],
            [
                "a kernel was installed since",
                (host) => host.write("boot/vmlinuz-3.99.0-1.el7.x86_64", "kernel"),
                { bootloader: /has no entry of the kernel 3\.99\.0-1\.el7\.x86_64/ },
            ],
        ],
    },
    SUSE: {
        make: (shell) => new SuseRoot(shell),
        shell: "dash",
        crashkernel: "512M,high 128M,low",
        drifts: [
            ...everywhere("kdump.service", "6.4.0-1-default"),
            [
                "/etc/default/grub has lost a half",
                (host) => edit(host, "etc/default/grub", " crashkernel=128M,low", ""),
                { crashkernel: /^\/etc\/default\/grub does not say crashkernel=512M,high 128M,low\.$/ },
            ],
            [
                "the entries have lost it",
                (host) => edit(host, "boot/grub2/grub.cfg", / crashkernel=512M,high/, ""),
                {
                    bootloader:
                        /with crashkernel=128M,low instead of crashkernel=512M,high crashkernel=128M,low\.$/,
                },
            ],
            [
                "the capture initramfs is of another kernel",
                (host) => host.write("boot/initrd-6.4.0-1-default-kdump", ""),
                {
                    service:
                        /^\/boot\/initrd-6\.4\.0-150600\.23\.25-default-kdump, the capture initramfs, is not there\.$/,
                },
            ],
            settings("etc/sysconfig/kdump", /# BEGIN pulumi-kdump[\s\S]*/, ""),
            settings("etc/sysconfig/kdump", "foo=1", "foo=2"),
        ],
    },
};
