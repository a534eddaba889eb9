import * as crypto from "node:crypto";

import * as grpc from "@grpc/grpc-js";
import { PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

import { command } from "./command";
import { copyToRemote } from "./copy";
import { Operation } from "./dial";
import { differences, Kind, replaces } from "./diff";
import { Engine } from "./engine";
import { ResourceKind } from "./resource";
import { Properties, UNKNOWN } from "./values";

const VERSION = "1.2.1";

const KINDS: Record<string, ResourceKind> = {
    "command:remote:Command": command,
    "command:remote:CopyToRemote": copyToRemote,
};

/**
 * Serves the provider protocol itself, as `pulumi.provider.main` tells a provider neither whether it is a preview
 * nor the custom timeouts, and neither lets it show lines nor say which properties differ.
 */
export async function serve(engineAddress: string): Promise<void> {
    const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
    server.addService(ResourceProviderService, methods(engineAddress));
    const port = await new Promise<number>((resolve, reject) =>
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        ),
    );
    process.stdout.write(`${port}\n`); // how the engine learns where to connect to
}

function methods(engineAddress: string): grpc.UntypedServiceImplementation {
    let engine = engineAddress ? new Engine(engineAddress) : undefined;
    const running = new Set<AbortController>();

    /** Runs work that may connect to a host, within the time that the engine allows. */
    async function operate<T>(
        urn: string,
        timeout: number,
        work: (operation: Operation) => Promise<T>,
    ): Promise<T> {
        const controller = new AbortController();
        running.add(controller);
        const over = () => controller.abort(new Error("context deadline exceeded"));
        const timer = timeout > 0 ? setTimeout(over, timeout * 1000) : undefined;
        try {
            return await work({ signal: controller.signal, status: (line) => engine?.status(urn, line) });
        } finally {
            clearTimeout(timer);
            running.delete(controller);
            await engine?.flush();
        }
    }

    return {
        getPluginInfo: unary(async () => new PluginInfo().setVersion(VERSION)),
        getSchema: unary(async () =>
            new messages.GetSchemaResponse().setSchema(JSON.stringify({ name: "command", version: VERSION })),
        ),
        attach: unary(async (request: PluginAttach) => {
            engine = new Engine(request.getAddress());
            return new Empty();
        }),
        checkConfig: unary(async (request: messages.CheckRequest) =>
            new messages.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: unary(async () => new messages.DiffResponse()),
        configure: unary(async () => {
            engine?.warn(
                `A stand-in runs in the place of the plugin command v${VERSION}, which could not be got ` +
                    "(tools/pulumi/commandPlugin). It connects to hosts and runs commands as the real one does.",
            );
            await engine?.flush();
            return new messages.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
        }),
        check: unary(async (request: messages.CheckRequest) => {
            const { inputs, failures } = kindOf(request.getUrn()).check(read(request.getNews()));
            return new messages.CheckResponse()
                .setInputs(write(inputs))
                .setFailuresList(
                    failures.map(({ property, reason }) =>
                        new messages.CheckFailure().setProperty(property).setReason(reason),
                    ),
                );
        }),
        diff: unary(async (request: messages.DiffRequest) => {
            const olds = read(request.getOldInputs() ?? request.getOlds());
            if (!request.hasOldInputs())
                kindOf(request.getUrn()).outputs.forEach((name) => delete olds[name]);
            const ignored = new Set(request.getIgnorechangesList());
            const found = [...differences(olds, read(request.getNews()))].filter(
                ([path]) => !ignored.has(path),
            );
            return diffResponse(found);
        }),
        create: unary(async (request: messages.CreateRequest) => {
            const kind = kindOf(request.getUrn());
            const inputs = read(request.getProperties());
            if (request.getPreview()) {
                return new messages.CreateResponse().setProperties(write(withUnknownOutputs(kind, inputs)));
            }
            const state = await operate(request.getUrn(), request.getTimeout(), (operation) =>
                kind.create(inputs, operation),
            );
            const id = `${nameOf(request.getUrn())}${crypto.randomBytes(4).toString("hex")}`;
            return new messages.CreateResponse().setId(id).setProperties(write(state));
        }),
        update: unary(async (request: messages.UpdateRequest) => {
            const kind = kindOf(request.getUrn());
            const inputs = read(request.getNews());
            if (request.getPreview()) {
                return new messages.UpdateResponse().setProperties(write(withUnknownOutputs(kind, inputs)));
            }
            const state = await operate(request.getUrn(), request.getTimeout(), (operation) =>
                kind.update(inputs, read(request.getOlds()), operation),
            );
            return new messages.UpdateResponse().setProperties(write(state));
        }),
        delete: unary(async (request: messages.DeleteRequest) => {
            await operate(request.getUrn(), request.getTimeout(), (operation) =>
                kindOf(request.getUrn()).delete(read(request.getProperties()), operation),
            );
            return new Empty();
        }),
        read: unary(async (request: messages.ReadRequest) =>
            new messages.ReadResponse()
                .setId(request.getId())
                .setProperties(request.getProperties())
                .setInputs(request.getInputs()),
        ),
        invoke: unary(async (request: messages.InvokeRequest) => {
            throw new Error(
                `The stand-in for the plugin command has no functions, so not ${request.getTok()} either.`,
            );
        }),
        cancel: unary(async () => {
            running.forEach((controller) => controller.abort(new Error("context canceled")));
            return new Empty();
        }),
    };
}

function unary<Request, Response>(work: (request: Request) => Promise<Response>) {
    return (call: { request: Request }, callback: grpc.sendUnaryData<Response>): void => {
        work(call.request).then(
            (response) => callback(null, response),
            (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
        );
    };
}

function kindOf(urn: string): ResourceKind {
    const type = urn.split("::")[2]?.split("$").pop() ?? "";
    if (KINDS[type]) return KINDS[type];
    throw new Error(
        `The stand-in for the plugin command has ${Object.keys(KINDS).join(" and ")}, but not ${type}. ` +
            "Use the real plugin for it.",
    );
}

function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

function withUnknownOutputs(kind: ResourceKind, inputs: Properties): Properties {
    return { ...inputs, ...Object.fromEntries(kind.outputs.map((name) => [name, UNKNOWN])) };
}

function diffResponse(found: [string, Kind][]): messages.DiffResponse {
    const { Kind: kinds } = messages.PropertyDiff;
    const response = new messages.DiffResponse();
    response.setHasdetaileddiff(true);
    response.setChanges(
        found.length > 0
            ? messages.DiffResponse.DiffChanges.DIFF_SOME
            : messages.DiffResponse.DiffChanges.DIFF_NONE,
    );
    for (const [path, kind] of found) {
        const name = `${kind.toUpperCase()}${replaces(path) ? "_REPLACE" : ""}` as keyof typeof kinds;
        response
            .getDetaileddiffMap()
            .set(path, new messages.PropertyDiff().setKind(kinds[name]).setInputdiff(true));
        if (replaces(path)) response.addReplaces(path);
    }
    response.setDiffsList([...new Set(found.map(([path]) => path.replace(/[.[].*$/, "")))]);
    return response;
}

function read(struct: Struct | undefined): Properties {
    return (struct?.toJavaScript() ?? {}) as Properties;
}

function write(properties: Properties): Struct {
    return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}
