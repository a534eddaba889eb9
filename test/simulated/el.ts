// RHEL and what is rebuilt from it, Fedora and Amazon Linux as they are installed: real rpm and dnf (as yum where
// there is only yum), and grub-mkconfig under its name there.
import { debuginfoInstall } from "./dnfPlugins";
import { elPackages, needsKeyctl } from "./elPackages";
import { Files, programOf } from "./files";
import { grub2Mkconfig, grubHeader, grubLibrary, grubLinux } from "./grub2";
import { commonFiles, Layout, machineId, newerKernel, Release, rootUuid } from "./layout";

export type ElRelease = Release & { el: NonNullable<Release["el"]> };

/** What is on the command line of a fresh installation, after root= and ro. */
function factoryArguments({ factoryCrashkernel }: Release): string {
    return [
        "console=ttyS0,115200n8",
        ...(factoryCrashkernel ? [`crashkernel=${factoryCrashkernel}`] : []),
        "net.ifnames=0",
    ].join(" ");
}

function defaultGrub(release: ElRelease): string {
    const amazon = release.id === "amzn";
    return [
        "GRUB_TIMEOUT=5",
        `GRUB_DISTRIBUTOR="${release.prettyName.replace(/ [0-9].*/, "")}"`,
        "GRUB_DEFAULT=saved",
        "GRUB_DISABLE_SUBMENU=true",
        'GRUB_TERMINAL_OUTPUT="console"',
        // Amazon's images have all of theirs in the second variable.
        ...(amazon
            ? [`GRUB_CMDLINE_LINUX_DEFAULT="${factoryArguments(release)}"`]
            : [`GRUB_CMDLINE_LINUX="${factoryArguments(release)}"`]),
        'GRUB_DISABLE_RECOVERY="true"',
        ...(release.el.boot === "grub.cfg" ? [] : ["GRUB_ENABLE_BLSCFG=true"]),
        "",
    ].join("\n");
}

/** Amazon's images have no rescue entry; all others get one, with an image of its own, when they are installed. */
function hasRescue({ id }: ElRelease): boolean {
    return id !== "amzn";
}

function rescueFiles(release: ElRelease): Files {
    const { boot } = release.el;
    const version = `0-rescue-${machineId}`;
    const entry = [
        `title ${release.prettyName.replace(/ [0-9].*/, "")} (${version}) ${release.versionId}`,
        `version ${version}`,
        `linux /boot/vmlinuz-${version}`,
        `initrd /boot/initramfs-${version}.img`,
        `options ${boot === "kernelopts" ? "$kernelopts" : `root=UUID=${rootUuid} ro ${factoryArguments(release)}`}`,
        "grub_users $grub_users",
        "grub_arg --unrestricted",
        `grub_class ${release.id}`,
        "",
    ];
    return {
        [`/boot/vmlinuz-${version}`]: "kernel of the installation\n",
        [`/boot/initramfs-${version}.img`]: "initramfs with every driver\n",
        ...(boot === "grub.cfg"
            ? {}
            : { [`/boot/loader/entries/${machineId}-0-rescue.conf`]: entry.join("\n") }),
    };
}

/** Where the generated configuration goes, below /boot: 7 and 8 have it on the EFI partition. */
function configFile({ firmware, el }: ElRelease): string {
    return firmware === "uefi" && el.boot !== "bls" ? `efi/EFI/${el.vendor}/grub.cfg` : "grub2/grub.cfg";
}

/** From 9 on the EFI partition only has a stub that points to the real file. */
export const efiStub = [
    `search --no-floppy --root-dev-only --fs-uuid --set=dev ${rootUuid}`,
    "set prefix=($dev)/boot/grub2",
    "export $prefix",
    "configfile $prefix/grub.cfg",
    "",
].join("\n");

