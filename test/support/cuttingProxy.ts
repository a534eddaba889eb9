import * as net from "node:net";

/** What happens to connections once so many bytes have gone through. */
export type Fate = "cut" | "stall";

/** Which bytes are counted. */
export type Way = "to the server" | "from the server";

/** Stands between a client and a server on 127.0.0.1, and cuts or stalls what goes through, when it is told to. */
export class CuttingProxy {
    port = 0;
    /** Bytes that have gone to the server since `restrict` or `heal`. */
    sent = 0;
    /** Bytes that have come from the server since then. */
    received = 0;
    private way: Way = "to the server";
    private limit = Infinity;
    private fate: Fate = "cut";
    private readonly server: net.Server;
    private readonly sockets = new Set<net.Socket>();
    private reached: () => void = () => undefined;

    /** @param target the server's port; another one is for the connections from then on */
    private constructor(public target: number) {
        this.server = net.createServer((client) => {
            const server = net.connect(this.target, "127.0.0.1");
            for (const socket of [client, server]) {
                this.sockets.add(socket);
                socket.on("error", () => undefined);
                socket.on("close", () => {
                    this.sockets.delete(socket);
                    client.destroy();
                    server.destroy();
                });
            }
            const pass = (from: net.Socket, to: net.Socket, way: Way, before: () => number) =>
                from.on("data", (data) => {
                    const counts = way === this.way;
                    const left = counts ? this.limit - before() : data.length;
                    if (left > 0) to.write(data.subarray(0, Math.min(left, data.length)));
                    if (way === "to the server") this.sent += data.length;
                    else this.received += data.length;
                    if (!counts || before() < this.limit) return;
                    this.reached();
                    if (this.fate === "cut") client.destroy();
                    else from.pause();
                });
            pass(client, server, "to the server", () => this.sent);
            pass(server, client, "from the server", () => this.received);
        });
    }

    static async to(target: number): Promise<CuttingProxy> {
        const proxy = new CuttingProxy(target);
        await new Promise<void>((resolve) => proxy.server.listen(0, "127.0.0.1", resolve));
        proxy.port = (proxy.server.address() as net.AddressInfo).port;
        return proxy;
    }

    /** From now on, after so many bytes; the promise is kept when that happens. */
    restrict(bytes: number, fate: Fate, way: Way = "to the server"): Promise<void> {
        [this.limit, this.sent, this.received, this.fate, this.way] = [bytes, 0, 0, fate, way];
        return new Promise((resolve) => (this.reached = resolve));
    }

    /** Everything goes through again; what was stalled ends. */
    heal(): void {
        [this.limit, this.sent, this.received] = [Infinity, 0, 0];
        this.sockets.forEach((socket) => socket.destroy());
    }

    close(): void {
        this.heal();
        this.server.close();
    }
}
