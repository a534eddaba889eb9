import * as http from "node:http";
import * as net from "node:net";

/** What EC2's metadata service would say of an instance, by version 2 of it alone, on a port of 127.0.0.1. */
export class InstanceMetadata {
    /** What was asked, a line each. */
    readonly asked: string[] = [];
    role: { AccessKeyId: string; SecretAccessKey: string; Token: string } | undefined;
    private readonly server: http.Server;

    private constructor() {
        this.server = http.createServer((request, response) => {
            this.asked.push(`${request.method} ${request.url}`);
            const text = this.answer(request);
            response.statusCode = text === undefined ? 404 : 200;
            response.end(text);
        });
    }

    static async start(): Promise<InstanceMetadata> {
        const metadata = new InstanceMetadata();
        await new Promise<void>((resolve) => metadata.server.listen(0, "127.0.0.1", resolve));
        return metadata;
    }

    get address(): string {
        return `http://127.0.0.1:${(this.server.address() as net.AddressInfo).port}`;
    }

    stop(): void {
        this.server.close();
    }

    private answer({ method, url, headers }: http.IncomingMessage): string | undefined {
        if (method === "PUT" && url === "/latest/api/token") {
            return headers["x-aws-ec2-metadata-token-ttl-seconds"] === undefined ? undefined : "ticket==";
        }
        if (method !== "GET" || headers["x-aws-ec2-metadata-token"] !== "ticket==") return undefined;
        if (url === "/latest/meta-data/placement/region") return "us-east-1";
        const roles = "/latest/meta-data/iam/security-credentials/";
        if (this.role === undefined || !url?.startsWith(roles)) return undefined;
        if (url === roles) return "dump-writer";
        if (url !== `${roles}dump-writer`) return undefined;
        const expiry = { LastUpdated: "2026-11-23T18:00:00Z", Expiration: "2026-11-24T00:00:00Z" };
        return JSON.stringify({ Code: "Success", Type: "AWS-HMAC", ...this.role, ...expiry }, null, 2);
    }
}
