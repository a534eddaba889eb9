import * as assert from "node:assert/strict";

import { getToolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

describe("a Kdump that is disabled, under the real engine", function () {
    this.timeout(120_000);

    let host: TestHost;
    let stack: KdumpStack;

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await KdumpStack.create(toolchain);
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("gives its host back as it was, stays declared, and says that it is not ready", async () => {
        const up = async (enabled: boolean) => {
            stack.declare({
                ...{ connection: host.connection(), crashkernel: "192M", reboot: "when-required" },
                ...{ removePackages: true, conf: { keep: 2 }, enabled },
            });
            const { code, stdout, stderr } = await stack.up();
            assert.equal(code, 0, stdout + stderr);
            return stack.outputs();
        };
        const asItWas = host.root.tree();
        assert.equal((await up(true)).ready, true);
        const { ready, reason } = await up(false);
        assert.deepEqual([ready, reason], [false, "This Kdump is disabled."]);
        // kdump-tools itself notes there how it loaded the capture kernel, and never removes it.
        assert.deepEqual(host.root.tree("var/crash/kexec_cmd"), asItWas);
        const { byName } = await stack.state();
        assert.ok(byName.has("web"));
        assert.deepEqual(
            [...byName.keys()].filter((name) => name.startsWith("web-")),
            [],
        );
    });
});
