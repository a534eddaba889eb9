import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { checkout } from "../../../tools/dev/checkout";
import { exec } from "../../../tools/dev/exec";
import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../../tools/pulumi/toolchain";
import { isAtLeast } from "../../../tools/pulumi/toolchain/versions";

describe("the toolchain", function () {
    this.timeout(90_000);
    let scratch: string;
    let home: string;
    let toolchain: Toolchain;

    before(async () => {
        scratch = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-toolchain-"));
        home = path.join(scratch, "home");
        fs.mkdirSync(home);
        toolchain = await getToolchain(() => {}, { plugin: "standin" });
    });
    after(() => fs.rmSync(scratch, { recursive: true, force: true }));

    /** Runs `npm run toolchain` as a user without anything would, but with this CLI on PATH. */
    function start(env: NodeJS.ProcessEnv, directories = [path.dirname(toolchain.pulumi)]) {
        const searchPath = [...directories, path.dirname(process.execPath), "/usr/bin", "/bin"].join(":");
        return exec(process.execPath, ["tools/start.cjs", "tools/pulumi/toolchain/main.ts"], {
            cwd: checkout,
            env: { HOME: home, PATH: searchPath, KDUMP_CACHE: path.join(scratch, "cache"), ...env },
            limitSeconds: 300,
        });
    }

    it("says what it took and writes nothing into the user's home", async () => {
        const { code, stdout, stderr } = await start({});
        assert.equal(code, 0, stderr);
        assert.match(stderr, /Pulumi CLI \d+\.\d+\.\d+: found on PATH/);
        assert.match(stderr, /plugin command 1\.2\.1: (the real one|a STAND-IN)/);
        assert.match(stdout, /^Pulumi CLI {5,}\d/m);
        assert.deepEqual(fs.readdirSync(home), []);
    });

    it("is quick once it is there", async () => {
        const { seconds } = await start({});
        assert.ok(seconds < 60, `it took ${seconds.toFixed(1)} s`);
    });

    it("runs a stack without writing into the user's home, or using what is set there", async () => {
        const program = { "index.ts": 'export const here: string = "yes";\n' };
        const stack = await Stack.create({ toolchain, program, env: { HOME: home } });
        try {
            const { code, stdout, stderr } = await stack.up();
            assert.equal(code, 0, stdout + stderr);
            assert.deepEqual(await stack.outputs(), { here: "yes" });
        } finally {
            stack.remove();
        }
        assert.deepEqual(fs.readdirSync(home), []);
        assert.equal(toolchain.env.PULUMI_ACCESS_TOKEN, undefined);
    });

    it("refuses a plugin that is none, and says why", async () => {
        const { code, stderr } = await start({ KDUMP_COMMAND_PLUGIN: "/bin/true" });
        assert.equal(code, 1);
        assert.match(stderr, /\/bin\/true cannot be used as the plugin command 1\.2\.1: it did not answer/);
        const missing = await start({ KDUMP_COMMAND_PLUGIN: "/nowhere" });
        assert.match(missing.stderr, /KDUMP_COMMAND_PLUGIN names \/nowhere, which is not a program/);
    });

    it("compares versions number by number", () => {
        assert.ok(isAtLeast("3.259.0", "3.60.0"));
        assert.ok(isAtLeast("v3.244.0", "3.244.0"));
        assert.ok(!isAtLeast("3.60.0", "3.259.0"));
        assert.ok(isAtLeast("3.270.0-alpha.1", "3.259.0"));
    });

    it("ends a program that takes longer than its limit, with all that it started", async () => {
        const { code, seconds } = await exec("sh", ["-c", "sh -c 'sleep 60; true'; true"], {
            limitSeconds: 1,
        });
        assert.equal(code, 124);
        assert.ok(seconds < 20, `it took ${seconds} s`);
    });
});
