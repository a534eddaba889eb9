import { ChildProcess, execFileSync, spawn, spawnSync, SpawnSyncReturns } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Writable } from "node:stream";

import { assembledProgram } from "../sandbox/throwawayRoot";

const program = assembledProgram("server");

/** The directory that holds the clients' own. */
const dumps = "/srv/vmcores";

const running = new Set<Collector>();
process.on("exit", () => running.forEach((collector) => collector.stop()));

/** A client as Pulumi has it prepared. */
export interface Client {
    user: string;
    directory: string;
    /** The private half of its key, inside. */
    key: string;
}

/**
 * A DumpServer as in production, with real accounts and a real sshd, in namespaces of its own: nothing of the machine that
 * runs the tests can be changed from there. Only root can make one.
 */
export class Collector {
    private constructor(
        private readonly directory: string,
        private readonly namespaces: ChildProcess,
        private readonly pid: number,
    ) {}

    /** @param config further lines of its sshd_config */
    static async start(...config: string[]): Promise<Collector> {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-collector-"));
        const namespaces = spawn(
            "unshare",
            [
                ..."--mount --pid --fork --net --ipc --uts --kill-child".split(" "),
                "sh",
                path.join(__dirname, "collector.sh"),
                directory,
            ],
            { stdio: ["ignore", "pipe", "pipe"] },
        );
        let said = "";
        namespaces.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
        await new Promise<void>((resolve, reject) => {
            namespaces.stdout.once("data", () => resolve());
            namespaces.once("exit", () => reject(new Error(`The collector did not start: ${said}`)));
        });
        const children = `/proc/${namespaces.pid}/task/${namespaces.pid}/children`;
        const collector = new Collector(
            directory,
            namespaces,
            Number(fs.readFileSync(children, "utf8").trim()),
        );
        running.add(collector);
        try {
            collector.prepare(config);
        } catch (error) {
            collector.stop();
            throw error;
        }
        return collector;
    }

    private prepare(config: string[]): void {
        const settings = [
            "ListenAddress 127.0.0.1",
            "UsePAM no",
            "PasswordAuthentication no",
            "MaxStartups 200",
            // All that may be allowed to a client is.
            "AcceptEnv LANG LC_* KDUMP_*",
            "AllowTcpForwarding yes",
            "AllowStreamLocalForwarding yes",
            "AllowAgentForwarding yes",
            "GatewayPorts yes",
            "PermitTunnel yes",
            "PermitUserEnvironment yes",
            "X11Forwarding yes",
            "Subsystem sftp /usr/lib/openssh/sftp-server",
            ...config,
        ];
        this.ok("useradd --system --home-dir /run/sshd --shell /usr/sbin/nologin sshd && ssh-keygen -q -A");
        this.write("/etc/ssh/sshd_config", `${settings.join("\n")}\n`);
        this.write("/root/program", program);
        const digest = crypto.createHash("sha256").update(program).digest("hex");
        this.ok(`sh /root/program install ${digest} ${dumps}`);
        this.ok("/usr/sbin/sshd -E /var/log/sshd.log");
        this.ok("until ssh-keyscan 127.0.0.1 2>/dev/null >/root/known; do sleep 0.2; done");
    }

    /** Lets a client in. */
    client(name: string, ...options: string[]): Client {
        const client = {
            user: `kdump-${name}`,
            directory: `${dumps}/${name}`,
            key: `/root/key-${name}`,
        };
        this.ok(`test -e ${client.key} || ssh-keygen -q -t ed25519 -N '' -f ${client.key}`);
        this.account(client, ...options);
        return client;
    }

    /** The step of an account, maybe once more. */
    account({ user, directory, key }: Client, ...options: string[]): Record<string, unknown> {
        const text = this.ok(`cut -d ' ' -f 1,2 ${key}.pub`).trim();
        return JSON.parse(
            this.ok(`kdump-server account ${user} ${directory} '${text}' ${options.join(" ")}`),
        ) as Record<string, unknown>;
    }

    /** The words of ssh, scp or sftp that log a client in. */
    login({ key }: Pick<Client, "key">): string {
        return `-F /dev/null -i ${key} -o BatchMode=yes -o IdentitiesOnly=yes -o UserKnownHostsFile=/root/known`;
    }

    /** What a client asks for. */
    asks(client: Client, command: string, input: string | Buffer = ""): SpawnSyncReturns<string> {
        return this.run(
            ["ssh", ...this.login(client).split(" "), `${client.user}@127.0.0.1`, command],
            input,
        );
    }

    /** The same, and its standard input stays open until it is ended. */
    begin(client: Client, command: string, options = ""): { input: Writable; ended: Promise<number | null> } {
        const words = `${this.login(client)} ${options} ${client.user}@127.0.0.1`.split(" ").filter(Boolean);
        const login = [...words, command];
        const [file, ...args] = this.inside(["ssh", ...login]);
        const child = spawn(file, args, { stdio: ["pipe", "ignore", "ignore"] });
        child.stdin.on("error", () => undefined); // it may end before it has read all
        return {
            input: child.stdin,
            ended: new Promise((resolve) => child.once("close", (status) => resolve(status))),
        };
    }

    /** Runs text of sh as root inside; its standard output, where it succeeds. */
    ok(text: string, input: string | Buffer = ""): string {
        const { status, stdout, stderr } = this.sh(text, input);
        if (status !== 0) throw new Error(`${text}: ${status}\n${stdout}${stderr}`);
        return stdout;
    }

    /** Runs text of sh as root inside. */
    sh(text: string, input: string | Buffer = ""): SpawnSyncReturns<string> {
        return this.run(["sh", "-c", text], input);
    }

    private run(command: string[], input: string | Buffer): SpawnSyncReturns<string> {
        const [file, ...args] = this.inside(command);
        return spawnSync(file, args, { encoding: "utf8", input, timeout: 120_000, maxBuffer: 2 ** 28 });
    }

    private inside(command: string[]): string[] {
        const words = `nsenter --target ${this.pid} --mount --pid --net --ipc --uts --root --wd env -i`;
        const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        return [...words.split(" "), "HOME=/root", `PATH=${path}`, ...command];
    }

    private write(file: string, text: string): void {
        this.ok(`cat >${file}`, text);
    }

    stop(): void {
        running.delete(this);
        this.namespaces.removeAllListeners("exit");
        try {
            execFileSync("kill", ["-9", String(this.pid)], { stdio: "ignore" });
        } catch {
            // It has ended already.
        }
        fs.rmSync(this.directory, { recursive: true, force: true });
    }
}
