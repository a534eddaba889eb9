/** The answer of `kdump-host report`: texts as crash printed them. Only the plan parses them. */
export interface RawReport {
    vmcore: RawVmcore;
    /** Name of the host that it was read on. */
    host: string;
    /** Path of the vmlinux that was used; empty when there was none. */
    vmlinux: string;
    /** Why the report is made from the kernel log alone; empty when crash could be used. */
    without: string;
    /** Remarks on the choice of the dump and on its state, in sentences; may be empty. */
    remark: string;
    /** Options that crash needed beyond the usual ones, such as `--zero_excluded`; empty when none. */
    fallback: string;
    /** Whether crash ran into its time limit, so that sections may be missing. */
    ended: boolean;
    /** First line of `crash --version`. */
    crashVersion: string;
    /** `sys` and `set`. */
    header: string;
    /** `bt -l`, or `bt`. */
    bt: string;
    /** `sym` of each address in it. */
    sym: string;
    /** The end of the kernel log. */
    log: string;
    mod: string;
    modTaint: string;
    taint: string;
    /** crash's error messages. */
    errors: string;
}

/** The dump that was read. */
export interface RawVmcore {
    path: string;
    bytes: number;
    /** Seconds since 1970 when it was written last. */
    written: number;
    /** `kdump`, `elf` or `flattened`, by its first bytes, unpacked. */
    format: string;
    /** OSRELEASE of its VMCOREINFO; empty when it was not found. */
    release: string;
    /** BUILD-ID of its VMCOREINFO, which kernels before 5.9 do not have. */
    buildId: string;
    /** Path of the kernel log beside it; empty when there is none. */
    dmesg: string;
    /** NODENAME by the dump's header; empty when the format has none. */
    nodename: string;
    /** MACHINE by the dump's header; empty when the format has none. */
    machine: string;
}
