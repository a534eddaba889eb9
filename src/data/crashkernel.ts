// Made by `npm run generate` from data/crashkernel.json: change it there.
import type { RecommendedTable } from "./types";

/** The crashkernel values of distributions, by name. */
export const recommendedTables: Readonly<Record<string, RecommendedTable>> = {
    debian: {
        source: "kdump-tools 1.9 and later, /etc/default/grub.d/kdump-tools.cfg; Debian's 384M-:128M before was too little for 2 GiB",
        values: [
            { arch: ["x86_64"], value: "512M-:192M" },
            {
                arch: ["aarch64", "ppc64le"],
                value: "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M",
            },
        ],
    },
    ubuntu: {
        source: "kdump-tools, /etc/default/grub.d/kdump-tools.cfg",
        values: [
            { arch: ["x86_64"], value: "512M-:192M" },
            {
                arch: ["aarch64", "ppc64le"],
                value: "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M",
            },
        ],
    },
    "ubuntu-24.10": {
        source: "kdump-tools of Ubuntu 24.10 and later, and Ubuntu Server's how-to on kernel crash dumps",
        values: [
            {
                arch: ["x86_64", "aarch64", "ppc64le"],
                value: "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M",
            },
        ],
    },
    el7: {
        source: "Red Hat Enterprise Linux 8, Managing, monitoring and updating the kernel, memory requirements for kdump",
        values: [
            { arch: ["x86_64"], value: "1G-4G:192M,4G-64G:256M,64G-:512M" },
            { arch: ["aarch64"], value: "2G-:480M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
    el8: {
        source: "Red Hat Enterprise Linux 8, Managing, monitoring and updating the kernel, memory requirements for kdump",
        values: [
            { arch: ["x86_64"], value: "1G-4G:192M,4G-64G:256M,64G-:512M" },
            { arch: ["aarch64"], value: "2G-:480M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
    oracle8: {
        source: "Red Hat Enterprise Linux 8, Managing, monitoring and updating the kernel, memory requirements for kdump",
        values: [
            { arch: ["x86_64"], value: "1G-4G:192M,4G-64G:256M,64G-:512M" },
            { arch: ["aarch64"], value: "2G-:480M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
    oracle9: {
        source: "Oracle Linux 9 and 10 as Oracle's images have it, for its own kernel and Red Hat's",
        values: [
            { arch: ["x86_64", "aarch64"], value: "1G-64G:448M,64G-:512M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
    el9: {
        source: "kexec-tools 2.0.25 and 2.0.26, kdump_get_arch_recommend_crashkernel in kdump-lib.sh",
        values: [
            { arch: ["x86_64"], value: "1G-4G:192M,4G-64G:256M,64G-:512M" },
            { arch: ["aarch64"], pageSize: 65536, value: "1G-4G:356M,4G-64G:420M,64G-:676M" },
            { arch: ["aarch64"], value: "1G-4G:256M,4G-64G:320M,64G-:576M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
    el10: {
        source: "kdump-utils, kdump_get_arch_recommend_crashkernel in kdump-lib.sh",
        values: [
            { arch: ["x86_64"], value: "2G-64G:256M,64G-:512M" },
            { arch: ["aarch64"], pageSize: 65536, value: "2G-4G:356M,4G-64G:420M,64G-:676M" },
            { arch: ["aarch64"], value: "2G-4G:256M,4G-64G:320M,64G-:576M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
    al2: {
        source: "Amazon EC2 User Guide, send a diagnostic interrupt",
        values: [{ arch: ["x86_64", "aarch64"], value: "160M" }],
    },
    al2023: {
        source: "kdump-utils 1.0.51 and before, kdump_get_arch_recommend_crashkernel in kdump-lib.sh",
        values: [
            { arch: ["x86_64"], value: "1G-4G:192M,4G-64G:256M,64G-:512M" },
            { arch: ["aarch64"], pageSize: 65536, value: "1G-4G:356M,4G-64G:420M,64G-:676M" },
            { arch: ["aarch64"], value: "1G-4G:256M,4G-64G:320M,64G-:576M" },
            { arch: ["ppc64le"], value: "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G" },
        ],
    },
};
