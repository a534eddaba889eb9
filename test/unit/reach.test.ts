import * as assert from "node:assert/strict";
import * as net from "node:net";

import { notReached } from "../../src/host/reach";

/** A server on a free port of 127.0.0.1 that does this to every connection, for as long as the test runs. */
async function withServer(
    serve: (socket: net.Socket) => void,
    test: (port: number) => Promise<void>,
): Promise<void> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined);
        serve(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
        await test((server.address() as net.AddressInfo).port);
    } finally {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
    }
}

const host = "127.0.0.1";

describe("notReached", () => {
    it("is satisfied by an sshd, whatever it writes before", async () => {
        await withServer(
            (socket) => socket.write("welcome\r\nSSH-2.0-OpenSSH_9.2\r\n"),
            async (port) => assert.equal(await notReached({ host, port }, { failedAttempts: 0 }), undefined),
        );
    });

    it("says how often a port refused", async () => {
        let free = 0;
        await withServer(
            () => undefined,
            (port) => Promise.resolve(void (free = port)),
        );
        assert.match(
            (await notReached({ host, port: free }, { failedAttempts: 2 })) ?? "",
            /^127\.0\.0\.1:\d+ was tried for 0 s \(3 attempts\); last seen: connection refused$/,
        );
    });

    it("gives up on a server that accepts and stays silent", async () => {
        await withServer(
            () => undefined,
            async (port) =>
                assert.match(
                    (await notReached({ host, port, perDialTimeout: 1 }, { failedAttempts: 0 })) ?? "",
                    /one attempt\); last seen: it accepts connections, but sends no ssh greeting within 1 s$/,
                ),
        );
    });

    it("tells a server of another kind", async () => {
        await withServer(
            (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n"),
            async (port) =>
                assert.match(
                    (await notReached({ host, port }, { failedAttempts: 0 })) ?? "",
                    /last seen: what answers there is not an ssh server$/,
                ),
        );
    });

    it("waits for a host that comes up later", async () => {
        let connections = 0;
        await withServer(
            (socket) => (++connections < 3 ? socket.destroy() : socket.write("SSH-2.0-x\r\n")),
            async (port) => {
                const waited: number[] = [];
                const tell = (seconds: number) => void waited.push(seconds);
                assert.equal(await notReached({ host, port }, { seconds: 10 }, { onWait: tell }), undefined);
                assert.equal(connections, 3);
                assert.equal(waited.length, 2, "told after each attempt that failed");
            },
        );
    });

    it("ends when its time is over", async () => {
        await withServer(
            (socket) => socket.destroy(),
            async (port) =>
                assert.match(
                    (await notReached({ host, port }, { seconds: 1 })) ?? "",
                    /was tried for [01] s \(\d attempts\)/,
                ),
        );
    });

    it("tries only the login where a host is reached through another", async () => {
        const failed: number[] = [];
        const login = (before: number) => {
            failed.push(before);
            return Promise.resolve(before < 2 ? "the proxy says: no" : undefined);
        };
        const far = { host: "192.0.2.1", proxy: {} };
        assert.equal(await notReached(far, { failedAttempts: 2 }, { login }), undefined);
        assert.deepEqual(failed, [0, 1, 2]);
        assert.match(
            (await notReached(far, { failedAttempts: 1 }, { login })) ?? "",
            /^192\.0\.2\.1:22 was tried for 0 s \(2 attempts\); last seen: the proxy says: no$/,
        );
    });
});
