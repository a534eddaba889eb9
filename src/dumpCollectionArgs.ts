import * as pulumi from "@pulumi/pulumi";

import { formerName } from "./args/formerName";
import { hostKeyOf } from "./args/hostKey";
import { component, group, Kind, plain, Properties, secretText, text } from "./args/kinds";
import { optional, Problem } from "./args/problem";
import { CollectingHostArgs, collectingHostKind, collectingHostProblems } from "./collection/sshAccount";
import { DumpServer } from "./dumpServer";
import { CollectionOptions } from "./host/commands";
import { Kdump } from "./kdump";

/** An S3-compatible store that dumps are sent to. */
export interface S3StoreArgs {
    /** Name of the bucket, which has to be there. The keys need s3:PutObject, s3:GetObject and s3:AbortMultipartUpload in it. */
    bucket: pulumi.Input<string>;
    /**
     * Address of the store, `https://` or `http://` with a host and maybe a port. Over http the memory of the host
     * crosses the network unencrypted.
     *
     * @default - AWS
     */
    endpoint?: pulumi.Input<string>;
    /**
     * The region of the bucket, such as `eu-central-1`; for a store that is not AWS, whatever region it expects.
     *
     * @default `us-east-1` with an endpoint, else the region that the instance is in
     */
    region?: pulumi.Input<string>;
    /**
     * What the names of all objects begin with, such as `crashes/eu`.
     *
     * @default - nothing
     */
    prefix?: pulumi.Input<string>;
    /**
     * The access key.
     *
     * @default - keys of the EC2 instance's role, from its metadata service (IMDSv2), whenever they are needed
     */
    accessKeyId?: pulumi.Input<string>;
    /** The secret to `accessKeyId`. It goes to the host by a step's standard input, and lies there for root alone. */
    secretAccessKey?: pulumi.Input<string>;
}

/** The arguments of a DumpCollection: the host, and exactly one of `s3`, `ssh` and `dumpServer`. */
export interface DumpCollectionArgs {
    /** The Kdump of the host whose dumps are collected. */
    host: Kdump;
    /**
     * An S3-compatible store to send them to.
     *
     * @default - they are copied over ssh
     */
    s3?: S3StoreArgs;
    /**
     * A collecting host to copy them to, with an account that lets `publicKey` of the collection in.
     *
     * @default - they go to `s3` or `dumpServer`
     */
    ssh?: CollectingHostArgs;
    /**
     * A DumpServer to copy them to, which makes the account.
     *
     * @default - they go to `s3` or `ssh`
     */
    dumpServer?: DumpServer;
    /**
     * The former name of `dumpServer`.
     *
     * @default - none
     * @deprecated it is called `dumpServer`, as with a Kdump; this name goes with the next release
     */
    server?: DumpServer;
}

const keyProperties = { accessKeyId: secretText, secretAccessKey: secretText };
const storeProperties = { bucket: text, endpoint: text, region: text, prefix: text };

/** What there is to say about a DumpCollection. */
export const dumpCollectionProperties: Properties<DumpCollectionArgs> = {
    host: component(),
    s3: plain(group<S3StoreArgs>({ ...storeProperties, ...keyProperties })),
    ssh: plain(collectingHostKind),
    dumpServer: component(),
    server: formerName("dumpServer"),
};

/** The keys of a store, apart from its address: a secret makes everything secret that contains it. */
export type StoreKeys = Pick<S3StoreArgs, "accessKeyId" | "secretAccessKey">;

/** Where dumps go, without any secret. */
export interface Destination {
    s3?: Omit<S3StoreArgs, keyof StoreKeys>;
    ssh?: CollectingHostArgs;
}

export const keysKind: Kind<pulumi.Unwrap<StoreKeys>> = group<StoreKeys>(keyProperties);
export const destinationKind: Kind<pulumi.Unwrap<Destination>> = group<Destination>({
    s3: group<NonNullable<Destination["s3"]>>(storeProperties),
    ssh: collectingHostKind,
});

