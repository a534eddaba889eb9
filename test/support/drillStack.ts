import { Stack } from "../../tools/pulumi";
import type { Toolchain } from "../../tools/toolchain";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const web = new kdump.Kdump("web", args.kdump);
const drill = new kdump.CrashDrill("drill", { host: web, ...args.drill });
export const { vmcore, size, sha256, format, kernelRelease, crashTime } = drill;
export const { secondsToDump, secondsToBeBack, ready, reason } = drill;
`;

/** A stack with one Kdump and one CrashDrill of its host, called "drill". */
export function drillStack(toolchain: Toolchain): Promise<Stack> {
    return Stack.create({ toolchain, program: { "index.ts": program, "args.json": "{}" } });
}

/** Sets what is wanted from now on. */
export function declareDrill(stack: Stack, kdump: object, drill: object = {}): void {
    const acknowledge = "this crashes the machine";
    stack.write({ "args.json": JSON.stringify({ kdump, drill: { acknowledge, ...drill } }) });
}
