// An EC2 instance that is ready for kdump when `pulumi up` ends. Its dumps go to a bucket, to which it can only add.
//
// In a copy of this folder:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set publicKey "$(cat ~/.ssh/id_ed25519.pub)"
//   pulumi config set --secret privateKey < ~/.ssh/id_ed25519
//   pulumi config set sshFrom 198.51.100.7/32          # where you connect from
//   pulumi config set acknowledge 'this crashes the machine'    # crash it once, to prove a dump
//   pulumi preview && pulumi up
import * as aws from "@pulumi/aws";
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

import { dumpBucket } from "./dumpBucket";

const config = new pulumi.Config();

// Debian 12 from Debian's own account.
const image = aws.ec2.getAmiOutput({
    owners: ["136693071363"],
    mostRecent: true,
    filters: [{ name: "name", values: ["debian-12-amd64-*"] }],
});

const keyPair = new aws.ec2.KeyPair("web", { publicKey: config.require("publicKey") });

const securityGroup = new aws.ec2.SecurityGroup("web", {
    description: "ssh in, everything out",
    ingress: [{ protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: [config.require("sshFrom")] }],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

// The instance's identity, by which the bucket knows it.
const role = new aws.iam.Role("web", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
});
const profile = new aws.iam.InstanceProfile("web", { role: role.name });
const bucket = dumpBucket("dumps", role, "web");

const instanceType = "t3.small";
const rootVolumeSize = 20; // GiB, with room for dumps

const vm = new aws.ec2.Instance(
    "web",
    {
        ami: image.id,
        instanceType,
        keyName: keyPair.keyName,
        vpcSecurityGroupIds: [securityGroup.id],
        iamInstanceProfile: profile.name,
        rootBlockDevice: { volumeSize: rootVolumeSize, encrypted: true },
        metadataOptions: { httpTokens: "required" },
        tags: { Name: "web" },
    },
    // A newer image must not replace the machine.
    { ignoreChanges: ["ami"] },
);

const web = new kdump.Kdump(
    "web",
    // The preview holds the arguments against the machine: a Xen type such as t2.small is refused.
    kdump.onEc2(
        { type: aws.ec2.getInstanceTypeOutput({ instanceType }), rootVolumeSize },
        {
            connection: { host: vm.publicIp, user: "admin", privateKey: config.requireSecret("privateKey") },
            instanceId: vm.id, // a new instance is prepared too, even behind the same address
            crashkernel: "512M-:192M",
            // An NMI makes a dump at any time: `aws ec2 send-diagnostic-interrupt` when the instance hangs.
            conf: { panicSysctls: { "kernel.unknown_nmi_panic": 1 } },
            reboot: kdump.RebootPolicy.WhenRequired,
        },
    ),
    // Destroying both connects to nothing: everything on the instance goes with it.
    { deletedWith: vm },
);

new kdump.DumpCollection(
    "web-dumps",
    { host: web, s3: { bucket: bucket.id, prefix: "web" } },
    { deletedWith: vm },
);

// EC2's diagnostic interrupt is an NMI. The AWS CLI sends it as soon as the drill is waiting.
const acknowledge = config.get("acknowledge");
const drill =
    acknowledge === undefined
        ? undefined
        : new kdump.CrashDrill(
              "web-drill",
              { host: web, acknowledge, trigger: kdump.DrillTrigger.Nmi },
              { deletedWith: vm },
          );
if (drill !== undefined) {
    new command.local.Command("web-interrupt", {
        create: pulumi.interpolate`aws ec2 send-diagnostic-interrupt --instance-id ${vm.id}`,
        triggers: [drill.armedBoot],
    });
}

export const vmcore = drill?.vmcore;
export const dumps = bucket.id;
export const address = vm.publicIp;
export const ready = web.ready;
export const reservationSize = web.reservationSize;
export const dumpPath = web.dumpPath;
