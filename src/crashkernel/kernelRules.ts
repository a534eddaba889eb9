/** How a kernel treats crashkernel=, as far as kernels differ. */
export interface KernelRules {
    /** Memory is rounded up to 128 MiB before it is looked for in ranges. */
    roundsMemory: boolean;
    /** /sys/kernel/kexec_crash_size counts the block below 4 GiB too. */
    countsLow: boolean;
    /** The kernel knows `size,high`. */
    knowsHigh: boolean;
    /** Where a plain size is 0 or is not understood, `size,high` is looked for, and `size,low` counts for both. */
    triesHigh: boolean;
    /** Bytes that it reserves below 4 GiB by itself beside a reservation above; 0 for none. */
    defaultLow: number;
    /** Address below which a plain size is looked for first, if that is lower than 4 GiB. */
    plainBelow: number;
    /** A plain size that is not found there is looked for above. */
    fallsBack: boolean;
    /** Bytes to whose next multiple a size is rounded up. */
    page: number;
    /** Bytes of which an address has to be a multiple; 1 where the kernel corrects it. */
    align: number;
    /** The kernel knows `size,cma`; one that does not takes it for the size, and reserves nothing at all. */
    knowsCma: boolean;
    /** It also reserves what `size,cma` asks for on this architecture. */
    reservesCma: boolean;
    /** Bytes of memory from which on `auto` reserves something; none where the kernel does not know `auto`. */
    autoFrom?: number;
}

const mib = 2 ** 20;
const gib = 2 ** 30;

/**
 * The rules of a kernel.
 *
 * Sources, by the first release that has each: rounding 6.0 (`parse_crashkernel_mem`), in Red Hat's kernels for 8
 * and from 5.14.0-133.el9 on; both blocks counted 6.5 (`crash_get_memory_size`); on x86_64 a plain size below 896 MiB
 * and nowhere else until 5.1, below 4 GiB and then above from 5.2 on and in Red Hat's 7 and 8; `triesHigh` until 6.6, where
 * arch/x86/kernel/setup.c had its own `reserve_crashkernel`, and addresses by 1 MiB, by 16 MiB after; 256 MiB on
 * x86_64, which is swiotlb's 64 MiB and 8 MiB more, but at least that (`crash_low_size_default`); on aarch64 high 5.19,
 * 128 MiB and falling back 6.2 (Documentation/arch/arm64/kdump.rst), sizes in whole pages until 6.6. ppc64le has one
 * block in a fixed place, in whole pages (arch/powerpc/kexec/core.c). `,cma` 6.17 on x86_64, 7.0 on ppc64le, 7.3 on
 * aarch64 (kernel/crash_reserve.c, and who passes `cma_size`). `auto` is a patch of Red Hat's to 3.10 and 4.18
 * (kernel/crash_core.c there), which Oracle's UEK for 7 and 8 has too (CONFIG_KEXEC_AUTO_RESERVE, CONFIG_CRASH_AUTO_STR).
 *
 * @param arch the machine's name as `uname -m` says it
 * @param release as `uname -r` says it; none is a kernel of today
 */
export function kernelRules(arch: string, release = ""): KernelRules {
    const version = versionOf(release);
    const x86 = arch === "x86_64";
    const arm = arch === "aarch64";
    const large = arch === "ppc64le" || (arm && release.includes("64k"));
    const own = version < 6_007;
    const low896 = x86 && version < 5_002 && !redHat7(release) && !redHat8(release);
    const below: Record<string, number> = { x86_64: own ? mib : 16 * mib, aarch64: 2 * mib };
    const cmaFrom: Record<string, number> = { x86_64: 6_017, ppc64le: 7_000, aarch64: 7_003 };
    return {
        roundsMemory: version >= 6_000 || redHatRounds(release),
        countsLow: version >= 6_005,
        knowsHigh: x86 || (arm && version >= 5_019),
        triesHigh: x86 && own,
        defaultLow: x86 ? 256 * mib : arm && version >= 6_002 ? 128 * mib : 0,
        plainBelow: low896 ? 896 * mib : Infinity,
        fallsBack: x86 ? !low896 : arm && version >= 6_002,
        page: x86 || (arm && !own) ? 1 : large ? 65536 : 4096,
        align: below[arch] ?? 1,
        knowsCma: version >= 6_017,
        reservesCma: version >= (cmaFrom[arch] ?? Infinity),
        autoFrom: autoFrom(arch, release),
    };
}

/** 6001 for 6.1; a text without a version is a kernel of today. */
function versionOf(release: string): number {
    const [, major, minor] = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(?!\d)/.exec(release) ?? [];
    return major === undefined ? Infinity : Number(major) * 1000 + Number(minor);
}

function autoFrom(arch: string, release: string): number | undefined {
    if (redHat7(release)) return 2 * gib;
    if (redHat8(release)) return (arch === "x86_64" ? 1 : 2) * gib;
    if (/\.el[78]uek/.test(release)) return (arch === "x86_64" && versionOf(release) >= 5_000 ? 1 : 2) * gib;
    return undefined;
}

function redHat7(release: string): boolean {
    return /^3\.10\.0-.*\.el7/.test(release);
}

function redHat8(release: string): boolean {
    return /^4\.18\.0-.*\.el8/.test(release);
}

function redHatRounds(release: string): boolean {
    if (redHat8(release)) return true;
    const [, build] = /^5\.14\.0-(\d{1,9})\..*el9/.exec(release) ?? [];
    return build !== undefined && Number(build) >= 133;
}
