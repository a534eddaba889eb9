import * as assert from "node:assert/strict";

import { AuthContext, Server } from "ssh2";

import { notLetIn } from "../../src/host/letIn";
import { LoginError, LoginFault } from "../../src/host/ssh";
import { freePort, listen } from "../../tools/dev/ports";
import { keyPair } from "../support/keyPair";
import { Sshd } from "../support/sshd";

describe("notLetIn", function () {
    this.timeout(60_000);

    let sshd: Sshd;
    before(async () => (sshd = await Sshd.create()));
    after(() => sshd?.stop());

    const limit = { failedAttempts: 30 };

    it("is content with one login", async () => {
        const before = sshd.logins();
        assert.equal(await notLetIn(sshd.connection, limit), undefined);
        assert.equal(sshd.logins(), before + 1);
    });

    it("tries a wrong key twice and not 30 times", async () => {
        const before = sshd.logins();
        const wrong = { ...sshd.connection, privateKey: keyPair().private };
        await assert.rejects(notLetIn(wrong, limit), { fault: LoginFault.Refused });
        assert.equal(sshd.logins(), before + 2);
    });

    it("tries no login where the host key is another", async () => {
        const before = sshd.logins();
        const connections = sshd.connections();
        const other = { ...sshd.connection, hostKey: keyPair().public };
        await assert.rejects(notLetIn(other, limit), { fault: LoginFault.OtherHostKey });
        assert.equal(sshd.logins(), before);
        assert.equal(sshd.connections(), connections + 2, "the greeting and one handshake");
    });

    it("tells a port that refuses, as often as it may be tried", async () => {
        const port = await freePort();
        assert.match(
            (await notLetIn({ ...sshd.connection, port }, { failedAttempts: 1 })) ?? "",
            /was tried for 0 s \(2 attempts\); last seen: connection refused$/,
        );
    });

    it("waits for a key that is put in place while the host boots", async () => {
        let tries = 0;
        const server = new Server({ hostKeys: [keyPair().private] }, (client) => {
            client.on("error", () => undefined);
            client.on("authentication", (context: AuthContext) =>
                context.method === "publickey" && ++tries > 2 ? context.accept() : context.reject(),
            );
        });
        const port = await listen(server);
        const connection = { host: "127.0.0.1", port, user: "admin", privateKey: keyPair().private };
        try {
            assert.equal(await notLetIn(connection, { seconds: 900 }), undefined);
            assert.ok(tries > 2);
        } finally {
            server.close();
        }
    });

    it("leaves to the plugin what it cannot tell: a strange key, algorithms of another kind", async () => {
        const strange = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
        assert.equal(await notLetIn({ ...sshd.connection, privateKey: strange }, limit), undefined);
        const modern = await Sshd.create({ config: ["KexAlgorithms sntrup761x25519-sha512@openssh.com"] });
        try {
            assert.equal(await notLetIn(modern.connection, { failedAttempts: 0 }), undefined);
            assert.equal(modern.logins(), 0);
        } finally {
            await modern.stop();
        }
    });

    it("tells a refusal by the proxy from one by the host", async () => {
        const wrong = { ...sshd.connection, privateKey: keyPair().private };
        await assert.rejects(
            notLetIn({ ...sshd.connection, proxy: wrong }, limit),
            (error) => error instanceof LoginError && error.ofProxy && error.fault === LoginFault.Refused,
        );
        await assert.rejects(
            notLetIn({ ...wrong, proxy: sshd.connection }, limit),
            (error) => error instanceof LoginError && !error.ofProxy,
        );
        assert.equal(await notLetIn({ ...sshd.connection, proxy: sshd.connection }, limit), undefined);
    });
});
