import { ElRoot } from "../host/el-root";
import { changingSteps, diesAtAnyMoment, Shell } from "../host/killed";
import { shells } from "../host/throwaway-root";

const stepsOn = (release: string) =>
    changingSteps((shell: Shell) => new ElRoot(release, shells[shell]).installed(), "commandline_append x=1");

// Each kind of boot configuration is changed in its own way: BLS entries, grubenv, /etc/default/grub.
const { crashkernel, bootloader, "undo crashkernel": undo, "undo conf": undoConf } = stepsOn("centos 9");
diesAtAnyMoment("CentOS 9", { crashkernel, bootloader, "undo crashkernel": undo, "undo conf": undoConf });
diesAtAnyMoment("RHEL 8", { bootloader: stepsOn("rhel 8.10").bootloader });
const seven = stepsOn("centos 7");
diesAtAnyMoment("CentOS 7", { "undo crashkernel": seven["undo crashkernel"], conf: seven.conf });
