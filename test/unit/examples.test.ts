import * as assert from "node:assert/strict";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { recorded } from "../support/mocks";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n";

/** Runs an example's program afresh, as the engine would. */
function example(name: string): unknown {
    const file = path.resolve(__dirname, "../../examples", name, "index.ts");
    delete require.cache[file];
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a program is run by loading it
    return require(file);
}

describe("examples", () => {
    it("existing-vm prepares the VM that is configured", async () => {
        pulumi.runtime.setAllConfig({
            "project:host": "192.0.2.10",
            "project:user": "admin",
            "project:allowReboot": "true",
        });
        process.env.SSH_AUTH_SOCK = "/run/agent.sock";
        try {
            const all = await recorded(() => example("existing-vm"));
            assert.equal(all.find((one) => one.type === "kdump:index:Kdump")?.name, "vm");
            assert.match(all.find((one) => one.name === "vm-reboot")?.inputs.create, /when-required/);
            assert.equal(
                all.find((one) => one.name === "vm-conf")?.inputs.create,
                "kdump-host conf 'path /var/crash'",
            );
        } finally {
            delete process.env.SSH_AUTH_SOCK;
        }
    });

    for (const mode of ["preview", "update"] as const) {
        it(`ec2 provisions an instance that is ready for kdump (${mode})`, async () => {
            pulumi.runtime.setAllConfig(
                {
                    "project:publicKey": "ssh-ed25519 AAAA",
                    "project:privateKey": privateKey,
                    "project:sshFrom": "198.51.100.7/32",
                },
                ["project:privateKey"],
            );
            const all = await recorded(() => example("ec2"), mode);
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
            assert.equal(all.filter((one) => one.type === "command:remote:Command").length, 7);
        });
    }
});
