// Every command that crosses to a host. What each does, and what it answers, is in docs/waist.md.
import { OsRelease } from "../distribution/osRelease";
import { HostProgram } from "./program";
import { commandLine, shellQuote } from "./shellQuote";

/** An account on another host that dumps are sent to. */
interface Account {
    user: string;
    address: string;
    port?: number;
    /** The directory for dumps. */
    path: string;
    /** The host's keys, each `TYPE KEY`. */
    hostKeys: string[];
}

/** Where debuginfo comes from; the host's own package sources if nothing is set. */
export interface DebuginfoOptions {
    archive?: string;
    files?: string[];
    /** The address of a debuginfod server; true for those that the host knows. */
    debuginfod?: string | true;
}

/** Which dump is read, and how. */
export interface ReportOptions {
    vmcore?: string;
    vmlinux?: string;
    modules?: string;
    /** Seconds. */
    limit?: number;
    fetch?: boolean;
}

/** Where dumps are collected to: one of the two. */
export interface CollectionOptions {
    s3?: { bucket: string; endpoint?: string; region?: string; prefix?: string };
    ssh?: Account;
}

/** What is declared of a host, which `status` compares it with; what is left out is not compared. */
export interface StatusOptions {
    /** The digest of the host program, or its beginning. */
    program?: string;
    owner?: string;
    crashkernel?: string;
    reboot?: string;
    debuginfo?: boolean;
    /** Whether the kernel's last lines are kept. */
    gasp?: boolean;
    /** The beginning of the digest of the reader that makes reports. */
    reporting?: string;
    /** The lines of the dump configuration. */
    conf?: string[];
}

/** Whose a host is. */
export interface OwnerOptions {
    /** ORG/PROJECT/STACK/NAME, percent-encoded. */
    name: string;
    /** Whether it takes the host from another owner. */
    takeOver?: boolean;
}

/** The steps of kdump-host: each makes the command that runs the step of its name. */
export const kdumpHost = commandsOf("kdump-host", {
    packages: () => [],
    crashkernel: (value: string) => [value],
    bootloader: (value: string) => [value],
    key: () => [],
    trust: ({ user, address, port = 22, path, hostKeys }: Account) => [
        `${user}@${address}`,
        String(port),
        path,
        ...hostKeys,
    ],
    conf: (lines: string[]) => lines,
    reboot: (policy: string, value: string) => [policy, value],
    service: (digest: string) => [digest],
    debuginfo: ({ archive, files, debuginfod }: DebuginfoOptions) => [
        ...flags({ archive }),
        ...(files === undefined ? [] : ["--files", ...files]),
        ...flags({ debuginfod }),
    ],
    drill: (trigger: string, acknowledgement: string) => [trigger, acknowledgement],
    dump: (options: { "allow-unreadable"?: boolean }) => flags(options),
    report: reportWords,
    gasp: () => [],
    reporting: ({ remotePath, digest }: HostProgram) => [remotePath, digest],
    collection: ({ s3, ssh }: CollectionOptions) =>
        s3 !== undefined
            ? ["s3", s3.bucket, ...flags({ endpoint: s3.endpoint, region: s3.region, prefix: s3.prefix })]
            : ssh !== undefined
              ? [
                    "ssh",
                    `${ssh.user}@${ssh.address}`,
                    ssh.path,
                    ...flags({ port: ssh.port }),
                    ...ssh.hostKeys.flatMap((key) => ["--host-key", key]),
                ]
              : [],
    owner: ownerWords,
    status: (options?: StatusOptions) => statusWords(options),
});

/** The steps of kdump-server, in the same way. */
export const kdumpServer = commandsOf("kdump-server", {
    account: (user: string, directory: string, key: string, quota: string, keepFree: string) => [
        user,
        directory,
        key,
        ...flags({ quota, "keep-free": keepFree }),
    ],
    report: reportWords,
    owner: ownerWords,
});

/**
 * Looks at a host by a copy of the program on standard input: a host that has no program, or another, is understood too, and
 * nothing is written there. The copy is read whole before it runs. Where sudo allows the installed program alone, that is run.
 */
