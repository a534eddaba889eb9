import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** The engine that started this provider, as far as it takes messages. */
export class Engine {
    private readonly client: EngineClient;
    private sent: Promise<void> = Promise.resolve();

    constructor(address: string) {
        this.client = new EngineClient(address, grpc.credentials.createInsecure());
    }

    /** Shows a line beside a resource while it is worked on. */
    status(urn: string, message: string): void {
        this.send(LogSeverity.INFO, message, urn, true);
    }

    warn(message: string): void {
        this.send(LogSeverity.WARNING, message, "", false);
    }

    /** Resolves when everything that was said has been taken. */
    flush(): Promise<void> {
        return this.sent;
    }

    private send(severity: LogSeverity, message: string, urn: string, ephemeral: boolean): void {
        const request = new LogRequest()
            .setSeverity(severity)
            .setMessage(message)
            .setUrn(urn)
            .setEphemeral(ephemeral);
        // One after another: they are lines of one text.
        this.sent = this.sent.then(() => new Promise((resolve) => this.client.log(request, () => resolve())));
    }
}
