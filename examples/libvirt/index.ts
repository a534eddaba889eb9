// A libvirt VM that is ready for kdump from its first boot, without ssh: made by virt-install, because npm has no provider.
//
// In a copy of this folder, with virt-install, and cloud-localds of cloud-image-utils:
//
//   npm install
//   pulumi stack init dev
//   pulumi config set image /var/lib/libvirt/images/debian-12-generic-amd64.qcow2
//   pulumi preview && pulumi up
import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as kdump from "pulumi-kdump";

const config = new pulumi.Config();

const vm = new command.local.Command(
    "web",
    {
        create: [
            "set -e",
            'cloud-localds "$FOLDER/$NAME-seed.img" -',
            'virt-install --connect "$URI" --name "$NAME" --memory 2048 --vcpus 2 --osinfo detect=on,require=off \\',
            '  --import --disk "path=$FOLDER/$NAME.qcow2,size=20,backing_store=$IMAGE,backing_format=qcow2" \\',
            '  --disk "path=$FOLDER/$NAME-seed.img,device=cdrom" --graphics none --noautoconsole',
        ].join("\n"),
        delete: 'virsh --connect "$URI" destroy "$NAME"; virsh --connect "$URI" undefine "$NAME" --remove-all-storage',
        environment: {
            URI: config.get("uri") ?? "qemu:///system",
            FOLDER: config.get("folder") ?? "/var/lib/libvirt/images",
            IMAGE: config.require("image"),
            NAME: "web",
        },
        stdin: kdump.userData({
            os: { id: "debian", versionId: "12" },
            memory: "2G",
            // An NMI makes a dump at any time: `virsh inject-nmi web` when the VM hangs.
            conf: { panicSysctls: { "kernel.unknown_nmi_panic": 1 } },
            limit: 1048576, // room for the host program, so that nothing is fetched
        }),
    },
    // Another text would replace the VM.
    { ignoreChanges: ["stdin"] },
);

export const made = vm.stdout;
