/** A package of a newer kernel of the distribution's, whose changelog was read. */
export interface NewerKernel {
    package: string;
    /** Such as `5.14.0-503.11.1.el9_5`. */
    version: string;
    /** What its changelog was read by: `rpm` and `dpkg` for what is installed; `dnf`, and `zypper` for patches,
     * of their repositories. */
    source: string;
}

/** A newer kernel whose changelog mentions the function that a bug is named after. A mention proves nothing. */
export interface FixCandidate extends NewerKernel {
    /** What its changelog says, shortened. */
    entry: string;
}

/** What the host knows of kernels that are newer than the one that crashed. */
export interface Changelogs {
    kernels: NewerKernel[];
    /** Entries that mention a function of the stack. */
    mentions: FixCandidate[];
}

/** The most of an entry, in characters, and of entries. */
const longest = 200;
const most = 8;

/**
 * Reads the answer's lines: `PACKAGE VERSION SOURCE` of each kernel, the crashed one first; with a colon and an entry of each
 * mention.
 *
 * @returns undefined where nothing could be looked up
 */
export function parseChangelogs(text: string): Changelogs | undefined {
    const lines = text.split("\n").flatMap((line) => {
        const [, name = "", version = "", source = "", entry] =
            /^([^ ]{1,200}) ([^ ]{1,200}) ([a-z]{1,20})(?:: (.{1,2000}))?$/.exec(line) ?? [];
        return source === "" ? [] : [{ package: name, version, source, entry }];
    });
    if (lines.at(0)?.source !== "own") return undefined;
    const kernels: NewerKernel[] = [];
    const mentions: FixCandidate[] = [];
    for (const { entry, ...kernel } of lines.slice(1)) {
        if (entry === undefined) kernels.push(kernel);
        else mentions.push({ ...kernel, entry });
    }
    return { kernels, mentions };
}

/** The mentions of a function, each shortened. */
export function fixCandidates({ mentions }: Changelogs, suspect: string): FixCandidate[] {
    return mentions
        .filter(({ entry }) => doesMention(entry, suspect))
        .slice(0, most)
        .map((one) => ({ ...one, entry: shortened(one.entry.replace(/^[-*+] {0,9}/, "")) }));
}

/** Whether a text has a function's name as a word. One that may be English is a function with a bracket behind it alone. */
function doesMention(text: string, name: string): boolean {
    const words = text.split(/([^\w$]+)/);
    return words.some(
        (word, index) =>
            word === name && (/[_\d]/.test(name) || words.at(index + 1)?.startsWith("(") === true),
    );
}

function shortened(text: string): string {
    return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}