export function lookAtHost(declared: StatusOptions): string {
    const copy = 'eval "$(cat)"';
    const script =
        `if [ "$(id -u)" = 0 ]; then ${copy}; ` +
        "elif sudo -n -l sh > /dev/null 2>&1 && sudo -n sh -c :; then " +
        `exec sudo -n sh -c ${shellQuote(copy)} "$0" "$@"; ` +
        'else exec "$0" "$@"; fi';
    return commandLine("sh", "-c", script, "kdump-host", "status", ...statusWords(declared));
}

/** What kdump-host can take back. */
export const undoable = [
    "install",
    "packages",
    "crashkernel",
    "key",
    "trust",
    "conf",
    "service",
    "debuginfo",
    "drill",
    "collection",
    "reporting",
    "gasp",
] as const;

/** The command that puts kdump-host in place, on a host that has to be of this distribution if one is given. */
export function installHost(program: HostProgram, os?: OsRelease, owner?: OwnerOptions): string {
    return install(program, os === undefined ? [] : [`${os.id}:${os.versionId}`], owner);
}

/** The command that puts kdump-server in place, and makes the directory that holds the clients' directories. */
export function installServer(program: HostProgram, directory: string, owner?: OwnerOptions): string {
    return install(program, [directory], owner);
}

/** Runs the copy that was sent. When it runs again the copy is gone, and the installed program compares itself. */
function install({ name, remotePath, digest }: HostProgram, words: string[], owner?: OwnerOptions): string {
    const options = flags({ owner: owner?.name, "take-over": owner?.takeOver });
    const step = commandLine("install", digest, ...words, ...options);
    return `test -e ${remotePath} && exec sh ${remotePath} ${step}; exec ${name} ${step}`;
}

/** The command that takes a step back. */
export function undo(step: (typeof undoable)[number]): string {
    return undoBy("kdump-host", "/var/lib/pulumi-kdump", [step]);
}

/** The command by which an owner lets go of a host, so that its steps can be taken back. */
export function undoOwner(name: string): string {
    return undoBy("kdump-host", "/var/lib/pulumi-kdump", ["owner", name]);
}

/** The same of a DumpServer's host. */
export function undoServerOwner(name: string): string {
    return undoBy("kdump-server", "/var/lib/pulumi-kdump-server", ["owner", name]);
}

/** The command that takes the program of a DumpServer back. */
export function undoServerInstall(): string {
    return undoBy("kdump-server", "/var/lib/pulumi-kdump-server", ["install"]);
}

/** The command that takes a client's account on a DumpServer back. */
export function undoAccount(user: string, directory: string): string {
    return undoBy("kdump-server", "/var/lib/pulumi-kdump-server", ["account", user, directory]);
}

/**
 * A host with neither the program nor its state was never prepared, or is a new one at the old address: there is nothing
 * to take back.
 */
function undoBy(program: string, state: string, words: string[]): string {
    return `if command -v ${program} > /dev/null || test -d ${state}; then ${commandLine(program, "undo", ...words)}; fi`;
}

/** What follows `status`, whether of the installed program or of one on standard input. */
function statusWords({ conf, ...options }: StatusOptions = {}): string[] {
    return [...flags({ ...options }), ...(conf === undefined ? [] : ["--conf", ...conf])];
}

/** @param steps what the owner has of the host; of kdump-server `install` and `account:USER` */
function ownerWords(name: string, steps: string[]): string[] {
    return [name, ...steps];
}

function reportWords({ vmcore, vmlinux, modules, limit, fetch }: ReportOptions): string[] {
    return flags({ vmcore, vmlinux, modules, limit, fetch });
}

type Words = Record<string, (...args: never[]) => string[]>;
type Commands<Steps extends Words> = { [Step in keyof Steps]: (...args: Parameters<Steps[Step]>) => string };

/** @param steps for each step, what makes the words behind its name */
function commandsOf<Steps extends Words>(program: string, steps: Steps): Commands<Steps> {
    const command =
        (step: string) =>
        (...args: never[]) =>
            commandLine(program, step, ...steps[step](...args));
    return Object.fromEntries(
        Object.keys(steps).map((step) => [step, command(step)]),
    ) as unknown as Commands<Steps>;
}

/** `--NAME VALUE` for each option that is set, and `--NAME` for one that is true. */
function flags(options: Record<string, string | number | boolean | undefined>): string[] {
    return Object.entries(options).flatMap(([name, value]) => {
        if (value === undefined || value === false) return [];
        return value === true ? [`--${name}`] : [`--${name}`, String(value)];
    });
}
