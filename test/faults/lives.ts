// The steps that change a host, in the order of the component, on a host of each kind.
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { ElRoot } from "../sandbox/elRoot";
import { leave } from "../sandbox/left";
import { SuseRoot } from "../sandbox/suseRoot";
import { assembledProgram, shells, ThrowawayRoot } from "../sandbox/throwawayRoot";
import { ed25519Key } from "../support/publicKeys";

/** In memory, where a sync costs nothing: what is cut here are processes, and not the machine's power. */
if (fs.existsSync("/dev/shm")) process.env.TMPDIR = "/dev/shm";

/** A kind of host, and what is done to it. */
export interface Life {
    family: string;
    /** A host before anything is done to it. */
    make(): ThrowawayRoot;
    /** The steps, each with its arguments. */
    steps: string[][];
    /** What takes them back. */
    undos: string[][];
    /** The menus that GRUB reads, and directories of entries. */
    menus: string[];
}

const value = "256M";
const owner = "organization/project/stack/web";

/** What stands for the reader of reports: a cut step does not run it. */
const reader = "// makes reports\n";
const readerDigest = crypto.createHash("sha256").update(reader).digest("hex");

function stepsWith(...conf: string[]): string[][] {
    return [
        ["install", "--owner", owner],
        ["packages"],
        ["crashkernel", value],
        ["bootloader", value],
        ["key"],
        ["trust", "kdump-web@collector", "2222", "VMCORES", ed25519Key("server")],
        ["conf", "path /var/dumps/here", "core_collector makedumpfile -c -d 31", "keep 2", ...conf],
        ["reboot", "when-required", value],
        ["service", "digest"],
        ["debuginfo"],
        ["gasp"],
        ["reporting", "READER", readerDigest],
        ["keep", "1"],
        ["collection", "s3", "dumps", "--region", "eu-central-1"],
        ["owner", owner, "crashkernel", "conf", "service", "packages", "install"],
    ];
}

const undos = [
    `owner ${owner}`,
    "collection",
    "reporting",
    "gasp",
    "debuginfo",
    "service",
    "conf",
    "trust",
    "key",
    "crashkernel",
    "packages",
    "install",
].map((step) => ["undo", ...step.split(" ")]);

/** What administrators have where we write, so that there is something to lose. */
function inhabited<Host extends ThrowawayRoot>(host: Host): Host {
    host.set("reboots");
    host.set("plugin");
    // Node.js may lie elsewhere than the system's own programs.
    host.env.PATH = `${host.env.PATH}:${path.dirname(process.execPath)}`;
    host.write("sys/module/kernel/parameters/crash_kexec_post_notifiers", "N\n");
    host.write("sys/module/pstore/parameters/backend", "erst\n");
    host.write("usr/lib/systemd/system/systemd-pstore.service", "[Service]\n");
    host.write("etc/sysconfig/network", "");
    host.write("root/.ssh/known_hosts", "elsewhere ssh-ed25519 AAAA\n");
    host.write("root/.ssh/config", "Host elsewhere\n    User me");
    fs.chmodSync(path.join(host.root, "root/.ssh"), 0o700);
    fs.mkdirSync(path.join(host.base, "vmcores"));
    fs.writeFileSync(path.join(host.base, "kdump-server"), assembledProgram("server"));
    return host;
}

const el = (release: string, shell: string[], family: string, menus: string[]): Life => ({
    family,
    make: () => inhabited(new ElRoot(release, shell)),
    steps: stepsWith("commandline_append foo=1", "sysctl kernel.panic=10"),
    undos,
    menus,
});

export const lives: Record<string, Life> = {
    debian: {
        family: "Debian",
        make: () => inhabited(new ThrowawayRoot(shells.dash)),
        steps: stepsWith("commandline_append foo=1", "sysctl kernel.panic=10"),
        undos,
        menus: ["boot/grub/grub.cfg"],
    },
    entries: el("centos 9", shells.bash, "EL, entries", ["boot/loader/entries"]),
    kernelopts: el("rhel 8.10", shells.bash, "EL, kernelopts", ["boot/loader/entries"]),
    mkconfig: el("centos 7", shells.bash, "EL, grub2-mkconfig", ["boot/grub2/grub.cfg"]),
    suse: {
        family: "SUSE",
        make: () => inhabited(new SuseRoot(shells.bash)),
        steps: stepsWith("commandline_append foo=1", "sysctl kernel.panic=10"),
        undos,
        menus: ["boot/grub2/grub.cfg"],
    },
};

/** What takes back steps that have no undo of their own, or none before they have ended well: there is no program. */
const undoneBy: Record<string, string | undefined> = {
    install: undefined,
    reboot: undefined,
    bootloader: "crashkernel",
    keep: "conf",
    owner: `owner ${owner}`,
};

/** The command that takes a step back. */
export function undoOf(step: string): string[] | undefined {
    const of = step in undoneBy ? undoneBy[step] : step;
    return of === undefined ? undefined : ["undo", ...of.split(" ")];
}

/** A step's arguments on a host: what is sent there lies beside it. */
export function argumentsOn(host: ThrowawayRoot, step: string[]): string[] {
    const sent = path.join(host.base, "reader");
    if (step.includes("READER")) fs.writeFileSync(sent, reader);
    const places: Record<string, string> = { VMCORES: path.join(host.base, "vmcores"), READER: sent };
    return step.map((word) => (word in places ? places[word] : word));
}

/** A host like this one, with dumps that the step `keep` removes. */
export function withDumps(like: ThrowawayRoot): ThrowawayRoot {
    const host = like.copy();
    for (const [index, name] of ["c", "b", "a"].entries()) {
        leave(host, `${name}/vmcore`, index);
        fs.renameSync(path.join(host.root, "var/crash", name), path.join(host.root, "var/dumps/here", name));
    }
    return host;
}
