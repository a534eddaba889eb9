import * as net from "node:net";

/** What happens to connections once so many bytes have gone to the server. */
export type Fate = "cut" | "stall";

/** Stands between a client and a server on 127.0.0.1, and cuts or stalls what goes through, when it is told to. */
export class CuttingProxy {
    port = 0;
    /** Bytes that have gone to the server since `restrict` or `heal`. */
    sent = 0;
    private limit = Infinity;
    private fate: Fate = "cut";
    private readonly server: net.Server;
    private readonly sockets = new Set<net.Socket>();
    private reached: () => void = () => undefined;

    private constructor(target: number) {
        this.server = net.createServer((client) => {
            const server = net.connect(target, "127.0.0.1");
            for (const socket of [client, server]) {
                this.sockets.add(socket);
                socket.on("error", () => undefined);
                socket.on("close", () => {
                    this.sockets.delete(socket);
                    client.destroy();
                    server.destroy();
                });
            }
            client.on("data", (data) => {
                const left = this.limit - this.sent;
                if (left > 0) server.write(data.subarray(0, Math.min(left, data.length)));
                this.sent += data.length;
                if (this.sent < this.limit) return;
                this.reached();
                if (this.fate === "cut") client.destroy();
                else client.pause();
            });
            server.on("data", (data) => client.write(data));
        });
    }

    static async to(target: number): Promise<CuttingProxy> {
        const proxy = new CuttingProxy(target);
        await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
        proxy.port = (proxy.server.address() as net.AddressInfo).port;
        return proxy;
    }

    /** From now on, after so many bytes; the promise is kept when that happens. */
    restrict(bytes: number, fate: Fate): Promise<void> {
        [this.limit, this.sent, this.fate] = [bytes, 0, fate];
        return new Promise((resolve) => (this.reached = resolve));
    }

    /** Everything goes through again; what was stalled ends. */
    heal(): void {
        [this.limit, this.sent] = [Infinity, 0];
        this.sockets.forEach((socket) => socket.destroy());
    }

    close(): void {
        this.heal();
        this.server.close();
    }
}
