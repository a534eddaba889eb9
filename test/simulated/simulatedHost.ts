import { execFileSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory, checkout } from "../../tools/dev/checkout";
import { exec, run } from "../../tools/dev/exec";
import { isAlive, processMark } from "../../tools/dev/processes";
import { buildIdFor, kernelNotes } from "../support/elf";
import { BootMenu, readBootMenu } from "./bootMenu";
import { imageOf, memory, namespaces } from "./image";
import { crashkernelOf, reservedBytes } from "./kernel";
import type { Release } from "./layout";
import { layoutOf } from "./releases";
import { treeOf } from "./tree";

const program = execFileSync("sh", [path.join(checkout, "host/assemble.sh")], { encoding: "utf8" });
const digest = crypto.createHash("sha256").update(program).digest("hex");

/** How a command inside a simulated host ended. */
export interface Run {
    status: number;
    stdout: string;
    stderr: string;
    /** The one line of stdout, parsed; empty after a failure. */
    json: Record<string, any>;
}

/**
 * A host that was just installed and booted. Each command runs in namespaces of its own, which end with it; so
 * between commands there are only files, all of them in one directory of this object's own.
 */
export class SimulatedHost {
    private readonly bootStart: string;
    boots = 0;

    private constructor(
        readonly release: Release,
        private readonly directory: string,
    ) {
        this.bootStart = layoutOf(release).bootStart;
    }

    static async start(release: Release): Promise<SimulatedHost> {
        const image = await imageOf(release);
        const directory = fs.mkdtempSync(cacheDirectory("hosts", "run-"));
        fs.writeFileSync(`${directory}.mark`, processMark(process.pid));
        fs.chmodSync(directory, 0o755);
        await run("cp", ["-a", `${image}/.`, directory]);
        const host = new SimulatedHost(release, directory);
        await host.boot();
        return host;
    }

    /** Runs a command inside. A reboot that it asked for has happened when this returns. */
    async run(...command: string[]): Promise<Run> {
        const ended = await this.enter(command);
        const asked = path.join(this.directory, "sim/reboot-requested");
        if (fs.existsSync(asked)) {
            fs.rmSync(asked);
            await this.reboot();
        }
        return ended;
    }

    /** Runs a step of the installed program. */
    step(...args: string[]): Promise<Run> {
        return this.run("/usr/local/bin/kdump-host", ...args);
    }

    /** Puts the program on the host, as the first step does. */
    install(): Promise<Run> {
        this.write("/root/kdump-host", program);
        return this.run("sh", "/root/kdump-host", "install", digest);
    }

    private async enter(command: string[]): Promise<Run> {
        const args = [...namespaces, "sh", path.join(__dirname, "enter.sh"), this.directory, ...command];
        const { code, stdout, stderr } = await exec("unshare", args);
        const json = code === 0 && stdout.startsWith("{") ? (JSON.parse(stdout) as Run["json"]) : {};
        return { status: code, stdout, stderr, json };
    }

    /** What GRUB would show now. */
    bootMenu(): BootMenu {
        return readBootMenu(path.join(this.directory, "root/boot"), this.bootStart);
    }

    /** Debian's kexec-tools make of a reboot a kexec with the running command line, unless a file forbids it. */
    private async reboot(): Promise<void> {
        const forbidden = path.join(this.directory, "root/no-kexec-reboot");
        const settings = path.join(this.directory, "root/etc/default/kexec");
        const isKexec =
            fs.existsSync(settings) &&
            /^LOAD_KEXEC=true$/m.test(fs.readFileSync(settings, "utf8")) &&
            !fs.existsSync(forbidden);
        const running = fs.readFileSync(path.join(this.directory, "kernel/proc/cmdline"), "utf8");
        fs.rmSync(forbidden, { force: true });
        await this.boot(isKexec ? running.trimEnd().replace(/^BOOT_IMAGE=\S+ /, "") : undefined);
    }

