import * as assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";

import * as root from "../../src";
import * as tools from "../../src/tools";
import { checkout } from "../../tools/dev/checkout";

describe("pulumi-kdump/tools", () => {
    it("is at the root too, for one release", () => {
        assert.ok(Object.keys(tools).length >= 15);
        for (const [name, value] of Object.entries(tools))
            assert.equal(root[name as keyof typeof root], value);
    });

    it("loads nothing that asks hosts", () => {
        const script =
            'require("./src/tools"); process.stdout.write(Object.keys(require.cache).map((file) => `${file}\n`).join(""))';
        const loaded = execFileSync(
            process.execPath,
            ["-r", "ts-node/register/transpile-only", "-e", script],
            { cwd: checkout, encoding: "utf8" },
        ).split("\n");
        const own = loaded.filter((file) => file.startsWith(path.join(checkout, "src")));
        assert.ok(own.length > 20);
        const others = /node_modules\/(@pulumi\/command|ssh2)\/|src\/(host|look|kdump|drill)\//;
        assert.deepEqual(
            loaded.filter((file) => others.test(file)),
            [],
        );
    });
});
