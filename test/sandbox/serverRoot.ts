import { ChildProcess, spawn } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Writable } from "node:stream";

import { Run, runToEnd } from "./run";
import { assembledProgram, shells, systemPath } from "./throwawayRoot";

const program = assembledProgram("server");
const standIns = ["server", "common"].map((name) => path.join(__dirname, "standIns", name));

/** A collecting host in a throwaway directory; the accounts are a list of `base`. */
export class ServerRoot {
    readonly base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-server-"));
    readonly root = path.join(this.base, "root");
    readonly env: Record<string, string> = {
        KDUMP_ROOT: this.root,
        PATH: `${standIns.join(":")}:${systemPath}`,
        HOME: "/root",
    };
    private readonly programFile = path.join(this.base, "program");

    constructor(private readonly shell: string[] = shells.dash) {
        for (const directory of ["etc/ssh", "usr/local", "var/lib", "var/log", "srv"]) {
            fs.mkdirSync(path.join(this.root, directory), { recursive: true });
        }
        this.write("proc/sys/kernel/hostname", "collector\n");
        fs.writeFileSync(path.join(this.base, "arch"), "x86_64\n");
        for (const kind of ["ed25519 ssh-ed25519", "ecdsa ecdsa-sha2-nistp256", "rsa ssh-rsa"]) {
            const [name, type] = kind.split(" ");
            this.write(`etc/ssh/ssh_host_${name}_key.pub`, `${type} ${name}key root@collector\n`);
        }
    }

    install(...options: string[]): Run {
        fs.writeFileSync(this.programFile, program);
        const digest = crypto.createHash("sha256").update(program).digest("hex");
        return this.spawn([this.programFile, "install", digest, "/srv/vmcores", ...options]);
    }

    run(...args: string[]): Run {
        return this.spawn([path.join(this.root, "usr/local/bin/kdump-server"), ...args]);
    }

    /** What the forced command does for a client that asks for this; the directory is one of this machine. */
    receive(directory: string, command: string | undefined, input: string | Buffer = ""): Run {
        const { words, env } = this.receiver(directory, command);
        return this.spawn(words, env, input);
    }

    /** The same beside others; its standard input stays open until it is ended. */
    receiving(directory: string, command: string): { input: Writable; ended: Promise<number | null> } {
        const { words, env } = this.receiver(directory, command);
        const [file, ...args] = [...this.shell, ...words];
        const child = spawn(file, args, {
            env: { ...this.env, ...env },
            stdio: ["pipe", "ignore", "ignore"],
        });
        this.children.push(child);
        child.stdin.on("error", () => undefined); // it may end before it has read all
        return {
            input: child.stdin,
            ended: new Promise((resolve) => child.once("close", (status) => resolve(status))),
        };
    }

    private readonly children: ChildProcess[] = [];

    /** What the client may take, as its forced command says it; nothing is said by default. */
    limits: string[] = [];

    private receiver(directory: string, command: string | undefined) {
        // A shell reads the file while it runs.
        if (!fs.existsSync(this.programFile)) fs.writeFileSync(this.programFile, program);
        const asked: Record<string, string> = command === undefined ? {} : { SSH_ORIGINAL_COMMAND: command };
        return {
            words: [this.programFile, "receive", directory, ...this.limits],
            env: { ...asked, KDUMP_ROOT: "" },
        };
    }

    write(file: string, text: string | Buffer): void {
        fs.mkdirSync(path.dirname(path.join(this.root, file)), { recursive: true });
        fs.writeFileSync(path.join(this.root, file), text);
    }

    exists(file: string): boolean {
        return fs.existsSync(path.join(this.root, file));
    }

    remove(): void {
        this.children.forEach((child) => child.kill("SIGKILL"));
        fs.rmSync(this.base, { recursive: true, force: true });
    }

    private spawn(command: string[], env = {}, input: string | Buffer = "standard input\n"): Run {
        return runToEnd([...this.shell, ...command], { ...this.env, ...env }, input);
    }
}
