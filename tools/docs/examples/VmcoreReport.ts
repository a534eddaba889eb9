import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const web = new kdump.Kdump("web", {
    connection: {
        host: config.require("host"),
        privateKey: config.requireSecret("privateKey"),
    },
});

const crash = new kdump.VmcoreReport("last-crash", {
    host: web,
    // without it the newest dump
    vmcore: config.require("vmcore"),
    fetchDebuginfo: true,
});

export const { summary, panic, place, markdown } = crash;
