// Wrong arguments through the real engine: each component's own diagnostic, with the program's line, all of a stack in one
// preview; and no step of a refused component is touched.
import * as assert from "node:assert/strict";

import { Result, Stack } from "../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

const head = `
const pulumi = require("@pulumi/pulumi");
const kdump = require("pulumi-kdump");
const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\\nb3Bl\\n-----END OPENSSH PRIVATE KEY-----\\n";
const connection = { host: "127.0.0.1", port: 9, privateKey, dialErrorLimit: 0 };
const later = (value) => pulumi.output(new Promise((resolve) => setTimeout(() => resolve(value), 50)));
`;

const hosts = `${head}
const a = new kdump.Kdump("a", { connection, crashkernel: 256 });
const b = new kdump.Kdump("b", { connection, crashkernal: "256M", conf: { compresion: "xz" } });
new kdump.Kdump("c", { connection: { ...connection, hots: "x" }, reboot: "Never" });
new kdump.CrashDrill("drill", { host: a, acknowledge: "this crashes the machine" });
exports.ready = b.ready;
`;

const late = `${head}
new kdump.Kdump("web", { connection, crashkernel: later("192M,"), instanceId: later(5) });
`;

/** The errors of each resource, without the lines before. */
function diagnosticsOf({ stdout }: Result): Record<string, string> {
    const [, all = ""] = stdout.split(/^Diagnostics:\n/m);
    const blocks = all
        .split(/^(?:Outputs|Resources):/m)[0]
        .split(/^ {2}(\S+ \(\S+\)):\n/m)
        .slice(1);
    const pairs = blocks.flatMap((name, index) =>
        index % 2 === 0 ? [[name, blocks[index + 1].trim()]] : [],
    );
    return Object.fromEntries(pairs) as Record<string, string>;
}

describe("wrong arguments under the real engine", function () {
    this.timeout(300_000);

    let toolchain: Toolchain;
    const made: { remove(): void }[] = [];

    before(async () => {
        toolchain = await getToolchain(() => undefined);
    });
    after(() => made.forEach((stack) => stack.remove()));

    async function javaScript(program: string): Promise<Stack> {
        const files = {
            "index.js": program,
            "package.json": JSON.stringify({ private: true, main: "index.js" }),
        };
        const stack = await Stack.create({ toolchain, program: files });
        made.push(stack);
        return stack;
    }

    it("are told for all hosts of the stack in one preview, each once, with the program's line", async () => {
        const stack = await javaScript(hosts);
        const result = await stack.preview();
        assert.notEqual(result.code, 0);
        assert.deepEqual(diagnosticsOf(result), {
            "kdump:index:Kdump (a)":
                'error: Invalid arguments in index.js:8:11:\n      - crashkernel: 256 is a number, and has to be text; put it in quotes, such as "256M".',
            "kdump:index:Kdump (b)":
                "error: Invalid arguments in index.js:9:11:\n      - conf.compresion: There is no property of this name; write compression.\n" +
                "      - crashkernal: There is no property of this name; write crashkernel.",
            "kdump:index:Kdump (c)":
                "error: Invalid arguments in index.js:10:1:\n      - connection.hots: There is no property of this name; write host.\n" +
                '      - reboot: "Never" is not a reboot policy; choose one of never, when-required.',
        });
        assert.doesNotMatch(result.stdout + result.stderr, /\n\s+at |unhandled|Output|Warning/);
        assert.doesNotMatch(result.stdout, /command:remote:/);

        const json = JSON.parse((await stack.preview({ args: ["--json"] })).stdout) as {
            diagnostics: { urn: string; message: string; severity: string }[];
        };
        assert.deepEqual(
            json.diagnostics.map(({ urn, severity }) => [urn.split("::").pop(), severity]).sort(),
            [
                ["a", "error"],
                ["b", "error"],
                ["c", "error"],
            ],
        );
    });

    for (const run of ["preview", "up"] as const) {
        it(`are told together where they become known later (${run})`, async () => {
            const stack = await javaScript(late);
            const result = await stack[run]();
            assert.notEqual(result.code, 0);
            const { "kdump:index:Kdump (web)": text, ...others } = diagnosticsOf(result);
            assert.deepEqual(others, {});
            assert.match(
                text,
                /^error: Invalid arguments in index\.js:8:1:\n {6}- instanceId: 5 is a number, .*\n {6}- crashkernel: "192M," is not managed/,
            );
            assert.equal(text.split("error:").length, 2, text);
            assert.doesNotMatch(result.stdout + result.stderr, /\n\s+at |unhandled/);
            if (run === "up") assert.doesNotMatch(result.stdout, /command:remote:/, "a step ran");
        });
    }

    it("leave a prepared host and its steps as they are, in an update without a preview too", async () => {
        const host = await TestHost.start();
        const stack = await KdumpStack.create(toolchain);
        made.push(stack);
        try {
            const args = { connection: host.connection(), crashkernel: "192M", reboot: "when-required" };
            stack.declare(args);
            const first = await stack.up();
            assert.equal(first.code, 0, first.stdout + first.stderr);
            const before = [...(await stack.state()).byName.keys()].sort();
            stack.declare({ ...args, crashkernel: undefined, crashkernal: "256M" });
            const wrong = await stack.up();
            assert.notEqual(wrong.code, 0);
            assert.match(wrong.stdout, /crashkernal: There is no property of this name; write crashkernel\./);
            assert.deepEqual(KdumpStack.touched(wrong), []);
            assert.deepEqual([...(await stack.state()).byName.keys()].sort(), before);
            stack.declare(args);
            const mended = await stack.up();
            assert.equal(mended.code, 0, mended.stdout + mended.stderr);
            assert.deepEqual(KdumpStack.touched(mended), []);
        } finally {
            await host.stop();
        }
    });
});
