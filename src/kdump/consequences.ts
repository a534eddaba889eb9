import { RebootPolicy } from "../kdumpArgs";

/** What is known before an update of what it would do to a host. */
export interface Outlook {
    /** The host as people know it, or its component's name while the host is not there yet. */
    host: string;
    /** The steps that would run, by their names without the component's. */
    steps: string[];
    /** Undefined while it is not known. */
    reboot?: RebootPolicy;
    /** What `crashkernel` reserves, a sentence; undefined where only the host can tell. */
    reservation?: string;
    /** What the capture kernel of a drill needed, a sentence; undefined where none was measured. */
    captureMemory?: string;
    /** The host's family: `debian`, `el` or `suse`; undefined where neither `os` nor the host tells. */
    family?: string;
    /** What the host itself said; undefined where nobody looked. */
    seen?: Seen;
}

/** What a look at a host tells of the consequences. */
export interface Seen {
    /** The files that would change. */
    files: string[];
    /** Why the host would be rebooted, sentences; undefined where it would not. */
    reboot?: string;
    /** Why the capture kernel would be loaded again, sentences; undefined where it would not. */
    service?: string;
}

/** Files of a list that are told by name; of more only the number. */
const mostFiles = 8;

/**
 * The consequences of an update in words, as one block: whether the host reboots and why, what is reserved, which files
 * change, and whether the capture initramfs is built anew. Undefined where no step runs.
 */
export function consequences(outlook: Outlook): string | undefined {
    if (outlook.steps.length === 0) return undefined;
    const sentences = [
        rebootSentence(outlook),
        outlook.reservation,
        outlook.captureMemory,
        filesSentence(outlook.seen),
        initramfsSentence(outlook),
    ].filter((sentence) => sentence !== undefined);
    return `What an update does to ${outlook.host}:${sentences.map((sentence) => `\n  - ${sentence}`).join("")}`;
}

function rebootSentence({ steps, reboot, seen }: Outlook): string {
    if (!steps.some((step) => rebootSteps.includes(step)))
        return "It does not reboot: its reservation stays as it is.";
    if (reboot === undefined) return "It may reboot: `reboot` becomes known during the update.";
    if (reboot === RebootPolicy.Never) {
        return (
            "It does not reboot, because reboot is never. Another reservation takes effect at its next boot, " +
            "and ready is false until then."
        );
    }
    if (seen === undefined) {
        return "It reboots once, unless as much is reserved already as crashkernel asks for.";
    }
    return seen.reboot === undefined
        ? "It does not reboot: what is reserved is what crashkernel asks for."
        : `It reboots once. ${seen.reboot}`;
}

/** The steps that a reservation depends on. */
const rebootSteps = ["crashkernel", "bootloader", "reboot", "reservation"];

function filesSentence(seen: Seen | undefined): string | undefined {
    if (seen === undefined || seen.files.length === 0) return undefined;
    const more = seen.files.length - mostFiles;
    const files = [...seen.files.slice(0, mostFiles), ...(more > 0 ? [`${more} more`] : [])];
    return `Files that change: ${files.join(", ")}.`;
}

function initramfsSentence({ steps, family, seen }: Outlook): string | undefined {
    const image = "The capture initramfs";
    const about = seen?.service?.split(/(?<=\.) /).find((sentence) => /capture initramfs/.test(sentence));
    if (about !== undefined) return `${image} is built anew: ${about}`;
    if (steps.includes("packages")) return `${image} is built when kdump's packages are new to the host.`;
    if (!steps.includes("conf")) return undefined;
    switch (family) {
        case undefined:
            return `${image} is built anew for the changed configuration, except on Debian and Ubuntu.`;
        case "debian":
            return `${image} stays as it is: kdump-tools builds it for each kernel, whatever the configuration.`;
        default:
            return `${image} is built anew, for the changed configuration.`;
    }
}
