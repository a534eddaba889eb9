// Debian 13, whose makedumpfile and crash are older than its kernels: with its own kernel a drill's dump is larger than it
// need be, and read; with that of its backports it is written, and Debian's crash cannot open it.
import * as assert from "node:assert/strict";

import { DumpFiltering, DumpReadability } from "../../../src";
import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { LayerName, startVm, Vm } from "../../../tools/vm/vm";
import { declareDrill, DrillOutputs, drillStack } from "../../support/drillStack";
import { asRoot, connectionTo, say } from "../../support/vmAccess";

/** A VM of Debian 13 on this layer; a drill comes with the debuginfo of the kernel that it runs. */
class Debian13 {
    private constructor(
        readonly vm: Vm,
        readonly stack: Stack,
        readonly release: string,
    ) {}

    static async start(layer: LayerName): Promise<Debian13> {
        const vm = await startVm({ guest: "debian-13", layer, say });
        const stack = await drillStack(await getToolchain(say));
        await vm.waitForSsh(1500);
        await asRoot(vm, "mkdir -p /var/log/journal && journalctl --flush"); // so that the capture kernel's words stay
        return new Debian13(vm, stack, await asRoot(vm, "uname -r"));
    }

    declare(drill: object | null): void {
        const { vm } = this;
        declareDrill(
            this.stack,
            { connection: connectionTo(vm), crashkernel: "256M", debuginfo: drill !== null },
            drill && { consoleLog: vm.consoleLog, timeout: 3000, ...drill },
        );
    }

    up() {
        return this.stack.up({
            limitSeconds: 4800,
            onOutput: (text) =>
                text
                    .split("\n")
                    .filter((line) => /waiting for the host|dump: /.test(line))
                    .forEach((line) => say(line.trim())),
        });
    }

    async succeeds(): Promise<{ said: string; outputs: DrillOutputs }> {
        const result = await this.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        const outputs = (await this.stack.outputs<DrillOutputs>()) as DrillOutputs;
        return { said: result.stdout + result.stderr, outputs };
    }

    async stop(): Promise<void> {
        this.stack.remove();
        await this.vm.stop();
    }
}

describe("Debian 13 with its own kernel", function () {
    this.timeout(90 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let host: Debian13;
    before("start the VM", async () => void (host = await Debian13.start("handmade")));
    after("end the VM", () => host?.stop());

    it("is ready, and says that its dumps keep free pages", async () => {
        host.declare(null);
        const { said, outputs } = await host.succeeds();
        const { dump, ready, remarks } = outputs.facts;
        say(`${host.release}: ${dump.filtering}, at most ${dump.neededBytes} bytes`);
        assert.equal(ready, true, outputs.facts.reason);
        assert.equal(dump.filtering, DumpFiltering.FreePagesKept);
        assert.equal(remarks.length, 1);
        assert.match(said, /warning: makedumpfile \S+ does not know the free pages of the kernel 6\./);
        assert.ok(
            dump.neededBytes > outputs.facts.memoryBytes / 2,
            "what is free on an idle machine is counted",
        );
        assert.ok(dump.neededBytes <= outputs.facts.memoryBytes);
    });

    it("is crashed, and its dump is read", async () => {
        host.declare({});
        const { outputs } = await host.succeeds();
        say(`${outputs.size} bytes after ${outputs.secondsToBeBack} s. ${outputs.readableReason}`);
        assert.equal(outputs.kernelRelease, host.release);
        assert.equal(outputs.readable, DumpReadability.Yes, outputs.readableReason);
        assert.match(
            outputs.readableReason,
            /^crash \S+ lists \d+ tasks, and \d+ calls of the one that panicked\.$/,
        );
        assert.ok(outputs.size < outputs.facts.dump.neededBytes);
    });
});

describe("Debian 13 with the kernel of its backports", function () {
    this.timeout(120 * 60_000);
    this.bail(true); // each test goes on from where the one before it ended

    let host: Debian13;
    before("start the VM", async () => void (host = await Debian13.start("backports")));
    after("end the VM", () => host?.stop());

    it("is ready, and says what its makedumpfile makes of that kernel", async () => {
        host.declare(null);
        const { said, outputs } = await host.succeeds();
        const { dump, ready } = outputs.facts;
        say(`${host.release}: ${dump.filtering}, at most ${dump.neededBytes} bytes`);
        assert.equal(ready, true, outputs.facts.reason);
        assert.notEqual(dump.filtering, DumpFiltering.Works);
        assert.match(
            said,
            /warning: makedumpfile \S+ (does not know the free pages|says that it does not support)/,
        );
    });

    it("T51: writes a dump that Debian's crash cannot open, which fails the drill", async () => {
        host.declare({});
        const result = await host.up();
        assert.notEqual(result.code, 0, "a crash that reads this kernel has come to Debian 13");
        const sentence =
            /error \[unreadable\]: (The host crashed and wrote \S+, and that cannot be read\. crash \S+ cannot read the dump .*)/;
        const [, said] = sentence.exec(result.stdout) ?? [];
        assert.ok(said, result.stdout + result.stderr);
        say(said);
    });

    it("passes where that is allowed, without another crash", async () => {
        const bootId = await host.vm.bootId();
        host.declare({ allowUnreadable: true });
        const { outputs, said } = await host.succeeds();
        say(`${outputs.size} bytes after ${outputs.secondsToBeBack} s`);
        assert.equal(await host.vm.bootId(), bootId);
        assert.equal(outputs.readable, DumpReadability.No);
        assert.equal(outputs.kernelRelease, host.release);
        assert.match(said, /warning: The drill's dump cannot be read: crash/);
        assert.match(await asRoot(host.vm, `stat -c '%s %a %U' ${outputs.vmcore}`), /^\d+ 600 root$/);
    });
});
