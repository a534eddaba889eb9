import * as net from "node:net";

/** A port of 127.0.0.1 that nobody listens on: connections to it are refused. */
export async function freePort(): Promise<number> {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
}

export interface SilentServer {
    port: number;
    connections(): number;
    close(): void;
}

/** A server that accepts connections and never says a word, like a host that hangs or is half booted. */
export async function silentServer(): Promise<SilentServer> {
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => {
        socket.on("error", () => {});
        sockets.push(socket);
    });
    server.unref();
    const port = await listen(server);
    return {
        port,
        connections: () => sockets.length,
        close() {
            sockets.forEach((socket) => socket.destroy());
            server.close();
        },
    };
}

function listen(server: net.Server): Promise<number> {
    return new Promise((resolve, reject) => {
        server.on("error", reject);
        server.listen(0, "127.0.0.1", () => resolve((server.address() as net.AddressInfo).port));
    });
}
