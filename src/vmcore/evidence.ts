import { RawReport } from "./rawReport";

/** What a report can rest on. */
export const Evidence = {
    /** The dump itself, read by crash or drgn with the debuginfo of the kernel that crashed. */
    Debuginfo: "debuginfo",
    /** What the kernel printed: its log in the dump, beside it, or what was kept of it elsewhere. */
    Log: "log",
} as const;
export type Evidence = (typeof Evidence)[keyof typeof Evidence];

/** What there is, the best first; empty when nothing is known of a crash but that it was. */
export function evidenceIn({ vmlinux, log }: RawReport): Evidence[] {
    const evidence: Evidence[] = vmlinux === "" ? [] : [Evidence.Debuginfo];
    if (log.trim() !== "") evidence.push(Evidence.Log);
    return evidence;
}
