import * as net from "node:net";

import { listen } from "../../tools/dev/ports";

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
