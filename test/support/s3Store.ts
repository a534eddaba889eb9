import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as later } from "node:timers/promises";

import { freePort, listens } from "../../tools/dev/ports";
import { getVersitygw } from "../../tools/pulumi/toolchain/versitygw";

const running = new Set<S3Store>();
process.on("exit", () => running.forEach((store) => store.kill()));

/** A real S3 server on a free port of 127.0.0.1, which keeps its objects in a temporary directory. */
export class S3Store {
    readonly accessKeyId = "AKIDTESTTESTTESTTEST";
    readonly secretAccessKey = "secret/of+the/test/0123456789abcdefghijk";
    readonly bucket = "vmcores";
    private readonly base = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-s3-"));
    private child: ChildProcess | undefined;
    /** How much of the log was read already. */
    private read = 0;

    private constructor(
        private readonly program: string,
        readonly port: number,
    ) {
        fs.mkdirSync(path.join(this.base, "root", this.bucket), { recursive: true });
    }

    static async start(): Promise<S3Store> {
        const store = new S3Store(await getVersitygw(() => undefined), await freePort());
        running.add(store);
        store.child = spawn(
            store.program,
            [
                ...["--access", store.accessKeyId, "--secret", store.secretAccessKey, "--quiet"],
                ...["--port", `127.0.0.1:${store.port}`, "--access-log", store.file("log")],
                ...["posix", store.file("root")],
            ],
            { stdio: "ignore" },
        );
        for (let tries = 0; !(await listens(store.port)); tries++) {
            if (tries > 1200) throw new Error("versitygw did not begin to listen.");
            await later(50);
        }
        return store;
    }

    /** What was asked of it since the last time: operation, address and status, a line each. */
    requests(): string[] {
        const text = fs.readFileSync(this.file("log"), "utf8");
        const news = text.slice(this.read);
        this.read = text.length;
        return [...news.matchAll(/\] \S+ \S+ \S+ (\S+) \S+ (\S+) (\d+) /g)].map((found) =>
            found.slice(1).join(" "),
        );
    }

    /** The objects by their keys. */
    objects(): Map<string, Buffer> {
        const root = path.join(this.file("root"), this.bucket);
        const files = fs.readdirSync(root, { recursive: true, withFileTypes: true });
        return new Map(
            files
                .filter((file) => file.isFile() && !file.parentPath.includes(".sgwtmp"))
                .map((file) => path.join(file.parentPath, file.name))
                .sort()
                .map((file) => [path.relative(root, file), fs.readFileSync(file)]),
        );
    }

    /** How many parts of uploads are there that were not completed. */
    unfinishedParts(): number {
        const parts = path.join(this.file("root"), this.bucket, ".sgwtmp", "multipart");
        if (!fs.existsSync(parts)) return 0;
        return fs.readdirSync(parts, { recursive: true, withFileTypes: true }).filter((file) => file.isFile())
            .length;
    }

    /** Uploads that were not completed are gone, as after the days that a store keeps them. */
    forgetUploads(): void {
        fs.rmSync(path.join(this.file("root"), this.bucket, ".sgwtmp", "multipart"), {
            recursive: true,
            force: true,
        });
    }

    /** Every object is gone. */
    empty(): void {
        const root = path.join(this.file("root"), this.bucket);
        for (const name of fs.readdirSync(root)) fs.rmSync(path.join(root, name), { recursive: true });
        this.requests();
    }

    kill(): void {
        running.delete(this);
        this.child?.kill("SIGKILL");
        fs.rmSync(this.base, { recursive: true, force: true });
    }

    private file(name: string): string {
        return path.join(this.base, name);
    }
}
