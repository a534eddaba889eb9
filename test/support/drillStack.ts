import type { CaptureMemory, DumpReadability, KdumpFacts } from "../../src";
import type { VmcoreFindings } from "../../src/vmcore/findings";
import { Stack } from "../../tools/pulumi/stack";
import type { Toolchain } from "../../tools/pulumi/toolchain";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const web = new kdump.Kdump("web", args.kdump);
const drill = args.drill && new kdump.CrashDrill("drill", { host: web, ...args.drill });
const crash = args.report && new kdump.VmcoreReport("crash", { host: web, vmcore: drill.vmcore, ...args.report });
crash?.html.apply((page: string) => fs.writeFileSync("report.html", page));
export const { vmlinux, facts } = web;
export const { vmcore, size, sha256, format, kernelRelease, crashTime } = drill ?? web;
export const { secondsToDump, secondsToBeBack, ready, reason } = drill ?? web;
export const { readable, readableReason } = drill ?? web;
export const captureMemory = drill?.captureMemory;
export const report = crash?.findings;
`;

/** What the stack gives: of the Kdump, of the drill as soon as there is one, and of the report. */
export interface DrillOutputs {
    vmlinux: string;
    facts: KdumpFacts;
    vmcore: string;
    size: number;
    sha256: string;
    format: string;
    kernelRelease: string;
    crashTime: string;
    secondsToDump: number;
    secondsToBeBack: number;
    ready: boolean;
    reason: string;
    readable: DumpReadability;
    readableReason: string;
    captureMemory: CaptureMemory;
    report: VmcoreFindings;
}

/** A stack with one Kdump, one CrashDrill of its host, called "drill", and a VmcoreReport of what that left. */
export function drillStack(toolchain: Toolchain): Promise<Stack> {
    return Stack.create({ toolchain, program: { "index.ts": program, "args.json": "{}" } });
}

/**
 * Sets what is wanted from now on.
 *
 * @param drill further arguments of the drill; null for none yet
 * @param report further arguments of the report; undefined for none
 */
export function declareDrill(stack: Stack, kdump: object, drill: object | null = {}, report?: object): void {
    const acknowledge = "this crashes the machine";
    stack.write({
        "args.json": JSON.stringify({ kdump, drill: drill && { acknowledge, ...drill }, report }),
    });
}
