// Prepares one VM that already exists.
//
// In a copy of this folder:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set host 192.0.2.10
//   pulumi config set user admin                       # root (default), or a user with passwordless sudo
//   pulumi config set privateKeyFile ~/.ssh/id_ed25519
//   # recommended: a line of the host's /etc/ssh/ssh_host_*_key.pub
//   pulumi config set hostKey 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDcraXtq+aGRwXRkQLM3LT3OgVhofy3WHTBJtNbohzXG'
//   pulumi config set allowReboot true                 # when a reboot is all right
//   pulumi preview && pulumi up
import * as fs from "node:fs";
import * as os from "node:os";

import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const vm = new kdump.Kdump("vm", {
    connection: {
        host: config.require("host"),
        port: config.getNumber("port") ?? 22,
        user: config.get("user") ?? "root",
        privateKey: privateKey(),
        hostKey: config.get("hostKey"),
        dialErrorLimit: config.getNumber("dialErrorLimit"),
    },
    crashkernel: config.get("crashkernel"),
    conf: { path: config.get("dumpPath") },
    debuginfo: config.getBoolean("debuginfo"),
    reboot: config.getBoolean("allowReboot") ? kdump.RebootPolicy.WhenRequired : kdump.RebootPolicy.Never,
});

/** The key from the configured file; without one the ssh agent is asked. */
function privateKey(): pulumi.Output<string> | undefined {
    const file = config.get("privateKeyFile");
    if (file === undefined) return undefined;
    return pulumi.secret(fs.readFileSync(file.replace(/^~(?=\/)/, os.homedir()), "utf8"));
}

export const ready = vm.ready;
export const reason = vm.reason;
export const rebootRequired = vm.rebootRequired;
export const reservationSize = vm.reservationSize;
export const crashkernel = vm.crashkernel;
export const dumpPath = vm.dumpPath;
export const kernelRelease = vm.kernelRelease;
export const vmlinux = vm.vmlinux;
export const osRelease = vm.osRelease;
export const facts = vm.facts;
