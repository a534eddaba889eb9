import type { KdumpArgs } from "../../src";
import { parseFacts } from "../../src/host/facts";
import { Result, RunOptions, Stack } from "../../tools/pulumi/stack";
import type { Toolchain } from "../../tools/pulumi/toolchain";

/** The arguments of a Kdump as plain values. */
export type PlainArgs = { [K in keyof KdumpArgs]: unknown };

const program = `
import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const web = new kdump.Kdump("web", args);
export const { ready, reason, rebootRequired, reservationSize, dumpPath } = web;
export const { kernelRelease, crashkernel, vmlinux, osRelease, facts } = web;
`;

/** One stack with one Kdump called "web", whose arguments a test changes between two runs. */
export class KdumpStack {
    private constructor(private readonly stack: Stack) {}

    /** @param name the stack's */
    static async create(toolchain: Toolchain, name?: string): Promise<KdumpStack> {
        const files = { "index.ts": program, "args.json": "{}" };
        return new KdumpStack(await Stack.create({ toolchain, program: files, stack: name }));
    }

    /** Sets what is wanted from now on. */
    declare(args: PlainArgs | object): void {
        this.stack.write({ "args.json": JSON.stringify(args) });
    }

    preview(options?: RunOptions): Promise<Result> {
        return this.stack.preview(options);
    }

    up(options?: RunOptions): Promise<Result> {
        return this.stack.up(options);
    }

    refresh(options?: RunOptions): Promise<Result> {
        return this.stack.refresh(options);
    }

    setConfig(values: Record<string, string>): Promise<void> {
        return this.stack.setConfig(values);
    }

    destroy(options?: RunOptions): Promise<Result> {
        return this.stack.destroy(options);
    }

    /** Frees the stack of the lock of a run that was killed. */
    cancel(): Promise<Result> {
        return this.stack.run(["cancel", "--yes", "--stack", this.stack.name]);
    }

    /** The state is gone, as with a backend that is lost; hosts are as they are. */
    async forget(): Promise<void> {
        for (const args of [
            ["stack", "rm", "--force", "--preserve-config", "--yes", this.stack.name],
            ["stack", "select", "--create", this.stack.name],
        ]) {
            const { code, stderr } = await this.stack.run(args);
            if (code !== 0) throw new Error(stderr);
        }
    }

    outputs(): Promise<Record<string, any>> {
        return this.stack.outputs();
    }

    /** The whole state, as text and by resource name. */
    async state(): Promise<{ text: string; byName: Map<string, any> }> {
        const exported = await this.stack.export();
        const resources = exported.deployment.resources ?? [];
        const byName = new Map(
            resources.map((resource) => [resource.urn.split("::").pop() ?? "", resource as any]),
        );
        return { text: JSON.stringify(exported), byName };
    }

    /** What a child printed on its standard output, parsed. */
    async printed(child: string): Promise<Record<string, any>> {
        const resource = (await this.state()).byName.get(`web-${child}`);
        return JSON.parse(resource?.outputs?.stdout ?? "null") as Record<string, any>;
    }

    async facts(): Promise<ReturnType<typeof parseFacts>> {
        return parseFacts(JSON.stringify((await this.outputs()).facts));
    }

    /** Which children a run created, updated, replaced or deleted, from the engine's own progress lines. */
    static touched(result: Result): string[] {
        const lines = result.stdout.matchAll(
            /^\s*(?:\+|~|-|\+-|-\+|\+\+|--)\s+command:remote:\S+ web-(\S+) (?:created|updated|replaced|deleted)/gm,
        );
        return [...new Set([...lines].map((match) => match[1]))];
    }

    remove(): void {
        this.stack.remove();
    }
}

/** Where this checkout is. */
