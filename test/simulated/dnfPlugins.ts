// dnf's own debuginfo-install. Debian's package with it cannot be installed beside zypper, so it is unpacked aside.
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../../tools/dev/checkout";
import { Files, program } from "./files";

const debianPackage = "dnf-plugins-core";

/** Where the package is unpacked; it is fetched once. */
function unpacked(): string {
    const target = cacheDirectory("hosts", debianPackage);
    if (fs.existsSync(target)) return target;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const beside = fs.mkdtempSync(`${target}.`);
    try {
        const apt = (...args: string[]) =>
            execFileSync("apt-get", ["-q", ...args], { cwd: beside, stdio: "pipe" });
        try {
            apt("download", debianPackage);
        } catch {
            apt("update");
            apt("download", debianPackage);
        }
        const [file] = fs.readdirSync(beside).filter((name) => name.endsWith(".deb"));
        execFileSync("dpkg-deb", ["-x", path.join(beside, file), path.join(beside, "files")]);
        fs.renameSync(path.join(beside, "files"), target);
    } finally {
        fs.rmSync(beside, { recursive: true, force: true });
    }
    return target;
}

/** debuginfo-install as a command of dnf, and as the program that goes with yum. */
export function debuginfoInstall(manager: "yum" | "dnf"): Files {
    const from = unpacked();
    const modules = "usr/lib/python3/dist-packages";
    const read = (file: string) => fs.readFileSync(path.join(from, file), "utf8");
    return {
        "/usr/lib/simulated-plugins/debuginfo-install.py": read(
            `${modules}/dnf-plugins/debuginfo-install.py`,
        ),
        [`/${modules}/dnfpluginscore/__init__.py`]: read(`${modules}/dnfpluginscore/__init__.py`),
        ...(manager === "yum"
            ? { "/usr/bin/debuginfo-install": program(read("usr/libexec/dnf-utils-3")) }
            : {}),
    };
}
