// A Compute Engine VM that is ready for kdump from its first boot, without ssh.
//
// In a copy of this folder:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set gcp:project my-project
//   pulumi config set gcp:zone europe-west1-b
//   pulumi preview && pulumi up
import * as gcp from "@pulumi/gcp";
import * as kdump from "pulumi-kdump";

const vm = new gcp.compute.Instance("web", {
    machineType: "e2-small",
    // Ubuntu's images have cloud-init; Debian's there do not.
    bootDisk: { initializeParams: { image: "ubuntu-os-cloud/ubuntu-2404-lts-amd64", size: 20 } },
    networkInterfaces: [{ network: "default", accessConfigs: [{}] }],
    metadata: {
        "user-data": kdump.userData({
            os: { id: "ubuntu", versionId: "24.04" },
            memory: "2G",
            // An NMI makes a dump at any time: `gcloud compute instances send-diagnostic-interrupt` when the VM hangs.
            conf: { panicSysctls: { "kernel.unknown_nmi_panic": 1 } },
            limit: 262144, // room for the host program, so that nothing is fetched
        }),
        // What the first boot does is to be seen there.
        "serial-port-logging-enable": "true",
    },
});

export const id = vm.instanceId;
