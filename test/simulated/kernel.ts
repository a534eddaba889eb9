/** What the kernel of a simulated host does with its memory: enough for the values of these tests, and not taken from what is tested. */
const unit: Record<string, number> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function bytes(text: string): number {
    const match = /^(\d+)([KMG])$/.exec(text);
    if (match === null) throw new Error(`The simulated kernel cannot read the size '${text}'.`);
    return Number(match[1]) * unit[match[2]];
}

/** The value that counts: the last plain one, or else the last of `,high` with the last of `,low`. */
export function crashkernelOf(commandLine: string): string {
    const values = [...commandLine.matchAll(/(?:^|\s)crashkernel=(\S+)/g)].map((match) => match[1]);
    const plain = values.filter((value) => !/,(high|low|cma)$/.test(value));
    const high = values.filter((value) => value.endsWith(",high"));
    const low = values.filter((value) => value.endsWith(",low"));
    return plain.at(-1) ?? (high.length > 0 ? [high.at(-1), ...low.slice(-1)].join(" ") : "");
}

/** What /sys/kernel/kexec_crash_size says after a boot with this command line. */
export function reservedBytes(commandLine: string, memory: number): number {
    // What is below 4 GiB beside a high one is not in that file.
    const value = crashkernelOf(commandLine).replace(/,high( .*)?$/, "");
    if (value === "") return 0;
    // What RHEL 7 and 8 document for machines of this size.
    if (value === "auto") return 160 * 2 ** 20;
    if (!value.includes(":")) return bytes(value);
    for (const item of value.split(",")) {
        const [range, size] = item.split(":");
        const [from, to] = range.split("-");
        if (memory >= bytes(from) && (to === "" || memory < bytes(to))) return bytes(size);
    }
    return 0;
}

/** /proc/iomem of a machine whose usable memory is as large as this. */
export function iomem(memory: number): string {
    const low = 0x9f000;
    const hex = (value: number) => value.toString(16).padStart(8, "0");
    return [
        "00000000-00000fff : Reserved",
        `00001000-${hex(0x1000 + low - 1)} : System RAM`,
        "000f0000-000fffff : System ROM",
        `00100000-${hex(0x100000 + memory - low - 1)} : System RAM`,
        "  01000000-01ffffff : Kernel code",
        `${hex(0x200000000)}-${hex(0x2000003ff)} : HPET 0`,
        "",
    ].join("\n");
}
