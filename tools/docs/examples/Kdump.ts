import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const web = new kdump.Kdump("web", {
    connection: {
        host: config.require("host"),
        // root, or a user who may run sudo without a password
        user: "admin",
        privateKey: config.requireSecret("privateKey"),
        // the host's own /etc/ssh/ssh_host_ed25519_key.pub
        hostKey: config.require("hostKey"),
    },
    crashkernel: "256M",
    conf: {
        path: "/var/crash",
        coreCollector: "makedumpfile -l --message-level 7 -d 31",
        keep: 5,
        panicSysctls: { "kernel.hung_task_panic": 1 },
    },
    // once, because the reservation changes
    reboot: "when-required",
});

export const { ready, reason, reservationSize } = web;