function files(release: ElRelease): Files {
    const { el, firmware } = release;
    const efi = `/boot/efi/EFI/${el.vendor}`;
    const bls = el.boot !== "grub.cfg";
    return {
        ...commonFiles(release),
        "/etc/system-release": `${release.prettyName}\n`,
        "/etc/redhat-release": `${release.prettyName}\n`,
        "/etc/default/grub": defaultGrub(release),
        ...(el.cmdline
            ? { "/etc/kernel/cmdline": `root=UUID=${rootUuid} ro ${factoryArguments(release)}\n` }
            : {}),
        "/etc/grub.d/00_header": grubHeader(),
        "/etc/grub.d/10_linux": bls ? programOf("packages", "10_linux-bls") : grubLinux(),
        ...(bls ? { "/usr/libexec/simulated/10_linux": grubLinux(), "/etc/kernel/install.d/": "" } : {}),
        "/etc/yum.repos.d/base.repo": repository("base", "file:///repository", true),
        // Debug packages are in a repository that nobody has switched on.
        "/etc/yum.repos.d/debuginfo.repo": repository("base-debuginfo", "file:///repository/debug", false),
        "/etc/dnf/dnf.conf":
            "[main]\ngpgcheck=1\ninstallonly_limit=3\nclean_requirements_on_remove=True\npluginpath=/usr/lib/simulated-plugins\n" +
            // The machine that this runs on may be another than the simulated one.
            (release.machine === "x86_64" ? "" : `arch=${release.machine}\nignorearch=True\n`),
        ...(release.machine === "x86_64" ? {} : { "/etc/rpm/platform": `${release.machine}-redhat-linux\n` }),
        "/etc/sysconfig/kernel": "UPDATEDEFAULT=yes\nDEFAULTKERNEL=kernel\n",
        "/boot/grub2/": "",
        ...(hasRescue(release) ? rescueFiles(release) : {}),
        ...(el.debuginfoInstall ? debuginfoInstall(el.manager) : {}),
        // Debian's rpm has its database elsewhere.
        "/etc/rpm/macros": "%_dbpath /var/lib/rpm\n",
        "/var/lib/rpm/": "",
        "/usr/sbin/grub2-mkconfig": grub2Mkconfig(el.updatesBls === true),
        "/usr/share/grub/grub-mkconfig_lib": grubLibrary(),
        "/usr/bin/grub2-editenv": programOf("packages", "grub2-editenv"),
        "/usr/sbin/kernel-install": programOf("packages", "kernel-install"),
        ...(bls ? { "/usr/sbin/grubby": programOf("packages", "grubby") } : {}),
        ...(el.manager === "yum"
            ? { "/usr/bin/yum": { link: "dnf-yum" }, "/usr/bin/dnf-yum": { link: "dnf-3" } }
            : { "/usr/bin/yum": { link: "dnf-3" } }),
        [firmware === "uefi" && el.boot !== "bls" ? "/etc/grub2-efi.cfg" : "/etc/grub2.cfg"]: {
            link: `../boot/${configFile(release)}`,
        },
        ...(firmware === "uefi" && el.boot === "bls" ? { [`${efi}/grub.cfg`]: efiStub } : {}),
        ...(firmware === "uefi" && el.boot !== "bls"
            ? { [`${efi}/`]: "", "/boot/grub2/grubenv": { link: `../efi/EFI/${el.vendor}/grubenv` } }
            : {}),
    };
}

function repository(id: string, url: string, enabled: boolean): string {
    return `[${id}]\nname=${id}\nbaseurl=${url}\nenabled=${enabled ? 1 : 0}\ngpgcheck=0\nmetadata_expire=never\n`;
}

/** Where the package manager keeps what it needs to know. */
const emptyCaches = "rm -rf /var/cache/dnf /var/log/dnf* /var/log/hawkey*";

