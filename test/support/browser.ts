import { ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The Debian package chromium-headless-shell brings it. */
const browserProgram = "chromium-headless-shell";

/** How a page is looked at. */
export interface Look {
    /** CSS pixels. */
    width: number;
    /** A phone lays a page out by its viewport meta tag. */
    phone?: boolean;
    dark?: boolean;
    /** As it would be printed. */
    print?: boolean;
    /** Whether a picture is taken, which takes most of the time. */
    picture?: boolean;
}

/** What a page was seen to be. */
export interface Seen {
    /** A PNG of the whole page, if one was asked for. */
    png?: Buffer;
    /** What an expression in the page came to. */
    value: any;
    /** Addresses that the page asked for, beside itself. */
    requests: string[];
    /** What the browser complained of, such as a refused script. */
    complaints: string[];
}

/** A browser without a window, spoken to by its DevTools protocol over a pipe: messages of JSON that end in NUL. */
export class Browser {
    private readonly profile = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-browser-"));
    private readonly child: ChildProcess;
    private readonly waiting = new Map<number, { resolve(result: any): void; reject(error: Error): void }>();
    private readonly listeners = new Set<(method: string, params: any) => void>();
    private partial = "";
    private last = 0;

    constructor() {
        const args = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe"];
        this.child = spawn(browserProgram, [...args, `--user-data-dir=${this.profile}`], {
            stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
        });
        (this.child.stdio[4] as NodeJS.ReadableStream)
            .setEncoding("utf8")
            .on("data", (text: string) => this.read(text));
        this.child.on("error", (error) => this.fail(error));
        this.child.on("exit", () => this.fail(new Error("The browser has ended.")));
    }

    /** Opens a page that lies in a file, and looks. */
    async look(
        file: string,
        { width, phone = false, dark = false, print = false, picture = false }: Look,
        expression: string,
    ): Promise<Seen> {
        const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
        const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
        const ask = (method: string, params: object = {}) => this.send(method, params, sessionId);
        const seen: Seen = { value: undefined, requests: [], complaints: [] };
        let loaded: () => void = () => undefined;
        const load = new Promise<void>((resolve) => (loaded = resolve));
        const listen = (method: string, params: any) => {
            if (method === "Page.loadEventFired") loaded();
            if (method === "Log.entryAdded") seen.complaints.push(params.entry.text);
            if (method === "Network.requestWillBeSent" && params.request.url !== `file://${file}`) {
                seen.requests.push(params.request.url);
            }
        };
        this.listeners.add(listen);
        try {
            for (const domain of ["Page", "Log", "Network"]) await ask(`${domain}.enable`);
            await ask("Emulation.setDeviceMetricsOverride", {
                width,
                height: phone ? 844 : 900,
                deviceScaleFactor: phone ? 2 : 1,
                mobile: phone,
            });
            await ask("Emulation.setEmulatedMedia", {
                media: print ? "print" : "",
                features: [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }],
            });
            await ask("Page.navigate", { url: `file://${file}` });
            await load;
            const evaluated = await ask("Runtime.evaluate", { expression, returnByValue: true });
            seen.value = evaluated.result.value;
            if (picture) {
                const shot = await ask("Page.captureScreenshot", { captureBeyondViewport: true });
                seen.png = Buffer.from(shot.data, "base64");
            }
            return seen;
        } finally {
            this.listeners.delete(listen);
            await this.send("Target.closeTarget", { targetId });
        }
    }

    async close(): Promise<void> {
        const ended = new Promise((resolve) => this.child.once("exit", resolve));
        this.send("Browser.close", {}).catch(() => undefined); // it ends instead of answering
        await ended;
        for (const stream of this.child.stdio) stream?.destroy();
        fs.rmSync(this.profile, { recursive: true, force: true });
    }

    private send(method: string, params: object, sessionId?: string): Promise<any> {
        const id = ++this.last;
        const message = JSON.stringify({ id, method, params, sessionId });
        return new Promise((resolve, reject) => {
            this.waiting.set(id, { resolve, reject });
            (this.child.stdio[3] as NodeJS.WritableStream).write(`${message}\0`);
        });
    }

    private read(text: string): void {
        const messages = (this.partial + text).split("\0");
        this.partial = messages.pop() ?? "";
        for (const message of messages.map((one) => JSON.parse(one))) {
            const asked = this.waiting.get(message.id);
            this.waiting.delete(message.id);
            if (message.error !== undefined) asked?.reject(new Error(message.error.message));
            else asked?.resolve(message.result);
            if (message.method !== undefined) {
                for (const listener of this.listeners) listener(message.method, message.params);
            }
        }
    }

    private fail(error: Error): void {
        for (const { reject } of this.waiting.values()) reject(error);
        this.waiting.clear();
    }
}
