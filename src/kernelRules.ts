/** How a kernel treats crashkernel=, as far as kernels differ. */
export interface KernelRules {
    /** Memory is rounded up to 128 MiB before it is looked for in ranges. */
    roundsMemory: boolean;
    /** /sys/kernel/kexec_crash_size counts the block below 4 GiB too. */
    countsLow: boolean;
    /** The kernel knows `size,high`. */
    knowsHigh: boolean;
    /** Bytes that it reserves below 4 GiB by itself beside a reservation above; 0 for none. */
    defaultLow: number;
    /** A plain size that does not fit below 4 GiB is looked for above. */
    fallsBack: boolean;
    /** Bytes of memory from which on `auto` reserves something; none where the kernel does not know `auto`. */
    autoFrom?: number;
}

const mib = 2 ** 20;

/**
 * The rules of a kernel.
 *
 * Sources, by the first release that has each: rounding 6.0 (`parse_crashkernel_mem`), in Red Hat's kernels for 8
 * and from 5.14.0-133.el9 on; both blocks counted 6.5 (`crash_get_memory_size`); 256 MiB on x86_64, which is
 * swiotlb's 64 MiB and 8 MiB more, but at least that (`crash_low_size_default`); on aarch64 high 5.19, 128 MiB and
 * falling back 6.2 (Documentation/arch/arm64/kdump.rst). ppc64le has one block in a fixed place
 * (arch/powerpc/kexec/core.c). `auto` is a patch of Red Hat's to 3.10 and 4.18 (kernel/crash_core.c there).
 *
 * @param arch the machine's name as `uname -m` says it
 * @param release as `uname -r` says it; none is a kernel of today
 */
export function kernelRules(arch: string, release?: string): KernelRules {
    const version = versionOf(release);
    return {
        roundsMemory: version >= 6_000 || redHatRounds(release ?? ""),
        countsLow: version >= 6_005,
        knowsHigh: arch === "x86_64" || (arch === "aarch64" && version >= 5_019),
        defaultLow: arch === "x86_64" ? 256 * mib : arch === "aarch64" && version >= 6_002 ? 128 * mib : 0,
        fallsBack: arch === "x86_64" || (arch === "aarch64" && version >= 6_002),
        autoFrom: autoFrom(arch, release ?? ""),
    };
}

/** 6001 for 6.1; what names no version is a kernel of today. */
function versionOf(release: string | undefined): number {
    const [, major, minor] = /^(\d+)\.(\d+)/.exec(release ?? "") ?? [];
    return major === undefined ? Infinity : Number(major) * 1000 + Number(minor);
}

function autoFrom(arch: string, release: string): number | undefined {
    if (/^3\.10\.0-.*\.el7/.test(release)) return 2048 * mib;
    if (/^4\.18\.0-.*\.el8/.test(release)) return (arch === "x86_64" ? 1024 : 2048) * mib;
    return undefined;
}

function redHatRounds(release: string): boolean {
    if (/^4\.18\.0-.*\.el8/.test(release)) return true;
    const [, build] = /^5\.14\.0-(\d+)\..*el9/.exec(release) ?? [];
    return build !== undefined && Number(build) >= 133;
}
