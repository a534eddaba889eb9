// A kernel that is updated on a host without Pulumi, under the real engine: when a drill gets to know of it.
import * as assert from "node:assert/strict";

import { Stack } from "../../tools/pulumi/stack";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { leaves, vmcore } from "../sandbox/left";
import { declareDrill, drillStack } from "../support/drillStack";
import { TestHost } from "./host";

describe("a drill of a host whose kernel is updated without Pulumi", function () {
    this.timeout(120_000);
    this.bail(true); // each test goes on from where the one before it ended

    let host: TestHost;
    let stack: Stack;
    let check = "onChange";
    const declare = (revision?: string, drill: object = {}) =>
        declareDrill(
            stack,
            { connection: host.connection(), crashkernel: "192M", reboot: "when-required", check, revision },
            drill,
        );
    const crashes = () => host.root.record().filter((call) => /sysrq-trigger/.test(call)).length;
    const up = async () => {
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return crashes();
    };
    /** The host runs another kernel from now on, and leaves its dumps. */
    const runs = (number: number) => {
        const release = `6.1.0-${number}-cloud-amd64`;
        host.root.write("proc/sys/kernel/osrelease", `${release}\n`);
        const whole = vmcore("makedumpfile", "\\377".repeat(16), release);
        host.root.set("on-crash", leaves(`${number}/dump.${number}`, whole));
        return release;
    };
    const proven = async () => {
        const { deployment } = await stack.export();
        const crash = deployment.resources?.find(({ urn }) => urn.endsWith("::drill-crash"));
        return /# proves kernel (.*)/.exec(String(crash?.inputs?.stdin))?.[1];
    };

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await drillStack(toolchain);
        runs(37);
        declare();
        assert.equal(await up(), 1);
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("is not repeated by an update that changes nothing, which does not ask the host", async () => {
        runs(38);
        const connections = host.sshd.connections();
        assert.equal(await up(), 0);
        assert.equal(host.sshd.connections(), connections);
    });

    it("is repeated when another revision has the host looked at", async () => {
        declare("after the update");
        assert.equal(await up(), 1);
        assert.equal((await stack.outputs()).kernelRelease, "6.1.0-38-cloud-amd64");
        assert.equal(await proven(), "6.1.0-38-cloud-amd64");
        assert.equal(await up(), 0);
    });

    it("is not repeated for another revision alone, nor when that is taken out", async () => {
        for (const revision of ["once more", undefined]) {
            declare(revision);
            const connections = host.sshd.connections();
            assert.equal(await up(), 0);
            assert.ok(host.sshd.connections() > connections, "the host was looked at");
        }
    });

    it("proves the kernel of today when it is due by the calendar, and not once more after that", async () => {
        const release = runs(39);
        declare(undefined, { everyDays: 30 });
        assert.equal(await up(), 1);
        assert.equal((await stack.outputs()).kernelRelease, release);
        assert.equal(await proven(), release);
        declare("what is new?", { everyDays: 30 });
        assert.equal(await up(), 0);
        const next = runs(40);
        declare("what is new?", { everyDays: 40 }); // another period
        assert.equal(await up(), 1);
        assert.equal(await proven(), next);
    });

    it("proves the kernel of today when the host is looked at, once, and the preview says so", async () => {
        check = "always";
        declare("what is new?", { everyDays: 40 });
        assert.equal(await up(), 0, "looking alone crashes nothing");
        const release = runs(41);
        const preview = await stack.preview();
        assert.match(preview.stdout, /drill-crash +update/);
        assert.match(preview.stdout, /This drill will crash the machine, on purpose/);
        assert.equal(await up(), 1);
        assert.equal(await proven(), release);
        assert.equal(await up(), 0);
        const after = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(after.code, 0, after.stdout);
    });
});
