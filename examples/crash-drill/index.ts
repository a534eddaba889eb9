// Prepares one VM, crashes it on purpose, and reads the dump.
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
//   pulumi config set acknowledge 'this crashes the machine'
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
    },
    crashkernel: config.get("crashkernel"),
    debuginfo: true, // so that the report has source lines
    reboot: kdump.RebootPolicy.WhenRequired,
});

const drill = new kdump.CrashDrill("drill", {
    host: vm,
    acknowledge: config.require("acknowledge"),
    consoleLog: config.get("consoleLog"),
    timeout: config.getNumber("timeout"),
});

const crash = new kdump.VmcoreReport("crash", {
    host: vm,
    vmcore: drill.vmcore,
    timeout: config.getNumber("timeout"),
});

const reportFile = config.get("reportFile") ?? "report.html";
crash.html.apply((page) => fs.writeFileSync(reportFile, page));

/** The key from the configured file; without one the ssh agent is asked. */
function privateKey(): pulumi.Output<string> | undefined {
    const file = config.get("privateKeyFile");
    if (file === undefined) return undefined;
    return pulumi.secret(fs.readFileSync(file.replace(/^~(?=\/)/, os.homedir()), "utf8"));
}

export const facts = vm.facts;
export const ready = drill.ready;
export const { vmcore, size, sha256, secondsToDump, secondsToBeBack } = drill;
export const { summary, text: report } = crash;
