import { cutsEverywhere } from "../everywhere";

cutsEverywhere("debian", {
    most: 1,
    only: ["kill"],
    surely: {
        trust: /^rename\S* root\/\.ssh\/(known_hosts|config)$/,
        keep: /^unlink\S* \S*dmesg/,
        "undo service": /^unlink/,
        "undo install": /^(unlink|rmdir)/,
    },
});
cutsEverywhere("kernelopts", {
    most: 1,
    only: ["kill", "full"],
    surely: { bootloader: /^(write|rename\S*) boot\/grub2\/\S*grubenv/ },
});
