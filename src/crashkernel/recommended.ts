import { OsRelease } from "../distribution/osRelease";

/** A distribution's own crashkernel= value. */
export interface RecommendedCrashkernel {
    /** In the kernel's grammar. */
    value: string;
    /** Where the value is written down. */
    source: string;
}

/** Which distributions and releases a recommendation is for, and the value for each architecture. */
interface Recommendation {
    ids: string[];
    /** The first and the last release that it is for; the first entry that fits counts. */
    from: number;
    to?: number;
    values: Record<string, string>;
    source: string;
}

const ladder = "2G-4G:320M,4G-32G:512M,32G-64G:1024M,64G-128G:2048M,128G-:4096M";
const powerKdump = "2G-4G:384M,4G-16G:512M,16G-64G:1G,64G-128G:2G,128G-:4G";
const oracle = "1G-64G:448M,64G-:512M";
const nine = {
    x86_64: "1G-4G:192M,4G-64G:256M,64G-:512M",
    aarch64: "1G-4G:256M,4G-64G:320M,64G-:576M",
    "aarch64 64k": "1G-4G:356M,4G-64G:420M,64G-:676M",
    ppc64le: powerKdump,
};
const rebuilds = ["rhel", "centos", "rocky", "almalinux", "ol"];
const kdumpUtils = "kdump-utils, kdump_get_arch_recommend_crashkernel in kdump-lib.sh";

const recommendations: Recommendation[] = [
    {
        ids: ["debian"],
        from: 11,
        values: { x86_64: "512M-:192M", aarch64: ladder, ppc64le: ladder },
        source: "kdump-tools 1.9 and later, /etc/default/grub.d/kdump-tools.cfg; Debian's 384M-:128M before was too little for 2 GiB",
    },
    {
        ids: ["ubuntu"],
        from: 20.04,
        to: 24.04,
        values: { x86_64: "512M-:192M", aarch64: ladder, ppc64le: ladder },
        source: "kdump-tools, /etc/default/grub.d/kdump-tools.cfg",
    },
    {
        ids: ["ubuntu"],
        from: 24.1,
        values: { x86_64: ladder, aarch64: ladder, ppc64le: ladder },
        source: "kdump-tools of Ubuntu 24.10 and later, and Ubuntu Server's how-to on kernel crash dumps",
    },
    {
        ids: rebuilds,
        // 7 and 8 themselves say auto, whose size only their kernels know; this is what it comes to.
        from: 7,
        to: 8.99,
        values: { x86_64: "1G-4G:192M,4G-64G:256M,64G-:512M", aarch64: "2G-:480M", ppc64le: powerKdump },
        source: "Red Hat Enterprise Linux 8, Managing, monitoring and updating the kernel, memory requirements for kdump",
    },
    {
        ids: ["ol"],
        from: 9,
        values: { x86_64: oracle, aarch64: oracle, ppc64le: powerKdump },
        source: "Oracle Linux 9 and 10 as Oracle's images have it, for its own kernel and Red Hat's",
    },
    {
        ids: rebuilds,
        from: 9,
        to: 9.99,
        values: nine,
        source: "kexec-tools 2.0.25 and 2.0.26, kdump_get_arch_recommend_crashkernel in kdump-lib.sh",
    },
    {
        ids: [...rebuilds, "fedora"],
        from: 10,
        values: {
            x86_64: "2G-64G:256M,64G-:512M",
            aarch64: "2G-4G:256M,4G-64G:320M,64G-:576M",
            "aarch64 64k": "2G-4G:356M,4G-64G:420M,64G-:676M",
            ppc64le: powerKdump,
        },
        source: kdumpUtils,
    },
    {
        ids: ["amzn"],
        from: 2,
        to: 2,
        values: { x86_64: "160M", aarch64: "160M" },
        source: "Amazon EC2 User Guide, send a diagnostic interrupt",
    },
    {
        ids: ["amzn"],
        from: 2023,
        values: nine,
        source: "kdump-utils 1.0.51 and before, kdump_get_arch_recommend_crashkernel in kdump-lib.sh",
    },
];

/**
 * The crashkernel= value that a distribution has for its own machines. SUSE has none: it measures one on each
 * machine, with `kdumptool calibrate`. On EL 9 and later, Fedora and Amazon Linux 2023 a host goes by what its own
 * `kdumpctl get-default-crashkernel` says, which is this value and more for some devices (AMD's memory encryption, mlx5,
 * an SMMU with pages of 64 KiB); on Oracle Linux 8 a UEK 7 takes what Oracle Linux 9 has.
 *
 * @param os as in os-release
 * @param arch the machine's name as `uname -m` says it
 * @param pageSize bytes of a page; 64 KiB pages on aarch64 need more. @default 4096
 * @returns the value with its source, or undefined where the distribution has none for this architecture
 */
export function recommendedCrashkernel(
    os: OsRelease,
    arch: string,
    pageSize = 4096,
): RecommendedCrashkernel | undefined {
    const version = Number(/^\d+(\.\d+)?/.exec(os.versionId)?.[0]);
    const found = recommendations.find(
        ({ ids, from, to = Infinity }) => ids.includes(os.id) && from <= version && version <= to,
    );
    const value = found?.values[pageSize === 65536 ? `${arch} 64k` : arch] ?? found?.values[arch];
    return found === undefined || value === undefined ? undefined : { value, source: found.source };
}
