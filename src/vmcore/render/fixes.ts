import { VmcoreFindings } from "../findings";
import { FixCandidate, NewerKernel } from "../parse/changelogs";

/** What stands above the candidates for a fix. */
export const fixesHeading = "Candidates for a fix";

/** What newer kernels say of the bug's function, and how much that is worth; empty where none says anything. */
export function fixesLead({ fixedIn = [], suspect }: VmcoreFindings): string {
    if (fixedIn.length === 0) return "";
    return `Newer kernels mention ${suspect}() in their changelogs. A mention is no proof that they mend this.`;
}

/** Such as `kernel-core 5.14.0-503.el9`. */
export function kernelText({ package: name, version }: NewerKernel): string {
    return `${name} ${version}`;
}

/** A candidate in one line. */
export function fixText(candidate: FixCandidate): string {
    return `${kernelText(candidate)} (by ${candidate.source}): ${candidate.entry}`;
}

/** That newer kernels say nothing of it, as a value of the table; undefined where they do, or nothing was looked up. */
export function noFixText({ fixedIn, newerKernels = [], suspect }: VmcoreFindings): string | undefined {
    if (fixedIn === undefined || fixedIn.length > 0) return undefined;
    const [first] = newerKernels;
    if (first === undefined) return "none is known to the package manager";
    const last = newerKernels[newerKernels.length - 1];
    const range = newerKernels.length === 1 ? "" : ` to ${last.version}`;
    const sources = [...new Set(newerKernels.map(({ source }) => source))].join(" and ");
    return `${kernelText(first)}${range}, by ${sources}; no changelog mentions ${suspect}()`;
}
