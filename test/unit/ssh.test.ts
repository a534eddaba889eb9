// Our own way to a host, against a real OpenSSH server and, for passwords, against one that has some.
import * as assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { AuthContext, Server } from "ssh2";

import { KnownConnection } from "../../src/host/connection";
import { LoginError, LoginFault, loginFault, runOnHost } from "../../src/host/ssh";
import { freePort } from "../../tools/dev/ports";
import { keyPair } from "../support/keyPair";
import { Sshd } from "../support/sshd";

describe("runOnHost", () => {
    let sshd: Sshd;
    let here: KnownConnection;

    before(async () => {
        sshd = await Sshd.create();
        here = sshd.connection;
    });
    after(() => sshd?.stop());

    const run = (connection: KnownConnection, command = "echo in") =>
        runOnHost(connection, command, "", 10).then(({ stdout }) => stdout);

    it("pipes into a command, and gives what it says and its status", async () => {
        const text = "x".repeat(300_000);
        assert.deepEqual(await runOnHost(here, "wc -c; echo no >&2; exit 3", text, 10), {
            status: 3,
            stdout: `${text.length}\n`,
            stderr: "no\n",
        });
    });

    it("takes one connection, and leaves none", async () => {
        const before = sshd.connections();
        await run(here);
        assert.equal(sshd.connections(), before + 1);
        await new Promise((resolve) => setTimeout(resolve, 100)); // what is destroyed is gone a turn later
        assert.deepEqual(
            process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap"),
            [],
        );
    });

    it("bears a command that reads nothing of what is piped", async () => {
        assert.equal((await runOnHost(here, "exit 0", "x".repeat(5_000_000), 10)).status, 0);
    });

    it("has no more time than it is given", async () => {
        const started = Date.now();
        await assert.rejects(runOnHost(here, "sleep 30", "", 1), /^Error: no answer within 1 s$/);
        assert.ok(Date.now() - started < 5000);
    });

    it("takes no more than any answer has", async () => {
        await assert.rejects(
            runOnHost(here, "head -c 3000000 /dev/zero", "", 10),
            /more than any answer has/,
        );
    });

    it("goes through a proxy, with its own settings", async () => {
        const jump = await Sshd.create();
        try {
            assert.equal(await run({ ...here, proxy: jump.connection }), "in\n");
            assert.equal(jump.connections(), 1);
            const wrong = { ...jump.connection, privateKey: keyPair().private };
            const fault = await loginFault({ ...here, proxy: wrong });
            assert.equal(fault?.fault, LoginFault.Refused);
            assert.match(fault?.message ?? "", /^the proxy \S+@127\.0\.0\.1:\d+: it does not let this user/);
        } finally {
            await jump.stop();
        }
    });

    it("logs in by an agent, its own or the environment's, and does without one that is gone", async () => {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-agent-"));
        const socket = path.join(directory, "agent");
        const key = path.join(directory, "key");
        fs.writeFileSync(key, here.privateKey ?? "", { mode: 0o600 });
        const started = spawnSync("ssh-agent", ["-a", socket], { encoding: "utf8" });
        const { privateKey, ...rest } = here;
        const environment = process.env.SSH_AUTH_SOCK;
        try {
            const env = { ...process.env, SSH_AUTH_SOCK: socket };
            assert.equal(spawnSync("ssh-add", [key], { env }).status, 0);
            assert.equal(await run({ ...rest, agentSocketPath: socket }), "in\n");
            process.env.SSH_AUTH_SOCK = socket;
            assert.equal(await run(rest), "in\n");
            const gone = path.join(directory, "gone");
            assert.equal(await run({ ...rest, privateKey, agentSocketPath: gone }), "in\n");
            assert.equal((await loginFault({ ...rest, agentSocketPath: gone }))?.fault, LoginFault.Refused);
        } finally {
            if (environment === undefined) delete process.env.SSH_AUTH_SOCK;
            else process.env.SSH_AUTH_SOCK = environment;
            const pid = /SSH_AGENT_PID=(\d+)/.exec(started.stdout)?.[1];
            if (pid) process.kill(Number(pid));
            fs.rmSync(directory, { recursive: true });
        }
    });

    it("reads a key with a passphrase", async () => {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-key-"));
        try {
            const file = path.join(directory, "key");
            fs.writeFileSync(file, here.privateKey ?? "", { mode: 0o600 });
            spawnSync("ssh-keygen", ["-p", "-q", "-f", file, "-P", "", "-N", "open"]);
            const privateKey = fs.readFileSync(file, "utf8");
            assert.equal(await run({ ...here, privateKey, privateKeyPassword: "open" }), "in\n");
            for (const privateKeyPassword of [undefined, "wrong"]) {
                const fault = await loginFault({ ...here, privateKey, privateKeyPassword });
                assert.equal(fault?.fault, LoginFault.BadKey);
            }
        } finally {
            fs.rmSync(directory, { recursive: true });
        }
    });
});

