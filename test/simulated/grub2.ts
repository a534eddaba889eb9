// The machine's own grub-mkconfig under its name on EL and SUSE.
import * as fs from "node:fs";

import { FileContent, program } from "./files";

/** /etc/grub.d of the machine, for what does not differ. */
export function grubHeader(): FileContent {
    return program(fs.readFileSync("/etc/grub.d/00_header", "utf8"));
}

export function grubLinux(): FileContent {
    return program(fs.readFileSync("/etc/grub.d/10_linux", "utf8"));
}

/**
 * grub2-mkconfig.
 *
 * @param updatesBls whether it knows --update-bls-cmdline; RHEL 9.3 and later do, Fedora and Amazon Linux do not
 */
export function grub2Mkconfig(updatesBls: boolean): FileContent {
    const text = fs.readFileSync("/usr/sbin/grub-mkconfig", "utf8");
    const renamed = text.replace(
        'grub_editenv="${bindir}/grub-editenv"',
        'grub_editenv="${bindir}/grub2-editenv"',
    );
    const options = [
        "    --no-grubenv-update) GRUB_GRUBENV_UPDATE=no; export GRUB_GRUBENV_UPDATE ;;",
        ...(updatesBls
            ? ["    --update-bls-cmdline) UPDATE_BLS_CMDLINE=yes; export UPDATE_BLS_CMDLINE ;;"]
            : []),
        "    -*)\n",
    ].join("\n");
    const complete = renamed.replace("    -*)\n", options);
    if (renamed === text || complete === renamed) {
        throw new Error(
            "This machine's grub-mkconfig is not the one that is known here; test/simulated/grub2.ts has to follow it.",
        );
    }
    // The program writes down that it was called, as the stand-ins do.
    return program(complete.replace("\n", '\necho "grub2-mkconfig $*" >>/sim/record\n'));
}

/** The functions that grub-mkconfig shares with its parts, comparing versions as everywhere but on Debian. */
export function grubLibrary(): FileContent {
    const text = fs.readFileSync("/usr/share/grub/grub-mkconfig_lib", "utf8");
    return program(text.replace("dpkg --compare-versions", "version_test_numeric"));
}
