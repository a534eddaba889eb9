import * as path from "node:path";

import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

import { checkout } from "../../dev/checkout";
import { readJson } from "../toolchain/versions";
import { unary } from "../unary";
import { about } from "./about";
import { runPolicyPack } from "./policyPack";
import { requiredPackages } from "./requiredPackages";
import { run } from "./run";

/** Programs that are running, and how to interrupt them. */
const running = new Map<AbortController, Promise<unknown>>();

/** Serves Pulumi's language runtime protocol until the engine ends this process or is gone. */
export async function serve(engineAddress: string): Promise<void> {
    const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
    server.addService(LanguageRuntimeService, methods(engineAddress));
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );
    const stop = () => void interruptAll().then(() => process.exit(0));
    process.on("SIGINT", stop).on("SIGTERM", stop);
    // The engine holds the other end of standard input for as long as it lives, however it ends. Then nobody reads
    // what is written either.
    process.stdin.on("end", stop).on("error", stop).resume();
    [process.stdout, process.stderr].forEach((stream) => stream.on("error", () => {}));
    process.stdout.write(`${port}\n`); // how the engine learns where to connect to
}

/** Whatever is not here is answered with UNIMPLEMENTED: what is needed to make projects, packages and plugins. */
function methods(engineAddress: string): grpc.UntypedServiceImplementation {
    return {
        handshake: unary(async (request: messages.LanguageHandshakeRequest) => {
            engineAddress = request.getEngineAddress();
            return new messages.LanguageHandshakeResponse();
        }),
        getPluginInfo: unary(async () => new PluginInfo().setVersion(ownVersion())),
        getRequiredPackages: unary(async (request: messages.GetRequiredPackagesRequest) =>
            new messages.GetRequiredPackagesResponse().setPackagesList(
                requiredPackages(directoryOf(request)),
            ),
        ),
        about: unary(async (request: messages.AboutRequest) => about(directoryOf(request))),
        run: unary(async (request: messages.RunRequest, call) => {
            const controller = new AbortController();
            call.on("cancelled", () => controller.abort());
            const response = run(request, engineAddress, controller.signal);
            running.set(controller, response);
            return response.finally(() => running.delete(controller));
        }),
        runPlugin: runPolicyPack,
        cancel: unary(async () => {
            void interruptAll();
            return new Empty();
        }),
        installDependencies: (call: grpc.ServerWritableStream<unknown, unknown>) => {
            call.emit("error", {
                code: grpc.status.UNIMPLEMENTED,
                details:
                    "The language host of pulumi-kdump (tools/pulumi/languageHost) does not install packages. " +
                    "Run `npm install` in the program's directory.",
            });
        },
    };
}

async function interruptAll(): Promise<void> {
    running.forEach((_, controller) => controller.abort());
    await Promise.allSettled(running.values());
}

/** The version of this package: there is none of this host alone. */
function ownVersion(): string {
    return readJson<{ version: string }>(path.join(checkout, "package.json"))?.version ?? "0.0.0";
}

function directoryOf(request: { getInfo(): messages.ProgramInfo | undefined }): string {
    return request.getInfo()?.getProgramDirectory() ?? process.cwd();
}
