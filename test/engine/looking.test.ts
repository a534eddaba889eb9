// What a preview and an update say of a host that was changed without Pulumi, and how the update mends it: the real engine
// and plugin against a real OpenSSH server.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Result } from "../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

/** Which children a preview would touch. */
function planned(preview: Result): string[] {
    const lines = preview.stdout.matchAll(
        /^\s*(?:~|\+-)\s+command:remote:\S+ web-(\S+) (?:update|replace)/gm,
    );
    return [...lines].map(([, name]) => name);
}

describe("looking at a host", function () {
    this.timeout(180_000);

    let toolchain: Toolchain;
    let host: TestHost;
    let stack: KdumpStack;
    const declare = (changes: object = {}) =>
        stack.declare({
            connection: host.connection(),
            crashkernel: "192M",
            reboot: "when-required",
            ...changes,
        });
    const inHost = (file: string) => path.join(host.root.root, file);

    const up = async () => {
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        return result;
    };
    const nothingToDo = async () => {
        const before = host.sshd.connections();
        const preview = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(preview.code, 0, preview.stdout + preview.stderr);
        assert.doesNotMatch(preview.stdout, /warning/);
        assert.equal(host.sshd.connections(), before + 1, "one connection");
    };

    before(async () => {
        toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await KdumpStack.create(toolchain);
        declare();
        await up();
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("finds nothing and changes nothing where nothing was changed, over one connection", async () => {
        const before = host.root.tree();
        await nothingToDo();
        assert.deepEqual(host.root.tree(), before);
    });

    const grubDropIn = "etc/default/grub.d/zz-pulumi-kdump.cfg";
    /** What happens to a host, which steps mend it, and the reason. */
    const drifts: [string, () => void, string[], RegExp][] = [
        [
            "its program is gone",
            () => fs.rmSync(inHost("usr/local/bin/kdump-host")),
            ["host", "program"],
            /- host: \/usr\/local\/bin\/kdump-host is not there/,
        ],
        [
            "its program is another",
            () => fs.writeFileSync(inHost("usr/local/bin/kdump-host"), "#!/bin/sh\nexit 0\n"),
            ["host", "program"],
            /- host: \/usr\/local\/bin\/kdump-host /,
        ],
        [
            "the file that kernels get the value from is gone, and the boot entries are as they were",
            () => fs.rmSync(inHost(grubDropIn)),
            ["crashkernel", "service"],
            /- crashkernel, service: \/etc\/default\/grub\.d\/zz-pulumi-kdump\.cfg is not there/,
        ],
        [
            "the boot entries lost the value",
            () => {
                const menu = fs.readFileSync(inHost("boot/grub/grub.cfg"), "utf8");
                fs.writeFileSync(inHost("boot/grub/grub.cfg"), menu.replaceAll(/ crashkernel=\S+/g, ""));
            },
            ["bootloader", "service"],
            /- bootloader, service: \/boot\/grub\/grub\.cfg /,
        ],
        [
            "the dump configuration was edited",
            () => fs.appendFileSync(inHost("etc/default/kdump-tools"), 'KDUMP_COREDIR="/elsewhere"\n'),
            ["conf", "service"],
            /- conf.*: \/etc\/default\/kdump-tools /,
        ],
        [
            "its memory of us is gone",
            () => fs.rmSync(inHost("var/lib/pulumi-kdump"), { recursive: true }),
            [],
            /not as it was left/,
        ],
    ];
    for (const [what, happen, mended, reason] of drifts) {
        it(`says it and mends it in one update when ${what}`, async () => {
            happen();
            const preview = await stack.preview();
            assert.match(preview.stdout, reason);
            if (mended.length > 0) assert.deepEqual(planned(preview).sort(), mended);
            const result = await up();
            assert.deepEqual(KdumpStack.touched(result).sort(), planned(preview).sort());
            assert.equal((await stack.outputs()).ready, true);
            await nothingToDo();
        });
    }
});
