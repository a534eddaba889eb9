// Builds the base image: the distribution's kernel for virtual machines, systemd, ssh and GRUB on a 20 GiB disk, without loop devices.
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { run } from "../dev/exec";
import { adminEnvironment } from "../dev/hostPackages";
import { Say, timed } from "../dev/say";
import { AptSources, fingerprint } from "./aptSources";
import { customize, earlyFiles, guestPackages, lateFiles } from "./guestFiles";
import { Guest } from "./guests";

const diskMiB = 20 * 1024;
const partitionStartMiB = 1;

/** The files of a finished base image. */
export const baseFiles = {
    disk: "disk.img",
    privateKey: "id_ed25519",
    hostKey: "ssh_host_ed25519_key.pub",
    kernel: "vmlinuz",
    initrd: "initrd.img",
} as const;

/** Everything that decides what the base image contains, except the versions of packages. */
export function baseRecipe(guest: Guest, sources: AptSources, kernelVersion: string): string {
    const content = {
        packages: guestPackages(guest),
        early: earlyFiles(),
        late: lateFiles(sources, ""),
        customize,
    };
    return JSON.stringify({
        guest,
        diskMiB,
        kernelVersion,
        sources: fingerprint(sources),
        content,
    });
}

/**
 * The kernel that the archive has now, as far as this machine's own apt knows it: with a newer one, the older
 * one's debuginfo goes away.
 */
export async function archiveKernel({ distribution, release, kernel }: Guest): Promise<string> {
    const version = await run("apt-cache", ["madison", kernel]);
    const isOurs = (line: string) => line.includes(` ${release}`);
    const known = distribution === "Debian" ? version.split("\n").filter(isOurs) : [];
    return known.map((line) => line.split("|")[1].trim()).join(" ") || "unknown";
}

/** Fills `directory` with the files named in `baseFiles`. */
export async function buildBase(
    directory: string,
    guest: Guest,
    sources: AptSources,
    recipe: string,
    say: Say,
): Promise<void> {
    if (process.getuid?.() !== 0) {
        throw new Error(
            "Building the guest's root file system needs root. Run `sudo npm run vm -- build` once.",
        );
    }
    const work = fs.mkdtempSync(path.join(os.tmpdir(), "kdump-vm-image-"));
    fs.chmodSync(work, 0o755);
    try {
        const keys = await makeKeys(directory, work);
        const uuid = uuidFrom(recipe);
        await timed(say, "building the guest's root file system with mmdebstrap", () =>
            buildRoot(work, directory, guest, sources, keys, uuid),
        );
        await timed(say, "making the disk image", () => makeDisk(work, directory, uuid));
    } finally {
        fs.rmSync(work, { recursive: true, force: true });
    }
}

interface Keys {
    authorizedKey: string;
    hostKey: string;
    hostKeyPublic: string;
}

async function makeKeys(directory: string, work: string): Promise<Keys> {
    const keygen = (file: string, comment: string) =>
        run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", file]);
    await keygen(path.join(directory, baseFiles.privateKey), "throwaway-vm");
    await keygen(path.join(work, "host_key"), "guest");
    const hostKeyPublic = fs.readFileSync(path.join(work, "host_key.pub"), "utf8");
    fs.writeFileSync(path.join(directory, baseFiles.hostKey), hostKeyPublic);
    return {
        authorizedKey: fs.readFileSync(path.join(directory, `${baseFiles.privateKey}.pub`), "utf8"),
        hostKey: fs.readFileSync(path.join(work, "host_key"), "utf8"),
        hostKeyPublic,
    };
}

