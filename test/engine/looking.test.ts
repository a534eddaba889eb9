// What a preview and an update say of a host that was changed without Pulumi, and how the update mends it: the real engine
// and plugin against a real OpenSSH server.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import type { KdumpFacts } from "../../src";
import { Result, Stack } from "../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { keyPair } from "../support/keyPair";
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

    it("blames nobody where something else is declared than before", async () => {
        declare({ crashkernel: "256M", conf: { path: "/srv/elsewhere" } });
        try {
            const preview = await stack.preview();
            assert.equal(preview.code, 0, preview.stdout);
            assert.deepEqual(planned(preview).sort(), [
                "bootloader",
                "conf",
                "crashkernel",
                "reservation",
                "service",
            ]);
            assert.doesNotMatch(preview.stdout, /not as it was left/);
        } finally {
            declare();
        }
    });

    it("has the boot entries and the reservation back after a reboot that lost them", async () => {
        fs.rmSync(inHost(grubDropIn));
        const menu = fs.readFileSync(inHost("boot/grub/grub.cfg"), "utf8");
        fs.writeFileSync(inHost("boot/grub/grub.cfg"), menu.replaceAll(/ crashkernel=\S+/g, ""));
        host.root.boot();
        declare({ reboot: "never" });
        await up();
        const { ready, reason, rebootRequired } = await stack.outputs();
        assert.deepEqual([ready, rebootRequired], [false, true], reason);
        await unreadyButMended();
        declare();
        const preview = await stack.preview();
        assert.deepEqual(planned(preview).sort(), ["reservation", "service"]);
        await up();
        assert.equal((await stack.outputs()).ready, true);
        await nothingToDo();
    });

    /** A reboot that is not ours to make is a warning, and no difference. */
    async function unreadyButMended(): Promise<void> {
        const preview = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(preview.code, 0, preview.stdout);
        assert.match(preview.stdout, /warning: If this host panics now, no dump is written: /);
    }

    it("knows of a reboot by hand without a difference, and the warning is gone", async () => {
        declare({ crashkernel: "256M", reboot: "never" });
        assert.match((await up()).stdout, /warning: If this host panics now, no dump is written: /);
        host.root.boot();
        await nothingToDo();
        assert.doesNotMatch((await up()).stdout, /warning/);
        const { ready, rebootRequired, reservationSize } = await stack.outputs();
        assert.deepEqual([ready, rebootRequired, reservationSize], [true, false, 256 * 2 ** 20]);
        declare();
        await up();
    });

    it("gives the same truth by a refresh that runs the program", async () => {
        fs.appendFileSync(inHost("etc/default/kdump-tools"), 'KDUMP_COREDIR="/elsewhere"\n');
        const said = /- conf.*: \/etc\/default\/kdump-tools /;
        const preview = await stack.preview({ args: ["--refresh", "--run-program"] });
        assert.match(preview.stdout, said);
        assert.deepEqual(planned(preview).sort(), ["conf", "service"]);
        const refresh = await stack.refresh({ args: ["--run-program"] });
        assert.equal(refresh.code, 0, refresh.stdout + refresh.stderr);
        assert.match(refresh.stdout, said);
        assert.deepEqual(
            planned(await stack.preview()).sort(),
            ["conf", "service"],
            "nothing was lost by it",
        );
        await up();
        await nothingToDo();
    });

    it("warns of a host that lets nobody in or is down, and goes on; or fails where that was asked for", async () => {
        const nothing = ["--expect-no-changes"];
        // The state has another user then, so that only the sentence is looked at.
        declare({ connection: host.connection({ hostKey: keyPair().public }) });
        assert.match(
            (await stack.preview()).stdout,
            /warning: The host \S+ could not be looked at: it has another host key than connection\.hostKey\. What the stack/,
        );
        declare();
        await host.sshd.pause();
        try {
            const preview = await stack.preview({ args: nothing });
            assert.equal(preview.code, 0, preview.stdout);
            assert.match(
                preview.stdout,
                /warning: The host \S+ could not be looked at: connection refused\. What/,
            );
            declare({ check: "required" });
            const required = await stack.preview();
            assert.notEqual(required.code, 0);
            assert.match(required.stdout, /error: The host \S+ could not be looked at: connection refused\./);
            assert.doesNotMatch(required.stdout, /unhandled|at .*\.js/);
        } finally {
            await host.sshd.start();
            declare();
        }
        await nothingToDo();
    });

    it("looks at nothing where the stack's configuration says so, and the Kdump nothing else", async () => {
        await stack.setConfig({ "kdump:check": "onChange" });
        try {
            const before = host.sshd.connections();
            assert.equal((await stack.preview({ args: ["--expect-no-changes"] })).code, 0);
            assert.equal(host.sshd.connections(), before);
            declare({ check: "always" });
            const asked = await stack.preview();
            assert.equal(asked.code, 0, asked.stdout);
            assert.doesNotMatch(asked.stdout, /command:remote/);
            assert.equal(host.sshd.connections(), before + 1);
        } finally {
            await stack.setConfig({ "kdump:check": "always" });
            declare();
        }
    });

    it("refuses in the preview a host that another stack has, until it may take it over", async () => {
        const other = await KdumpStack.create(toolchain, "other");
        try {
            const wish = { connection: host.connection(), crashkernel: "192M", reboot: "when-required" };
            other.declare({ ...wish, check: "always" });
            const refused = await other.preview();
            assert.notEqual(refused.code, 0);
            assert.match(
                refused.stdout,
                /belongs to organization\/throwaway\/dev\/web since 20\S+Z, and this is organization\/throwaway\/other\/web/,
            );
            other.declare(wish);
            const late = await other.up();
            assert.notEqual(late.code, 0);
            assert.match(late.stdout, /error \[other-owner\]/);
            other.declare({ ...wish, takeOver: true });
            const taken = await other.up();
            assert.equal(taken.code, 0, taken.stdout);
            const robbed = await stack.preview();
            assert.notEqual(robbed.code, 0);
            assert.match(robbed.stdout, /belongs to organization\/throwaway\/other\/web/);
            const tree = host.root.tree();
            const destroyed = await stack.destroy();
            assert.equal(destroyed.code, 0, destroyed.stdout);
            assert.deepEqual(host.root.tree(), tree, "destroying one strips nothing of the other");
            const preview = await other.preview({ args: ["--expect-no-changes"] });
            assert.equal(preview.code, 0, preview.stdout);
        } finally {
            other.remove();
        }
    });
});

