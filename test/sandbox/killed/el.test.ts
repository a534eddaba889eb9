import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "../elRoot";
import { changingSteps, diesAtAnyMoment, Shell } from "../killed";
import { shells } from "../throwawayRoot";

const stepsOn = (release: string) =>
    changingSteps((shell: Shell) => new ElRoot(release, shells[shell]).installed(), "commandline_append x=1");

// Each kind of boot configuration is changed in its own way: BLS entries, grubenv, /etc/default/grub.
const { crashkernel, bootloader, "undo crashkernel": undo, "undo conf": undoConf } = stepsOn("centos 9");
diesAtAnyMoment("CentOS 9", { crashkernel, bootloader, "undo crashkernel": undo, "undo conf": undoConf });
diesAtAnyMoment("RHEL 8", { bootloader: stepsOn("rhel 8.10").bootloader });
const seven = stepsOn("centos 7");
diesAtAnyMoment("CentOS 7", { "undo crashkernel": seven["undo crashkernel"], conf: seven.conf });

// A file that has to be made and taken away, and a menu of grub.cfg's own.
const ten = changingSteps((shell: Shell) => {
    const host = new ElRoot("rocky 10.0", shells[shell]).installed();
    fs.rmSync(path.join(host.root, "etc/kernel"), { recursive: true });
    host.write("etc/default/grub", `${host.read("etc/default/grub")}GRUB_ENABLE_BLSCFG=false\n`);
    host.makeMenu();
    return host;
});
diesAtAnyMoment("Rocky Linux 10 without BLS", {
    crashkernel: ten.crashkernel,
    bootloader: ten.bootloader,
    "undo crashkernel": ten["undo crashkernel"],
});
