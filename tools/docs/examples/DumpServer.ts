import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const collector = new kdump.DumpServer("collector", {
    connection: {
        host: config.require("collectorHost"),
        privateKey: config.requireSecret("privateKey"),
    },
    path: "/srv/vmcores",
    quota: "200G",
});

// Its dumps go there when its kernel panics.
const web = new kdump.Kdump("web", {
    connection: {
        host: config.require("host"),
        privateKey: config.requireSecret("privateKey"),
    },
    dumpServer: collector,
    reboot: "when-required",
});

export const { ready, dumpPath } = web;
