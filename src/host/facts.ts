import * as pulumi from "@pulumi/pulumi";

import { CaptureMemory } from "../crashkernel/captureMemory";
import { parseStep, strangeAnswer } from "./answer";

/** The host program's report on a host: one JSON document, version 1 of its schema. */
export interface KdumpFacts {
    /** Version of this document's schema; 1. */
    schema: number;
    os: OsFacts;
    /** Machine architecture as `uname -m` names it. */
    arch: string;
    /** Release of the running kernel, `uname -r`. */
    kernelRelease: string;
    /** Identity of this boot, /proc/sys/kernel/random/boot_id. */
    bootId: string;
    /** Memory as the kernel counts it for crashkernel ranges: System RAM of /proc/iomem, in bytes. */
    memoryBytes: number;
    /** How the machine's memory is encrypted: `sme`, `sev`, `sev-es`, `sev-snp` or `tdx`; empty when it is not. */
    memoryEncryption: string;
    crashkernel: CrashkernelFacts;
    nextBoot: NextBootFacts;
    dump: DumpFacts;
    service: ServiceFacts;
    /** Path of the running kernel's vmlinux with debuginfo; empty when it is not installed. */
    vmlinux: string;
    /** Whether the reservation differs from what the wanted value reserves, so that a reboot is needed. */
    rebootRequired: boolean;
    /** Whether a panic now would be written as a vmcore, as far as a host can tell. */
    ready: boolean;
    /** Why the host is not ready, in a sentence; empty when it is. */
    reason: string;
    /**
     * What may prevent a dump, or make it large, although the host is ready: sentences, each with its consequence. Every
     * update warns of each.
     */
    remarks: string[];
    /** Whom the host belongs to; undefined where nobody has it, or where a version prepared it that left no mark. */
    owner?: OwnerFacts;
    /** When a drill last crashed the host, in ISO 8601; empty when none is remembered. */
    lastDrill: string;
    /** What the capture kernel of a drill needed; undefined where none was measured, as on EL and SUSE. */
    captureMemory?: CaptureMemory;
    /** When the facts were read, by the host's clock, in ISO 8601; empty in those of older versions. */
    time: string;
}

/** What the boot loader's default entry gives the next boot. */
export interface NextBootFacts {
    /** The entry's crashkernel value; empty when it has none. */
    crashkernel: string;
    /** Bytes that it will reserve on this machine. */
    reservedBytes: number;
    /** The entry's title. */
    entry: string;
}

/** Whose a host is. */
export interface OwnerFacts {
    /** ORGANIZATION/PROJECT/STACK/NAME of its Kdump, each percent-encoded. */
    name: string;
    /** Since when, in ISO 8601. */
    since: string;
}

/** The distribution, from /etc/os-release. */
export interface OsFacts {
    /** Such as `debian` or `ubuntu`. */
    id: string;
    /** Such as `12` or `24.04`. */
    versionId: string;
    /** The name for people, such as `Debian GNU/Linux 12 (bookworm)`. */
    name: string;
    /** The family whose rules apply, such as `debian`. */
    family: string;
}

/** The reservation: wanted, predicted and actual. */
export interface CrashkernelFacts {
    /** The value that was declared, `recommended` already resolved. */
    wanted: string;
    /** The value on the running kernel's command line; empty when there is none. */
    commandLine: string;
    /** Bytes that are reserved, /sys/kernel/kexec_crash_size. */
    reservedBytes: number;
    /** Bytes that the wanted value reserves on this machine. */
    predictedBytes: number;
    /** Whether a capture kernel is loaded, /sys/kernel/kexec_crash_loaded. */
    loaded: boolean;
}

/** Where dumps go. */
export interface DumpFacts {
    /** The dump directory. */
    path: string;
    /** Its mode, four octal digits; empty when it is not there. */
    mode: string;
    /** Bytes that are free there. */
    freeBytes: number;
    /** Bytes that a dump taken now would need at most: the pages that are not left out, without any compression. */
    neededBytes: number;
    /** Where `neededBytes` is from. */
    neededFrom: DumpSizeSource;
    /** Which pages the configured core_collector leaves out, 0 to 31. (makedumpfile(8), `-d`) */
    level: number;
    /** Whether makedumpfile tells free pages from others on the running kernel. */
    filtering: DumpFiltering;
    /**
     * The first encrypted volume (dm-crypt, LUKS) that the capture kernel has to unlock: below the dump directory, or, on
     * Debian and Ubuntu, below the root file system; by its name in /dev/mapper. Empty when there is none.
     */
    encryptedVolume: string;
}

