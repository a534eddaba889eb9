// What a new user tries first: README's program, checked and run by the real CLI, and the examples.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { Stack } from "../../tools/pulumi/stack";
import { getToolchain, Toolchain } from "../../tools/pulumi/toolchain";
import { checkout, readmeProgram, textOf } from "../support/documents";
import { KdumpStack } from "../support/kdumpStack";
import { TestHost } from "./host";

/** The project that README's picture is of. */
const project = { "Pulumi.yaml": "name: crash-ready\nruntime: nodejs\n" };

/** README's picture: the resources of a preview, and the outputs of an update. */
const shown = [...textOf("README.md").matchAll(/^ \+ .*? (\w+:\S+:\S+) +(\S+) +create$/gm)];
const outputs = /^Outputs:\n((?: {4}.*\n)+)/m.exec(textOf("README.md"))?.[1].trim().split("\n") ?? [];

describe("README under the real engine", function () {
    this.timeout(120_000);

    let toolchain: Toolchain;
    let host: TestHost;
    let stack: Stack | undefined;
    before(async () => {
        toolchain = await getToolchain(() => undefined);
        host = await TestHost.start();
    });
    after(async () => host?.stop());
    afterEach(() => stack?.remove());

    const make = async (program: string, typeCheck: boolean) => {
        const { privateKey, host: name } = host.sshd.connection;
        stack = await Stack.create({
            toolchain,
            typeCheck,
            program: { ...project, "index.ts": program },
            config: { host: name, privateKey: { secret: privateKey } },
        });
        return stack;
    };

    it("has a program that compiles and is previewed as it stands, with the resources that README shows", async () => {
        const result = await (await make(readmeProgram(), true)).preview();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        const created = [...result.stdout.matchAll(/^\s*\+\s+(\w+:\S+:\S+) (\S+) create\b/gm)];
        assert.equal(shown.length, 11);
        assert.deepEqual(
            [...new Set(created.map(([, type, name]) => `${type} ${name}`))].sort(),
            shown.map(([, type, name]) => `${type} ${name}`).sort(),
        );
        assert.equal(host.sshd.connections(), 0);
    });

    it("shows the outputs that the program ends with", async () => {
        // The login of the test's own ssh server, in the place of admin's on a VM.
        const { user, port, hostKey } = host.sshd.connection;
        const login = JSON.stringify({ user, port, hostKey }).slice(1, -1);
        const program = readmeProgram().replace('user: "admin",', `${login},`);
        assert.ok(program.includes(hostKey));
        const result = await (await make(program, false)).up();
        assert.equal(result.code, 0, result.stdout + result.stderr);
        assert.equal(KdumpStack.touched(result).length, 9);
        for (const line of outputs) assert.ok(result.stdout.includes(line.trim()), line);
        assert.equal(outputs.length, 3);
        assert.match(result.stdout, /reboot: scheduled: The running kernel has reserved 0 MiB, /);
        const destroyed = await stack?.destroy();
        assert.equal(destroyed?.code, 0, destroyed?.stdout);
    });
});

describe("the examples under the real engine", function () {
    this.timeout(120_000);

    const directory = path.join(checkout, "examples");
    for (const name of fs.readdirSync(directory)) {
        it(`${name} is a project that the CLI accepts`, async () => {
            const toolchain = await getToolchain(() => undefined);
            const stack = await Stack.create({ toolchain, program: path.join(directory, name) });
            try {
                const result = await stack.run(["config", "--stack", stack.name]);
                assert.equal(result.code, 0, result.stderr);
            } finally {
                stack.remove();
            }
        });
    }
});
