// A running guest, as tests and the demo see it.
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

import { ExecResult } from "../dev/exec";
import { interruption } from "../dev/interruption";
import { Accelerator } from "./accelerator";
import { atExit, Machine } from "./machine";
import { createRun, removeRun, Run } from "./runs";
import { greets, ssh, sshArguments, SshOptions, SshTarget } from "./ssh";

export interface GuestOptions {
    /** A qcow2 disk; made by `makeDisk` in the run's directory when it is to be thrown away. */
    makeDisk: (run: Run) => Promise<string>;
    privateKeyFile: string;
    /** `ssh-ed25519 AAAA…` */
    hostKey: string;
    accelerator: Accelerator;
    memoryMiB: number;
    user: string;
    description: string;
    qemuArgs?: string[];
}

export class Vm {
    readonly host = "127.0.0.1";
    readonly port: number;
    readonly user: string;
    readonly privateKeyFile: string;
    readonly privateKey: string;
    /** `ssh-ed25519 AAAA…`, to be pinned. */
    readonly hostKey: string;
    /** The serial console since power on. */
    readonly consoleLog: string;
    /** "kvm" or "tcg", why, and by how much limits should be stretched. */
    readonly accelerator: Accelerator;
    private readonly target: SshTarget;
    private readonly forget: () => void;

    private constructor(
        private readonly machine: Machine,
        private readonly run: Run,
        options: GuestOptions,
    ) {
        this.port = machine.port;
        this.user = options.user;
        this.privateKeyFile = options.privateKeyFile;
        this.privateKey = fs.readFileSync(options.privateKeyFile, "utf8");
        this.hostKey = options.hostKey;
        this.consoleLog = run.consoleLog;
        this.accelerator = options.accelerator;
        this.target = { ...options, port: machine.port, directory: run.directory };
        this.forget = atExit(() => removeRun(run));
    }

    /** Powers a machine on and returns as soon as QEMU runs; `waitForSsh` waits for the guest. */
    static async boot(options: GuestOptions): Promise<Vm> {
        const run = createRun();
        try {
            fs.writeFileSync(`${run.directory}/description`, options.description);
            const disk = await options.makeDisk(run);
            return new Vm(await Machine.start({ ...options, disk, run }), run, options);
        } catch (error) {
            removeRun(run);
            throw error;
        }
    }

    /** Runs a command in the guest. An exit status other than 0 is an answer, not an error; 255 is ssh's own, 124 the limit's. */
    ssh(command: string, options: SshOptions = {}): Promise<ExecResult> {
        return ssh(this.target, command, options);
    }

    /** What a person types to get in. */
    sshCommandLine(): string {
        return ["ssh", ...sshArguments(this.target)].join(" ");
    }

    /** Resolves when the machine is gone, whoever ended it. */
    get ended(): Promise<void> {
        return this.machine.ended;
    }

    /** The run's own directory, removed with the VM: throwaway files may lie there. */
    get directory(): string {
        return this.run.directory;
    }

    get isRunning(): boolean {
        return this.machine.isRunning;
    }

    /** Default limit: 60 s with KVM, 6 min under emulation. */
    async waitForSsh(limitSeconds = 60 * this.accelerator.slowness): Promise<void> {
        await this.until(limitSeconds, "answer over ssh", async (leftMs) => {
            if (!(await greets(this.port, Math.min(leftMs, 4_000)))) return false;
            return (await this.ssh("true", { timeoutSeconds: Math.min(60, leftMs / 1000) })).code === 0;
        });
    }

    /** Runs a command as root that must succeed, and returns all that it printed. */
    async asRoot(command: string, timeoutSeconds = 120): Promise<string> {
        const { code, stdout, stderr } = await this.ssh(command, { user: "root", timeoutSeconds });
        if (code !== 0) throw new Error(`\`${command}\` ended with ${code} in the VM: ${stderr || stdout}`);
        return stdout;
    }

    /** @throws Error where the guest does not answer, as while it shuts down: an empty id would pass for another boot. */
    async bootId(): Promise<string> {
        const { code, stdout, stderr } = await this.ssh("cat /proc/sys/kernel/random/boot_id");
        if (code !== 0) throw new Error(`The VM does not tell its boot: ${stderr}`);
        return stdout.trim();
    }

    /** Waits until another boot than `previousBootId` answers over ssh. */
    async waitForReboot(
        previousBootId: string,
        limitSeconds = 120 * this.accelerator.slowness,
    ): Promise<void> {
        await this.until(limitSeconds, "come back from a reboot", async (leftMs) => {
            if (!(await greets(this.port, Math.min(leftMs, 4_000)))) return false;
            const limit = { timeoutSeconds: Math.min(60, leftMs / 1000) };
            const { code, stdout } = await this.ssh("cat /proc/sys/kernel/random/boot_id", limit);
            return code === 0 && stdout.trim() !== previousBootId;
        });
    }

    /** Reboots the guest as an administrator would, and waits for it. */
    async reboot(limitSeconds?: number): Promise<void> {
        const before = await this.bootId();
        await this.ssh("sudo systemctl reboot"); // the connection may be cut before it says so
        await this.waitForReboot(before, limitSeconds);
    }

    /** Shuts the guest down in an orderly way; the disk stays until `stop`. */
    async powerOff(limitSeconds = 30 * this.accelerator.slowness): Promise<void> {
        await this.ssh("sudo systemctl poweroff");
        await this.machine.waitForEnd(limitSeconds);
    }

    /** Presses the reset button: the guest boots again without having been asked. */
    async reset(): Promise<void> {
        await this.machine.qmp.execute("system_reset");
    }

    /** A non-maskable interrupt to all processors, as a cloud's diagnostic interrupt. */
    async nmi(): Promise<void> {
        await this.machine.qmp.execute("inject-nmi");
    }

    /** The guest stands still, connections stay open: an unresponsive host. */
    async pause(): Promise<void> {
        await this.machine.qmp.execute("stop");
    }

    async resume(): Promise<void> {
        await this.machine.qmp.execute("cont");
    }

    /** Ends the machine at once and removes its disk. Safe to call twice. */
    async stop(): Promise<void> {
        this.machine.kill();
        await this.machine.ended;
        this.forget();
        removeRun(this.run);
    }

    /** `stop` without waiting, for handlers that may not wait. */
    kill(): void {
        this.machine.kill();
        this.forget();
        removeRun(this.run);
    }

    private async until(
        limitSeconds: number,
        what: string,
        reached: (leftMs: number) => Promise<boolean>,
    ): Promise<void> {
        const limit = Date.now() + limitSeconds * 1000;
        for (;;) {
            interruption.throwIfAborted();
            if (!this.isRunning) throw this.machine.failure(`The VM ended; it was to ${what}.`);
            const left = limit - Date.now();
            if (left <= 0) throw this.machine.failure(`The VM did not ${what} within ${limitSeconds} s.`);
            const started = Date.now();
            if (await reached(left)) return;
            await sleep(Math.max(0, 1000 - (Date.now() - started)));
        }
    }
}
