// Every example that is a Node program, from a copy of its own in an empty folder: what it needs is in its package.json, and
// the commands in the comment at its head are those that a user runs. Where a provider is no package of a registry, a stand-in
// takes its place in the preview.
import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";
import * as semver from "semver";

import { getToolchain } from "../../tools/pulumi/toolchain";
import { textOf } from "../support/documents";
import { cloudsOf, commandsIn, ExampleCopy, manifestOf, nodeExamples } from "../support/exampleCopy";
import { recorded } from "../support/mocks";

const { version } = JSON.parse(textOf("package.json")) as { version: string };

/** What else is to be seen of an example under mocks. */
const more: Record<string, (copy: () => ExampleCopy) => void> = { ec2 };

for (const name of nodeExamples) {
    describe(`examples/${name}, copied out`, function () {
        this.timeout(240_000);

        let copy: ExampleCopy;
        before(async () => {
            copy = await ExampleCopy.create(await getToolchain(() => undefined), name);
        });
        after(() => copy?.remove());

        it("is of this version of the package", () => {
            const range = manifestOf(name).dependencies["pulumi-kdump"];
            assert.ok(semver.satisfies(version, range), `${version} is not in ${range}`);
        });

        const clouds = cloudsOf(name);
        const standIns =
            clouds.length > 0 ? `, with a stand-in for the provider of ${clouds.join(" and ")}` : "";
        it(`is previewed by the commands at its head${standIns}`, async () => {
            const commands = commandsIn(name);
            assert.equal(commands[0], "npm install");
            assert.equal(commands.at(-1), "pulumi preview");
            const { code, stdout, stderr } = await copy.run(commands);
            assert.equal(code, 0, stdout + stderr);
            assert.match(stdout, /\+ +kdump:index:\w+ \S+ create/);
            for (const cloud of clouds) assert.match(stdout, new RegExp(`\\+ +${cloud}:\\S+ \\S+ create`));
        });

        it("has right types", async () => {
            const { code, stdout, stderr } = await copy.sh("npx tsc -p .");
            assert.equal(code, 0, stdout + stderr);
        });

        more[name]?.(() => copy);
    });
}

function ec2(copy: () => ExampleCopy): void {
    const config = {
        "project:publicKey": "ssh-ed25519 AAAA",
        "project:privateKey": "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n",
        "project:sshFrom": "198.51.100.7/32",
    };

    for (const mode of ["preview", "update"] as const) {
        it(`provisions an instance that is ready for kdump (${mode})`, async () => {
            pulumi.runtime.setAllConfig(config, ["project:privateKey"]);
            const all = await recorded(() => copy().load(), mode);
            const types = all.map((one) => one.type);
            for (const type of [
                "aws:ec2/instance:Instance",
                "aws:ec2/keyPair:KeyPair",
                "aws:ec2/securityGroup:SecurityGroup",
            ]) {
                assert.ok(types.includes(type), type);
            }
            const host = all.find((one) => one.name === "web-host");
            if (mode === "update") assert.equal(host?.inputs.stdin, "# instance web-id\n");
            assert.equal(all.filter((one) => one.type === "command:remote:Command").length, 8);
        });
    }

    it("has EC2 send the NMI that the drill waits for", async () => {
        pulumi.runtime.setAllConfig({ ...config, "project:acknowledge": "this crashes the machine" }, [
            "project:privateKey",
        ]);
        const all = await recorded(() => copy().load());
        const crash = all.find((one) => one.name === "web-drill-crash");
        assert.equal(crash?.inputs.create, "kdump-host drill nmi 'this crashes the machine'");
        const interrupt = all.find((one) => one.type === "command:local:Command");
        assert.equal(interrupt?.inputs.create, "aws ec2 send-diagnostic-interrupt --instance-id web-id");
        assert.deepEqual(interrupt?.inputs.triggers, ["b1"], "once for every boot that is armed");
    });
}
