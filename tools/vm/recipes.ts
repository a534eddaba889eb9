// What each layer adds to the one below it. A layer's key is made from these texts, so changing one rebuilds it.

export type LayerName = "base" | "booted" | "cloud" | "packages" | "handmade" | "backports";

interface Step {
    what: string;
    /** Run by root's shell with `set -eu`; without it, the guest is rebooted. */
    script?: string;
    limitSeconds: number;
}

export interface Recipe {
    parent: LayerName;
    description: string;
    steps: Step[];
}

const apt = "DEBIAN_FRONTEND=noninteractive apt-get -q -y";

export const recipes: Record<Exclude<LayerName, "base">, Recipe> = {
    booted: {
        parent: "base",
        description:
            "booted once, package lists fetched, the boot loader's configuration written by update-grub",
        steps: [
            { what: "apt-get update", script: `${apt} update`, limitSeconds: 600 },
            { what: "update-grub", script: "update-grub", limitSeconds: 300 },
        ],
    },
    cloud: {
        parent: "booted",
        description: "cloud-init installed, which has not run yet",
        steps: [
            {
                what: "installing cloud-init",
                script: [
                    `${apt} install cloud-init`,
                    // The guest's own network, keys and package sources stay.
                    "cat >/etc/cloud/cloud.cfg.d/99_guest.cfg <<END",
                    "network: {config: disabled}",
                    "ssh_deletekeys: false",
                    "disable_root: false",
                    "apt: {preserve_sources_list: true}",
                    'locale: "false"',
                    "END",
                    "rm -f /etc/cloud/cloud-init.disabled",
                ].join("\n"),
                limitSeconds: 1200,
            },
        ],
    },
    packages: {
        parent: "booted",
        description:
            "kdump-tools, kexec-tools, makedumpfile and crash installed, rebooted, nothing configured",
        steps: [
            {
                what: "installing kdump-tools, kexec-tools, makedumpfile and crash",
                script: `${apt} install kdump-tools kexec-tools makedumpfile crash`,
                limitSeconds: 1200,
            },
            // The package reserves 128M by itself; its first boot builds the capture kernel's initrd, once for all VMs.
            { what: "rebooting into the package's own reservation", limitSeconds: 1200 },
        ],
    },
    handmade: {
        parent: "packages",
        description: "kdump set up by hand with crashkernel=256M in /etc/default/grub, rebooted, loaded",
        steps: [
            {
                what: "crashkernel=256M in /etc/default/grub",
                script: [
                    // the package's own drop-in comes later on the command line, so whoever sets this by hand disables it
                    "sed -i 's/^GRUB_CMDLINE_LINUX_DEFAULT=/#&/' /etc/default/grub.d/kdump-tools.cfg",
                    `sed -i 's/^\\(GRUB_CMDLINE_LINUX_DEFAULT="[^"]*\\)"/\\1 crashkernel=256M"/' /etc/default/grub`,
                    "grep crashkernel=256M /etc/default/grub",
                    "update-grub",
                ].join("\n"),
                limitSeconds: 300,
            },
            { what: "rebooting into the reservation", limitSeconds: 1200 },
            {
                what: "checking that the capture kernel is loaded",
                script: 'test "$(cat /sys/kernel/kexec_crash_loaded)" = 1\ntest "$(cat /sys/kernel/kexec_crash_size)" = 268435456',
                limitSeconds: 120,
            },
        ],
    },
    backports: {
        parent: "handmade",
        description: "the same with the kernel of the release's backports, on Debian alone",
        steps: [
            {
                what: "the kernel of the backports",
                script: [
                    "release=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)",
                    // as the archive itself is reached, with the suite of the backports
                    `awk -v RS= -v suite="Suites: $release\\n" 'index($0, suite)' /etc/apt/sources.list.d/0000archive.sources |`,
                    '    sed "s/^Suites: .*/Suites: $release-backports/" >/etc/apt/sources.list.d/backports.sources',
                    "grep backports /etc/apt/sources.list.d/backports.sources",
                    `${apt} update`,
                    `${apt} -t "$release-backports" install linux-image-cloud-amd64`,
                ].join("\n"),
                limitSeconds: 1800,
            },
            { what: "rebooting into it", limitSeconds: 1800 },
            {
                what: "checking that its capture kernel is loaded",
                script:
                    'while [ "$(systemctl is-active kdump-tools)" = activating ]; do sleep 5; done\n' +
                    'test "$(cat /sys/kernel/kexec_crash_loaded)" = 1',
                limitSeconds: 1800,
            },
        ],
    },
};

export const layerNames: LayerName[] = ["base", ...(Object.keys(recipes) as Exclude<LayerName, "base">[])];

export function isLayerName(name: string): name is LayerName {
    return (layerNames as string[]).includes(name);
}
