// Finished disks, each an overlay on the one below, kept under a key of everything that went into them.
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { lastLines, run } from "../dev/exec";
import { ensureHostPackages } from "../dev/hostPackages";
import { withLock } from "../dev/lock";
import { Say, timed } from "../dev/say";
import { Accelerator, findAccelerator } from "./accelerator";
import { AptSources, readAptSources } from "./aptSources";
import { Vm } from "./guest";
import { users } from "./guestFiles";
import { guestArguments, GuestName, guests } from "./guests";
import { archiveKernel, baseFiles, baseRecipe, buildBase } from "./image";
import { LayerName, layerNames, Recipe, recipes } from "./recipes";
import { cleanStaleRuns } from "./runs";
import { vmCache } from "./vmCache";

export interface Layer {
    name: LayerName;
    directory: string;
    disk: string;
    format: "raw" | "qcow2";
    privateKeyFile: string;
    hostKey: string;
    accelerator: Accelerator;
}

/** `debian-12.booted-0123456789ab`: guest, name, and a digest of what goes into the layer. */
export function layerKey(guest: GuestName, name: LayerName, recipe: string, parentKey = ""): string {
    return `${guest}.${name}-${crypto.createHash("sha256").update(`${parentKey}\n${recipe}`).digest("hex").slice(0, 12)}`;
}

/** What a recipe does; how it is described and how long it may take makes no other layer. */
function recipeText(recipe: Recipe): string {
    return JSON.stringify(recipe.steps.map(({ script }) => script ?? "reboot"));
}

export interface LayerKeys {
    guest: GuestName;
    sources: AptSources;
    base: string;
    keys: Record<LayerName, string>;
}

/** The keys that a guest's layers have today, on this machine. */
export async function currentKeys(guest: GuestName): Promise<LayerKeys> {
    const sources = await readAptSources(guests[guest]);
    const base = baseRecipe(guests[guest], sources, await archiveKernel(guests[guest]));
    const keys = { base: layerKey(guest, "base", base) } as Record<LayerName, string>;
    for (const name of layerNames) {
        if (name !== "base")
            keys[name] = layerKey(guest, name, recipeText(recipes[name]), keys[recipes[name].parent]);
    }
    return { guest, sources, base, keys };
}

/** What building and running the VMs needs of this machine. */
const programs = {
    "qemu-system-x86_64": "qemu-system-x86",
    "/usr/share/seabios/bios-256k.bin": "seabios",
    "/usr/lib/ipxe/qemu/efi-virtio.rom": "ipxe-qemu",
    "qemu-img": "qemu-utils",
    mmdebstrap: "mmdebstrap",
    mke2fs: "e2fsprogs",
    sfdisk: "fdisk",
    ssh: "openssh-client",
};

/** The finished layer; builds it, and those below it, when they are not there. */
export async function ensureLayer(guest: GuestName, name: LayerName, say: Say): Promise<Layer> {
    await ensureHostPackages("The VMs", programs, say);
    cleanStaleRuns(say);
    return ensure(name, await currentKeys(guest), say);
}

async function ensure(name: LayerName, current: LayerKeys, say: Say): Promise<Layer> {
    const base = vmCache(current.keys.base);
    const parent = name === "base" ? undefined : await ensure(recipes[name].parent, current, say);
    const directory = vmCache(current.keys[name]);
    if (!fs.existsSync(directory)) {
        const waiting = (pid: string) => say(`waiting for process ${pid}, which builds the layer ${name} …`);
        await withLock(`${directory}.lock`, waiting, async () => {
            if (fs.existsSync(directory)) return; // somebody else has built it meanwhile
            const unfinished = `${directory}.unfinished`;
            fs.rmSync(unfinished, { recursive: true, force: true });
            fs.mkdirSync(unfinished, { recursive: true });
            await timed(say, `building the layer ${name} of ${current.guest}`, () =>
                parent === undefined || name === "base"
                    ? buildBase(unfinished, guests[current.guest], current.sources, current.base, say)
                    : buildOverlay(
                          unfinished,
                          recipes[name],
                          parent,
                          guestArguments(current.guest, parent.accelerator.name),
                          say,
                      ),
            );
            fs.renameSync(unfinished, directory);
        });
    }
    return {
        name,
        directory,
        disk: path.join(directory, name === "base" ? baseFiles.disk : "disk.qcow2"),
        format: name === "base" ? "raw" : "qcow2",
        privateKeyFile: path.join(base, baseFiles.privateKey),
        hostKey: hostKeyIn(base),
        accelerator:
            parent?.accelerator ??
            (await findAccelerator(
                path.join(base, baseFiles.kernel),
                path.join(base, baseFiles.initrd),
                say,
            )),
    };
}

/** The two words of the key, without the comment. */
function hostKeyIn(base: string): string {
    return fs
        .readFileSync(path.join(base, baseFiles.hostKey), "utf8")
        .trim()
        .split(" ")
        .slice(0, 2)
        .join(" ");
}

/** A new overlay. The layer below is named relative to it, so that the cache may be moved as a whole. */
export async function makeOverlay(file: string, below: Layer): Promise<string> {
    const backing = path.relative(path.dirname(file), below.disk);
    await run("qemu-img", ["create", "-q", "-f", "qcow2", "-b", backing, "-F", below.format, file]);
    return file;
}

async function buildOverlay(
    directory: string,
    recipe: Recipe,
    parent: Layer,
    qemuArgs: string[],
    say: Say,
): Promise<void> {
    const vm = await Vm.boot({
        ...parent,
        makeDisk: () => makeOverlay(path.join(directory, "disk.qcow2"), parent),
        memoryMiB: 2048,
        user: users.admin,
        description: `building ${path.basename(directory)}`,
        qemuArgs,
    });
    try {
        await timed(say, "  waiting for ssh", () => vm.waitForSsh());
        for (const { what, script, limitSeconds } of recipe.steps) {
            await timed(say, `  ${what}`, () =>
                script === undefined ? vm.reboot(limitSeconds) : runScript(vm, what, script, limitSeconds),
            );
        }
        await timed(say, "  powering off", () => vm.powerOff());
    } finally {
        await vm.stop();
    }
}

async function runScript(vm: Vm, what: string, script: string, limitSeconds: number): Promise<void> {
    const result = await vm.ssh("sudo sh -eu", { input: `${script}\n`, timeoutSeconds: limitSeconds });
    if (result.code === 0) return;
    throw new Error(
        `In the guest, "${what}" failed with exit status ${result.code}. The last it said:\n` +
            lastLines(`${result.stdout}\n${result.stderr}`, 20),
    );
}
