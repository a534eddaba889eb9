// What else is to be seen of an example, under mocks.
import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { ExampleCopy } from "../support/exampleCopy";
import { Recorded, recorded } from "../support/mocks";
import { firstBootOf } from "./firstBoot";

type More = (copy: () => ExampleCopy) => void;

/** By the name of the example. */
export const seen: Record<string, More> = {
    ec2,
    "ec2-auto-scaling": autoScaling,
    "ec2-ssm": ssm,
    azure,
    "google-cloud": googleCloud,
    libvirt,
};

function one(all: Recorded[], type: string): Recorded {
    const found = all.filter((each) => each.type === type);
    assert.equal(found.length, 1, type);
    return found[0];
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
            for (const type of [
                "aws:ec2/instance:Instance",
                "aws:ec2/keyPair:KeyPair",
                "aws:ec2/securityGroup:SecurityGroup",
            ]) {
                one(all, type);
            }
            const host = all.find(({ name }) => name === "web-host");
            if (mode === "update") assert.equal(host?.inputs.stdin, "# instance web-id\n");
            const steps = all.filter(({ type }) => type === "command:remote:Command");
            assert.equal(steps.filter(({ name }) => !name.startsWith("web-dumps")).length, 8);
        });
    }

    it("has EC2 send the NMI that the drill waits for", async () => {
        pulumi.runtime.setAllConfig({ ...config, "project:acknowledge": "this crashes the machine" }, [
            "project:privateKey",
        ]);
        const all = await recorded(() => copy().load());
        const crash = all.find(({ name }) => name === "web-drill-crash");
        assert.equal(crash?.inputs.create, "kdump-host drill nmi 'this crashes the machine'");
        const interrupt = all.find(({ type }) => type === "command:local:Command");
        assert.equal(interrupt?.inputs.create, "aws ec2 send-diagnostic-interrupt --instance-id web-id");
        assert.deepEqual(interrupt?.inputs.triggers, ["b1"], "once for every boot that is armed");
    });

    it("lets the instance add to its own part of the bucket, and do nothing else", async () => {
        pulumi.runtime.setAllConfig(config, ["project:privateKey"]);
        const all = await recorded(() => copy().load());
        const collection = all.find(({ name }) => name === "web-dumps-collection");
        assert.match(collection?.inputs.create, /^kdump-host collection s3 \S+ --prefix web$/);
        const { Statement: statements } = JSON.parse(
            one(all, "aws:s3/bucketPolicy:BucketPolicy").inputs.policy,
        ) as { Statement: { Effect: string; Action?: string[]; NotAction?: string[] }[] };
        const allowed = statements.filter(({ Effect }) => Effect === "Allow").map(({ Action }) => Action);
        const adding = [
            "s3:PutObject",
            "s3:GetObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
        ];
        assert.deepEqual(allowed, [adding]);
        assert.ok(
            statements.some(({ Effect, NotAction }) => Effect === "Deny" && NotAction?.[0] === adding[0]),
        );
        assert.equal(
            one(all, "aws:s3/bucketVersioning:BucketVersioning").inputs.versioningConfiguration.status,
            "Enabled",
        );
    });
}

function autoScaling(copy: () => ExampleCopy): void {
    it("starts instances that are ready at their first boot, and waits for them and their dumps", async () => {
        pulumi.runtime.setAllConfig({ "project:bucket": "vmcores" });
        const all = await recorded(() => copy().load());
        const { userData } = one(all, "aws:ec2/launchTemplate:LaunchTemplate").inputs;
        const message = Buffer.from(userData as string, "base64");
        assert.ok(message.length <= 16384, `${message.length}`);
        const { steps, others } = firstBootOf(message.toString());
        assert.match(steps, /^conf kdump-host conf .*kernel\.unknown_nmi_panic=1/m);
        assert.match(steps, /^reboot kdump-host reboot when-required/m);
        assert.match(others, /kdump-lifecycle kdump-web vmcores/);
        const group = one(all, "aws:autoscaling/group:Group").inputs;
        assert.deepEqual(
            group.initialLifecycleHooks.map((hook: Record<string, unknown>) => [
                hook.name,
                hook.lifecycleTransition,
            ]),
            [
                ["launch", "autoscaling:EC2_INSTANCE_LAUNCHING"],
                ["terminate", "autoscaling:EC2_INSTANCE_TERMINATING"],
            ],
        );
    });
}

function ssm(copy: () => ExampleCopy): void {
    it("has a document that fits, and a rate", async () => {
        pulumi.runtime.setAllConfig({ "project:bucket": "scripts", "project:role": "instances" });
        const all = await recorded(() => copy().load());
        const { content } = one(all, "aws:ssm/document:Document").inputs;
        assert.ok(content.length < 65536, `${content.length}`);
        const [download, prepare] = JSON.parse(content).mainSteps;
        const { key, content: script } = one(all, "aws:s3/bucketObject:BucketObject").inputs;
        assert.deepEqual(JSON.parse(download.inputs.sourceInfo), {
            path: `https://scripts.s3.eu-central-1.amazonaws.com/${key}`,
        });
        assert.match(prepare.inputs.runCommand[0], /^set -- [0-9a-f]{64}$/);
        assert.match(script, /^#!\/bin\/sh\n/);
        assert.match(script, /^reboot kdump-host reboot never/m);
        const { maxConcurrency, maxErrors } = one(all, "aws:ssm/association:Association").inputs;
        assert.deepEqual([maxConcurrency, maxErrors], ["10%", "0"]);
    });
}

function azure(copy: () => ExampleCopy): void {
    it("gives the VM what makes it ready", async () => {
        pulumi.runtime.setAllConfig({ "project:publicKey": "ssh-ed25519 AAAA" });
        const all = await recorded(() => copy().load());
        const { customData } = one(all, "azure:compute/linuxVirtualMachine:LinuxVirtualMachine").inputs;
        const text = (customData.secret ?? customData) as string;
        assert.match(
            firstBootOf(Buffer.from(text, "base64").toString()).steps,
            /^reboot kdump-host reboot when/m,
        );
    });
}

function googleCloud(copy: () => ExampleCopy): void {
    it("gives the VM what makes it ready, with the host program", async () => {
        const all = await recorded(() => copy().load());
        const text = one(all, "gcp:compute/instance:Instance").inputs.metadata["user-data"] as string;
        assert.ok(text.length > 100_000 && text.length <= 262_144, `${text.length}`);
        assert.match(firstBootOf(text).steps, /^reboot kdump-host reboot when-required/m);
    });
}

function libvirt(copy: () => ExampleCopy): void {
    it("gives the VM what makes it ready, with the host program", async () => {
        pulumi.runtime.setAllConfig({ "project:image": "/srv/debian.qcow2" });
        const all = await recorded(() => copy().load());
        const { stdin, create } = one(all, "command:local:Command").inputs;
        assert.ok(stdin.length > 100_000, `${stdin.length}`);
        assert.match(firstBootOf(stdin).steps, /^reboot kdump-host reboot when-required/m);
        assert.match(create, /^virt-install /m);
    });
}