/**
 * How makedumpfile copes with the running kernel. A distribution's makedumpfile may be older than its kernel, so this is
 * judged by what it counts, not by versions.
 */
export const DumpFiltering = {
    /** It counts free pages, and supports the kernel. */
    Works: "works",
    /** It reports the kernel's version as unsupported, and counts free pages all the same. */
    Unsupported: "unsupported",
    /**
     * It recognises less than half of the free pages, so that the others stay in a dump: `neededBytes` counts them, and is
     * close to the machine's memory.
     */
    FreePagesKept: "free-pages-kept",
    /**
     * The kernel describes its pages by a word that it does not know (since Linux 7.1 `page.compound_info`), so that it
     * leaves out pages of the kernel too: a dump at a level above 17 is written, and cannot be read.
     */
    KernelPagesLost: "kernel-pages-lost",
    /** It cannot read the running kernel's memory, although nothing forbids it. `neededBytes` is an estimate then. */
    Fails: "fails",
    /** It was not asked: lockdown closes /proc/kcore, nothing is reserved, or makedumpfile is not there. */
    Unknown: "unknown",
} as const;
export type DumpFiltering = (typeof DumpFiltering)[keyof typeof DumpFiltering];

/** Where the size of a dump is known from. */
export const DumpSizeSource = {
    /** makedumpfile, which counted the pages of the running kernel (`--mem-usage`). */
    Makedumpfile: "makedumpfile",
    /**
     * An estimate of /proc/meminfo, where makedumpfile cannot count, such as under lockdown: all memory without what
     * the level leaves out of free pages, cache and user data.
     */
    Meminfo: "meminfo",
} as const;
export type DumpSizeSource = (typeof DumpSizeSource)[keyof typeof DumpSizeSource];

/** The service that loads the capture kernel. */
export interface ServiceFacts {
    /** Name of its systemd unit. */
    unit: string;
    enabled: boolean;
    active: boolean;
}

/**
 * Reads the facts that the last step printed.
 *
 * @throws Error when the text is not a facts document of a known version
 */
export function parseFacts(text: string): KdumpFacts {
    const facts = parseStep(text) as unknown as KdumpFacts;
    if (facts.schema !== 1) {
        throw strangeAnswer(
            `The host program printed facts of schema ${String(facts.schema)}, and this version of pulumi-kdump reads schema 1. ` +
                "Run `pulumi up` again, so that program and package are of one version.",
        );
    }
    return withDefaults(facts);
}

/** The newer of two reports of one host, by its own clock; the first of two that are as old. */
export function newer(
    one: pulumi.Output<KdumpFacts>,
    other: pulumi.Output<KdumpFacts>,
): pulumi.Output<KdumpFacts> {
    return pulumi.all([one, other]).apply(([first, second]) => (first.time >= second.time ? first : second));
}

/** A state may hold facts from an older version of the host program, which lack newer fields. */
function withDefaults({ owner, captureMemory, ...facts }: KdumpFacts): KdumpFacts {
    return {
        ...facts,
        // null where there is none
        ...(owner ? { owner } : {}),
        ...(captureMemory ? { captureMemory } : {}),
        memoryEncryption: facts.memoryEncryption ?? "",
        // What was declared was in the boot configuration when such a version said so.
        nextBoot: facts.nextBoot ?? {
            crashkernel: facts.crashkernel?.wanted ?? "",
            reservedBytes: facts.crashkernel?.predictedBytes ?? 0,
            entry: "",
        },
        dump: {
            ...facts.dump,
            filtering: facts.dump?.filtering ?? DumpFiltering.Unknown,
            encryptedVolume: facts.dump?.encryptedVolume ?? "",
        },
        remarks: facts.remarks ?? [],
        lastDrill: facts.lastDrill ?? "",
        time: facts.time ?? "",
    };
}