function setUp(release: ElRelease): string[] {
    const { boot, manager, updatesBls, cmdline } = release.el;
    const kernels = [release.olderKernel, release.kernel].map((kernel) => `kernel-${kernel}`);
    return [
        "set -eu",
        `echo ${boot} >/sim/entries`,
        ...(boot === "bls" && !updatesBls ? [": >/sim/mkconfig-writes-entries"] : []),
        "rpm --initdb",
        boot === "kernelopts"
            ? `grub2-editenv - set "kernelopts=root=UUID=${rootUuid} ro ${factoryArguments(release)}"`
            : "grub2-editenv - create",
        // An installer has arguments of its own for the entries; where it leaves no such file, it goes at the end.
        ...(boot === "bls" && !cmdline
            ? [`echo "root=UUID=${rootUuid} ro ${factoryArguments(release)}" >/etc/kernel/cmdline`]
            : []),
        `${manager} -q -y install ${release.id}-release bash grub2-tools ${boot === "grub.cfg" ? "" : "grubby "}${kernels.join(" ")}`,
        emptyCaches,
        `grub2-mkconfig -o /boot/${configFile(release)}`,
        ...(boot === "bls" && !cmdline ? ["rm /etc/kernel/cmdline"] : []),
        boot === "grub.cfg"
            ? "grub2-editenv - set saved_entry=0"
            : `read -r machine </etc/machine-id && grub2-editenv - set "saved_entry=$machine-${release.kernel}"`,
    ];
}

function byHand(release: ElRelease): string[] {
    const { boot, manager, kdumpPackage } = release.el;
    const variable = release.id === "amzn" ? "GRUB_CMDLINE_LINUX_DEFAULT" : "GRUB_CMDLINE_LINUX";
    return [
        "set -eu",
        `${manager} -q -y install ${kdumpPackage} kexec-tools crash${release.el.makedumpfile ? " makedumpfile" : ""}${needsKeyctl(release) ? " keyutils" : ""}`,
        emptyCaches,
        ...(boot === "grub.cfg"
            ? [
                  `sed -i 's/crashkernel=auto/quiet/; s/^${variable}="/&crashkernel=128M  audit=1 /' /etc/default/grub`,
                  `grub2-mkconfig -o /boot/${configFile(release)}`,
              ]
            : [
                  "grubby --update-kernel=ALL --args='crashkernel=128M audit=1'",
                  // Whoever thinks of rescue as a system without kdump.
                  ...(hasRescue(release)
                      ? [
                            `grubby --update-kernel=/boot/vmlinuz-0-rescue-${machineId} --remove-args=crashkernel`,
                        ]
                      : []),
              ]),
        "mkdir -p /srv/mine",
        "chmod 755 /srv/mine",
        "cat >/etc/kdump.conf <<'MINE'",
        "# mine",
        "path /srv/mine",
        "core_collector makedumpfile -c --message-level 1 -d 17  # of mine",
        "extra_modules dm_mod",
        "MINE",
        "chmod 640 /etc/kdump.conf",
        "systemctl enable kdump.service",
    ];
}

export function elLayout(release: Release): Layout {
    if (release.el === undefined) throw new Error(`${release.name}: 'el' is missing in its row.`);
    const row: ElRelease = { ...release, el: release.el };
    const onlyYum = row.el.manager === "yum" ? "|dnf|dnf[45]" : "";
    return {
        files: files(row),
        hidden: new RegExp(
            `^(apt.*|dpkg.*|deb.*|zypper|update-grub|grub-mkconfig|grub-editenv-.*|yum|kdumpctl|kdump-config|keyctl|crash|grubby|kernel-install${onlyYum})$`,
        ),
        format: "rpm",
        packages: elPackages(row),
        setUp: setUp(row).join("\n"),
        upgrade: `${row.el.manager} -q -y install kernel-${newerKernel(row)}`,
        byHand: byHand(row).join("\n"),
        bootStart: row.firmware === "uefi" ? `efi/EFI/${row.el.vendor}/grub.cfg` : "grub2/grub.cfg",
        banner: "(builder@simulated) #1 SMP",
    };
}
