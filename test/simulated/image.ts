// The image of a release: its disk as it is after the installation, built once and kept below .cache by its content.
import { execFileSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { cacheDirectory } from "../../tools/dev/checkout";
import { run } from "../../tools/dev/exec";
import { buildDebRepository } from "./debRepository";
import { diskPath, lay } from "./files";
import { iomem } from "./kernel";
import { Layout, Release, rootUuid } from "./layout";
import { layoutOf } from "./releases";
import { buildRpmRepository } from "./rpmRepository";

const store = cacheDirectory("hosts");

/** Usable memory of every simulated host. */
export const memory = 4 * 2 ** 30;

const packagesOfTools = [
    "apt",
    "dpkg",
    "rpm",
    "dnf",
    "zypper",
    "createrepo-c",
    "grub-common",
    "grub2-common",
];

/** Everything that an image is made of decides its name. */
function keyOf(...parts: unknown[]): string {
    const hash = crypto.createHash("sha256");
    hash.update(
        JSON.stringify(parts, (_, value: unknown) => (value instanceof RegExp ? value.source : value)),
    );
    for (const name of fs.readdirSync(__dirname).sort()) {
        if (!/\.(ts|sh)$/.test(name) || name.endsWith(".test.ts")) continue;
        if (["releases.ts", "lifecycle.ts", "bootMenu.ts"].includes(name)) continue;
        hash.update(fs.readFileSync(path.join(__dirname, name)));
    }
    return hash.digest("hex").slice(0, 16);
}

let toolsVersions: string | undefined;
function versionsOfTools(): string {
    toolsVersions ??= execFileSync("dpkg-query", ["-W", ...packagesOfTools], { encoding: "utf8" });
    return toolsVersions;
}

/** Makes `target` by `work` in a directory beside it, unless it is there; two processes may both try. */
async function once(target: string, work: (directory: string) => Promise<void>): Promise<string> {
    if (fs.existsSync(target)) return target;
    fs.mkdirSync(path.dirname(target), { recursive: true });
    const beside = fs.mkdtempSync(`${target}.`);
    fs.chmodSync(beside, 0o755);
    try {
        await work(beside);
        fs.renameSync(beside, target);
    } catch (error) {
        if (!fs.existsSync(target)) throw error;
    } finally {
        fs.rmSync(beside, { recursive: true, force: true });
    }
    return target;
}

function repositoryOf(layout: Layout, machine: string): Promise<string> {
    const key = keyOf("repository", layout.format, layout.packages, layout.debugSuites, machine);
    return once(path.join(store, `repository-${key}`), (directory) =>
        layout.format === "deb"
            ? buildDebRepository(directory, layout.packages, layout.debugSuites ?? [])
            : buildRpmRepository(directory, layout.packages, machine),
    );
}

/** The directory of the image; nobody may change what is in it. */
export async function imageOf(release: Release): Promise<string> {
    const layout = layoutOf(release);
    const repository = await repositoryOf(layout, release.machine);
    const key = keyOf("image", release, layout, repository, versionsOfTools());
    return once(path.join(store, `image-${key}`), async (directory) => {
        layDisk(directory, release, layout);
        fs.writeFileSync(path.join(directory, "repository"), repository);
        await inside(directory, ["sh", "-c", layout.setUp]);
        fs.rmSync(path.join(directory, "sim/record"), { force: true });
    });
}

function layDisk(directory: string, release: Release, layout: Layout): void {
    for (const part of [
        "root",
        "usr/bin",
        "usr/sbin",
        "work",
        "sim",
        "kernel/proc",
        "kernel/sysctl",
        "kernel/sys",
    ]) {
        fs.mkdirSync(path.join(directory, part), { recursive: true });
    }
    for (const mountPoint of ["usr", "proc", "sys", "dev", "sim", "repository", "tmp"]) {
        fs.mkdirSync(path.join(directory, "root", mountPoint), { recursive: true });
    }
    fs.chmodSync(path.join(directory, "root/tmp"), 0o1777);
    hide(directory, layout.hidden);
    lay(layout.files, (file) => diskPath(directory, file));
    const kernel = (files: Record<string, string>) =>
        lay(files, (file) => path.join(directory, "kernel", file));
    kernel({
        "/proc/cmdline": "\n",
        "/proc/iomem": iomem(memory),
        "/proc/meminfo": `MemTotal: ${memory / 1024 - 90000} kB\nMemFree: ${memory / 2048} kB\n`,
        "/proc/version": `Linux version ${release.kernel} ${layout.banner}\n`,
        "/sysctl/kernel/osrelease": `${release.kernel}\n`,
        "/sysctl/kernel/random/boot_id": "00000000-0000-4000-8000-000000000000\n",
        "/sysctl/kernel/kexec_load_disabled": "0\n",
        "/sysctl/kernel/panic": "0\n",
        "/sysctl/kernel/panic_on_oops": "0\n",
        "/sysctl/kernel/hung_task_panic": "0\n",
        "/sysctl/kernel/overflowuid": "65534\n",
        "/sys/kernel/kexec_crash_size": "0\n",
        "/sys/kernel/kexec_crash_loaded": "0\n",
        "/sys/kernel/kexec_loaded": "0\n",
    });
    if (release.firmware === "uefi")
        fs.mkdirSync(path.join(directory, "kernel/sys/firmware/efi"), { recursive: true });
    lay({ "/root-uuid": `${rootUuid}\n`, "/machine": `${release.machine}\n` }, (file) =>
        path.join(directory, "sim", file),
    );
}

/** Programs of the machine that are not there: white-outs in the upper layer. */
function hide(directory: string, hidden: RegExp): void {
    for (const place of ["usr/bin", "usr/sbin"]) {
        for (const name of fs.readdirSync(`/${place}`)) {
            if (hidden.test(name)) execFileSync("mknod", [path.join(directory, place, name), "c", "0", "0"]);
        }
    }
}

/** Runs a command in a host whose installation is under way. */
async function inside(directory: string, command: string[]): Promise<void> {
    await run("unshare", [...namespaces, "sh", path.join(__dirname, "enter.sh"), directory, ...command]);
}

/** With these, everything that enter.sh mounts ends with its last process. */
export const namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--net", "--ipc", "--uts"];
