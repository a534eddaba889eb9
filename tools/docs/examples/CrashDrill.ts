import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const web = new kdump.Kdump("web", {
    connection: {
        host: config.require("host"),
        privateKey: config.requireSecret("privateKey"),
    },
    debuginfo: true,
    reboot: "when-required",
});

const drill = new kdump.CrashDrill("web-drill", {
    host: web,
    acknowledge: "this crashes the machine",
    everyDays: 90,
});

export const { ready, vmcore, secondsToDump, secondsToBeBack } = drill;
