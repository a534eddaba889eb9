import { recommendedTables } from "../data/crashkernel";
import { distributionOf } from "../distribution/distribution";
import { OsRelease } from "../distribution/osRelease";

/** A distribution's own crashkernel= value. */
export interface RecommendedCrashkernel {
    /** In the kernel's grammar. */
    value: string;
    /** Where the value is written down. */
    source: string;
}

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
    const name = distributionOf(os)?.recommended;
    if (name === undefined) return undefined;
    const { source, values } = recommendedTables[name];
    const row = values.find((each) => each.arch.includes(arch) && (each.pageSize ?? pageSize) === pageSize);
    return row && { value: row.value, source };
}