    /** The machine boots what its boot loader says now, with another command line where one is given. */
    async boot(commandLine?: string): Promise<void> {
        const menu = this.bootMenu().chosen;
        const chosen = { ...menu, commandLine: commandLine ?? menu.commandLine };
        const kernel = path.basename(chosen.kernel).replace(/^vmlinuz-/, "");
        this.kernel("proc/cmdline", `BOOT_IMAGE=${chosen.kernel} ${chosen.commandLine}\n`);
        this.kernel("sysctl/kernel/osrelease", `${kernel}\n`);
        this.kernel("sys/kernel/notes", kernelNotes(buildIdFor(kernel)));
        this.kernel("sysctl/kernel/random/boot_id", `${crypto.randomUUID()}\n`);
        for (const name of ["panic", "panic_on_oops", "hung_task_panic"])
            this.kernel(`sysctl/kernel/${name}`, "0\n");
        this.kernel("sys/kernel/kexec_crash_size", `${reservedBytes(chosen.commandLine, memory)}\n`);
        this.kernel("sys/kernel/kexec_crash_loaded", "0\n");
        fs.rmSync(path.join(this.directory, "sim/loaded"), { force: true });
        fs.rmSync(path.join(this.directory, "root/run"), { recursive: true });
        fs.mkdirSync(path.join(this.directory, "root/run"));
        this.boots++;
        const { status, stderr } = await this.enter(["systemctl", "simulated-boot"]);
        if (status !== 0) throw new Error(`${this.release.name} does not boot: ${stderr}`);
    }

    /** A file of /proc, /proc/sys (`sysctl`) or /sys. */
    kernel(file: string, text: string | Buffer): void {
        const full = path.join(this.directory, "kernel", file);
        fs.mkdirSync(path.dirname(full), { recursive: true });
        fs.writeFileSync(full, text);
    }

    /** What the running kernel was started with, as `crashkernel=`. */
    runningCrashkernel(): string {
        return crashkernelOf(fs.readFileSync(path.join(this.directory, "kernel/proc/cmdline"), "utf8"));
    }

    /** With what the capture kernel was loaded: `path`, `collector` and `append`. Empty when none is. */
    loaded(): Record<string, string> {
        const file = path.join(this.directory, "sim/loaded");
        const loaded = fs.readFileSync(
            path.join(this.directory, "kernel/sys/kernel/kexec_crash_loaded"),
            "utf8",
        );
        if (loaded.trim() !== "1" || !fs.existsSync(file)) return {};
        const lines = fs.readFileSync(file, "utf8").trimEnd().split("\n");
        return Object.fromEntries(
            lines.map((line) => [line.split(" ")[0], line.slice(line.indexOf(" ") + 1)]),
        );
    }

    /** What the stand-ins were called with since the last time, a line each. */
    record(): string[] {
        const file = path.join(this.directory, "sim/record");
        const text = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
        fs.rmSync(file, { force: true });
        return text.split("\n").filter((line) => line !== "");
    }

    /** A file outside of /usr. */
    read(file: string): string {
        return fs.readFileSync(path.join(this.directory, "root", file), "utf8");
    }

    write(file: string, text: string | Buffer): void {
        const full = path.join(this.directory, "root", file);
        fs.mkdirSync(path.dirname(full), { recursive: true });
        fs.writeFileSync(full, text);
    }

    exists(file: string): boolean {
        return fs.existsSync(path.join(this.directory, "root", file));
    }

    /**
     * Every file below these directories, with mode, owner, extended attributes and content. Of /usr only what this host
     * has of its own: what it does not share with the machine.
     */
    tree(...directories: string[]): Record<string, string> {
        return Object.assign(
            {},
            ...directories.map((directory) => treeOf(this.diskOf(directory), directory)),
        );
    }

    /** Gives every file and directory below these an extended attribute, as SELinux's labels are. */
    async label(...directories: string[]): Promise<void> {
        const places = directories.map((directory) => this.diskOf(directory)).filter(fs.existsSync);
        const each = ["(", "-type", "f", "-o", "-type", "d", ")", "-exec", "setfattr", "-n", "user.label"];
        await run("find", [...places, ...each, "-v", "1", "{}", "+"]);
    }

    private diskOf(directory: string): string {
        return /^usr\//.test(directory)
            ? path.join(this.directory, directory)
            : path.join(this.directory, "root", directory);
    }

    /** Every mount inside ended with the command that it was made for, so only files are left. */
    remove(): void {
        const mounts = fs.readFileSync("/proc/self/mounts", "utf8");
        if (mounts.includes(` ${this.directory}/`))
            throw new Error(`${this.directory} still has something mounted in it.`);
        fs.rmSync(this.directory, { recursive: true, force: true });
        fs.rmSync(`${this.directory}.mark`, { force: true });
    }
}

/** Removes what runs left that were killed. Their mounts ended with them. */
export function sweepHosts(): void {
    const store = cacheDirectory("hosts");
    if (!fs.existsSync(store)) return;
    for (const name of fs.readdirSync(store).filter((one) => /^run-.*\.mark$/.test(one))) {
        const mark = path.join(store, name);
        if (isAlive(fs.readFileSync(mark, "utf8"))) continue;
        fs.rmSync(mark.slice(0, -".mark".length), { recursive: true, force: true });
        fs.rmSync(mark);
    }
}
