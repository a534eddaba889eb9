import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { freePort } from "../../tools/dev/ports";
import { descendants, kill } from "../../tools/dev/processes";
import { keyPair } from "./keyPair";

const PROGRAM = "/usr/sbin/sshd";

/** As a program, and not sshd's built-in one, so that it too runs in the environment that a test asks for. */
const SFTP_SERVERS = ["/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server"];

export interface SshdOptions {
    /** What every session has in its environment; PATH is among what can be set. */
    env?: Record<string, string>;
    /** Further lines of sshd_config. */
    config?: string[];
    /** Do not listen yet: `start` or `listenLater` does. */
    idle?: boolean;
}

/** What the tests use of `ConnectionArgs`. */
export interface TestConnection {
    host: string;
    port: number;
    user: string;
    privateKey: string;
    hostKey: string;
}

const running = new Set<Sshd>();
process.on("exit", () => running.forEach((sshd) => sshd.kill()));

/**
 * The machine's real OpenSSH server, on a free port of 127.0.0.1, with keys and a configuration of its own in a
 * temporary directory. The user who runs the tests logs in with a key made for it.
 */
export class Sshd {
    readonly connection: TestConnection;
    private child: ChildProcess | undefined;
    private log = "";
    private timer: NodeJS.Timeout | undefined;

    private constructor(
        private readonly directory: string,
        port: number,
        options: SshdOptions,
    ) {
        const hostKey = keyPair();
        const userKey = keyPair();
        const user = os.userInfo().username;
        this.connection = {
            host: "127.0.0.1",
            port,
            user,
            privateKey: userKey.private,
            hostKey: hostKey.public,
        };
        this.write("host_key", hostKey.private);
        this.write("authorized_keys", userKey.public);
        this.write("session", sessionScript(options.env ?? {}), 0o700);
        this.write(
            "sshd_config",
            [
                "ListenAddress 127.0.0.1",
                `Port ${port}`,
                `HostKey ${this.file("host_key")}`,
                `AuthorizedKeysFile ${this.file("authorized_keys")}`,
                "PidFile none",
                "UsePAM no",
                "StrictModes no",
                "PermitRootLogin yes",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PrintMotd no",
                "LogLevel VERBOSE",
                "MaxStartups 100",
                "AcceptEnv LANG LC_*",
                // bash reads ~/.bashrc when sshd starts it, unless it runs within another shell: a host's would say nothing here.
                "SetEnv SHLVL=1",
                `Subsystem sftp ${SFTP_SERVERS.find((file) => fs.existsSync(file)) ?? "internal-sftp"}`,
                ...(options.env ? [`ForceCommand ${this.file("session")}`] : []),
                ...(options.config ?? []),
                "",
            ].join("\n"),
        );
    }

    static async create(options: SshdOptions = {}): Promise<Sshd> {
        prepareSshd();
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-sshd-"));
        const sshd = new Sshd(directory, await freePort(), options);
        if (!options.idle) await sshd.start();
        return sshd;
    }

    /** How many logins were tried so far, with a key that it knows or not. */
    logins(): number {
        return this.log.split("\n").filter((line) => /^(Accepted|Failed) publickey /.test(line)).length;
    }

    /** How many connections it has accepted so far. */
    connections(): number {
        return this.log.split("\n").filter((line) => /^Connection from /.test(line)).length;
    }

    async start(): Promise<void> {
        if (this.child) return;
        running.add(this);
        const arguments_ = ["-D", "-e", "-f", this.file("sshd_config")];
        const child = spawn(PROGRAM, arguments_, { stdio: ["ignore", "ignore", "pipe"] });
        this.child = child;
        child.once("exit", () => {
            if (this.child === child) this.child = undefined;
        });
        child.stderr.setEncoding("utf8");
        await new Promise<void>((resolve, reject) => {
            child.once("error", reject);
            child.once("exit", () => reject(new Error(`sshd ended at once:\n${this.log}`)));
            child.stderr.on("data", (text: string) => {
                this.log += text.replace(/\r/g, "");
                if (/^Server listening on /m.test(this.log)) resolve();
            });
        });
    }

    /** The process that listens; its sessions are processes of their own and go on without it. */
    get pid(): number | undefined {
        return this.child?.pid;
    }

    /** From now on the port refuses, and every session ends; `start` lets it answer again. */
    refuse(): void {
        if (this.child?.pid) [...descendants(this.child.pid), this.child.pid].forEach(kill);
        this.child = undefined;
    }

    /** Begins to listen after a while; until then the port refuses connections. */
    listenLater(milliseconds: number): void {
        this.timer = setTimeout(() => void this.start(), milliseconds);
    }

    /** Ends the server and every session it has, and removes its files. */
    async stop(): Promise<void> {
        const { child } = this;
        const ended = new Promise((resolve) => (child ? child.once("exit", resolve) : resolve(undefined)));
        this.kill();
        await ended;
    }

    /** Ends the server alone, so that its port refuses until `start`. */
    async pause(): Promise<void> {
        const { child } = this;
        const ended = new Promise((resolve) => (child ? child.once("exit", resolve) : resolve(undefined)));
        child?.kill();
        await ended;
    }

    kill(): void {
        clearTimeout(this.timer);
        running.delete(this);
        if (this.child?.pid && this.child.exitCode === null)
            [...descendants(this.child.pid), this.child.pid].forEach(kill);
        this.child = undefined;
        fs.rmSync(this.directory, { recursive: true, force: true });
    }

    private file(name: string): string {
        return path.join(this.directory, name);
    }

    private write(name: string, content: string, mode = 0o600): void {
        fs.writeFileSync(this.file(name), content, { mode });
    }
}

/**
 * Runs what the client asked for in the environment that the test wants. SetEnv would not do: bash reads ~/.bashrc
 * when sshd starts it, which may well change PATH.
 */
function sessionScript(env: Record<string, string>): string {
    const exports = Object.entries(env).map(
        ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
    );
    return ["#!/bin/sh", ...exports, 'cd "$HOME"', 'exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"', ""].join("\n");
}

/** Where sshd, as root, locks up the part of itself that talks to strangers. */
function prepareSshd(): void {
    if (process.getuid?.() === 0) fs.mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
}
