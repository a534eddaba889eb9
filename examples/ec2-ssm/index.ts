// A fleet that Systems Manager makes ready for kdump: every instance with the tag kdump=wanted, also those to come, without
// ssh. A tenth of them at a time, because each reboots; the first that fails stops the rest.
//
// In a copy of this folder:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set bucket scripts                   # a bucket to put the script in
//   pulumi config set role instances                   # their role, which has AmazonSSMManagedInstanceCore
//   pulumi preview && pulumi up
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();
const bucket = config.require("bucket");

const script = kdump.bootScript({
    conf: { panicSysctls: { "kernel.unknown_nmi_panic": 1 } },
    // SSM's agent reboots, so that it knows (prepare.sh).
    reboot: kdump.RebootPolicy.Never,
});
const sum = script.apply((text) => createHash("sha256").update(text).digest("hex"));

// A document holds 64 KB, half of the script.
const object = new aws.s3.BucketObject("script", {
    bucket,
    key: pulumi.interpolate`kdump-${sum}.sh`,
    content: script,
});
new aws.iam.RolePolicy("script", {
    role: config.require("role"),
    policy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Action: "s3:GetObject",
                Resource: pulumi.interpolate`arn:aws:s3:::${bucket}/${object.key}`,
            },
            // The agent looks whether it is a folder.
            {
                Effect: "Allow",
                Action: "s3:ListBucket",
                Resource: `arn:aws:s3:::${bucket}`,
                Condition: { StringEquals: { "s3:prefix": object.key } },
            },
        ],
    }),
});

const region = aws.getRegionOutput().region;
const document = new aws.ssm.Document("kdump", {
    documentType: "Command",
    content: pulumi.jsonStringify({
        schemaVersion: "2.2",
        description: "Makes a Linux VM ready for kdump.",
        mainSteps: [
            {
                action: "aws:downloadContent",
                name: "download",
                inputs: {
                    sourceType: "S3",
                    sourceInfo: pulumi.jsonStringify({
                        path: pulumi.interpolate`https://${bucket}.s3.${region}.amazonaws.com/${object.key}`,
                    }),
                    destinationPath: "/var/lib/kdump-ssm/kdump.sh",
                },
            },
            {
                action: "aws:runShellScript",
                name: "prepare",
                inputs: {
                    timeoutSeconds: "1800",
                    runCommand: [
                        pulumi.interpolate`set -- ${sum}`,
                        ...fs
                            .readFileSync(path.join(__dirname, "prepare.sh"), "utf8")
                            .trimEnd()
                            .split("\n")
                            .slice(1),
                    ],
                },
            },
        ],
    }),
});

const association = new aws.ssm.Association("kdump", {
    name: document.name,
    documentVersion: document.latestVersion,
    targets: [{ key: "tag:kdump", values: ["wanted"] }],
    maxConcurrency: "10%",
    maxErrors: "0",
    // Where nothing has changed nothing is done; compliance says which instances are ready.
    scheduleExpression: "rate(7 days)",
    complianceSeverity: "HIGH",
});

export const associationId = association.associationId;
