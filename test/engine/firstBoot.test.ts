// A host whose first boot, by user data or a boot script, is under way when the update comes: the real engine and plugin against a
// real OpenSSH server.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import * as pulumi from "@pulumi/pulumi";

import { KnownConnection } from "../../src/host/connection";
import { untilFirstBootEnded } from "../../src/host/firstBoot";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

const unit = "pulumi-kdump-first-boot.service";

describe("a host whose first boot is under way", function () {
    this.timeout(180_000);

    let host: TestHost;
    let stack: KdumpStack;
    const link = () => path.join(host.root.root, "etc/systemd/system/multi-user.target.wants", unit);
    const enabled = () => {
        fs.mkdirSync(path.dirname(link()), { recursive: true });
        fs.symlinkSync(`../${unit}`, link());
    };

    before(async () => {
        host = await TestHost.start();
        stack = await KdumpStack.create(await getToolchain(() => undefined));
        stack.declare({ connection: host.connection(), crashkernel: "192M", reboot: "when-required" });
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("is left alone until its end, also across its reboot, and then made what is declared", async () => {
        enabled();
        let seen = "";
        const update = stack.up({ onOutput: (text) => void (seen += text) });
        while (!seen.includes("waiting for the end of the host's first boot")) {
            const ended = await Promise.race([update, sleep(100)]);
            assert.equal(ended, undefined, seen);
        }
        host.sshd.refuse();
        await sleep(12_000); // a look falls into the reboot
        const copied = /command:remote:CopyToRemote web-program created/;
        assert.doesNotMatch(seen, copied);
        await host.sshd.start();
        fs.rmSync(link());
        const up = await update;
        assert.equal(up.code, 0, up.stdout + up.stderr);
        assert.match(up.stdout, copied);
        assert.match(up.stdout, /the host's first boot ended within \d+ s/);
        assert.equal((await stack.outputs()).ready, true);
    });

    it("is waited for a limited time, and where it failed not at all", async () => {
        const connection = host.connection() as KnownConnection;
        const nobody = undefined as unknown as pulumi.Resource;
        await untilFirstBootEnded(nobody, connection, 1);
        enabled();
        await assert.rejects(
            untilFirstBootEnded(nobody, connection, 1),
            /The first boot of \S+ has not ended within 1 s\. Look at \/var\/log\/pulumi-kdump-first-boot\.log/,
        );
        const state = path.join(host.root.base, "units", unit);
        fs.writeFileSync(state, "enabled failed\n");
        await untilFirstBootEnded(nobody, connection, 1);
        fs.rmSync(state);
        fs.rmSync(link());
    });

    it("is named in a look, and waited for no more where only a step is run again", async () => {
        enabled();
        const preview = await stack.preview();
        assert.equal(preview.code, 0, preview.stdout + preview.stderr);
        assert.match(preview.stdout, /warning: The first boot of \S+ is still under way/);
        fs.rmSync(link());
        const after = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(after.code, 0, after.stdout + after.stderr);
        assert.doesNotMatch(after.stdout, /first boot/);
    });
});
