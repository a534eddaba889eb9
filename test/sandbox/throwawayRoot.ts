import { ChildProcess, execFileSync, spawn } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { checkout } from "../../tools/dev/checkout";
import { buildIdFor, elfFile, kernelNotes } from "../support/elf";
import { Run, runToEnd } from "./run";

export type { Run } from "./run";

const standIns = path.join(__dirname, "standIns", "common");

/** The host program, or that of a DumpServer (`server`), put together as `host/assemble.sh` does it. */
export function assembledProgram(...which: string[]): string {
    return execFileSync("sh", [path.join(checkout, "host", "assemble.sh"), ...which], { encoding: "utf8" });
}

const program = assembledProgram();

/** The shells under which the program has to run. */
export const shells: Record<string, string[]> = {
    dash: ["dash"],
    bash: ["bash", "--posix"],
    busybox: ["busybox", "sh"],
};

/** Where the system's own programs are: after Rust's coreutils, where a run is to be with those. */
export const systemPath = [process.env.KDUMP_COREUTILS, "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    .filter((directory) => directory !== undefined)
    .join(":");

/** The running kernel's build id, which the packages of debuginfo have too. */
export const buildId = buildIdFor("the running kernel");

/** A run that goes on beside this process. */
export type Started = Promise<Run> & {
    child: ChildProcess;
    /** Until stderr says so. */
    said(pattern: RegExp): Promise<void>;
};

/** Until something is so; what never comes is an error that says `what`. */
export async function until(isSo: () => boolean, what: string): Promise<void> {
    for (let tries = 0; !isSo(); tries++) {
        if (tries > 6000) throw new Error(`It never came: ${what}`);
        await sleep(10);
    }
}

export interface RootOptions {
    /** ID of os-release; default debian. */
    id?: string;
    /** VERSION_ID of os-release; default 12. */
    versionId?: string;
    codename?: string;
    /** Release of the running kernel; default 6.1.0-37-cloud-amd64. */
    release?: string;
    /** Bytes of System RAM; default about 2 GiB, with a hole for the firmware. */
    memory?: number;
    /** Whether kdump-tools and the rest are installed already. */
    installed?: boolean;
}

/**
 * A host in a throwaway directory: the files that the program reads and writes, and stand-ins for the programs
 * that need a real system. `KDUMP_ROOT` and `PATH` of `env` are all that a caller has to set, so that the same
 * root serves a run of the program itself and one over a real sshd.
 *
 * `base` holds what the stand-ins know and keep: `record` is what was called, `installed` and `archive` the
 * packages, `units` the systemd units; `reboots` makes a scheduled reboot happen at once.
 */
export class ThrowawayRoot {
    readonly base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-root-"));
    readonly root = path.join(this.base, "root");
    readonly programFile = path.join(this.base, "program");
    readonly env: Record<string, string>;
    readonly release: string;
    shell: string[];
    /** Standard input of what is run; something to read, so that a program that reads it by mistake is found out. */
    input = "standard input\n";

    constructor(shell: string[] = shells.dash, options: RootOptions = {}) {
        this.shell = shell;
        this.release = options.release ?? "6.1.0-37-cloud-amd64";
        this.env = { KDUMP_ROOT: this.root, PATH: `${standIns}:${systemPath}`, HOME: "/root" };
        fs.writeFileSync(this.programFile, program);
        this.writeSystem(options);
        this.writeBase(options);
        this.simulate("grub-mkconfig", "-o", path.join(this.root, "boot/grub/grub.cfg"));
        fs.chmodSync(path.join(this.root, "boot/grub/grub.cfg"), 0o444);
        if (options.installed) {
            for (const name of ["kexec-tools", "makedumpfile", "crash", "kdump-tools"]) {
                fs.appendFileSync(path.join(this.base, "installed"), `${name} 1:1.8.1\n`);
            }
            this.simulate("package-kdump-tools", "install");
        }
    }

    private writeSystem(options: RootOptions): void {
        const id = options.id ?? "debian";
        const versionId = options.versionId ?? "12";
        const codename = options.codename ?? "bookworm";
        const name = id === "debian" ? `Debian GNU/Linux ${versionId} (${codename})` : `${id} ${versionId}`;
        const memory = options.memory ?? 2147024896;
        this.write(
            "etc/os-release",
            `PRETTY_NAME="${name}"\nNAME="x"\nVERSION_ID="${versionId}"\nVERSION_CODENAME=${codename}\nID=${id}\n`,
        );
        this.write(
            "etc/default/grub",
            'GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT="quiet  splash dyndbg=\\"file x +p\\""\nGRUB_CMDLINE_LINUX="console=ttyS0"\n',
        );
        this.write(
            "etc/default/grub.d/10_cloud.cfg",
            'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX earlyprintk"\n',
        );
        this.write("etc/apt/sources.list", "deb http://archive.invalid/debian bookworm main\n");
        this.write(`boot/vmlinuz-${this.release}`, "kernel");
        this.write("boot/vmlinuz-6.1.0-30-cloud-amd64", "kernel");
        this.write("boot/grub/grub.cfg", "");
        this.write("proc/cmdline", `BOOT_IMAGE=/boot/vmlinuz-${this.release} root=UUID=0a1b ro quiet\n`);
        // 640 KiB below the hole, the rest above 1 MiB, with the lines in between that must not be counted.
        const low = 0x9fbff - 0x1000 + 1;
        this.write(
            "proc/iomem",
            [
                "00000000-00000fff : Reserved",
                "00001000-0009fbff : System RAM",
                "000f0000-000fffff : System ROM",
                `00100000-${(0x100000 + memory - low - 1).toString(16).padStart(8, "0")} : System RAM`,
                "  01000000-01ffffff : Kernel code",
                "  2d000000-38ffffff : Crash kernel",
                "fed00000-fed003ff : HPET 0",
                "",
            ].join("\n"),
        );
        this.write(
            "proc/meminfo",
            `MemTotal: ${Math.floor(memory / 1024) - 80000} kB\nMemFree: ${Math.floor(memory / 1024) - 900000} kB\n` +
                "Buffers: 20000 kB\nCached: 300000 kB\nAnonPages: 180000 kB\nHugePages_Total: 0\n",
        );
        this.write("proc/locks", "");
        this.write(
            "proc/version",
            `Linux version ${this.release} (a@b) #1 SMP PREEMPT_DYNAMIC Debian 6.1.140-1 (2025-05-22)\n`,
        );
        this.write("proc/sys/kernel/osrelease", `${this.release}\n`);
        this.write("proc/sys/kernel/random/boot_id", "11111111-2222-3333-4444-555555555555\n");
        this.write("proc/sys/kernel/kexec_load_disabled", "0\n");
        this.write("sys/kernel/kexec_crash_size", "0\n");
        this.write("sys/kernel/kexec_crash_loaded", "0\n");
        this.write("sys/kernel/kexec_loaded", "0\n");
        this.write("sys/kernel/notes", kernelNotes(buildId));
        for (const directory of [
            "run",
            "var/lib",
            "var/log",
            "var/cache/apt",
            "var/crash",
            "usr/local/bin",
            "etc/systemd/system",
            "etc/apt/sources.list.d",
            "usr/lib",
            "usr/sbin",
        ]) {
            fs.mkdirSync(path.join(this.root, directory), { recursive: true });
        }
        fs.writeFileSync(path.join(this.base, "memory"), `${memory}`);
    }

    private writeBase(options: RootOptions): void {
        for (const directory of ["units", "sysctls"]) {
            fs.mkdirSync(path.join(this.base, directory));
        }
        for (const [name, value] of Object.entries({ panic: 0, panic_on_oops: 0, hung_task_panic: 0 })) {
            this.set(`sysctls/${name}`, `${value}\n`);
            this.write(`proc/sys/kernel/${name}`, `${value}\n`);
        }
        this.set("arch", "x86_64\n");
        this.set("vmlinux", elfFile(buildId));
        this.set("units/ssh.service", "enabled active\n");
        this.set("installed", "base-files 12.4\nbusybox 1.35\n");
        this.set(
            "archive",
            [
                "kdump-tools 1:1.8.1 30000 116 ucf kexec-tools",
                "kexec-tools 1:2.0.25 80000 240",
                "makedumpfile 1:1.7.2 160000 400",
                "crash 8.0.2 2800000 9000 binutils",
                "binutils 2.40 65000 110 libbinutils",
                "libbinutils 2.40 57000 1500",
                "ucf 3.0 90000 200",
                `linux-image-${this.release}-dbg 6.1.140-1 283000000 590000`,
                "linux-image-6.1.0-40-cloud-amd64-dbg 6.1.150-1 283000000 590000",
                "",
            ].join("\n"),
        );
        this.set(
            "kdump-tools.default",
            `# The settings of kdump-tools.\nUSE_KDUMP=1\nKDUMP_KERNEL=/var/lib/kdump/vmlinuz\nKDUMP_COREDIR="/var/crash"\n#MAKEDUMP_ARGS="-c -d 31"\n`,
        );
        if (options.id === "ubuntu") {
            this.write("proc/version", `Linux version ${this.release} (a@b) #123-Ubuntu SMP\n`);
        }
    }

    protected simulate(name: string, ...args: string[]): void {
        execFileSync(path.join(standIns, name), args, {
            env: { ...process.env, ...this.env },
            stdio: "pipe",
        });
    }

    /** Writes a file of the host. */
    write(file: string, text: string | Buffer): void {
        const full = path.join(this.root, file);
        fs.mkdirSync(path.dirname(full), { recursive: true });
        fs.writeFileSync(full, text);
    }

    read(file: string): string {
        return fs.readFileSync(path.join(this.root, file), "utf8");
    }

    exists(file: string): boolean {
        return fs.existsSync(path.join(this.root, file));
    }

    /** Tells the stand-ins something: a file of `base`. */
    set(name: string, text: string | Buffer = ""): void {
        fs.writeFileSync(path.join(this.base, name), text);
    }

    unset(name: string): void {
        fs.rmSync(path.join(this.base, name), { force: true });
    }

    /** What was called since the last time, a line each, without what a run alone has in its temporary names. */
    record(): string[] {
        const file = path.join(this.base, "record");
        const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
        fs.rmSync(file, { force: true });
        return text
            .replace(/\.\d+-[0-9a-f]{8}\.new/g, ".new")
            .split("\n")
            .filter((line) => line !== "");
    }

    /** The host boots, with what its boot loader says now. */
    boot(): void {
        this.simulate("simulate-boot");
    }

    /** Runs a step of the installed program. */
    run(...args: string[]): Run {
        return this.spawn([path.join(this.root, "usr/local/bin/kdump-host"), ...args]);
    }

    /** Puts the program on the host, as the first step does. */
    install(...expected: string[]): Run {
        fs.writeFileSync(this.programFile, program); // the step removes the copy that it was started from
        const digest = crypto.createHash("sha256").update(fs.readFileSync(this.programFile)).digest("hex");
        return this.spawn([this.programFile, "install", digest, ...expected]);
    }

    /** Looks at the host as the Pulumi program does: the program comes on standard input, and is not installed. */
    look(...declared: string[]): Run {
        return runToEnd([...this.shell, "-s", "--", "status", ...declared], this.env, program);
    }

    /** Runs a script under this root's shell; `before` goes in front of it, such as strace. */
    spawn(command: string[], before: string[] = []): Run {
        return runToEnd([...before, ...this.shell, ...command], this.env, this.input);
    }

    /** Starts a step without waiting for its end. */
    start(...args: string[]): Started {
        const [file, ...rest] = [...this.shell, path.join(this.root, "usr/local/bin/kdump-host"), ...args];
        const child = spawn(file, rest, { env: this.env, stdio: ["ignore", "pipe", "pipe"] });
        let stdout = "";
        let stderr = "";
        child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
        child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
        const run = new Promise<Run>((resolve) =>
            child.on("close", (status, signal) =>
                resolve({ status, signal, stdout, stderr, json: status === 0 ? JSON.parse(stdout) : {} }),
            ),
        );
        const said = (pattern: RegExp) => until(() => pattern.test(stderr), `${args.join(" ")}: ${pattern}`);
        return Object.assign(run, { child, said });
    }

    /**
     * Every file, directory and link of the host with its mode and content, but for the kernel's own (proc,
     * sys) and the log. The directory's own name shows as ROOT, so that two hosts can be compared.
     */
    tree(...leaveOut: string[]): Record<string, string> {
        const found: Record<string, string> = {};
        const skipped = new Set(["proc", "sys", "var/log/pulumi-kdump.log", ...leaveOut]);
        const walk = (directory: string): void => {
            for (const name of fs.readdirSync(path.join(this.root, directory)).sort()) {
                const file = path.join(directory, name);
                if (skipped.has(file)) {
                    continue;
                }
                const full = path.join(this.root, file);
                const stat = fs.lstatSync(full);
                const mode = (stat.mode & 0o7777).toString(8);
                if (stat.isDirectory()) {
                    found[`${file}/`] = mode;
                    walk(file);
                } else {
                    found[file] =
                        `${mode} ${stat.isSymbolicLink() ? fs.readlinkSync(full) : fs.readFileSync(full, "utf8")}`.replaceAll(
                            this.root,
                            "ROOT",
                        );
                }
            }
        };
        walk("");
        return found;
    }

    /** Another host in the same state. */
    copy(): ThrowawayRoot {
        const copy = Object.create(ThrowawayRoot.prototype) as {
            -readonly [K in keyof ThrowawayRoot]: ThrowawayRoot[K];
        };
        copy.base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-root-"));
        copy.root = path.join(copy.base, "root");
        copy.programFile = path.join(copy.base, "program");
        copy.env = { ...this.env, KDUMP_ROOT: copy.root };
        copy.release = this.release;
        copy.shell = this.shell;
        copy.input = this.input;
        execFileSync("cp", ["-a", `${this.base}/.`, copy.base]);
        const memory = path.join(copy.root, "var/lib/pulumi-kdump");
        for (const name of fs.existsSync(memory) ? fs.readdirSync(memory) : []) {
            const file = path.join(memory, name);
            fs.writeFileSync(file, fs.readFileSync(file, "utf8").split(this.root).join(copy.root));
        }
        return copy as ThrowawayRoot;
    }

    remove(): void {
        fs.rmSync(this.base, { recursive: true, force: true });
    }
}
