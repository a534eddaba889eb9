// A bucket to which an instance may add its dumps, and nothing else.
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What a DumpCollection does. It reads what it has sent, to go on where it was cut off; it lists and removes nothing. */
const adding = ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"];

/**
 * @param role the instance's
 * @param prefix what the names of its dumps begin with
 */
export function dumpBucket(name: string, role: aws.iam.Role, prefix: string): aws.s3.Bucket {
    const dumps = new aws.s3.Bucket(name);
    const { id: bucket, arn } = dumps;
    const all = [arn, pulumi.interpolate`${arn}/*`];
    new aws.s3.BucketPolicy(name, {
        bucket,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AddItsOwn",
                    Effect: "Allow",
                    Principal: { AWS: role.arn },
                    Action: adding,
                    Resource: pulumi.interpolate`${arn}/${prefix}/*`,
                },
                // Whatever else the role may do by policies of its own.
                {
                    Sid: "NothingElse",
                    Effect: "Deny",
                    Principal: { AWS: role.arn },
                    NotAction: adding,
                    Resource: all,
                },
                {
                    Sid: "NotOthers",
                    Effect: "Deny",
                    Principal: { AWS: role.arn },
                    Action: "s3:*",
                    NotResource: pulumi.interpolate`${arn}/${prefix}/*`,
                },
                {
                    Sid: "Encrypted",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: all,
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        }),
    });
    // A name that is used again becomes a second version; the first stays.
    new aws.s3.BucketVersioning(name, { bucket, versioningConfiguration: { status: "Enabled" } });
    // Whoever reads a dump reads the memory of the instance.
    new aws.s3.BucketPublicAccessBlock(name, {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    });
    new aws.s3.BucketLifecycleConfiguration(name, {
        bucket,
        rules: [
            {
                id: "dumps",
                status: "Enabled",
                filter: { prefix: "" },
                expiration: { days: 90 },
                noncurrentVersionExpiration: { noncurrentDays: 90 },
                // What an instance that is gone could not end.
                abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
            },
        ],
    });
    return dumps;
}