async function buildRoot(
    work: string,
    out: string,
    guest: Guest,
    sources: AptSources,
    keys: Keys,
    uuid: string,
): Promise<void> {
    const early = {
        ...earlyFiles(),
        "etc/ssh/ssh_host_ed25519_key": keys.hostKey,
        "etc/ssh/ssh_host_ed25519_key.pub": keys.hostKeyPublic,
    };
    writeTree(path.join(work, "early"), early);
    writeTree(path.join(work, "late"), lateFiles(sources, keys.authorizedKey));
    for (const file of sources.files) {
        const copy = path.join(work, "late", file);
        fs.mkdirSync(path.dirname(copy), { recursive: true });
        fs.copyFileSync(file, copy);
    }
    fs.writeFileSync(path.join(work, "archive.sources"), sources.buildSources);
    fs.writeFileSync(path.join(work, "customize"), customize);
    const env = { ...adminEnvironment, ROOT_UUID: uuid, MACHINE_ID: uuid.replace(/-/g, "") };
    await run(
        "mmdebstrap",
        [
            "--mode=root",
            "--format=directory",
            "--variant=minbase",
            "--quiet",
            "--skip=cleanup/reproducible,output/dev",
            `--include=${guestPackages(guest).join(",")}`,
            ...sources.buildSettings.map((setting) => `--aptopt=${setting}`),
            "--dpkgopt=force-confold",
            `--essential-hook=sync-in ${work}/early /`,
            `--customize-hook=sync-in ${work}/late /`,
            `--customize-hook=sh ${work}/customize "$1" ${quote(out)}`,
            guest.release,
            path.join(work, "root"),
            path.join(work, "archive.sources"),
        ],
        { env },
    );
}

async function makeDisk(work: string, directory: string, uuid: string): Promise<void> {
    const disk = path.join(directory, baseFiles.disk);
    const env = adminEnvironment;
    fs.closeSync(fs.openSync(disk, "w"));
    fs.truncateSync(disk, diskMiB * 2 ** 20);
    await run("sfdisk", ["--quiet", disk], {
        env,
        stdin: `label: dos\nstart=${partitionStartMiB}MiB, type=83, bootable\n`,
    });
    const size = `${(diskMiB - partitionStartMiB) * 1024}k`;
    // Inode tables are written now (as holes): otherwise the guest's kernel would do so during its first minutes.
    const extended = `offset=${partitionStartMiB * 2 ** 20},lazy_itable_init=0,lazy_journal_init=0`;
    const features = "^metadata_csum_seed,^orphan_file"; // the guest's GRUB does not read them
    await run(
        "mke2fs",
        [
            ...[
                "-q",
                "-F",
                "-t",
                "ext4",
                "-U",
                uuid,
                "-L",
                "root",
                "-O",
                features,
                "-J",
                "size=64",
                "-i",
                "65536",
            ],
            ...["-E", extended, "-d", path.join(work, "root"), disk, size],
        ],
        { env },
    );
    const file = fs.openSync(disk, "r+");
    try {
        const boot = fs.readFileSync(path.join(directory, "boot.img"));
        fs.writeSync(file, boot, 0, 440, 0); // the rest of the first sector is the partition table
        const core = fs.readFileSync(path.join(directory, "core.img"));
        if (core.length > partitionStartMiB * 2 ** 20 - 512)
            throw new Error("GRUB's core image does not fit the gap.");
        fs.writeSync(file, core, 0, core.length, 512);
    } finally {
        fs.closeSync(file);
    }
    for (const name of ["boot.img", "core.img", "enable.log"]) fs.rmSync(path.join(directory, name));
}

function writeTree(root: string, files: Record<string, string>): void {
    fs.mkdirSync(root, { mode: 0o755 });
    for (const [name, text] of Object.entries(files)) {
        const file = path.join(root, name);
        const isPrivate = /^root\/|\.ssh\/|_key$/.test(name);
        fs.mkdirSync(path.dirname(file), { recursive: true, mode: isPrivate ? 0o700 : 0o755 });
        fs.writeFileSync(file, text, { mode: isPrivate ? 0o600 : 0o644 });
    }
    for (const name of ["etc", "etc/ssh", "etc/skel"]) {
        if (fs.existsSync(path.join(root, name))) fs.chmodSync(path.join(root, name), 0o755);
    }
}

function uuidFrom(text: string): string {
    const hex = crypto.createHash("sha256").update(text).digest("hex");
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ].join("-");
}

function quote(text: string): string {
    return `'${text.replace(/'/g, "'\\''")}'`;
}
