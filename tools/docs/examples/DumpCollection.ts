import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const web = new kdump.Kdump("web", {
    connection: {
        host: config.require("host"),
        privateKey: config.requireSecret("privateKey"),
    },
});

const dumps = new kdump.DumpCollection("web-dumps", {
    host: web,
    s3: {
        bucket: "vmcores",
        region: "eu-central-1",
        prefix: "eu",
        accessKeyId: config.require("accessKeyId"),
        secretAccessKey: config.requireSecret("secretAccessKey"),
    },
});

export const { destination } = dumps;
