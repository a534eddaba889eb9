// A real VM whose dumps go away from it, and the stack that has it crash.
import * as assert from "node:assert/strict";

import { Result, Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { startVm, Vm } from "../../../tools/vm/vm";
import { asRoot, connectionTo, say } from "../../support/vmAccess";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const { collector, web: args, drill: how, report: what } = JSON.parse(fs.readFileSync("args.json", "utf8"));
const dumpServer = collector && new kdump.DumpServer("collector", collector);
const web = new kdump.Kdump("web", { ...args, dumpServer });
const drill = how && new kdump.CrashDrill("drill", { host: web, ...how });
const crash = what && new kdump.VmcoreReport("crash", { dumpServer, vmcore: drill!.vmcore, ...what });
export const report = crash?.findings;
export const { dumpPath, ready } = web;
export const reason = drill ? drill.reason : web.reason;
export const { vmcore, size, sha256, format, kernelRelease, secondsToDump, secondsToBeBack } = drill ?? ({} as any);
`;

/** What is declared beside the Kdump. */
interface Declared {
    /** Arguments of a DumpServer that its dumps go to; none by default. */
    collector?: object;
    /** Whether it is made to crash; it is by default. */
    drill?: boolean;
    /** Arguments of a VmcoreReport of what the drill left on the DumpServer; none by default. */
    report?: object;
}

/** The VM that crashes, and its stack. */
export class Sender {
    private constructor(
        readonly vm: Vm,
        readonly stack: Stack,
    ) {}

    /** Starts the VM, on which kdump was set up by hand before, so that no reboot is needed first. */
    static async start(qemuArgs: string[] = []): Promise<Sender> {
        const vm = await startVm({ layer: "handmade", say, qemuArgs });
        try {
            const toolchain = await getToolchain(say);
            const stack = await Stack.create({
                toolchain,
                program: { "index.ts": program, "args.json": "{}" },
            });
            await vm.waitForSsh(1500);
            // So that the capture kernel's words stay, and that it waits for a network as an ordinary Debian does.
            await asRoot(
                vm,
                "mkdir -p /var/log/journal && journalctl --flush && systemctl -q unmask systemd-networkd-wait-online && systemctl -q enable systemd-networkd-wait-online",
            );
            return new Sender(vm, stack);
        } catch (error) {
            await vm.stop();
            throw error;
        }
    }

    /** Sets what is wanted from now on. */
    declare(web: object, { collector, drill = true, report }: Declared = {}): void {
        const args = {
            collector,
            report,
            web: { connection: connectionTo(this.vm), crashkernel: "256M", ...web },
            drill: drill && {
                acknowledge: "this crashes the machine",
                timeout: 1500,
                consoleLog: this.vm.consoleLog,
            },
        };
        this.stack.write({ "args.json": JSON.stringify(args) });
    }

    async up(): Promise<Result> {
        const result = await this.stack.up({
            limitSeconds: 2400,
            onOutput: (text) => {
                for (const line of text.split("\n")) if (/command:remote/.test(line)) say(line.trim());
            },
        });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    }

    /** What is declared, with a real crash; checks what is true of every dump. */
    async crashed(): Promise<Record<string, any>> {
        const before = await this.vm.bootId();
        await this.up();
        assert.notEqual(await this.vm.bootId(), before, "the machine has booted");
        const outputs = (await this.stack.outputs()) as Record<string, any>;
        assert.equal(outputs.ready, true, outputs.reason);
        assert.equal(outputs.reason, "");
        assert.equal(outputs.format, "flattened");
        assert.equal(outputs.kernelRelease, await asRoot(this.vm, "uname -r"));
        assert.ok(outputs.size > 2 ** 20, `${outputs.size} bytes`);
        say(
            `${outputs.vmcore}: ${outputs.size} bytes after ${outputs.secondsToDump} s, back after ${outputs.secondsToBeBack} s`,
        );
        return outputs;
    }

    async destroy(): Promise<void> {
        const result = await this.stack.destroy({ limitSeconds: 1200 });
        assert.equal(result.code, 0, result.stdout + result.stderr);
    }

    async stop(): Promise<void> {
        this.stack.remove();
        await this.vm.stop();
    }
}
