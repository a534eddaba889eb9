import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { checkout } from "../../tools/dev/checkout";
import { recorded } from "../support/mocks";
import { recordedReport } from "../support/vmcoreFixtures";

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n";

/** Runs an example's program afresh, as the engine would. */
function example(name: string): unknown {
    const file = path.join(checkout, "examples", name, "index.ts");
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
            assert.match(all.find((one) => one.name === "vm-reservation")?.inputs.create, /when-required/);
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
            assert.equal(all.filter((one) => one.type === "command:remote:Command").length, 8);
        });
    }

    it("ec2 has EC2 send the NMI that the drill waits for", async () => {
        pulumi.runtime.setAllConfig(
            {
                "project:publicKey": "ssh-ed25519 AAAA",
                "project:privateKey": privateKey,
                "project:sshFrom": "198.51.100.7/32",
                "project:acknowledge": "this crashes the machine",
            },
            ["project:privateKey"],
        );
        const all = await recorded(() => example("ec2"));
        const crash = all.find((one) => one.name === "web-drill-crash");
        assert.equal(crash?.inputs.create, "kdump-host drill nmi 'this crashes the machine'");
        const interrupt = all.find((one) => one.type === "command:local:Command");
        assert.equal(interrupt?.inputs.create, "aws ec2 send-diagnostic-interrupt --instance-id web-id");
        assert.deepEqual(interrupt?.inputs.triggers, ["b1"], "once for every boot that is armed");
    });

    it("crash-drill crashes the VM that is configured, and reads what it left", async () => {
        const directory = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-example-"));
        const reportFile = path.join(directory, "report.html");
        pulumi.runtime.setAllConfig({
            "project:host": "192.0.2.10",
            "project:acknowledge": "this crashes the machine",
            "project:reportFile": reportFile,
        });
        process.env.SSH_AUTH_SOCK = "/run/agent.sock";
        try {
            const all = await recorded(() => example("crash-drill"), undefined, undefined, {
                "crash-read": { ...recordedReport("sysrq"), step: "report" },
            });
            assert.match(all.find((one) => one.name === "drill-crash")?.inputs.create, /drill sysrq/);
            assert.equal(
                all.find((one) => one.name === "crash-read")?.inputs.create,
                "kdump-host report --vmcore /var/crash/202611231840/dump.202611231840",
            );
            assert.match(fs.readFileSync(reportFile, "utf8"), /^<!doctype html>/i);
        } finally {
            delete process.env.SSH_AUTH_SOCK;
            fs.rmSync(directory, { recursive: true });
        }
    });
});
