// An Azure VM that is ready for kdump from its first boot, without ssh.
//
// In a copy of this folder:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set azure:subscriptionId 00000000-0000-0000-0000-000000000000
//   pulumi config set publicKey "$(cat ~/.ssh/id_ed25519.pub)"
//   pulumi preview && pulumi up
import * as azure from "@pulumi/azure";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const resourceGroup = new azure.core.ResourceGroup("web", { location: "West Europe" });
const resourceGroupName = resourceGroup.name;
const network = new azure.network.VirtualNetwork("web", {
    resourceGroupName,
    addressSpaces: ["10.0.0.0/16"],
});
const subnet = new azure.network.Subnet("web", {
    resourceGroupName,
    virtualNetworkName: network.name,
    addressPrefixes: ["10.0.1.0/24"],
});
const nic = new azure.network.NetworkInterface("web", {
    resourceGroupName,
    ipConfigurations: [{ name: "web", subnetId: subnet.id, privateIpAddressAllocation: "Dynamic" }],
});

const vm = new azure.compute.LinuxVirtualMachine(
    "web",
    {
        resourceGroupName,
        networkInterfaceIds: [nic.id],
        size: "Standard_B2s",
        sourceImageReference: {
            publisher: "Debian",
            offer: "debian-12",
            sku: "12-gen2",
            version: "latest",
        },
        adminUsername: "debian",
        adminSshKeys: [{ username: "debian", publicKey: config.require("publicKey") }],
        osDisk: { caching: "ReadWrite", storageAccountType: "StandardSSD_LRS" },
        // Its serial console shows what the first boot does, and sends an NMI: `az serial-console send nmi`.
        bootDiagnostics: {},
        customData: kdump.userData({
            os: { id: "debian", versionId: "12" },
            memory: "4G",
            conf: { panicSysctls: { "kernel.unknown_nmi_panic": 1 } },
            encoding: kdump.UserDataEncoding.Base64,
            limit: 65535,
        }),
    },
    // Another text would replace the VM.
    { ignoreChanges: ["customData"] },
);

export const id = vm.id;
