import { spawn } from "node:child_process";

import * as grpc from "@grpc/grpc-js";
import { ProgramInfo, RunPluginRequest, RunPluginResponse } from "@pulumi/pulumi/proto/language_pb";

import { locate } from "./invocation";
import { runtimeOptions } from "./runtimeOptions";

/**
 * Runs a policy pack until the engine hangs up; the only kind of plugin that this host runs. What it prints goes to the
 * engine, which reads from the first line where it serves.
 */
export function runPolicyPack(call: grpc.ServerWritableStream<RunPluginRequest, RunPluginResponse>): void {
    const { request } = call;
    const fail = (details: string) => void call.emit("error", { code: grpc.status.UNIMPLEMENTED, details });
    if (request.getKind() !== "analyzer")
        return fail(
            `The language host of pulumi-kdump (tools/pulumi/languageHost) runs policy packs, and no plugins of kind ${request.getKind()}.`,
        );
    const info = request.getInfo() ?? new ProgramInfo();
    const directory = info.getProgramDirectory();
    const environment = request
        .getEnvList()
        .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
    const child = spawn(
        "node",
        [
            ...runtimeOptions(info.getOptions()?.toJavaScript()).nodeArguments,
            locate("@pulumi/pulumi/cmd/run-policy-pack", directory),
            ...request.getArgsList(),
            directory,
        ],
        {
            cwd: directory,
            env: { ...process.env, ...Object.fromEntries(environment) },
            stdio: ["ignore", "pipe", "pipe"],
        },
    );
    child.stdout.on("data", (data: Buffer) => call.write(new RunPluginResponse().setStdout(data)));
    child.stderr.on("data", (data: Buffer) => call.write(new RunPluginResponse().setStderr(data)));
    child.on("error", (error) => fail(`node could not be started: ${error.message}`));
    child.on("close", (code) => {
        call.write(new RunPluginResponse().setExitcode(code ?? -1));
        call.end();
    });
    call.on("cancelled", () => child.kill());
    process.on("exit", () => child.kill());
}
