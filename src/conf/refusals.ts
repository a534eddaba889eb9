// What the kdump of each family and release cannot do, for those who say in advance what the host is.
import { optional, Problem } from "../args/problem";
import { refusals } from "../data/refusals";
import { Distribution } from "../distribution/distribution";
import { globRegExp } from "../distribution/glob";
import { CoreCollector } from "./coreCollector";
import { inProperties, propertyOf } from "./directives";
import { makedumpfileOptionsOf } from "./makedumpfile";

/** Why a distribution's kdump cannot carry out one of the lines that cross to the host. */
export function lineRefusals(line: string, { family, generation, name }: Distribution): Problem[] {
    const [word] = line.split(" ");
    const matches = (patterns: readonly string[] = []) =>
        patterns.some((pattern) => globRegExp(pattern).test(line));
    return refusals
        .filter((row) => row.family === family && (row.generations?.includes(generation) ?? true))
        .filter(({ lines, but }) => matches(lines) && !matches(but))
        .map(({ whole, instead }) => ({
            propertyPath: propertyOf(word),
            reason: `${whole ? line : word} is not possible on ${name}: ${inProperties(instead)}.`,
        }));
}

/** makedumpfile's options with a file, which SUSE's capture initrd would not have. The host meets them one by one. */
export function fileRefusals(
    collector: CoreCollector | undefined,
    { family, name }: Distribution,
): Problem[] {
    if (family !== "suse") return [];
    return optional("coreCollector", collector, (one) =>
        makedumpfileOptionsOf(one).some((option) => /^-([exi]|-(config|e|xen)\S*)$/.test(option))
            ? `makedumpfile with files of its own is not possible on ${name}: /etc/sysconfig/kdump has no word for them, and the capture initrd would not have them; leave that option out.`
            : undefined,
    );
}

/** Whether kdump itself puts makedumpfile's `-F` there where the dump is a stream (kdump-config; SUSE's kdump-save). */
export function streamsByItself({ family }: Distribution): boolean {
    return family !== "el";
}
