import { spawn } from "node:child_process";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** Starts a provider program as the engine does and asks it for its version; undefined if it gives none. */
export async function pluginVersion(program: string): Promise<string | undefined> {
    // The engine's own address is the one argument; this provider only calls it to log.
    const child = spawn(program, ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
        const port = await new Promise<string | undefined>((resolve) => {
            setTimeout(() => resolve(undefined), 60_000).unref();
            child.on("error", () => resolve(undefined)).on("exit", () => resolve(undefined));
            child.stdout.setEncoding("utf8").once("data", (text: string) => resolve(/^\d+/.exec(text)?.[0]));
        });
        if (!port) return undefined;
        const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        return await new Promise<string | undefined>((resolve) => {
            client.getPluginInfo(
                new Empty(),
                new grpc.Metadata(),
                { deadline: Date.now() + 30_000 },
                (error, info) => {
                    client.close();
                    resolve(error ? undefined : info.getVersion().replace(/^v/, ""));
                },
            );
        });
    } finally {
        child.kill("SIGKILL");
    }
}