/** Checks that there is exactly one destination. */
export function choiceProblems({ s3, ssh, dumpServer }: Partial<DumpCollectionArgs>): Problem[] {
    const given = [s3, ssh, dumpServer].filter((each) => each !== undefined).length;
    if (given === 1) return [];
    const reason =
        given === 0
            ? "There is no destination for dumps; give one of s3, ssh and dumpServer."
            : "There is more than one destination for dumps; give only one of s3, ssh and dumpServer.";
    return [{ propertyPath: "s3", reason }];
}

/** Checks a destination. */
export function destinationProblems({ s3, ssh }: pulumi.Unwrap<Destination>): Problem[] {
    return [
        ...(s3 === undefined ? [] : s3Problems(s3)),
        ...(ssh === undefined ? [] : collectingHostProblems(ssh)),
    ];
}

/** The destination as the collection step is told it. */
export function collectionOptions({ s3, ssh }: pulumi.Unwrap<Destination>): CollectionOptions {
    if (ssh !== undefined) return { ssh: { ...ssh, hostKeys: ssh.hostKeys.map(hostKeyOf) } };
    if (s3 === undefined) return {};
    const region = s3.region ?? (s3.endpoint === undefined ? undefined : "us-east-1");
    return { s3: { ...s3, endpoint: s3.endpoint?.replace(/\/$/, ""), region } };
}

/** The keys of the store as the step reads them from its standard input; empty when the instance's role has them. */
export function collectionKeys({ accessKeyId, secretAccessKey }: pulumi.Unwrap<StoreKeys>): string {
    if (accessKeyId === undefined) return "";
    return `access-key-id ${accessKeyId}\nsecret-access-key ${secretAccessKey}\n`;
}

/** Checks the keys of a store. No key is quoted: messages end up in logs. */
export function keyProblems({
    accessKeyId: id,
    secretAccessKey: secret,
}: pulumi.Unwrap<StoreKeys>): Problem[] {
    if ((id === undefined) !== (secret === undefined)) {
        const [missing, given] =
            id === undefined ? ["accessKeyId", "secretAccessKey"] : ["secretAccessKey", "accessKeyId"];
        const reason = `It is missing, and ${given} is given; give both, or neither to use the instance's role.`;
        return [{ propertyPath: `s3.${missing}`, reason }];
    }
    return [
        ...optional("s3.accessKeyId", id, (key) =>
            /^[A-Za-z0-9._-]+$/.test(key)
                ? undefined
                : "It is empty, or has letters that no access key has; give it as the store shows it.",
        ),
        ...optional("s3.secretAccessKey", secret, (key) =>
            /^[!-~]+$/.test(key)
                ? undefined
                : "It is empty, or has letters that no secret key has, such as a blank or a line's end; give it as the store shows it.",
        ),
    ];
}

function s3Problems({
    bucket,
    endpoint,
    region,
    prefix,
}: NonNullable<pulumi.Unwrap<Destination>["s3"]>): Problem[] {
    return [
        ...optional("s3.bucket", bucket ?? "", (name) =>
            /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)
                ? undefined
                : `"${name}" is not the name of a bucket; give 3 to 63 small letters, digits, dots and hyphens.`,
        ),
        ...optional("s3.endpoint", endpoint, (address) =>
            /^https?:\/\/([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d+)?\/?$/.test(address)
                ? undefined
                : `"${address}" is not the address of a store; give https:// or http:// with a host and maybe a port, and no path.`,
        ),
        ...optional("s3.region", region, (name) =>
            /^[A-Za-z0-9-]+$/.test(name)
                ? undefined
                : `"${name}" is not a region; give letters, digits and hyphens, such as "eu-central-1".`,
        ),
        ...optional("s3.prefix", prefix, prefixProblem),
    ];
}

function prefixProblem(prefix: string): string | undefined {
    return /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/.test(prefix) && !/(^|\/)\.\.?(\/|$)/.test(prefix)
        ? undefined
        : `"${prefix}" is not a prefix; give names of letters, digits, ".", "_" and "-", with "/" between them.`;
}
