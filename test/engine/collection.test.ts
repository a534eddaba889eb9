// A DumpCollection under the real engine, on a host in a throwaway directory.
import * as assert from "node:assert/strict";

import { Stack } from "../../tools/pulumi/stack";
import { getToolchain } from "../../tools/pulumi/toolchain";
import { TestHost } from "./host";

const program = `
import * as fs from "node:fs";
import * as kdump from "pulumi-kdump";

const args = JSON.parse(fs.readFileSync("args.json", "utf8"));
const web = new kdump.Kdump("web", args.kdump);
const dumps = new kdump.DumpCollection("dumps", { host: web, ...args.dumps });
export const { destination, unit } = dumps;
`;

describe("a DumpCollection under the real engine", function () {
    this.timeout(120_000);
    this.bail(true); // each test goes on from where the one before it ended

    const secretAccessKey = "wJalrXUtnFEMI/K7MDENG/topsecret";
    const kept = "var/lib/pulumi-kdump/collection-key";
    let host: TestHost;
    let stack: Stack;

    const declare = (dumps: object) => {
        const kdump = {
            connection: host.connection(),
            crashkernel: "192M",
            reboot: "when-required",
            removePackages: true,
        };
        stack.write({ "args.json": JSON.stringify({ kdump, dumps }) });
    };
    const up = async () => {
        const result = await stack.up({ args: ["--diff"] });
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.ok(!(result.stdout + result.stderr).includes("topsecret"));
        return result;
    };

    before(async () => {
        const toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
        stack = await Stack.create({ toolchain, program: { "index.ts": program, "args.json": "{}" } });
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("is refused in the preview with what is wrong", async () => {
        declare({ s3: { bucket: "Dumps", accessKeyId: "AKID" } });
        const result = await stack.preview();
        assert.notEqual(result.code, 0);
        assert.match(result.stdout + result.stderr, /s3\.bucket: "Dumps" is not the name of a bucket/);
        assert.match(result.stdout + result.stderr, /s3\.secretAccessKey: It is missing/);
        assert.equal(host.sshd.connections(), 0);
    });

    it("is declared on the host, and its secret is in neither the output nor the plain state", async () => {
        declare({
            s3: {
                bucket: "dumps",
                prefix: "eu",
                region: "eu-central-1",
                accessKeyId: "AKID",
                secretAccessKey,
            },
        });
        const { stdout } = await up();
        assert.match(stdout, /kdump-host collection s3 dumps --region eu-central-1 --prefix eu/);
        assert.deepEqual(await stack.outputs(), {
            destination: "s3://dumps/eu/",
            unit: "pulumi-kdump-collect.timer",
        });
        assert.match(host.root.read(kept), /^access-key-id AKID\nsecret-access-key wJalr.*topsecret\n$/);
        const state = JSON.stringify(await stack.export());
        assert.match(state, /kdump-host collection s3 dumps/);
        assert.ok(!state.includes("topsecret"));
    });

    it("does nothing but look once when nothing changed", async () => {
        const connections = host.sshd.connections();
        assert.doesNotMatch((await up()).stdout, /command:remote/);
        assert.equal(host.sshd.connections(), connections + 1);
    });

    it("brings another secret to the host, and another place", async () => {
        const s3 = { bucket: "dumps", region: "eu-central-1", accessKeyId: "AKID" };
        declare({ s3: { ...s3, secretAccessKey: `${secretAccessKey}2` } });
        await up();
        assert.match(host.root.read(kept), /topsecret2\n$/);
        assert.equal((await stack.outputs()).destination, "s3://dumps/");
    });

    it("is taken back by destroy", async () => {
        const result = await stack.destroy();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.ok(!host.root.exists("var/lib/pulumi-kdump"));
        for (const unit of ["service", "timer"])
            assert.ok(!host.root.exists(`etc/systemd/system/pulumi-kdump-collect.${unit}`));
    });
});
