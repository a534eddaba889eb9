// A program in YAML, which has the components from the package as a plugin: the real engine, the real language host for YAML and
// the plugin against a real OpenSSH server.
import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { preparePackage } from "../../../tools/dev/buildPackage";
import { checkout } from "../../../tools/dev/checkout";
import { Stack } from "../../../tools/pulumi/stack";
import { getToolchain } from "../../../tools/pulumi/toolchain";
import { getYamlHost } from "../../../tools/pulumi/toolchain/yamlHost";
import { blocksOf } from "../../support/documents";
import { languageProject } from "../../support/languageProject";
import { TestHost } from "../host";

describe("a program in YAML", function () {
    this.timeout(900_000);

    let host: TestHost;
    let stack: Stack;

    /** JSON is YAML too. */
    const program = (args: object = {}, more: object = {}) => ({
        "Pulumi.yaml": JSON.stringify({
            name: "yaml",
            runtime: "yaml",
            packages: { kdump: checkout },
            resources: {
                web: {
                    type: "kdump:Kdump",
                    properties: {
                        connection: host.connection(),
                        crashkernel: "192M",
                        reboot: "when-required",
                        ...args,
                    },
                },
                ...more,
            },
            outputs: { ready: "${web.ready}", reservationSize: "${web.reservationSize}" },
        }),
    });

    before(async () => {
        const say = (line: string) => process.stderr.write(`${line}\n`);
        const toolchain = await getToolchain(() => undefined);
        const directory = await getYamlHost(toolchain.pulumi, say);
        await preparePackage();
        host = await TestHost.start();
        const PATH = [...(directory === undefined ? [] : [directory]), toolchain.env.PATH].join(
            path.delimiter,
        );
        stack = await Stack.create({ toolchain, program: program(), env: { PATH } });
    });
    after(async () => {
        stack?.remove();
        await host?.stop();
    });

    it("makes a host ready, and then nothing is to be done", async () => {
        const up = await stack.up();
        assert.equal(up.code, 0, up.stdout + up.stderr);
        assert.deepEqual(await stack.outputs(), { ready: true, reservationSize: 201326592 });
        const before = host.sshd.connections();
        const again = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(again.code, 0, again.stdout + again.stderr);
        assert.equal(host.sshd.connections(), before + 1, "the host was looked at");
        // The key is in the state as a secret alone.
        const { privateKey } = host.connection() as { privateKey: string };
        assert.ok(!JSON.stringify(await stack.export()).includes(JSON.stringify(privateKey).slice(1, -1)));
    });

    it("says what was changed on the host, and mends it", async () => {
        fs.rmSync(path.join(host.root.root, "etc/default/grub.d/zz-pulumi-kdump.cfg"));
        const preview = await stack.preview();
        assert.match(preview.stdout, /zz-pulumi-kdump\.cfg is not there/);
        assert.match(preview.stdout, /~\s+command:remote:Command web-crashkernel update/);
        const up = await stack.up();
        assert.equal(up.code, 0, up.stdout + up.stderr);
        const again = await stack.preview({ args: ["--expect-no-changes"] });
        assert.equal(again.code, 0, again.stdout + again.stderr);
    });

    it("is the one of examples/yaml, with the port of this server", async () => {
        const example = parse(fs.readFileSync(path.join(checkout, "examples/yaml/Pulumi.yaml"), "utf8"));
        const { host: address, port, user, privateKey, hostKey } = host.sshd.connection;
        Object.assign(example.resources.web.properties.connection, { port, user });
        stack.write({
            "Pulumi.yaml": JSON.stringify({ ...example, name: "yaml", packages: { kdump: checkout } }),
        });
        await stack.setConfig({ host: address, hostKey, privateKey: { secret: privateKey } });
        const preview = await stack.preview();
        assert.equal(preview.code, 0, preview.stdout + preview.stderr);
        for (const step of ["crashkernel", "conf"])
            assert.match(preview.stdout, new RegExp(`~\\s+command:remote:Command web-${step} update`));
    });

    it("refers to one component by another", async () => {
        const drill = {
            type: "kdump:CrashDrill",
            properties: { host: "${web}", acknowledge: "this crashes the machine" },
        };
        stack.write(program({}, { drill }));
        const preview = await stack.preview();
        assert.equal(preview.code, 0, preview.stdout + preview.stderr);
        assert.match(preview.stdout, /\+\s+command:remote:Command drill-crash create/);
    });

    it("has the package's functions, whose warnings are told", async () => {
        const told = (name: string, args: object) => ({
            "fn::invoke": { function: `kdump:${name}`, arguments: args },
        });
        const type = {
            instanceType: "t3.small",
            hypervisor: "nitro",
            memorySize: 2048,
            supportedArchitectures: ["x86_64"],
        };
        const whole = JSON.parse(program()["Pulumi.yaml"]);
        stack.write({
            "Pulumi.yaml": JSON.stringify({
                ...whole,
                variables: {
                    first: told("userData", {
                        crashkernel: "256M",
                        owner: "web",
                        ownerStack: "${pulumi.organization}/${pulumi.project}/${pulumi.stack}",
                    }),
                    script: told("bootScript", { conf: { path: "/srv/dumps" } }),
                    machine: told("onEc2", { machine: { type, rootVolumeSize: 1 } }),
                    facts: told("readHost", { connection: host.connection() }),
                },
                outputs: {
                    first: "${first}",
                    script: "${script}",
                    memory: "${machine.memory}",
                    ready: "${facts.ready}",
                },
            }),
        });
        const up = await stack.up();
        assert.equal(up.code, 0, up.stdout + up.stderr);
        const { first, script, memory, ready } = await stack.outputs();
        assert.match(String(first), /^MIME-Version: 1\.0$/m);
        assert.match(String(first), /organization\/yaml\/dev\/web/);
        assert.match(String(script), /\/srv\/dumps/);
        assert.deepEqual([memory, ready], ["2G", true]);
        assert.match(up.stdout, /warning: t3\.small has 2 GiB of memory, and a root volume of 1 GiB/);
    });

    it("is added as the guide says, whose function it has", async () => {
        const project = await languageProject("yaml", {
            "Pulumi.yaml": "name: crash-ready\nruntime: yaml\n",
        });
        try {
            const added = fs.readFileSync(path.join(project.directory, "Pulumi.yaml"), "utf8");
            assert.match(added, /^packages:\n {2}kdump: \.\/package$/m);
            const [text] = blocksOf("docs/guides/languages.md", "yaml");
            project.write({ "Pulumi.yaml": added + text });
            await project.mustRun("pulumi up --skip-preview");
            const { userData } = JSON.parse(await project.mustRun("pulumi stack output --json"));
            assert.match(userData, / organization\/crash-ready\/dev\/web /);
        } finally {
            project.remove();
        }
    });

    it("gets a sentence for what is wrong with a function's arguments", async () => {
        for (const [name, args, sentence] of [
            ["userData", { crashkernel: "banana" }, /crashkernel[^\n]*"banana"/],
            ["userData", { limit: 10 }, /The user data has \d+ bytes, \d+ more than 10\./],
            [
                "readHost",
                { connection: host.connection({ port: 1, dialErrorLimit: 0 }) },
                /could not be read/,
            ],
        ] as const) {
            const variables = { it: { "fn::invoke": { function: `kdump:${name}`, arguments: args } } };
            const text = JSON.stringify({
                name: "yaml",
                runtime: "yaml",
                packages: { kdump: checkout },
                variables,
                outputs: { it: "${it}" },
            });
            stack.write({ "Pulumi.yaml": text });
            const { code, stdout } = await stack.preview();
            assert.notEqual(code, 0);
            assert.match(stdout, sentence);
            assert.equal(stdout.split("Diagnostics:")[1].split(sentence).length, 2, "it is told once");
            assert.doesNotMatch(stdout, /node_modules|provider\.js/);
        }
    });

    it("gets a sentence for each wrong argument, with its property", async () => {
        stack.write(program({ crashkernel: "banana", rebootTimeout: -1 }));
        const { code, stdout } = await stack.preview();
        assert.notEqual(code, 0);
        assert.match(stdout, /crashkernel[^\n]*"banana"/);
        assert.match(stdout, /rebootTimeout[^\n]*-1 is not a number of seconds to wait/);
        assert.doesNotMatch(stdout, /node_modules|provider\.js/);
    });
});