describe("two declarations of one host", function () {
    this.timeout(120_000);

    it("are an error in the preview that names both, and nothing is connected to", async () => {
        const toolchain = await getToolchain(() => undefined);
        const connection = { host: "127.0.0.1", port: 9, user: "root", password: "x" };
        const program = `
            import * as pulumi from "@pulumi/pulumi";
            import * as kdump from "pulumi-kdump";
            const connection = ${JSON.stringify(connection)};
            new kdump.Kdump("web", { connection });
            new kdump.Kdump("behind", { connection: { ...connection, proxy: connection } });
            new kdump.Kdump("again", { connection: pulumi.output({ ...connection, user: "admin" }) });
        `;
        const stack = await Stack.create({ toolchain, program: { "index.ts": program } });
        try {
            const preview = await stack.preview();
            assert.notEqual(preview.code, 0);
            const text = preview.stdout + preview.stderr;
            assert.match(
                text,
                /kdump:index:Kdump \(again\):\s+error: The host 127\.0\.0\.1:9 is declared twice, by "web" and by "again"/,
            );
            const [, told] = text.split("Diagnostics:");
            assert.equal(told.match(/error:/g)?.length, 1, text);
            assert.doesNotMatch(text, /unhandled/);
        } finally {
            stack.remove();
        }
    });
});

describe("readHost", function () {
    this.timeout(120_000);

    it("reads a host that nobody has prepared, and changes nothing there", async () => {
        const toolchain = await getToolchain(() => undefined);
        const host = await TestHost.start();
        const program = `
            import * as kdump from "pulumi-kdump";
            export const facts = kdump.readHost(${JSON.stringify(host.connection())});
        `;
        const stack = await Stack.create({ toolchain, program: { "index.ts": program } });
        try {
            const before = host.root.tree();
            const result = await stack.up();
            assert.equal(result.code, 0, result.stdout + result.stderr);
            const { facts } = await stack.outputs<{ facts: KdumpFacts }>();
            assert.deepEqual([facts.os.id, facts.ready, facts.owner], ["debian", false, undefined]);
            assert.equal(facts.crashkernel.reservedBytes, 0);
            assert.deepEqual(host.root.tree(), before);
            assert.equal(host.sshd.connections(), 1);
            await host.sshd.stop();
            const down = await stack.preview();
            assert.notEqual(down.code, 0);
            assert.match(
                down.stdout + down.stderr,
                /error: The host \S+ could not be read: connection refused\./,
            );
        } finally {
            stack.remove();
            await host.stop();
        }
    });
});
