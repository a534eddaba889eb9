// A CrashDrill under the real engine, on a host in a throwaway directory that crashes as it is told.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Stack } from "../../tools/pulumi/stack";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { flattened, leaves, seen, vmcore } from "../sandbox/left";
import { buildId } from "../sandbox/throwawayRoot";
import { declareDrill, DrillOutputs, drillStack } from "../support/drillStack";
import { elfFile } from "../support/elf";
import { TestHost } from "./host";

describe("a CrashDrill under the real engine", function () {
    this.timeout(120_000);
    this.bail(true); // each test goes on from where the one before it ended

    let host: TestHost;
    let stack: Stack;
    const kdump = () => ({
        connection: host.connection(),
        crashkernel: "192M",
        reboot: "when-required",
        removePackages: true,
    });
    const crashes = () => host.root.record().filter((call) => /sysrq-trigger/.test(call)).length;
    const up = async () => {
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    };

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await drillStack(toolchain);
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("says in the preview that the machine will crash, and touches nothing", async () => {
        declareDrill(stack, kdump());
        const result = await stack.preview({ args: ["--diff"] });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.match(result.stdout, /create +: "kdump-host drill sysrq 'this crashes the machine'"/);
        assert.match(result.stdout + result.stderr, /This drill will crash the machine, on purpose/);
        assert.equal(host.sshd.connections(), 0);
    });

    it("is refused in the preview without the acknowledgement", async () => {
        declareDrill(stack, kdump(), { acknowledge: "yes" });
        const result = await stack.preview();
        assert.notEqual(result.code, 0);
        assert.match(
            result.stdout + result.stderr,
            /acknowledge: "yes" is not the acknowledgement; write "this/,
        );
    });

    it("crashes the host once and gives the dump's facts", async () => {
        declareDrill(stack, kdump());
        host.root.set("on-crash", `${seen(60_000)}${leaves("1/dump.1", flattened)}`);
        await up();
        assert.equal(crashes(), 1);
        const outputs = await stack.outputs<DrillOutputs>();
        const { reservedBytes, marginBytes, outdated } = outputs.captureMemory;
        assert.deepEqual([reservedBytes, marginBytes, outdated], [192 * 2 ** 20, 60_000 * 1024, ""]);
        assert.equal(outputs.vmcore, "/var/crash/1/dump.1");
        assert.equal(outputs.kernelRelease, host.root.release);
        assert.equal(outputs.ready, true);
        assert.match(String(outputs.sha256), /^[0-9a-f]{64}$/);
        assert.equal(outputs.readable, "not checked");
        assert.match(String(outputs.readableReason), /There is no debuginfo of the kernel/);
    });

    it("holds another reservation against what the capture kernel needed, in the preview", async () => {
        const preview = async (crashkernel: string) => {
            declareDrill(stack, { ...kdump(), crashkernel });
            const result = await stack.preview();
            assert.equal(result.code, 0, result.stdout + result.stderr);
            return result.stdout + result.stderr;
        };
        const needed = /In the drill of \S+Z the capture kernel needed 133 MiB at most/;
        const more = await preview("256M");
        assert.match(more, new RegExp(`- ${needed.source}, which leaves 123 MiB\\.`));
        assert.doesNotMatch(more, /want of memory/);
        assert.match(
            await preview("144M"),
            new RegExp(
                `warning: crashkernel=144M reserves 144 MiB, and the next dump may fail for want of memory\\. ${needed.source}, which leaves 10\\.6 MiB\\. 176 MiB are enough\\.`,
            ),
        );
        assert.match(
            await preview("recommended"),
            new RegExp(`- ${needed.source}, which leaves 58\\.6 MiB\\.`),
        );
        declareDrill(stack, kdump());
    });

    it("looks at the host and crashes nothing when nothing changed", async () => {
        const connections = host.sshd.connections();
        const result = await up();
        assert.doesNotMatch(result.stdout, /This drill/);
        assert.match(result.stdout, /\d+ unchanged/);
        assert.doesNotMatch(result.stdout, /\d+ (updated|replaced)/);
        assert.equal(host.sshd.connections(), connections + 1);
        assert.equal(crashes(), 0);
    });

    it("crashes nothing when the host was mended, nor says so in the preview", async () => {
        host.root.write("etc/default/kdump-tools", "USE_KDUMP=1\n");
        const preview = await stack.preview();
        assert.match(preview.stdout, /- conf.*: \/etc\/default\/kdump-tools does not say/);
        assert.doesNotMatch(preview.stdout, /drill-(crash|dump) +update|This drill/);
        await up();
        assert.equal(crashes(), 0);
        assert.equal((await stack.outputs()).ready, true);
    });

    it("crashes it again for another configuration and another reservation", async () => {
        host.root.set("on-crash", leaves("2/dump.2", flattened));
        declareDrill(stack, { ...kdump(), conf: { captureCommandLine: "one=1" } });
        const preview = await stack.preview();
        assert.match(preview.stdout + preview.stderr, /This drill will crash the machine, on purpose/);
        await up();
        assert.equal(crashes(), 1);
        host.root.set("on-crash", leaves("3/dump.3", flattened));
        declareDrill(stack, { ...kdump(), conf: { captureCommandLine: "one=1" }, crashkernel: "256M" });
        await up();
        assert.equal(crashes(), 1);
        assert.equal((await stack.outputs()).vmcore, "/var/crash/3/dump.3");
    });

    it("crashes it again by `pulumi up --replace`, and finds that dump", async () => {
        host.root.set("on-crash", leaves("6/dump.6", flattened));
        const result = await stack.up({ args: ["--replace", "**::drill-crash"] });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.equal(crashes(), 1);
        assert.equal((await stack.outputs()).vmcore, "/var/crash/6/dump.6");
        await up();
        assert.equal(crashes(), 0);
    });

    it("has `recommended` follow what the capture kernel needed, once, with a reboot and another drill", async () => {
        const recommended = { ...kdump(), crashkernel: "recommended" };
        declareDrill(stack, recommended);
        host.root.set("on-crash", `${seen(10_000)}${leaves("7/dump.7", flattened)}`);
        await up();
        assert.equal(crashes(), 1);
        const preview = await stack.preview();
        const said = preview.stdout + preview.stderr;
        assert.match(said, /crashkernel.*: In the drill of .* Now crashkernel=240M is recommended\./);
        assert.match(said, /crashkernel=240M reserves 240 MiB of 2 GiB\./);
        assert.match(said, /This drill will crash the machine/);
        host.root.set("on-crash", `${seen(60_000)}${leaves("8/dump.8", flattened)}`);
        await up();
        assert.equal(crashes(), 1);
        const { facts, captureMemory } = await stack.outputs<DrillOutputs>();
        assert.deepEqual([facts.crashkernel.wanted, captureMemory.reservedBytes], ["240M", 240 * 2 ** 20]);
        await up(); // what the drill has left behind it
        const again = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(again.code, 0, again.stdout + again.stderr);
        assert.doesNotMatch(again.stdout + again.stderr, /warning: In the drill/);
    });

    it("fails when the dump cannot be read, unless that is allowed, which takes no other crash", async () => {
        const { root } = host;
        const unreadable = { ...kdump(), conf: { captureCommandLine: "one=3" }, crashkernel: "256M" };
        root.write(`usr/lib/debug/lib/modules/${root.release}/vmlinux`, elfFile(buildId));
        root.set("crash-says", "crash: invalid structure size: task_struct\n");
        root.set("on-crash", leaves("5/dump.5", flattened));
        declareDrill(stack, unreadable);
        const result = await stack.up();
        assert.notEqual(result.code, 0);
        assert.match(
            result.stdout,
            /error \[unreadable\]: The host crashed and wrote .*\/5\/dump\.5, and that cannot be/,
        );
        assert.equal(crashes(), 1);
        declareDrill(stack, unreadable, { allowUnreadable: true });
        const allowed = await up();
        assert.equal(crashes(), 0);
        assert.match(allowed.stdout, /warning: The drill's dump cannot be read: crash 8\.0\.2 cannot read/);
        const { readable, vmcore: found } = await stack.outputs();
        assert.deepEqual([readable, found], ["no", "/var/crash/5/dump.5"]);
    });

    it("fails with the reason when there is no dump, and quotes the console", async () => {
        const consoleLog = path.join(host.root.base, "console");
        fs.writeFileSync(
            consoleLog,
            `${"old\n".repeat(50)}\u001b[0mKernel panic - not syncing: Out of memory\r\n`,
        );
        host.root.set("on-crash", leaves("4/dump.4", vmcore("makedumpfile")));
        declareDrill(
            stack,
            { ...kdump(), conf: { captureCommandLine: "one=2" }, crashkernel: "256M" },
            { consoleLog },
        );
        const result = await stack.up();
        assert.notEqual(result.code, 0);
        assert.match(result.stdout, /error \[no-dump\]: .*\/var\/crash\/4\/dump\.4 is truncated/);
        assert.match(
            result.stdout,
            /Its console \(.*\) ends with:\s+(old\s+)*Kernel panic - not syncing: Out of memory/,
        );
        assert.ok(host.root.exists("var/crash/4/dump.4"), "and keeps what there is");
    });

    it("is forgotten by destroy, and the dumps stay", async () => {
        const result = await stack.destroy();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.ok(!host.root.exists("var/lib/pulumi-kdump"));
        for (const number of [1, 2, 3, 4, 5, 6, 7, 8])
            assert.ok(host.root.exists(`var/crash/${number}/dump.${number}`));
    });
});
