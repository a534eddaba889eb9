// A host that writes reports beside its dumps, declared and mended and taken back: the real engine and plugin against a real
// OpenSSH server.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { getToolchain } from "../../tools/pulumi/toolchain";
import { dump } from "../sandbox/reportRoot";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

describe("a host that writes reports", function () {
    this.timeout(600_000);

    let host: TestHost;
    let stack: KdumpStack;
    let asItWas: Record<string, string>;
    const declare = (changes: object) =>
        stack.declare({ connection: host.connection(), crashkernel: "192M", ...changes });
    const up = async () => {
        const result = await stack.up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
    };
    const reader = () => path.join(host.root.root, "var/lib/pulumi-kdump/report.js");

    before("prepare the host", async () => {
        host = await TestHost.start({ installed: true });
        asItWas = host.root.tree();
        stack = await KdumpStack.create(await getToolchain(() => undefined));
        declare({ report: true });
        await up();
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("has the reader of this package, and writes one of a dump", () => {
        assert.deepEqual(
            fs.readFileSync(reader()),
            fs.readFileSync(path.join(__dirname, "../../dist/kdump-report")),
        );
        assert.deepEqual(
            fs.readdirSync(host.home).filter((name) => name.startsWith(".kdump")),
            [],
        );
        const crashed = "var/crash/202611231838";
        host.root.write(`${crashed}/dump.202611231838`, Buffer.from(dump(), "latin1"));
        host.root.write(`${crashed}/dmesg.202611231838`, "[    9.000000] BUG: stack guard page was hit\n");
        assert.equal(host.root.run("reports").json.made, 1);
        assert.ok(host.root.exists(`${crashed}/report.html`));
        fs.rmSync(path.join(host.root.root, crashed), { recursive: true });
    });

    it("shows in a preview that the reader is gone, and an update sends it again", async () => {
        const none = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(none.code, 0, none.stdout + none.stderr);
        fs.rmSync(reader());
        const preview = await stack.preview();
        assert.match(preview.stdout, /web-reporting\s+update/);
        assert.match(preview.stdout, /web-reader\s+replace/);
        assert.match(preview.stdout, /- reporting: \/var\/lib\/pulumi-kdump\/report\.js is not there/);
        await up();
        assert.ok(fs.existsSync(reader()));
        const again = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(again.code, 0, again.stdout + again.stderr);
    });

    it("has the kernel keep its last lines, and shows in a preview that it does not any more", async () => {
        const notifiers = "sys/module/kernel/parameters/crash_kexec_post_notifiers";
        host.root.write(notifiers, "N\n");
        host.root.write("sys/module/pstore/parameters/backend", "erst\n");
        declare({ lastGasp: true });
        const refused = await stack.up();
        assert.match(
            refused.stdout + refused.stderr,
            /error \[pstore-archive\]: This host has no systemd-pstore/,
        );
        host.root.write("lib/systemd/system/systemd-pstore.service", "[Service]\n");
        await up();
        assert.equal(host.root.read(notifiers), "Y\n");
        assert.match(host.root.read("etc/default/kdump-tools"), /panic=10 pstore\.backend=none'$/m);
        const none = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(none.code, 0, none.stdout + none.stderr);
        host.root.write(notifiers, "N\n");
        const preview = await stack.preview();
        assert.match(preview.stdout, /- gasp: \S+post_notifiers says N and not Y\./);
        await up();
        assert.equal(host.root.read(notifiers), "Y\n");
    });

    it("leaves nothing when that is not declared any more, and when nothing is", async () => {
        declare({});
        await up();
        assert.ok(!fs.existsSync(reader()));
        fs.rmSync(path.join(host.root.root, "lib"), { recursive: true });
        const result = await stack.destroy();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.deepEqual(host.root.tree(), asItWas);
    });
});
