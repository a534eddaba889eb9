// An auto-scaling group whose instances are ready for kdump from their first boot, and of which no dump is lost: an instance
// that panicked looks unhealthy while it dumps, and the group replaces it, but it waits for the dump before it terminates it.
//
// In a copy of this folder:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set bucket vmcores                   # a bucket for the dumps
//   pulumi preview && pulumi up
import * as fs from "node:fs";
import * as path from "node:path";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();
const bucket = config.require("bucket");
const instanceType = "t3.small";
const rootVolumeSize = 20; // GiB, with room for dumps
const groupName = "kdump-web"; // which the instances have to know

const role = new aws.iam.Role("web", {
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }),
});
new aws.iam.RolePolicy("web", {
    role: role.name,
    policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "autoscaling:CompleteLifecycleAction",
                Resource: `arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/${groupName}`,
            },
            // What collects dumps reads what it has sent, to go on where it was cut off.
            {
                Effect: "Allow",
                Action: [
                    "s3:PutObject",
                    "s3:GetObject",
                    "s3:AbortMultipartUpload",
                    "s3:ListMultipartUploadParts",
                ],
                Resource: `arn:aws:s3:::${bucket}/*`,
            },
        ],
    }),
});
const profile = new aws.iam.InstanceProfile("web", { role: role.name });

/** What tells the group how an instance does, as a timer. */
const lifecycle = {
    contentType: "text/cloud-config",
    content: `#cloud-config
${JSON.stringify({
    write_files: [
        {
            path: "/usr/local/sbin/kdump-lifecycle",
            permissions: "0755",
            content: fs.readFileSync(path.join(__dirname, "lifecycle.sh"), "utf8"),
        },
        {
            path: "/etc/systemd/system/kdump-lifecycle.service",
            content: `[Service]\nType=oneshot\nExecStart=/usr/local/sbin/kdump-lifecycle ${groupName} ${bucket}\n`,
        },
        {
            path: "/etc/systemd/system/kdump-lifecycle.timer",
            content: "[Timer]\nOnBootSec=30\nOnUnitInactiveSec=30\n[Install]\nWantedBy=timers.target\n",
        },
    ],
    runcmd: ["systemctl daemon-reload", "systemctl enable --now kdump-lifecycle.timer"],
})}
`,
};

const template = new aws.ec2.LaunchTemplate("web", {
    imageId: aws.ssm.getParameterOutput({
        name: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
    }).value,
    instanceType,
    iamInstanceProfile: { arn: profile.arn },
    metadataOptions: { httpTokens: "required" },
    blockDeviceMappings: [
        {
            deviceName: "/dev/xvda",
            ebs: { volumeSize: rootVolumeSize, volumeType: "gp3", encrypted: "true" },
        },
    ],
    userData: kdump.userData(
        // The preview holds the arguments against the machine: a Xen type such as t2.small is refused.
        kdump.onEc2(
            { type: aws.ec2.getInstanceTypeOutput({ instanceType }), rootVolumeSize },
            {
                os: { id: "amzn", versionId: "2023" },
                // An NMI makes a dump at any time: `aws ec2 send-diagnostic-interrupt` when an instance hangs.
                conf: { panicSysctls: { "kernel.unknown_nmi_panic": 1 } },
                parts: [lifecycle],
                encoding: kdump.UserDataEncoding.Base64,
            },
        ),
    ),
});

const group = new aws.autoscaling.Group("web", {
    name: groupName,
    minSize: 2,
    maxSize: 4,
    vpcZoneIdentifiers: aws.ec2.getSubnetsOutput({ filters: [{ name: "default-for-az", values: ["true"] }] })
        .ids,
    launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
    initialLifecycleHooks: [
        // In service, and looked at, only after the first boot with its one reboot.
        {
            name: "launch",
            lifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
            heartbeatTimeout: 1800,
            defaultResult: "ABANDON",
        },
        // An hour for a dump to be written and sent.
        {
            name: "terminate",
            lifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
            heartbeatTimeout: 3600,
            defaultResult: "ABANDON",
        },
    ],
    // A dump that has not been sent by then stays with its instance, until somebody terminates that.
    instanceLifecyclePolicy: { retentionTriggers: { terminateHookAbandon: "retain" } },
    healthCheckType: "EC2",
    healthCheckGracePeriod: 300,
    waitForCapacityTimeout: "30m",
});

export const name = group.name;
