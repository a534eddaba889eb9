// One running QEMU: started on a disk, ended with its parent.
import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { lastLines } from "../dev/exec";
import { catchSignals, interruption } from "../dev/interruption";
import { Accelerator } from "./accelerator";
import { Qmp } from "./qmp";
import { Run } from "./runs";

export interface MachineOptions {
    disk: string;
    memoryMiB: number;
    accelerator: Accelerator;
    run: Run;
    /** Further arguments for QEMU. */
    qemuArgs?: string[];
}

const running = new Set<Machine>();

export class Machine {
    readonly qmp: Qmp;
    readonly ended: Promise<void>;
    private hasEnded = false;
    private said = "";

    private constructor(
        private readonly child: ChildProcess,
        readonly port: number,
        readonly consoleLog: string,
    ) {
        this.qmp = new Qmp(child.stdin!, child.stdout!);
        child.stderr!.on("data", (text: Buffer) => (this.said = lastLines(this.said + text, 20)));
        this.ended = new Promise((resolve) => {
            const end = () => {
                this.hasEnded = true;
                running.delete(this);
                resolve();
            };
            child.on("error", (error) => ((this.said += error.message), end()));
            child.on("close", end);
        });
        running.add(this);
    }

    static async start(options: MachineOptions): Promise<Machine> {
        endWithParent();
        for (let attempt = 1; ; attempt++) {
            const port = await freePort();
            const args = qemuArguments(options, port);
            // `setpriv` has the kernel end QEMU when this process dies without a chance to do so itself. A process
            // group of its own keeps a terminal's Ctrl-C from QEMU: who started it decides what happens then.
            const child = spawn("setpriv", ["--pdeathsig", "KILL", "qemu-system-x86_64", ...args], {
                detached: true,
                stdio: "pipe",
            });
            const machine = new Machine(child, port, options.run.consoleLog);
            const answered = machine.qmp.execute("query-status").then(
                () => true,
                () => false,
            );
            if (await answered) return machine;
            await machine.ended;
            const portTaken = /host forwarding/.test(machine.said); // between looking for a port and taking it
            if (!portTaken || attempt === 5) throw machine.failure("QEMU did not start.");
        }
    }

    get isRunning(): boolean {
        return !this.hasEnded;
    }

    get pid(): number | undefined {
        return this.child.pid;
    }

    /** Ends QEMU as a power cut ends a machine. */
    kill(): void {
        if (!this.hasEnded) this.child.kill("SIGKILL");
    }

    async waitForEnd(limitSeconds: number): Promise<void> {
        const limit = new AbortController();
        const signal = AbortSignal.any([limit.signal, interruption]);
        const late = sleep(limitSeconds * 1000, "late", { signal }).catch(() => "aborted");
        const first = await Promise.race([this.ended, late]);
        limit.abort();
        interruption.throwIfAborted();
        if (first === "late") throw this.failure(`The VM did not power off within ${limitSeconds} s.`);
    }

    /** An error with what is known of the machine: QEMU's own words and the end of its console. */
    failure(sentence: string): Error {
        const log = fs.existsSync(this.consoleLog) ? fs.readFileSync(this.consoleLog, "utf8") : "";
        const parts = [sentence];
        if (this.said.trim()) parts.push(`QEMU said: ${this.said.trim()}`);
        if (log.trim()) parts.push(`Its console (${this.consoleLog}) ends with:\n${lastLines(log, 15)}`);
        return new Error(parts.join("\n"));
    }
}

function qemuArguments(
    { disk, memoryMiB, accelerator, run, qemuArgs = [] }: MachineOptions,
    port: number,
): string[] {
    return [
        ...["-name", `pulumi-kdump-vm-${run.name}`, "-nodefaults", "-no-user-config", "-machine", "pc"],
        ...[
            ...accelerator.args,
            "-m",
            String(memoryMiB),
            "-display",
            "none",
            "-vga",
            "std",
            "-rtc",
            "base=utc",
        ],
        ...["-drive", `file=${comma(disk)},if=none,id=root,format=qcow2,cache=unsafe,discard=unmap`],
        ...["-device", "virtio-blk-pci,drive=root", "-device", "virtio-rng-pci"],
        ...["-nic", `user,model=virtio-net-pci,hostfwd=tcp:127.0.0.1:${port}-:22`],
        ...[
            "-chardev",
            `file,id=console,path=${comma(run.consoleLog)},append=on`,
            "-serial",
            "chardev:console",
        ],
        ...["-qmp", "stdio", "-pidfile", path.join(run.directory, "qemu.pid")],
        ...qemuArgs,
    ];
}

function comma(file: string): string {
    return file.replace(/,/g, ",,");
}

function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const server = net.createServer();
        server.on("error", reject);
        server.listen(0, "127.0.0.1", () => {
            const { port } = server.address() as net.AddressInfo;
            server.close(() => resolve(port));
        });
    });
}

const cleanups = new Set<() => void>();

/** Work (synchronous) that has to be done when this process ends, after its VMs were ended. */
export function atExit(work: () => void): () => void {
    endWithParent();
    cleanups.add(work);
    return () => cleanups.delete(work);
}

let prepared = false;

function endWithParent(): void {
    if (prepared) return;
    prepared = true;
    process.on("exit", () => {
        for (const machine of running) machine.kill();
        for (const work of cleanups) work();
    });
    catchSignals(); // a process that a signal ends says nothing to its exit handlers
}
