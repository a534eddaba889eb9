import * as assert from "node:assert/strict";

import * as pulumi from "@pulumi/pulumi";

import { DrillTrigger, DumpTargetType, Ec2InstanceType, Kdump, onEc2, userData } from "../../src";
import { recorded, valueOf } from "../support/mocks";

/**
 * What EC2 says of some types: name, hypervisor, MiB, architecture. (aws/karpenter-provider-aws of August 2026,
 * website/content/en/docs/reference/instance-types.md, which is generated from EC2's answers)
 */
const answers = `
t2.micro      xen    1024   x86_64
m4.16xlarge   xen    262144 x86_64
t3.nano       nitro  512    x86_64
t3.small      nitro  2048   x86_64
r5.large      nitro  16384  x86_64
c3.large      xen    3840   x86_64
a1.large      nitro  4096   arm64
a1.metal      -      32768  arm64
t4g.small     nitro  2048   arm64
m7g.large     nitro  8192   arm64
`;

const types = new Map<string, Ec2InstanceType>(
    [...answers.matchAll(/^(\S+) +(\S+) +(\d+) +(\S+)$/gm)].map(
        ([, instanceType, hypervisor, memory, architecture]) => [
            instanceType,
            {
                instanceType,
                hypervisor: hypervisor === "-" ? "" : hypervisor,
                memorySize: Number(memory),
                supportedArchitectures: [architecture],
            },
        ],
    ),
);

function typed(name: string): Ec2InstanceType {
    const type = types.get(name);
    assert.ok(type, name);
    return type;
}

const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n-----END OPENSSH PRIVATE KEY-----\n";
const connection = { host: "192.0.2.1", privateKey };

/** What is told while a program runs, and the memory that comes out of it. */
async function told(
    machine: Parameters<typeof onEc2>[0],
    args: Parameters<typeof onEc2>[1] = {},
): Promise<{ memory?: string; warnings: string[] }> {
    const warnings: string[] = [];
    const warn = pulumi.log.warn;
    (pulumi.log as { warn: unknown }).warn = (message: string) => {
        warnings.push(message);
        return Promise.resolve();
    };
    try {
        let memory: Promise<string | undefined> | undefined;
        await recorded(() => (memory = valueOf(onEc2(machine, args).memory)), "preview");
        return { memory: await memory, warnings };
    } finally {
        (pulumi.log as { warn: unknown }).warn = warn;
    }
}

describe("onEc2", () => {
    it("adds the memory that the type is sold with", async () => {
        assert.deepEqual(await told({ type: typed("t3.small"), rootVolumeSize: 20 }), {
            memory: "2G",
            warnings: [],
        });
        assert.equal((await told({ type: pulumi.output(typed("t3.nano")) })).memory, "512M");
        assert.equal((await told({ type: Promise.resolve(typed("a1.metal")) })).memory, "32G");
    });

    it("hands it on to a Kdump, which holds the value against it", async () => {
        const kdump = (name: string, crashkernel: string) =>
            recorded(() => {
                new Kdump("web", onEc2({ type: pulumi.output(typed(name)) }, { connection, crashkernel }));
            });
        await assert.rejects(kdump("t3.nano", "2G-:192M"), /would reserve nothing/);
        await assert.rejects(kdump("t3.nano", "300M"), /more than half of 512 MiB/);
        const made = await kdump("m7g.large", "2G-:192M");
        assert.equal(
            made.find(({ name }) => name === "web-crashkernel")?.inputs.create,
            "kdump-host crashkernel 2G-:192M",
        );
    });

    it("hands it on to userData", async () => {
        const text = (name: string) =>
            recorded(() => {
                userData(onEc2({ type: typed(name) }, { crashkernel: "1920M-:192M" }));
            });
        await assert.rejects(text("t3.nano"), /would reserve nothing/);
        await text("t3.small");
    });

    const refused: [string, string, Parameters<typeof onEc2>[1], RegExp][] = [
        ["a Xen guest", "t2.micro", {}, /machine\.type: t2\.micro is a Xen guest/],
        ["the Xen guest that has enhanced networking", "m4.16xlarge", {}, /is a Xen guest/],
        ["A1 with Amazon Linux 2023", "a1.large", { os: { id: "amzn", versionId: "2023" } }, /Graviton2 or/],
        [
            "irqpoll on Graviton",
            "t4g.small",
            { conf: { captureCommandLine: "nr_cpus=1 irqpoll" } },
            /args\.conf\.captureCommandLine: "irqpoll" hangs/,
        ],
        [
            "a drill by interrupt on Graviton",
            "m7g.large",
            { drill: { trigger: DrillTrigger.Nmi } },
            /args\.drill\.trigger: EC2's diagnostic interrupt does not reach Graviton/,
        ],
    ];
    for (const [what, name, args, sentence] of refused) {
        it(`refuses ${what}`, async () => {
            await assert.rejects(told({ type: typed(name) }, args), sentence);
            await assert.rejects(told({ type: pulumi.output(typed(name)) }, args), sentence);
        });
    }

    it("refuses none of that elsewhere", async () => {
        const args = {
            os: { id: "amzn", versionId: "2023" },
            conf: { captureCommandLine: "irqpoll" },
            drill: { trigger: DrillTrigger.Nmi },
        };
        assert.deepEqual((await told({ type: typed("r5.large") }, args)).warnings, []);
        await told({ type: typed("a1.large") }, { os: { id: "debian", versionId: "12" } });
        await told({ type: typed("m7g.large") }, { conf: { captureCommandLine: "noirqpoll" } });
    });

    it("warns of a range that begins at what the type is sold with", async () => {
        const { warnings } = await told({ type: typed("t3.small") }, { crashkernel: "2G-8G:192M,8G-:256M" });
        assert.equal(warnings.length, 1);
        assert.match(warnings[0], /2 GiB, which is what t3\.small is sold with.* reserve nothing/);
        for (const crashkernel of ["1920M-8G:192M", "1G-:192M", "192M", "recommended"])
            assert.deepEqual((await told({ type: typed("t3.small") }, { crashkernel })).warnings, []);
    });

    it("warns of a root volume that is not larger than the memory, unless dumps leave the host", async () => {
        const machine = { type: typed("r5.large"), rootVolumeSize: 8 };
        const { warnings } = await told(machine);
        assert.match(warnings.join(), /16 GiB of memory, and a root volume of 8 GiB/);
        assert.deepEqual((await told({ ...machine, rootVolumeSize: 30 })).warnings, []);
        const conf = { target: { type: DumpTargetType.Nfs, location: "192.0.2.9:/dumps" } };
        assert.deepEqual((await told(machine, { conf })).warnings, []);
    });

    it("says what it is to be given", async () => {
        await assert.rejects(told({} as never), /machine\.type: It is missing; give the answer of/);
        await assert.rejects(told({ type: "t3.small" as never }), /This is no instance type/);
        await assert.rejects(
            told({ type: typed("t3.small"), rootVolumeSize: "20" as never }),
            /leave out the quotes/,
        );
    });

    it("leaves to the update what a preview does not know", async () => {
        const type = pulumi.output(pulumi.unknown as Ec2InstanceType);
        assert.deepEqual(await told({ type, rootVolumeSize: 8 }), { memory: undefined, warnings: [] });
    });
});
