// The host's own packages that building and running the VMs needs.
import * as fs from "node:fs";
import * as path from "node:path";
import { Say, timed } from "./cache";
import { run } from "./command";

/** Program (or file, when it begins with a slash) and the Debian package that brings it. */
const wanted: Record<string, string> = {
    "qemu-system-x86_64": "qemu-system-x86",
    "/usr/share/seabios/bios-256k.bin": "seabios",
    "/usr/lib/ipxe/qemu/efi-virtio.rom": "ipxe-qemu",
    "qemu-img": "qemu-utils",
    mmdebstrap: "mmdebstrap",
    mke2fs: "e2fsprogs",
    sfdisk: "fdisk",
    ssh: "openssh-client",
};

const directories = [...new Set([...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/sbin"])].filter(
    Boolean,
);

export function missingPackages(): string[] {
    const isThere = (name: string) =>
        name.startsWith("/")
            ? fs.existsSync(name)
            : directories.some((directory) => fs.existsSync(path.join(directory, name)));
    return Object.keys(wanted)
        .filter((name) => !isThere(name))
        .map((name) => wanted[name]);
}

/** Installs what is missing when it may, otherwise says the one command that does. */
export async function ensureHostPackages(say: Say): Promise<void> {
    const missing = missingPackages();
    if (missing.length === 0) return;
    const install = ["install", "-y", "--no-install-recommends", ...missing];
    if (process.getuid?.() !== 0) {
        throw new Error(
            `The VMs need packages that are not installed. Run this once, then start again:\n` +
                `    sudo apt-get update && sudo apt-get ${install.join(" ")}`,
        );
    }
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await timed(say, `installing ${missing.join(" ")}`, async () => {
        await run("apt-get", ["update", "-q"], { env });
        await run("apt-get", ["-q", ...install], { env });
    });
    const still = missingPackages();
    if (still.length > 0)
        throw new Error(`Installed, but still not there: ${still.join(", ")}. Install them by hand.`);
}

/** The PATH for programs of the system administrator, which a user's own PATH lacks. */
export const adminEnvironment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: directories.join(":"),
    LC_ALL: "C.UTF-8",
};