describe("a login by password", () => {
    /** A server that knows one password, for one method. */
    async function withPassword(
        method: AuthContext["method"],
        test: (port: number) => Promise<void>,
    ): Promise<void> {
        const server = new Server({ hostKeys: [keyPair().private] }, (client) => {
            client.on("error", () => undefined);
            client.on("authentication", (context) => {
                if (context.method !== method) return context.reject([method]);
                if (context.method === "password")
                    return context.password === "open" ? context.accept() : context.reject();
                if (context.method !== "keyboard-interactive") return context.reject();
                context.prompt([{ prompt: "Password: ", echo: false }], ([said]) =>
                    said === "open" ? context.accept() : context.reject(),
                );
            });
            client.on("session", (accept) =>
                accept().on("exec", (grant) => {
                    const channel = grant();
                    channel.write("in\n");
                    channel.exit(0);
                    channel.end();
                }),
            );
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        try {
            await test((server.address() as net.AddressInfo).port);
        } finally {
            server.close();
        }
    }

    for (const method of ["password", "keyboard-interactive"] as const) {
        it(`answers ${method}`, () =>
            withPassword(method, async (port) => {
                const connection = { host: "127.0.0.1", port, password: "open" };
                assert.equal((await runOnHost(connection, "x", "", 10)).stdout, "in\n");
                const fault = await loginFault({ ...connection, password: "wrong" });
                assert.equal(fault?.fault, LoginFault.Refused);
            }));
    }
});

describe("loginFault", () => {
    let sshd: Sshd;

    before(async () => void (sshd = await Sshd.create()));
    after(() => sshd?.stop());

    const faultOf = async (changes: Partial<KnownConnection>): Promise<string> => {
        const fault = await loginFault({ ...sshd.connection, ...changes });
        if (fault === undefined) return "";
        assert.ok(fault instanceof LoginError);
        return `${fault.fault}: ${fault.message}`;
    };

    it("is none where the user is let in", async () => assert.equal(await faultOf({}), ""));

    it("tells a key, a user, a host key and a port that are wrong", async () => {
        assert.match(
            await faultOf({ privateKey: keyPair().private }),
            /^refused: .*does not let this user in/,
        );
        assert.match(await faultOf({ user: "nobody-here" }), /^refused: /);
        assert.match(
            await faultOf({ hostKey: keyPair().public }),
            /^other-host-key: it has another host key/,
        );
        const kind = `ecdsa-sha2-nistp256 ${keyPair().public.split(" ")[1]}`;
        assert.match(await faultOf({ hostKey: kind }), /^other-host-key: /);
        assert.equal(await faultOf({ port: await freePort() }), "unreachable: connection refused");
        assert.match(await faultOf({ privateKey: "nonsense" }), /^bad-key: /);
    });

    it("gives up on a server that accepts and stays silent", async () => {
        const silent = net.createServer(() => undefined);
        await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
        try {
            const { port } = silent.address() as net.AddressInfo;
            assert.match(await faultOf({ port, perDialTimeout: 1 }), /^unreachable: /);
        } finally {
            silent.close();
        }
    });

    it("tries once", async () => {
        const before = sshd.connections();
        await faultOf({ privateKey: keyPair().private });
        assert.equal(sshd.connections(), before + 1);
    });
});
