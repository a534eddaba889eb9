// QEMU's control protocol over its standard input and output.
import { Readable, Writable } from "node:stream";

export class Qmp {
    private waiting: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
    private rest = "";
    private ended = false;

    constructor(
        private readonly toQemu: Writable,
        fromQemu: Readable,
    ) {
        fromQemu.setEncoding("utf8");
        fromQemu.on("data", (text: string) => this.receive(text));
        fromQemu.on("close", () => this.end());
        toQemu.on("error", () => this.end());
        this.execute("qmp_capabilities").catch(() => undefined);
    }

    execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
        return new Promise((resolve, reject) => {
            if (this.ended) {
                reject(new Error(`QEMU has ended, so it cannot do ${command}.`));
                return;
            }
            this.waiting.push({ resolve, reject });
            this.toQemu.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
        });
    }

    private receive(text: string): void {
        const lines = (this.rest + text).split("\n");
        this.rest = lines.pop() ?? "";
        for (const line of lines.filter((l) => l.trim() !== "")) {
            const message = JSON.parse(line);
            if ("return" in message) this.waiting.shift()?.resolve(message.return);
            else if ("error" in message)
                this.waiting.shift()?.reject(new Error(`QEMU: ${message.error.desc}`));
        }
    }

    private end(): void {
        this.ended = true;
        for (const { reject } of this.waiting.splice(0)) reject(new Error("QEMU ended."));
    }
}
